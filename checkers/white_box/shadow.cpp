#include "checkers/white_box/shadow.h"

#include <algorithm>
#include <iterator>

namespace assize::checkers {

const BatchMark* WrittenInEpoch::find(std::int64_t base) const {
    const auto found = std::ranges::lower_bound(batches, base, {}, &BatchMark::base);
    return found != batches.end() && found->base == base ? &*found : nullptr;
}

const BatchMark* WrittenInEpoch::find_around(std::int64_t offset) const {
    const auto behind = std::ranges::upper_bound(batches, offset, {}, &BatchMark::base);
    if (behind == batches.begin()) return nullptr;
    const BatchMark& last = *std::prev(behind);
    return offset < last.end() ? &last : nullptr;
}

PartitionShadow* Shadows::find(const sim::Event& event, std::string_view topic_id) {
    for (const sim::Subject& subject : event.about.subjects) {
        if (subject.kind == "records" || subject.kind == "leader_epoch") {
            return find(subject.name, topic_id);
        }
    }
    return nullptr;
}

PartitionShadow* Shadows::find_decided(const sim::Event& event, std::string_view topic_id) {
    for (const sim::Subject& subject : event.about.subjects) {
        if (subject.kind == "leader_epoch") return find(subject.name, topic_id);
    }
    return nullptr;
}

PartitionShadow* Shadows::find(sim::NameId name, std::string_view topic_id) {
    const std::size_t index = name.value();
    if (index >= by_name_.size()) by_name_.resize(index + 1);
    auto& lives = by_name_[index];
    // A log that does not know its topic's id is the latest one of that name.
    if (!lives.empty() && (topic_id.empty() || lives.back()->topic_id == topic_id)) {
        return lives.back().get();
    }
    for (const auto& partition : lives) {
        if (partition->topic_id == topic_id) return partition.get();
        if (partition->topic_id.empty()) {
            partition->topic_id = topic_id;
            return partition.get();
        }
    }
    lives.push_back(std::make_unique<PartitionShadow>(
        PartitionShadow{.number = count_++,
                        .topic_id = std::string(topic_id),
                        .label = std::string(trace_.name(name))}));
    return lives.back().get();
}

}  // namespace assize::checkers
