#include "tests/checkers/properties/told_trial.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace assize::checkers {

using namespace model;

namespace {

constexpr const char* kMetadata = "__cluster_metadata-0";

std::string broker_name(std::int32_t broker) {
    return "broker-" + std::to_string(broker);
}

std::vector<BrokerId> ids(const std::vector<std::int32_t>& brokers) {
    std::vector<BrokerId> all;
    for (const std::int32_t broker : brokers) all.emplace_back(broker);
    return all;
}

}  // namespace

TrialSetup ToldTrial::usual() {
    TrialSetup setup;
    setup.topics = {{.name = "orders", .min_insync_replicas = 2}};
    setup.producers = {{.name = "producer-1"}};
    setup.consumers = {{.name = "consumer-1", .topics = {"orders"}}};
    for (std::int32_t id = 1; id <= 3; ++id) {
        setup.nodes.push_back({.id = id, .name = broker_name(id), .is_voter = true});
    }
    return setup;
}

ToldTrial::ToldTrial(TrialSetup setup, JudgeOptions options)
    : judge_(std::move(setup), trace_, std::move(options)) {
    for (const char* name : {"broker-1", "broker-2", "broker-3", "producer-1", "producer-2",
                             "consumer-1", "consumer-2", "reader-1"}) {
        processes_[name] = static_cast<std::uint32_t>(processes_.size());
        trace_.add_process(name);
        start(name);
    }
}

sim::Emitter ToldTrial::emitter(std::string_view process) {
    const auto found = processes_.find(process);
    if (found == processes_.end()) throw std::invalid_argument(std::string(process));
    return {sim::ProcessId(found->second), sim::Incarnation(1)};
}

sim::HostId ToldTrial::host(std::string_view process) {
    return sim::HostId(emitter(process).process.value());
}

// --- What befalls processes.

void ToldTrial::start(std::string_view process) {
    tell(process, sim::ProcessStarted{host(process)});
}
void ToldTrial::crash(std::string_view process) {
    tell(process, sim::ProcessDied{sim::Death::kCrash});
}
void ToldTrial::lose_power(std::string_view process) {
    world(sim::HostLostPower{host(process)});
    tell(process, sim::ProcessDied{sim::Death::kPowerLoss});
}
void ToldTrial::wipe(std::string_view process) {
    world(sim::HostWiped{host(process)});
    tell(process, sim::ProcessDied{sim::Death::kWipe});
}
void ToldTrial::pause(std::string_view process) {
    tell(process, sim::ProcessPaused{});
}
void ToldTrial::resume(std::string_view process) {
    tell(process, sim::ProcessResumed{});
}

// --- The cluster.

void ToldTrial::begin() {
    for (std::int32_t broker = 1; broker <= 3; ++broker) {
        tell(
            broker_name(broker),
            LogCreated{.broker = broker, .topic_id = kTopicId, .log_start = 0, .path = kPartition});
    }
    elect(1, 0);
}

sim::EventId ToldTrial::decide(State state, const char* partition) {
    const std::string label = partition;
    partition_epoch_ += 1;
    const auto decided =
        tell("broker-3",
             PartitionChanged{.controller = 3,
                              .epoch = 1,
                              .offset = metadata_end_,
                              .topic = label.substr(0, label.rfind('-')),
                              .topic_id = kTopicId,
                              .partition = std::stoi(label.substr(label.rfind('-') + 1)),
                              .reason = "test",
                              .leader = state.leader,
                              .leader_epoch = state.leader_epoch,
                              .partition_epoch = partition_epoch_,
                              .replicas = {1, 2, 3},
                              .isr = state.isr,
                              .isr_broker_epochs = {},
                              .elr = state.elr,
                              .last_known_elr = state.last_known_elr,
                              .adding = {},
                              .removing = {},
                              .min_isr = 2,
                              .leader_elected = state.leader && state.leader != leader_,
                              .unclean = state.unclean,
                              .recovering = false},
             partition);
    leader_ = state.leader;
    tell("broker-3",
         MetadataApplied{.node = 3,
                         .from = metadata_end_,
                         .end = metadata_end_ + 1,
                         .epoch = 1,
                         .snapshot = false,
                         .epochs = {1},
                         .epoch_begins = {metadata_end_},
                         .digest = 7},
         kMetadata);
    metadata_end_ += 1;
    return decided;
}

sim::EventId ToldTrial::lead(std::int32_t broker, std::int32_t epoch, Brokers isr) {
    return tell(broker_name(broker), BecameLeader{.broker = BrokerId(broker),
                                                  .topic_id = kTopicId,
                                                  .leader_epoch = LeaderEpoch(epoch),
                                                  .partition_epoch = PartitionEpoch(0),
                                                  .start_offset = Offset(log_ends_[broker]),
                                                  .replicas = ids({1, 2, 3}),
                                                  .isr = ids(isr),
                                                  .min_isr = 1});
}

sim::EventId ToldTrial::elect(std::int32_t broker, std::int32_t epoch, Brokers isr) {
    decide({.leader = broker, .leader_epoch = epoch, .isr = isr});
    return lead(broker, epoch, std::move(isr));
}

sim::EventId ToldTrial::append(std::int32_t broker, std::int64_t offset, std::int32_t epoch,
                               AppendedBy origin) {
    log_ends_[broker] = offset + 1;
    return tell(broker_name(broker),
                BatchAppended{.broker = broker,
                              .topic_id = kTopicId,
                              .base = offset,
                              .end = offset + 1,
                              .leader_epoch = epoch,
                              .crc = static_cast<std::uint32_t>(1000 + 100 * epoch + offset),
                              .bytes = 100,
                              .origin = origin,
                              .producer_id = std::nullopt,
                              .producer_epoch = std::nullopt,
                              .base_sequence = std::nullopt,
                              .transactional = false,
                              .control = false});
}

