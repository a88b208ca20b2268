#include "checkers/white_box/log_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkers/white_box/broker_number.h"

namespace assize::checkers {

using namespace model;

void LogChecker::on_event(const sim::Event& event) {
    with_partition<BatchAppended, HighWatermarkMoved, RecoveryPointMoved, LogCreated, LogLoaded,
                   DuplicateRecognized, LeaderEpochAssigned, LogTruncated, LogTruncationFlushed,
                   LogRestarted, SegmentRolled, SegmentDeleted, LogStartMoved, LogClosed,
                   LogSetAside, TruncationDecided>(
        shadows_, event, [&](const auto& fact, PartitionShadow& partition) {
            const std::int32_t broker = number_of(fact.broker);
            on(fact, {partition, partition.replicas[broker], broker});
        });
}

void LogChecker::violate(std::string_view invariant, const Place& place, std::string expected,
                         std::string observed, std::vector<sim::EventId> witnesses) {
    if (witnesses.empty()) witnesses.push_back(place.replica.appended_at);
    violations_.add(invariant,
                    {.about = fmt::format("{} at {}", place.partition.label, place.broker),
                     .expected = std::move(expected),
                     .observed = std::move(observed),
                     .witnesses = std::move(witnesses)});
}

// --- Beginnings and ends of a life ---------------------------------------------------------

void LogChecker::on(const LogCreated& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    const bool had_records = replica.exists && replica.end > replica.log_start;
    const Lives::Node& node = lives_.node(place.broker);
    const auto appended = replica.appended_at.value();
    const bool excused =
        node.wiped_at > appended || node.disk_erred_at > appended ||
        (node.lost_power_at > appended && replica.recovery_point <= replica.log_start);
    if (had_records && !excused) {
        violate("L5", place, fmt::format("a log up to {}", replica.end), "an empty one, made anew");
    }
    if (had_records) fork(place, replica.log_start);
    const sim::EventId lost_at = had_records ? violations_.event() : replica.lost_at;
    replica = ReplicaShadow();
    replica.exists = true;
    replica.loaded_at = violations_.event();
    replica.lost_at = lost_at;
    replica.log_start = replica.end = replica.high_watermark = replica.recovery_point =
        fact.log_start;
    replica.segments = {fact.log_start};
}

void LogChecker::on(const LogLoaded& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    const bool known = replica.exists;
    if (known) check_recovered(fact, place);
    if (fact.log_end > replica.end && !replica.cut.empty()) {
        replica.runs.append_from(replica.cut, replica.end, fact.log_end);
    }
    const std::int64_t end_known = replica.end;
    if (known && fact.log_end < end_known) {
        replica.lost_at = violations_.event();
        fork(place, fact.log_end);
    }
    replica.exists = true;
    replica.loaded_at = violations_.event();
    replica.runs.cut_end(fact.log_end);
    replica.cut.clear();
    replica.end_of_whole.reset();
    replica.is_restarting = false;
    replica.end = fact.log_end;
    replica.log_start = fact.log_start;
    replica.high_watermark = fact.high_watermark;
    replica.recovery_point = std::min(fact.recovery_point, fact.log_end);
    replica.segments.clear();
    replica.epoch_starts.clear();
    check_bounds(place);
}

void LogChecker::check_recovered(const LogLoaded& fact, const Place& place) {
    const ReplicaShadow& replica = place.replica;
    const Lives::Node& node = lives_.node(place.broker);
    const auto appended = replica.appended_at.value();
    if (node.wiped_at > appended || node.disk_erred_at > 0) return;
    const bool may_come_back = replica.is_restarting || !replica.cut.empty();
    const std::int64_t end_max =
        may_come_back ? std::max(replica.end, replica.end_before_cut) : replica.end;
    if (fact.log_end > std::max(end_max, fact.log_start)) {
        violate("L5", place, fmt::format("a log end of at most {}", end_max),
                fmt::format("records up to {} that it never had", fact.log_end));
    }
    const bool lost_power = node.lost_power_at > appended;
    const std::int64_t had = replica.end_of_whole.value_or(replica.end);
    const std::int64_t end_min = replica.is_restarting ? 0
                                 : lost_power          ? std::min(replica.recovery_point, had)
                                                       : had;
    if (fact.log_end < end_min) {
        violate("L5", place,
                fmt::format("at least what {}, up to {}",
                            lost_power ? "was durable" : "it had, for no power was lost", end_min),
                fmt::format("a log end of {}", fact.log_end));
    }
}

/// What was written from there on in its epoch is lost on this replica: should it lead in the same
/// epoch again, the same offsets may get other records.
void LogChecker::fork(const Place& place, std::int64_t from) {
    if (place.replica.runs.empty()) return;
    const std::int32_t epoch = place.replica.runs.last_epoch();
    std::optional<std::int64_t>& forked = place.partition.epochs[epoch].forked_from;
    forked = std::min(forked.value_or(from), from);
}

void LogChecker::on(const LogClosed& fact, Place place) {
    if (fact.log_end != place.replica.end) {
        violate("L2", place, fmt::format("log end {}", place.replica.end),
                fmt::format("closed with log end {}", fact.log_end));
    }
    place.replica.recovery_point = place.replica.end;
}

void LogChecker::on(const LogSetAside&, Place place) {
    place.replica = ReplicaShadow();
}

// --- Appending -----------------------------------------------------------------------------

void LogChecker::on(const BatchAppended& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    if (!replica.exists) {  // Nothing was said of how it began.
        replica.exists = true;
        replica.log_start = replica.end = fact.base;
    }
    // A follower of a compacted log, or one whose leader's log starts later, may skip offsets.
    const bool may_skip = fact.origin == AppendedBy::kReplication;
    if (fact.end <= fact.base || fact.base < replica.end ||
        (fact.base > replica.end && !may_skip)) {
        violate("L1", place, fmt::format("a batch that begins at {}", replica.end),
                fmt::format("one of [{}, {})", fact.base, fact.end));
    }
    if (!replica.runs.empty() && fact.leader_epoch < replica.runs.last_epoch()) {
        violate("L3", place, fmt::format("an epoch of at least {}", replica.runs.last_epoch()),
                fmt::format("a batch at {} of epoch {}", fact.base, fact.leader_epoch));
    }
    if (fact.origin == AppendedBy::kReplication) {
        copy(fact, place);
    } else {
        write(fact, place);
    }
    replica.cut.clear();
    replica.end_of_whole.reset();
    replica.runs.append(fact.base, fact.end, fact.leader_epoch);
    replica.end = std::max(replica.end, fact.end);
    replica.appended_at = violations_.event();
}

/// A leader wrote a batch, which is what all others will have at that offset and epoch.
void LogChecker::write(const BatchAppended& fact, const Place& place) {
    WrittenInEpoch& written = place.partition.epochs[fact.leader_epoch];
    const ReplicaShadow& replica = place.replica;
    auto& batches = written.batches;
    if (batches.empty() && !replica.runs.empty() && replica.runs.end() == fact.base &&
        replica.runs.last_epoch() != fact.leader_epoch) {
        written.epoch_before = replica.runs.last_epoch();
    }
    const BatchMark mark{.base = fact.base,
                         .count = static_cast<std::uint32_t>(fact.end - fact.base),
                         .crc = fact.crc,
                         .written_at = violations_.event()};
    if (!batches.empty() && batches.back().end() > fact.base) {
        const auto first = std::ranges::lower_bound(batches, fact.base, {}, &BatchMark::base);
        if (!written.forked_from || fact.base < *written.forked_from) {
            violate("L10", place,
                    fmt::format("offset {} of epoch {} to be written once", fact.base,
                                fact.leader_epoch),
                    fmt::format("another batch [{}, {}) there", fact.base, fact.end),
                    {first == batches.end() ? batches.back().written_at : first->written_at});
        }
        batches.erase(first, batches.end());
    }
    batches.push_back(mark);
}

/// A follower has what the leader of that epoch wrote, behind what that had before it.
void LogChecker::copy(const BatchAppended& fact, const Place& place) {
    const WrittenInEpoch& written = place.partition.epochs[fact.leader_epoch];
    if (written.forked_from && fact.base >= *written.forked_from) return;
    const BatchMark* original = written.find(fact.base);
    if (!original || original->end() != fact.end || original->crc != fact.crc) {
        violate("R6", place,
                original
                    ? fmt::format("the leader's batch [{}, {}) of epoch {} with checksum {}",
                                  original->base, original->end(), fact.leader_epoch, original->crc)
                    : fmt::format("a batch that a leader of epoch {} wrote", fact.leader_epoch),
                fmt::format("[{}, {}) with checksum {}", fact.base, fact.end, fact.crc),
                {original ? original->written_at : sim::EventId(0)});
        return;
    }
    const ReplicaShadow& replica = place.replica;
    const bool first = original == &written.batches.front();
    if (!first || !written.epoch_before || replica.cut_by_length) return;
    if (replica.runs.empty() || replica.runs.end() != fact.base) return;
    if (replica.runs.last_epoch() != *written.epoch_before) {
        violate("R6", place,
                fmt::format("epoch {} before offset {}, as the leader of epoch {} had it",
                            *written.epoch_before, fact.base, fact.leader_epoch),
                fmt::format("epoch {}", replica.runs.last_epoch()),
                {replica.appended_at, original->written_at});
    }
}

void LogChecker::on(const DuplicateRecognized& fact, Place place) {
    const ReplicaShadow& replica = place.replica;
    if (fact.end <= replica.log_start) return;
    const auto epoch = replica.runs.epoch_at(fact.base);
    const WrittenInEpoch* written = epoch ? &place.partition.epochs[*epoch] : nullptr;
    if (written && written->forked_from) return;
    const BatchMark* batch = written ? written->find(fact.base) : nullptr;
    if (!batch || batch->end() != fact.end) {
        violate("L6", place, fmt::format("a batch [{}, {}) in the log", fact.base, fact.end),
                "none, though another is refused as its duplicate");
    }
}

void LogChecker::on(const LeaderEpochAssigned& fact, Place place) {
    auto& starts = place.replica.epoch_starts;
    // It replaces what is of its epoch or later, or starts there or later.
    starts.erase(starts.lower_bound(fact.leader_epoch), starts.end());
    while (!starts.empty() && starts.rbegin()->second >= fact.start) {
        starts.erase(std::prev(starts.end()));
    }
    starts[fact.leader_epoch] = fact.start;
    if (!place.replica.runs.empty() && fact.leader_epoch < place.replica.runs.last_epoch()) {
        violate("L3", place,
                fmt::format("an epoch of at least {}", place.replica.runs.last_epoch()),
                fmt::format("epoch {} noted at {}", fact.leader_epoch, fact.start));
    }
}

// --- Cutting -------------------------------------------------------------------------------

void LogChecker::on(const TruncationDecided& fact, Place place) {
    if (fact.cause == "leader_ends_before") place.replica.cut_by_length = true;
}

/// A batch goes whole, in the middle of which a log is cut: the log end is above what is left then.
std::int64_t LogChecker::end_of_whole_batches(const Place& place, std::int64_t cut_at) {
    const auto epoch = place.replica.runs.epoch_at(cut_at - 1);
    const auto written = epoch ? place.partition.epochs.find(*epoch) : place.partition.epochs.end();
    if (written == place.partition.epochs.end()) return cut_at;
    const BatchMark* const batch = written->second.find_around(cut_at - 1);
    return batch && batch->end() > cut_at ? batch->base : cut_at;
}

void LogChecker::on(const LogTruncated& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    if (replica.exists && (fact.from != replica.end || fact.to > fact.from)) {
        violate("L2", place, fmt::format("a cut of a log that ends at {}", replica.end),
                fmt::format("one from {} to {}", fact.from, fact.to));
    }
    replica.exists = true;
    replica.cut = replica.runs;
    replica.end_before_cut = replica.end;
    replica.end_of_whole = end_of_whole_batches(place, fact.to);
    replica.runs.cut_end(fact.to);
    replica.end = fact.to;
    replica.log_start = fact.log_start;
    replica.high_watermark = fact.high_watermark;
    replica.recovery_point = fact.recovery_point;
    std::erase_if(replica.segments, [&](std::int64_t base) { return base > fact.to; });
    std::erase_if(replica.epoch_starts, [&](const auto& e) { return e.second >= fact.to; });
    check_bounds(place);
}

void LogChecker::on(const LogTruncationFlushed&, Place place) {
    place.replica.is_restarting = false;
    place.replica.cut.clear();
}

void LogChecker::on(const LogRestarted& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    replica.exists = true;
    replica.cut = replica.runs;
    replica.end_before_cut = replica.end;
    replica.is_restarting = true;
    replica.end_of_whole.reset();
    replica.runs.clear();
    replica.log_start = replica.end = fact.at;
    // What is said of these next is measured by the new log.
    replica.high_watermark = fact.at;
    replica.recovery_point = std::min(replica.recovery_point, fact.at);
    replica.segments = {fact.at};
    replica.epoch_starts.clear();
}

void LogChecker::on(const SegmentRolled& fact, Place place) {
    auto& segments = place.replica.segments;
    if (fact.base < place.replica.end) {
        violate("L2", place,
                fmt::format("a segment that begins at the log end, {}", place.replica.end),
                fmt::format("one that begins at {}", fact.base));
    }
    // After a restart it is not known where the segments begin.
    if (!segments.empty()) segments.push_back(fact.base);
}

void LogChecker::on(const SegmentDeleted& fact, Place place) {
    const ReplicaShadow& replica = place.replica;
    if (fact.end > replica.high_watermark) {
        violate("L7", place, fmt::format("nothing taken beyond {}", replica.high_watermark),
                fmt::format("segment [{}, {}) taken", fact.base, fact.end));
    }
    auto& segments = place.replica.segments;
    if (!segments.empty()) {
        const bool is_first = segments.front() == fact.base;
        if (!is_first || (segments.size() > 1 && segments[1] != fact.end)) {
            violate("L7", place, fmt::format("the first segment, from {}", segments.front()),
                    fmt::format("[{}, {}) taken", fact.base, fact.end));
        }
        std::erase(segments, fact.base);
    }
    const bool due = fact.reason == RetentionReason::kLogStart ? fact.end <= replica.log_start
                     : fact.reason == RetentionReason::kTime
                         ? fact.largest_timestamp_ms < fact.now_ms
                         : true;
    if (!due) {
        violate("L7", place, "a segment that is due",
                fmt::format("[{}, {}) taken for {}", fact.base, fact.end, to_string(fact.reason)));
    }
}

// --- Marks ---------------------------------------------------------------------------------

void LogChecker::on(const LogStartMoved& fact, Place place) {
    ReplicaShadow& replica = place.replica;
    if (replica.exists && (fact.from != replica.log_start || fact.to <= fact.from)) {
        violate("L7", place, fmt::format("a log start beyond {}", replica.log_start),
                fmt::format("from {} to {}", fact.from, fact.to));
    }
    replica.log_start = fact.to;
    replica.runs.cut_begin(fact.to);
    check_bounds(place);
}

void LogChecker::on(const HighWatermarkMoved& fact, Place place) {
    place.replica.high_watermark = fact.to;
    // What a truncation leaves is stated before the truncation itself.
    if (fact.reason != HighWatermarkReason::kTruncation) check_bounds(place);
}

void LogChecker::on(const RecoveryPointMoved& fact, Place place) {
    place.replica.recovery_point = fact.to;
    check_bounds(place);
}

void LogChecker::check_bounds(const Place& place) {
    const ReplicaShadow& r = place.replica;
    if (!r.exists) return;
    const bool holds =
        r.log_start <= r.high_watermark && r.high_watermark <= r.end && r.recovery_point <= r.end;
    if (holds) return;
    violate("L2", place, "log start <= high watermark <= log end >= recovery point",
            fmt::format("log start {}, high watermark {}, log end {}, recovery point {}",
                        r.log_start, r.high_watermark, r.end, r.recovery_point));
}

}  // namespace assize::checkers
