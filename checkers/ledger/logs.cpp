#include "checkers/ledger/logs.h"

#include <algorithm>

namespace assize::checkers::ledger {

const Logs::Deletion* Logs::Partition::deletion_of(std::int64_t offset) const {
    const auto found = std::ranges::upper_bound(deletions, offset, {}, &Deletion::below);
    return found == deletions.end() ? nullptr : &*found;
}

const Logs::Election* Logs::Partition::election_without(std::int64_t offset,
                                                        std::int32_t epoch) const {
    const auto found = std::ranges::find_if(elections, [&](const Election& election) {
        return election.leader_epoch > epoch && election.log_end <= offset;
    });
    return found == elections.end() ? nullptr : &*found;
}

void Logs::on(const model::LogCreated& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    Replica& replica = partition->replicas[fact.broker];
    replica = Replica{.log_start = fact.log_start};
}

void Logs::on(const model::LogLoaded& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    Replica& replica = partition->replicas[fact.broker];
    // A loss of power may undo a truncation that was not flushed.
    while (!replica.cut.empty() && written_[replica.cut.back()].end() <= fact.log_end) {
        replica.held.push_back(replica.cut.back());
        replica.cut.pop_back();
    }
    cut(replica, fact.log_end, event.id);
    replica.cut.clear();
    replica.log_start = fact.log_start;
}

void Logs::on(const model::BatchAppended& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    const bool copied = fact.origin == model::AppendedBy::kReplication;
    std::uint32_t batch = copied ? original_of(*partition, fact) : kNone;
    if (batch == kNone) batch = write(*partition, fact, event);
    Replica& replica = partition->replicas[fact.broker];
    cut(replica, fact.base, event.id);
    replica.cut.clear();
    replica.held.push_back(batch);
}

void Logs::on(const model::LogTruncated& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    partition->truncations += 1;
    cut(partition->replicas[fact.broker], fact.to, event.id);
}

void Logs::on(const model::LogTruncationFlushed& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (partition) partition->replicas[fact.broker].cut.clear();
}

void Logs::on(const model::LogRestarted& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    Replica& replica = partition->replicas[fact.broker];
    cut(replica, 0, event.id);
    replica = Replica{.log_start = fact.at};
}

void Logs::on(const model::LogStartMoved& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    Replica& replica = partition->replicas[fact.broker];
    replica.log_start = std::max(replica.log_start, fact.to);
    if (fact.to <= partition->deleted_below()) return;
    partition->deletions.push_back({.below = fact.to, .event = event.id, .reason = fact.reason});
}

void Logs::on(const model::HighWatermarkMoved& fact, const sim::Event& event) {
    if (fact.reason != model::HighWatermarkReason::kLeader) return;
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    Replica& replica = partition->replicas[fact.broker];
    while (replica.committed < replica.held.size()) {
        WrittenBatch& batch = written_[replica.held[replica.committed]];
        if (batch.end() > fact.to) break;
        if (batch.committed == kNoEvent) batch.committed = event.id;
        replica.committed += 1;
    }
}

void Logs::on(const model::BecameLeader& fact, const sim::Event& event) {
    Partition* partition = partition_of(event, fact.topic_id);
    if (!partition) return;
    partition->elections.push_back({.leader = fact.broker.value(),
                                    .leader_epoch = fact.leader_epoch.value(),
                                    .log_end = fact.start_offset.value(),
                                    .event = event.id});
    if (fact.leader_epoch.value() < partition->leader_epoch) return;
    partition->leader_epoch = fact.leader_epoch.value();
    partition->leader = fact.broker.value();
}

void Logs::close() {
    for (Partition& partition : all_) {
        // Without a word on who leads, what any replica holds counts.
        for (const auto& [broker, replica] : partition.replicas) {
            if (!partition.elections.empty() && broker != partition.leader) continue;
            for (const std::uint32_t batch : replica.held) written_[batch].survives = true;
        }
    }
}

Logs::Partition* Logs::partition_of(const sim::Event& event, std::string_view topic_id) {
    for (const sim::Subject& subject : event.about.subjects) {
        if (subject.kind != "records" && subject.kind != "leader_epoch") continue;
        const std::size_t name = subject.name.value();
        if (number_of_name_.size() <= name) number_of_name_.resize(name + 1, kNone);
        std::uint32_t& number = number_of_name_[name];
        if (number == kNone) {
            const std::string_view label = trace_.name(subject.name);
            number = label.starts_with("__") ? kInternal : partitions_.of(label);
        }
        if (number == kInternal) continue;
        Partition& found = partition(number);
        if (topic_id.empty()) return &found;
        const std::uint32_t id = words_.of(topic_id);
        if (found.topic_ids.empty() || found.topic_ids.back() != id) found.topic_ids.push_back(id);
        return &found;
    }
    return nullptr;
}

Logs::Partition& Logs::partition(std::uint32_t number) {
    if (all_.size() <= number) all_.resize(number + 1);
    return all_[number];
}

std::uint32_t Logs::write(Partition& partition, const model::BatchAppended& fact,
                          const sim::Event& event) {
    const auto number = static_cast<std::uint32_t>(written_.size());
    const bool by_client = fact.origin == model::AppendedBy::kClient && !fact.control;
    WrittenBatch& batch = written_.emplace_back(
        WrittenBatch{.base = fact.base,
                     .count = static_cast<std::uint32_t>(fact.end - fact.base),
                     .leader_epoch = fact.leader_epoch,
                     .crc = fact.crc,
                     .partition = number_of(partition),
                     .broker = fact.broker,
                     .written = event.id,
                     .control = fact.control,
                     .by_client = by_client});
    if (by_client) {
        const std::uint32_t sent_crc = fact.sent_crc.value_or(fact.crc);
        batch.sent = sends_.note_append(batch.partition, sent_crc, batch.count);
    }
    auto& epoch = partition.by_epoch[fact.leader_epoch];
    // A leader that lost the end of its log may write in its epoch anew.
    while (!epoch.empty() && written_[epoch.back()].end() > fact.base) epoch.pop_back();
    epoch.push_back(number);
    return number;
}

std::uint32_t Logs::original_of(const Partition& partition,
                                const model::BatchAppended& fact) const {
    const auto epoch = partition.by_epoch.find(fact.leader_epoch);
    if (epoch == partition.by_epoch.end()) return kNone;
    const auto base_of = [&](std::uint32_t batch) { return written_[batch].base; };
    const auto found = std::ranges::lower_bound(epoch->second, fact.base, {}, base_of);
    if (found == epoch->second.end()) return kNone;
    const WrittenBatch& batch = written_[*found];
    const bool same = batch.base == fact.base && batch.end() == fact.end && batch.crc == fact.crc;
    return same ? *found : kNone;
}

void Logs::cut(Replica& replica, std::int64_t to, sim::EventId event) {
    while (!replica.held.empty() && written_[replica.held.back()].end() > to) {
        written_[replica.held.back()].cut = event;
        replica.cut.push_back(replica.held.back());
        replica.held.pop_back();
    }
    replica.committed = std::min(replica.committed, replica.held.size());
}

}  // namespace assize::checkers::ledger
