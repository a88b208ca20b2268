#include "checkers/properties/witness.h"

#include <algorithm>

namespace assize::checkers {

void keep_few(std::vector<WitnessStep>& witness) {
    std::erase_if(witness, [](const WitnessStep& step) { return step.event.value() == 0; });
    std::ranges::stable_sort(witness, {}, &WitnessStep::event);
    const auto same = std::ranges::unique(witness, {}, &WitnessStep::event);
    witness.erase(same.begin(), same.end());
    if (witness.size() <= kMaxWitness) return;
    witness[kMaxWitness - 1] = std::move(witness.back());
    witness.erase(witness.begin() + kMaxWitness, witness.end());
}

std::vector<SubjectRange> subjects_of(const sim::Event& event, const sim::Trace& trace) {
    std::vector<SubjectRange> subjects;
    for (const sim::Subject& subject : event.about.subjects) {
        subjects.push_back({.kind = std::string(subject.kind),
                            .name = std::string(trace.name(subject.name)),
                            .begin = subject.begin,
                            .end = subject.end});
    }
    return subjects;
}

std::optional<sim::NameId> partition_of(const sim::Event& event) {
    for (const sim::Subject& subject : event.about.subjects) {
        if (subject.kind == "records" || subject.kind == "leader_epoch") return subject.name;
    }
    return std::nullopt;
}

}  // namespace assize::checkers
