#include "tests/scenarios/file/arbitrary_plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::scenarios {

namespace {

using sim::Duration;
using sim::LatencyLaw;

template <class T>
T pick(std::vector<T> all) {
    return *rc::gen::elementOf(std::move(all));
}
std::int64_t number(std::int64_t least, std::int64_t most) {
    return *rc::gen::inRange<std::int64_t>(least, most + 1);
}
Duration duration(Duration most) {
    return Duration::nanoseconds(number(1'000'000, most.nanoseconds()));
}
bool flag() {
    return *rc::gen::arbitrary<bool>();
}
sim::Chance chance(std::int64_t most) {
    return sim::Chance::per_million(static_cast<std::uint32_t>(number(0, most)));
}
std::string text() {
    return pick<std::string>({"plain", "with \"quotes\" and \\", "two\nlines\tand tabs", "Größe 大",
                              "'single'", "#not a comment", "\x01\x7F"});
}

LatencyLaw latency() {
    const Duration least = duration(Duration::seconds(1));
    switch (number(0, 3)) {
        case 0: return LatencyLaw::fixed(least);
        case 1: return LatencyLaw::uniform(least, least + duration(Duration::seconds(1)));
        case 2: return LatencyLaw::exponential(least, duration(Duration::seconds(1)));
        default:
            return LatencyLaw::quantiles(
                {{.per_mille = 500, .latency = least}, {.per_mille = 1000, .latency = least * 3}});
    }
}

sim::DiskProfile disk() {
    return {.capacity_bytes = number(1 << 20, 1ll << 40),
            .read_latency = latency(),
            .sync_latency = latency(),
            .bytes_per_second = number(1, 9'000'000'000),
            .nothing_unsynced_survives = chance(500'000),
            .everything_unsynced_survives = chance(500'000),
            .unsynced_page_survives = chance(500'000),
            .unsynced_page_is_torn = chance(500'000)};
}

sim::LinkProfile link() {
    const Duration first = duration(Duration::seconds(1));
    return {.latency = latency(),
            .bytes_per_second = number(1, 1'000'000'000'000),
            .buffer_bytes = number(1024, 1 << 30),
            .retransmit_first = first,
            .retransmit_most = first + duration(Duration::seconds(60)),
            .give_up_after = duration(Duration::seconds(3600))};
}

model::ClusterConfig cluster() {
    auto cluster =
        flag() ? model::ClusterConfig::combined(3) : model::ClusterConfig::separate(3, 3);
    if (flag()) cluster.settings = {{"broker.session.timeout.ms", "2000"}};
    for (model::NodeConfig& node : cluster.nodes) {
        if (flag()) node.rack = text();
        if (flag()) node.settings = {{"num.replica.fetchers", "2"}, {"log.dirs", "/a,/b"}};
        if (flag()) node.disk = disk();
        if (flag()) node.cpu = {.cores = 3, .per_request = duration(Duration::seconds(1))};
        if (flag()) {
            node.clock = {.wall_at_start = sim::kWallEpoch - duration(Duration::seconds(100)),
                          .wall_drift = sim::Drift::parts_per_billion(number(-100'000, 100'000)),
                          .monotonic_drift = sim::Drift::parts_per_billion(number(-5000, 5000))};
        }
    }
    return cluster;
}

Target target() {
    return pick<Target>({"broker-1", "broker-3", "brokers", "controllers", "nodes", "clients",
                         "controller", "producer-1", "consumer-1", "leader(orders-0)",
                         "followers(orders-1)", "isr(orders-0)", "follower(orders-1, 1)"});
}
std::vector<Target> targets() {
    std::vector<Target> targets(static_cast<std::size_t>(number(1, 3)));
    for (Target& each : targets) each = target();
    return targets;
}
std::string partition() {
    return pick<std::string>({"orders-0", "orders-1"});
}

sim::DiskFault disk_fault() {
    using namespace sim::disk_fault;
    using Operation = sim::DiskOperation;
    const auto timing =
        pick<sim::FaultTiming>({sim::FaultTiming::always(),
                                sim::FaultTiming::nth(static_cast<std::uint64_t>(number(1, 9))),
                                sim::FaultTiming::by(chance(999'999))});
    return pick<sim::DiskFault>({
        {.path = text(), .operation = Operation::kRename, .when = timing, .effect = Fails{}},
        {.path = "*",
         .operation = Operation::kSyncDirectory,
         .when = timing,
         .effect = Fails{sim::DiskError::kNoSpace}},
        {.path = "*", .operation = Operation::kSync, .when = timing, .effect = LosesPages{}},
        {.path = "*", .operation = Operation::kSync, .when = timing, .effect = Lies{}},
        {.path = "*",
         .operation = Operation::kWrite,
         .when = timing,
         .effect = Slow{duration(Duration::seconds(1))}},
        {.path = "*", .operation = Operation::kOpen, .when = timing, .effect = Stuck{}},
        {.path = "*", .operation = Operation::kRead, .when = timing, .effect = RotsBit{}},
        {.path = "*", .operation = Operation::kWrite, .when = timing, .effect = Misdirects{}},
        {.path = "*", .operation = Operation::kWrite, .when = timing, .effect = Misdirects{text()}},
    });
}

FaultAction message() {
    using Fate = fault::Message::Fate;
    fault::Message message{.api = pick<std::string>({"Produce", "Fetch", "AlterPartition"})};
    if (flag()) message.side = fault::Message::Side::kResponse;
    if (flag()) message.from = targets();
    if (flag()) message.to = targets();
    if (flag()) message.nth = static_cast<std::uint64_t>(number(1, 100));
    message.fate = pick<Fate>({Fate::kDrop, Fate::kDelay, Fate::kHold, Fate::kCorrupt});
    if (message.fate == Fate::kDelay) message.by = duration(Duration::seconds(9));
    return message;
}

std::vector<FaultAction> all_actions() {
    return {
        fault::Crash{target()},
        fault::PowerLoss{target()},
        fault::Wipe{target()},
        fault::Pause{target()},
        fault::ShutDown{target()},
        fault::Cut{targets(), targets(), flag()},
        fault::Partition{{targets(), targets(), targets()}},
        fault::Ring{{target(), target(), target(), target()}},
        fault::SlowLink{targets(), targets(), duration(Duration::seconds(1)), number(1, 100)},
        fault::Stall{targets(), targets()},
        fault::Refuse{target()},
        fault::Reset{targets(), targets()},
        fault::Corrupt{targets(), targets(), static_cast<std::int32_t>(number(1, 1000))},
        message(),
        fault::Disk{target(), disk_fault()},
        fault::DiskFull{target()},
        fault::RotLog{target(), partition()},
        fault::ClockJump{target(), -duration(Duration::seconds(9999))},
        fault::ClockDrift{target(), number(-500, 500)},
        fault::Reassign{partition(), {3, 1}},
        fault::ElectLeader{partition(), flag()},
        fault::AlterTopic{"orders", {{"flush.messages", "1"}}},
        fault::DeleteRecords{partition(), number(-1, 100)},
    };
}

EventPattern pattern() {
    EventPattern pattern{.event = pick<std::string>({"batch_appended", "send_ended"})};
    if (flag()) pattern.by = target();
    if (flag()) pattern.partition = partition();
    if (flag()) pattern.offset = number(0, 100);
    if (flag()) pattern.nth = static_cast<std::uint64_t>(number(1, 100));
    if (flag() && pattern.event == "send_ended") pattern.fields = {{"outcome", text()}};
    return pattern;
}

FaultPlan fault_plan(FaultAction action) {
    FaultPlan fault{.action = std::move(action),
                    .begins = AtTime{Duration::nanoseconds(number(0, 999))}};
    if (flag()) {
        AtEvent event{.when = pattern()};
        if (flag()) event.before = pattern();
        if (flag()) event.then = duration(Duration::seconds(1));
        fault.begins = std::move(event);
    }
    const std::size_t kind = fault.action.index();
    const bool at_once =
        kind == 11 || kind == 16 || kind == 17 || kind == 19 || kind == 20 || kind == 22;
    if (!at_once && flag()) fault.lasts = duration(Duration::seconds(1));
    fault.drawn = flag();
    if (flag()) fault.note = text();
    return fault;
}

std::vector<SendPlan> sends() {
    std::vector<SendPlan> sends;
    Duration at = Duration::zero();
    for (std::int64_t i = number(0, 20); i > 0; --i) {
        at += flag() ? Duration::microseconds(number(0, 1000)) : duration(Duration::seconds(1));
        SendPlan send{.at = at, .topic = pick<std::string>({"orders", "other.topic"})};
        if (flag()) send.partition = 0;
        if (flag()) send.key = text();
        send.value_bytes = static_cast<std::int32_t>(number(0, 10'000));
        sends.push_back(std::move(send));
    }
    return sends;
}

Plan plan() {
    Plan plan{.scenario = text(), .title = text()};
    plan.seed = *rc::gen::arbitrary<std::uint64_t>();
    plan.cluster = cluster();
    if (flag()) plan.cluster.variant = model::Variant::kElectOutsideIsr;
    plan.link = link();
    plan.topics = {{.name = "orders", .partitions = 2, .replication_factor = 3},
                   {.name = "other.topic",
                    .partitions = 2,
                    .replication_factor = 2,
                    .assignment = {{1, 2}, {3, 1}},
                    .config = {{"min.insync.replicas", "2"}}}};
    plan.producers = {{.name = "producer-1",
                       .config = {{"acks", "1"}, {"enable.idempotence", "false"}},
                       .sends = sends()},
                      {.name = "producer-7", .config = {{"enable.idempotence", "false"}}}};
    plan.consumers = {{.name = "consumer-1",
                       .config = {{"auto.offset.reset", "latest"}},
                       .topics = {"other.topic", "orders"}}};
    for (FaultAction& action : all_actions()) plan.faults.push_back(fault_plan(std::move(action)));
    plan.phases = {.warm_up = duration(Duration::seconds(9)),
                   .faults = duration(Duration::seconds(9)),
                   .healing = {.within = duration(Duration::seconds(99))}};
    if (flag()) {
        plan.phases.healing.what = HealingPlan::What::kCore;
        plan.phases.healing.core = targets();
    }
    if (flag()) {
        plan.expect = {{"durability.acked-survives", checkers::Status::kViolated},
                       {"order.key", checkers::Status::kUndecided}};
    }
    return plan;
}

}  // namespace

rc::Gen<Plan> arbitrary_plan() {
    return rc::gen::exec(plan);
}

}  // namespace assize::scenarios
