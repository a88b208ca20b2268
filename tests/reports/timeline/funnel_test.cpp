#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <algorithm>
#include <set>

#include "reports/timeline/make_timeline.h"

namespace assize::reports {

namespace {

/// Kinds that a log is made of at random, with what they say; the first are never left out.
struct RandomKind {
    const char* kind;
    bool never_left_out;
    bool of_partition;  // Otherwise of the whole world.
};
constexpr RandomKind kKinds[] = {
    {"fault_began", true, false},          {"process_died", true, false},
    {"phase_began", true, false},          {"became_leader", true, true},
    {"isr_committed", true, true},         {"partition_changed", true, true},
    {"log_truncated", true, true},         {"batch_appended", false, true},
    {"high_watermark_moved", false, true}, {"follower_state_updated", false, true},
    {"send_ended", false, true},           {"file_synced", false, false},
    {"connection_opened", false, false},   {"message_sent", false, false},
    {"message_received", false, false},    {"something_unheard_of", false, false},
};

/// A log of facts that need not make sense together: whatever it holds, nothing may get lost.
class RandomLog {
public:
    RandomLog() {
        const int events = *rc::gen::inRange(0, 120);
        for (int i = 0; i < events; ++i) add(*rc::gen::elementOf(kinds_), i + 1);
    }

    const EventLog& log() const { return log_; }
    /// Whatever a timeline is about; and when it is about orders-0.
    const std::set<std::uint64_t>& never_left_out() const { return of_the_world_; }
    const std::set<std::uint64_t>& never_left_out_of_partition() const { return of_partition_; }

private:
    void add(const RandomKind& kind, int id) {
        at_ += *rc::gen::element(0, 0, 300, 40'000'000);
        const std::string process = *rc::gen::element<std::string>(
            "broker-1", "broker-2", "broker-3", "controller-101", "producer-1", "consumer-1");
        const auto event = static_cast<std::uint64_t>(id);
        log_.add({.id = sim::EventId(event),
                  .at = sim::Instant::at(sim::Duration::nanoseconds(at_)),
                  .kind = log_.intern(kind.kind),
                  .process = log_.intern(process),
                  .incarnation = 1,
                  .changed = true,
                  .message = *rc::gen::inRange<std::uint64_t>(1, 9)});
        if (kind.of_partition) {
            const std::string partition = *rc::gen::element<std::string>("orders-0", "orders-1");
            const std::int64_t offset = *rc::gen::inRange(0, 4);
            log_.add_subject({log_.intern("records"), log_.intern(partition), offset, offset + 1});
            if (kind.never_left_out && partition == "orders-0") of_partition_.insert(event);
        } else if (kind.never_left_out) {
            of_the_world_.insert(event);
        }
        text("api", *rc::gen::element<std::string>("Fetch", "Produce", "AlterPartition"));
        text("side", *rc::gen::element<std::string>("request", "response"));
        text("action", *rc::gen::element<std::string>("crash", "cut", "reassign"));
        text("targets", *rc::gen::element<std::string>("broker-1", "broker-1 broker-2", ""));
        text("outcome", "ok");
        text("death", "crash");
        number("fault", *rc::gen::inRange(0, 3));
        number("leader", *rc::gen::inRange(1, 4));
        log_.add_numbers(log_.intern("isr"), std::vector<std::int64_t>{1, 2});
        log_.add_numbers(log_.intern("replicas"), std::vector<std::int64_t>{1, 2, 3});
    }
    void text(const char* field, std::string_view value) {
        log_.add_field(log_.intern(field),
                       {EventLog::Value::Type::kText, log_.intern(value).value()});
    }
    void number(const char* field, std::int64_t value) {
        log_.add_field(log_.intern(field), {EventLog::Value::Type::kNumber, value});
    }

