#include "tests/reports/sample_events.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "model/facts.h"
#include "sim/facts.h"
#include "sim/trace.h"

namespace assize::reports {

namespace {

using model::BrokerId;
using model::LeaderEpoch;
using model::Offset;
using model::PartitionEpoch;
using sim::Changed;

enum Process { kController, kBroker1, kBroker2, kBroker3, kProducer, kConsumer, kReader, kNobody };
constexpr const char* kNames[] = {"controller-101", "broker-1",   "broker-2", "broker-3",
                                  "producer-1",     "consumer-1", "reader-1"};

// States facts at the times at which a real run would.
class Storyteller {
public:
    explicit Storyteller(sim::Trace& trace) : trace_(trace), orders_(trace.intern("orders-0")) {
        for (int process = kController; process < kNobody; ++process) {
            trace_.add_process(kNames[process]);
            tell(process, process, sim::ProcessStarted{sim::HostId(host(process))});
        }
    }

    template <class F>
    void tell(std::int64_t microseconds, int process, const F& fact,
              sim::ListOf<sim::Subject> subjects = {}) {
        const auto at = sim::Instant::origin() + sim::Duration::microseconds(microseconds);
        std::optional<sim::Emitter> emitter;
        if (process != kNobody) emitter = {sim::ProcessId(host(process)), sim::Incarnation(1)};
        trace_.emit(at, emitter, fact, {.changed = Changed::kYes, .subjects = subjects});
    }

    sim::Subject records(std::int64_t begin, std::int64_t end) const {
        return {"records", orders_, begin, end};
    }
    sim::Subject epoch(std::int64_t epoch) const {
        return {"leader_epoch", orders_, epoch, epoch + 1};
    }

private:
    static std::uint32_t host(int process) { return static_cast<std::uint32_t>(process); }

