#include "checkers/white_box/index_checker.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::checkers {

using namespace model;

void IndexChecker::on_event(const sim::Event& event) {
    with_partition<BatchAppended, IndexEntriesAdded, SegmentIndexed, TimestampLookedUp, LogCreated,
                   LogLoaded, LogTruncated, LogTruncationFlushed, LogRestarted, SegmentRolled,
                   SegmentDeleted, LogSetAside>(shadows_, event,
                                                [&](const auto& fact, PartitionShadow& partition) {
                                                    on(fact, Place(partition, fact.broker));
                                                });
}

IndexChecker::Log* IndexChecker::find(const Place& place) {
    const auto found = logs_.find(place.key);
    return found == logs_.end() ? nullptr : &found->second;
}

bool IndexChecker::is_judged(const Place& place) const {
    return lives_.node(place.broker).disk_erred_at == 0;
}

void IndexChecker::violate(const Place& place, std::string_view what, const WrongMark& wrong) {
    violations_.add("L4",
                    {.about = fmt::format("{} at {}", place.partition.label, place.broker),
                     .expected = fmt::format("{}: {}", what, wrong.expected),
                     .observed = wrong.observed,
                     .witnesses = {place.replica ? place.replica->appended_at : sim::EventId(0)}});
}

// --- What the files hold -------------------------------------------------------------------

void IndexChecker::on(const LogCreated& fact, const Place& place) {
    logs_.insert_or_assign(place.key, Log{.files = LogFiles(fact.log_start)});
}

void IndexChecker::on(const LogSetAside&, const Place& place) {
    logs_.erase(place.key);
}

void IndexChecker::on(const BatchAppended& fact, const Place& place) {
    const auto found =
        logs_.try_emplace(place.key, Log{.files = LogFiles::unknown_below(fact.base)}).first;
    Log& log = found->second;
    log.taken.reset();
    log.is_loading = false;
    log.files.append({.base = fact.base,
                      .end = fact.end,
                      .max_timestamp_ms = fact.max_timestamp_ms,
                      .bytes = static_cast<std::int32_t>(fact.bytes)});
}

void IndexChecker::on(const SegmentRolled& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    log->is_loading = false;
    log->files.roll(fact.base);
    log->last_indexed = log->last_timestamp = -1;
}

void IndexChecker::on(const SegmentDeleted& fact, const Place& place) {
    if (Log* const log = find(place)) log->files.forget(fact.end);
}

void IndexChecker::on(const LogTruncated& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    const std::int64_t known_from = log->files.known_from();
    log->taken = Taken{.batches = log->files.cut(fact.to), .known_from = known_from};
    log->is_loading = false;
    log->last_indexed = log->last_timestamp = -1;  // Of which segment_indexed tells.
}

void IndexChecker::on(const LogTruncationFlushed&, const Place& place) {
    if (Log* const log = find(place)) log->taken.reset();
}

void IndexChecker::on(const LogRestarted& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    Log anew{.files = LogFiles(fact.at)};
    const std::int64_t known_from = log->files.known_from();
    anew.taken = Taken{.batches = log->files.cut(0), .known_from = known_from};
    *log = std::move(anew);
}

void IndexChecker::on(const LogLoaded& fact, const Place& place) {
    const auto found =
        logs_.try_emplace(place.key, Log{.files = LogFiles::unknown_below(fact.log_end)}).first;
    Log& log = found->second;
    if (log.taken) log.files.bring_back(log.taken->batches, log.taken->known_from);
    log.taken.reset();
    log.files.reload(fact.log_end);
    log.is_loading = true;
    log.last_indexed = log.last_timestamp = -1;
}

// --- What the indexes say ------------------------------------------------------------------

void IndexChecker::on(const IndexEntriesAdded& fact, const Place& place) {
    Log* const log = find(place);
    if (!log || !log->files.active() || !is_judged(place)) return;
    if (*log->files.active() != fact.segment) {
        return violate(place, "an entry for the last segment",
                       {fmt::format("segment {}", *log->files.active()),
                        fmt::format("segment {}", fact.segment)});
    }
    if (fact.last_offset && fact.position) {
        const OffsetMark mark{*fact.last_offset, *fact.position};
        if (const auto wrong = log->files.check(mark))
            violate(place, "in its offset index", *wrong);
        if (mark.last_offset <= log->last_indexed) {
            violate(place, "in its offset index",
                    {fmt::format("an offset beyond {}", log->last_indexed),
                     fmt::format("{}", mark.last_offset)});
        }
        log->last_indexed = mark.last_offset;
    }
    if (fact.largest_timestamp_ms && fact.timestamp_offset) {
        const TimeMark mark{*fact.largest_timestamp_ms, *fact.timestamp_offset};
        if (const auto wrong = log->files.check(mark)) violate(place, "in its time index", *wrong);
        if (mark.last_offset <= log->last_timestamp) {
            violate(place, "in its time index",
                    {fmt::format("an offset beyond {}", log->last_timestamp),
                     fmt::format("{}", mark.last_offset)});
        }
        log->last_timestamp = mark.last_offset;
    }
}

void IndexChecker::on(const SegmentIndexed& fact, const Place& place) {
    Log* const log = find(place);
    if (!log) return;
    if (log->is_loading) log->files.begin_segment(fact.segment);
    std::vector<OffsetMark> offsets;
    for (std::size_t i = 0; i < fact.last_offsets.size() && i < fact.positions.size(); ++i) {
        offsets.push_back({fact.last_offsets[i], fact.positions[i]});
    }
    std::vector<TimeMark> times;
    const std::size_t timestamps = fact.largest_timestamps_ms.size();
    for (std::size_t i = 0; i < timestamps && i < fact.timestamp_offsets.size(); ++i) {
        times.push_back({fact.largest_timestamps_ms[i], fact.timestamp_offsets[i]});
    }
    log->last_indexed = offsets.empty() ? -1 : offsets.back().last_offset;
    log->last_timestamp = times.empty() ? -1 : times.back().last_offset;
    if (!is_judged(place)) return;
    if (const auto wrong = log->files.check(fact.segment, offsets, times)) {
        violate(place, fmt::format("in the indexes of segment {}", fact.segment), *wrong);
    }
}

void IndexChecker::on(const TimestampLookedUp& fact, const Place& place) {
    Log* const log = find(place);
    if (!log || !is_judged(place) || log->files.known_from() > fact.log_start) return;
    // Whatever moved the log start meanwhile, or was appended: it may have been seen, or not.
    const bool moved = place.replica && place.replica->log_start != fact.log_start;
    const LogFiles::Batch* first = log->files.find_time(fact.timestamp_ms, fact.log_start);
    const LogFiles::Batch* found = fact.found ? log->files.batch_with(*fact.found) : nullptr;
    const bool is_missed =
        !moved && first && first->base < fact.log_end && (!fact.found || *fact.found >= first->end);
    const bool is_wrong = fact.found && (!found || *fact.found < fact.log_start ||
                                         found->max_timestamp_ms < fact.timestamp_ms);
    if (!is_missed && !is_wrong) return;
    violate(place, fmt::format("by timestamp {}", fact.timestamp_ms),
            {first ? fmt::format("a record of [{}, {})", first->base, first->end) : "nothing",
             fact.found ? fmt::format("record {}", *fact.found) : "nothing"});
}

}  // namespace assize::checkers