void ToldTrial::copy(std::int32_t broker, std::int64_t offset, std::int32_t epoch) {
    append(broker, offset, epoch, AppendedBy::kReplication);
}

void ToldTrial::high_watermark(std::int32_t leader, std::int64_t to) {
    tell(broker_name(leader), HighWatermarkMoved{.broker = leader,
                                                 .topic_id = kTopicId,
                                                 .from = high_watermarks_[leader],
                                                 .to = to,
                                                 .reason = HighWatermarkReason::kLeader});
    high_watermarks_[leader] = to;
}

void ToldTrial::flush(std::int32_t broker, std::int64_t to) {
    tell(broker_name(broker),
         RecoveryPointMoved{.broker = broker, .topic_id = kTopicId, .from = 0, .to = to});
}

sim::EventId ToldTrial::truncate(std::int32_t broker, std::int64_t to) {
    const std::int64_t from = std::exchange(log_ends_[broker], to);
    high_watermarks_[broker] = std::min(high_watermarks_[broker], to);
    return tell(broker_name(broker), LogTruncated{.broker = broker,
                                                  .topic_id = kTopicId,
                                                  .from = from,
                                                  .to = to,
                                                  .log_start = 0,
                                                  .high_watermark = high_watermarks_[broker],
                                                  .recovery_point = 0});
}

sim::EventId ToldTrial::load(std::int32_t broker, std::int64_t end) {
    log_ends_[broker] = end;
    high_watermarks_[broker] = 0;
    return tell(broker_name(broker), LogLoaded{.broker = broker,
                                               .topic_id = kTopicId,
                                               .path = kPartition,
                                               .log_start = 0,
                                               .log_end = end,
                                               .high_watermark = 0,
                                               .recovery_point = 0,
                                               .clean_shutdown = false,
                                               .segments_scanned = 1,
                                               .bytes_cut = 0,
                                               .segments_cut = 0});
}

void ToldTrial::delete_below(std::int64_t offset, LogStartReason reason) {
    tell("broker-1",
         LogStartMoved{
             .broker = 1, .topic_id = kTopicId, .from = 0, .to = offset, .reason = reason});
}

// --- Clients.

void ToldTrial::invoke(std::int64_t send, std::int8_t acks, std::string_view producer) {
    const std::string value = std::string(producer) + "/" + std::to_string(send);
    tell(producer, SendInvoked{.send = send,
                               .topic = "orders",
                               .partition = std::nullopt,
                               .key = std::nullopt,
                               .value = value,
                               .acks = acks});
}

sim::EventId ToldTrial::end_send(std::int64_t send, std::optional<std::int64_t> offset,
                                 SendOutcome outcome, std::string_view error,
                                 std::string_view producer, const char* partition) {
    const std::string value = std::string(producer) + "/" + std::to_string(send);
    return tell(producer,
                SendEnded{.send = send,
                          .value = value,
                          .outcome = outcome,
                          .partition = partition,
                          .offset = offset,
                          .error = error},
                partition);
}

sim::EventId ToldTrial::write(std::int64_t n, std::int32_t leader, std::int32_t epoch,
                              Brokers isr) {
    invoke(n);
    append(leader, n, epoch);
    for (const std::int32_t broker : isr) {
        if (broker != leader) copy(broker, n, epoch);
    }
    high_watermark(leader, n + 1);
    return end_send(n, n);
}

sim::EventId ToldTrial::write_one(std::int64_t n, std::int32_t leader, std::int32_t epoch) {
    invoke(n, 1);
    append(leader, n, epoch);
    return end_send(n, n);
}

void ToldTrial::assign(std::string_view consumer, std::optional<std::int64_t> from,
                       const char* partition) {
    tell(consumer, ReaderAssigned{.partition = partition, .from = from}, partition);
}

void ToldTrial::deliver(std::string_view consumer, std::int64_t offset, std::string_view value,
                        const char* partition) {
    tell(consumer,
         RecordDelivered{
             .partition = partition, .offset = offset, .key = std::nullopt, .value = value},
         partition, offset, offset + 1);
}

// --- The course of the trial.

void ToldTrial::fault(std::string action, std::string targets) {
    world(FaultBegan{.fault = 0, .action = action, .targets = targets, .what = action});
}
void ToldTrial::phase(Phase phase) {
    world(PhaseBegan{.phase = phase});
}
void ToldTrial::healed(bool whole, std::string lacks) {
    world(HealingEnded{.whole = whole, .excused = false, .lacks = std::move(lacks)});
}
void ToldTrial::awaited(bool caught_up) {
    world(ConsumersAwaited{.caught_up = caught_up});
}

sim::EventId ToldTrial::read(const std::vector<std::int64_t>& records, std::int64_t end,
                             std::int64_t from, const char* partition) {
    for (const std::int64_t n : records) deliver("reader-1", n, value_of(n), partition);
    return tell("reader-1", FinalReadEnded{.partition = partition, .from = from, .end = end},
                partition, from, end);
}

void ToldTrial::read_end(std::int64_t end, std::int64_t from, const char* partition) {
    read({}, end, from, partition);
}

const Verdict& ToldTrial::finish(const std::vector<Expectation>& expectations) {
    verdict_ = judge_.finish(expectations);
    return *verdict_;
}

PropertyVerdict ToldTrial::about(std::string_view property) {
    if (!verdict_) finish();
    const PropertyVerdict* found = verdict_->find(property);
    if (!found) throw std::invalid_argument(std::string(property));
    return *found;
}

}  // namespace assize::checkers