    sim::Trace& trace_;
    sim::NameId orders_;
};

model::BatchAppended append(int broker, std::int64_t offset, model::AppendedBy origin) {
    return {.broker = broker,
            .topic_id = "",
            .base = offset,
            .end = offset + 1,
            .leader_epoch = 5,
            .crc = 7,
            .bytes = 168,
            .origin = origin,
            .producer_id = std::nullopt,
            .producer_epoch = std::nullopt,
            .base_sequence = std::nullopt,
            .transactional = false,
            .control = false};
}

model::PartitionChanged partition_changed(std::int32_t leader, std::int32_t epoch,
                                          std::vector<std::int32_t> isr, bool unclean) {
    return {.controller = 101,
            .epoch = 1,
            .offset = 40 + epoch,
            .topic = "orders",
            .topic_id = "",
            .partition = 0,
            .reason = unclean ? "unclean_election" : "alter_partition",
            .leader = leader,
            .leader_epoch = epoch,
            .partition_epoch = epoch + 4,
            .replicas = {1, 2, 3},
            .isr = std::move(isr),
            .isr_broker_epochs = {},
            .elr = {},
            .last_known_elr = {},
            .adding = {},
            .removing = {},
            .min_isr = 1,
            .leader_elected = unclean,
            .unclean = unclean,
            .recovering = false};
}

void tell_of_a_good_send(Storyteller& story, std::int64_t at, std::int64_t offset) {
    const std::string value = fmt::format("producer-1/{}", offset);
    const sim::Subject records = story.records(offset, offset + 1);
    story.tell(at, kProducer, model::SendInvoked{offset, "orders", 0, std::nullopt, value, -1},
               {records});
    for (const int broker : {1, 2, 3}) {
        const auto by = broker == 1 ? model::AppendedBy::kClient : model::AppendedBy::kReplication;
        story.tell(at + 400 * broker, kController + broker, append(broker, offset, by), {records});
    }
    story.tell(
        at + 1800, kBroker1,
        model::HighWatermarkMoved{1, "", offset, offset + 1, model::HighWatermarkReason::kLeader},
        {records});
    story.tell(at + 2300, kProducer,
               model::SendEnded{offset, value, model::SendOutcome::kOk, "orders-0", offset, ""},
               {records});
    story.tell(at + 2700, kConsumer,
               model::RecordDelivered{"orders-0", offset, std::nullopt, value}, {records});
}

void tell_of_the_promise(Storyteller& story) {
    story.tell(2'140'000, kNobody,
               model::FaultBegan{0, "cut", "broker-1 broker-2 broker-3",
                                 "cut {broker-1} | {broker-2 broker-3}"});
    story.tell(2'190'377, kProducer,
               model::SendInvoked{41, "orders", 0, std::nullopt, "producer-1/41", -1},
               {story.records(41, 42)});
    story.tell(2'190'900, kController, partition_changed(1, 5, {1}, false), {story.epoch(5)});
    story.tell(2'191'402, kBroker1,
               model::IsrCommitted{BrokerId(1),
                                   "",
                                   LeaderEpoch(5),
                                   PartitionEpoch(9),
                                   {BrokerId(1)},
                                   model::IsrSource::kAlterPartition},
               {story.epoch(5)});
    story.tell(2'191'900, kBroker1, append(1, 41, model::AppendedBy::kClient),
               {story.records(41, 42)});
    story.tell(2'192'880, kProducer,
               model::SendEnded{41, "producer-1/41", model::SendOutcome::kOk, "orders-0", 41, ""},
               {story.records(41, 42)});
}

void tell_of_the_loss(Storyteller& story) {
    story.tell(2'195'000, kNobody, model::FaultBegan{1, "crash", "broker-1", "crash broker-1"});
    story.tell(2'195'000, kBroker1, sim::ProcessDied{sim::Death::kCrash});
    story.tell(2'700'011, kController, partition_changed(2, 6, {2}, true), {story.epoch(6)});
    story.tell(2'702'750, kBroker2,
               model::BecameLeader{BrokerId(2),
                                   "",
                                   LeaderEpoch(6),
                                   PartitionEpoch(10),
                                   Offset(41),
                                   {BrokerId(1), BrokerId(2), BrokerId(3)},
                                   {BrokerId(2)},
                                   1},
               {story.epoch(6)});
    story.tell(2'938'000, kNobody, model::FaultEnded{0, "cut", "broker-1 broker-2 broker-3"});
    story.tell(2'940'000, kNobody, model::FaultEnded{1, "crash", "broker-1"});
    story.tell(2'940'000, kBroker1, sim::ProcessStarted{sim::HostId(kBroker1)});
    story.tell(2'943'190, kBroker1, model::LogTruncated{1, "", 42, 41, 0, 41, 41},
               {story.records(41, 42)});
    story.tell(3'101'204, kReader, model::FinalReadEnded{"orders-0", 0, 41},
               {story.records(41, 42)});
}

}  // namespace

void tell_losing_run(sim::Trace& trace, int sends_before) {
    Storyteller story(trace);
    story.tell(100, kController, partition_changed(1, 5, {1, 2, 3}, false), {story.epoch(5)});
    story.tell(200, kBroker1,
               model::BecameLeader{BrokerId(1),
                                   "",
                                   LeaderEpoch(5),
                                   PartitionEpoch(9),
                                   Offset(0),
                                   {BrokerId(1), BrokerId(2), BrokerId(3)},
                                   {BrokerId(1), BrokerId(2), BrokerId(3)},
                                   1},
               {story.epoch(5)});
    story.tell(1'000, kNobody, model::PhaseBegan{model::Phase::kFaults});
    for (int i = 0; i < sends_before; ++i) {
        tell_of_a_good_send(story, 10'000 + 2'000'000LL * i / sends_before, 41 - sends_before + i);
    }
    tell_of_the_promise(story);
    tell_of_the_loss(story);
}

EventLog losing_events(int sends_before) {
    EventLog log;
    sim::Trace trace;
    const EventRecorder recorder(trace, log);
    tell_losing_run(trace, sends_before);
    return log;
}

}  // namespace assize::reports