    const std::vector<RandomKind> kinds_{std::begin(kKinds), std::end(kKinds)};
    EventLog log_;
    std::int64_t at_ = 0;
    std::set<std::uint64_t> of_the_world_;
    std::set<std::uint64_t> of_partition_;
};

checkers::Verdict some_verdict(const EventLog& log) {
    checkers::Verdict verdict;
    if (log.empty() || !*rc::gen::arbitrary<bool>()) return verdict;
    checkers::PropertyVerdict property{.name = "durability.acked-survives",
                                       .promise = checkers::Promise::kPromised,
                                       .reason = "",
                                       .status = checkers::Status::kViolated,
                                       .subjects = {{"records", "orders-0", 1, 2}}};
    std::set<std::uint64_t> steps;
    for (int i = *rc::gen::inRange(0, 7); i > 0; --i) {
        steps.insert(*rc::gen::inRange<std::uint64_t>(1, log.size() + 1));
    }
    for (const std::uint64_t step : steps) {
        property.witness.push_back({sim::EventId(step), "a step"});
    }
    verdict.properties.push_back(property);
    return verdict;
}

TimelineOptions some_options() {
    TimelineOptions options;
    options.all = *rc::gen::element(false, false, false, true);
    options.rows_most = static_cast<std::size_t>(*rc::gen::inRange(2, 70));
    options.lanes_most = static_cast<std::size_t>(*rc::gen::inRange(6, 13));
    return options;
}

std::set<std::uint64_t> ids_of(const Timeline& timeline) {
    std::set<std::uint64_t> ids;
    for (const Timeline::Row& row : timeline.rows) {
        RC_ASSERT(ids.insert(row.event.value()).second);
        for (const sim::EventId id : row.more) RC_ASSERT(ids.insert(id.value()).second);
    }
    return ids;
}

RC_GTEST_PROP(Funnel, EachEventOfTheWindowIsEitherShownOrCounted, ()) {
    const RandomLog random;
    const EventLog& log = random.log();
    const std::vector<Timeline> pages = make_timelines(log, some_verdict(log), some_options());
    RC_ASSERT(!pages.empty());
    std::int64_t counted = 0;
    std::set<std::uint64_t> shown;
    for (const Timeline& page : pages) {
        std::int64_t in_breaks = 0;
        for (const Timeline::Break& gap : page.breaks) {
            std::int64_t by_kind = 0;
            for (const Timeline::CountOfKind& each : gap.by_kind) by_kind += each.count;
            RC_ASSERT(gap.events == by_kind);
            RC_ASSERT(gap.events > 0);
            in_breaks += gap.events;
        }
        const std::set<std::uint64_t> here = ids_of(page);
        RC_ASSERT(page.shown_events == static_cast<std::int64_t>(here.size()));
        RC_ASSERT(page.window_events == page.shown_events + in_breaks);
        shown.insert(here.begin(), here.end());
        counted += in_breaks;
    }
    // All of a window is one run of ids.
    if (!shown.empty()) {
        const Timeline& first = pages.front();
        RC_ASSERT(counted + static_cast<std::int64_t>(shown.size()) <=
                  static_cast<std::int64_t>(log.size()));
        RC_ASSERT(!first.rows.empty());
    }
}

RC_GTEST_PROP(Funnel, WitnessFaultsAndChangesOfRoleAreNeverLeftOut, ()) {
    const RandomLog random;
    const EventLog& log = random.log();
    const checkers::Verdict verdict = some_verdict(log);
    const TimelineOptions options = some_options();
    const std::vector<Timeline> pages = make_timelines(log, verdict, options);
    std::set<std::uint64_t> shown;
    for (const Timeline& page : pages) {
        const std::set<std::uint64_t> here = ids_of(page);
        shown.insert(here.begin(), here.end());
    }
    if (!verdict.properties.empty()) {
        for (const checkers::WitnessStep& step : verdict.properties.front().witness) {
            RC_ASSERT(shown.contains(step.event.value()));
        }
    }
    if (shown.empty()) return;
    const bool is_sliced = !verdict.properties.empty();
    std::set<std::uint64_t> never_left_out = random.never_left_out();
    if (is_sliced)
        never_left_out.insert(random.never_left_out_of_partition().begin(),
                              random.never_left_out_of_partition().end());
    for (const std::uint64_t id : never_left_out) {
        const bool in_window = !is_sliced || (*shown.begin() <= id && id <= *shown.rbegin());
        if (in_window) RC_ASSERT(shown.contains(id));
    }
}

RC_GTEST_PROP(Funnel, WhatIsDrawnIsWithinTheTimeline, ()) {
    const RandomLog random;
    const EventLog& log = random.log();
    for (const Timeline& page : make_timelines(log, some_verdict(log), some_options())) {
        const std::size_t rows = page.rows.size();
        const std::size_t lanes = page.lanes.size();
        for (const Timeline::Mark& mark : page.marks) {
            RC_ASSERT(mark.row < rows);
            RC_ASSERT(!mark.lane || *mark.lane < lanes);
        }
        for (const Timeline::Arrow& arrow : page.arrows) {
            RC_ASSERT(arrow.from_row <= arrow.to_row && arrow.to_row < rows);
            RC_ASSERT(arrow.from_lane < lanes && arrow.to_lane < lanes);
            RC_ASSERT(arrow.from_lane != arrow.to_lane);
        }
        for (const Timeline::Band& band : page.bands) {
            RC_ASSERT(band.from < band.to && band.to <= rows);
        }
        for (std::size_t i = 1; i < rows; ++i) RC_ASSERT(page.rows[i - 1].at <= page.rows[i].at);
        for (const Timeline::Break& gap : page.breaks) RC_ASSERT(gap.before <= rows);
    }
}

}  // namespace

}  // namespace assize::reports
