#include "tests/reports/sample_run.h"

#include <utility>

namespace assize::reports {

namespace {

using checkers::Promise;
using checkers::PropertyVerdict;
using checkers::Status;

PropertyVerdict held(std::string name, std::map<std::string, std::int64_t> exposure) {
    return {.name = std::move(name),
            .promise = Promise::kPromised,
            .reason = "Kafka always promises it",
            .status = Status::kHeld,
            .exposure = std::move(exposure)};
}

PropertyVerdict lost_record(int sends_before) {
    // Each good send is seven events.
    const auto id = [&](int of_two) {
        return sim::EventId(static_cast<std::uint64_t>(of_two + 7 * (sends_before - 2)));
    };
    return {.name = "durability.acked-survives",
            .promise = Promise::kPromised,
            .reason = "acks=all, min.insync.replicas=1",
            .status = Status::kViolated,
            .summary = "record producer-1/41 of orders-0 was acknowledged and then lost",
            .expected =
                "orders-0@41 = producer-1/41, readable from 2192.880 ms on   "
                "(acks=all, min.insync.replicas=1)",
            .observed = "reader-1 read all of orders-0 up to 41: producer-1/41 is nowhere",
            .witness = {{id(28), "while cut off from broker-2 and broker-3"},
                        {id(30), "the promise"},
                        {id(33), "UNCLEAN: broker-2 was not in ISR {1}"},
                        {id(38), "drops producer-1/41"},
                        {id(39), "violated here"}},
            .subjects = {{"records", "orders-0", 41, 42}},
            .cases = 1,
            .exposure = {{"acknowledged", 42}, {"leader_crashes", 1}}};
}

}  // namespace

RunSummary quiet_run() {
    return {.scenario = "rolling_crash",
            .path = "scenarios/rolling_crash.toml",
            .title = "One broker after another crashes",
            .seed = 41,
            .version = "0.1.0",
            .git = "1f3c9aa",
            .cluster = "3 brokers, 3 controllers",
            .faults = "cut, crash",
            .stats = {.events = 39,
                      .virtual_ns = 3'101'204'000,
                      .wall_ns = 120'000'000,
                      .records_acked = 42,
                      .records_delivered = 41,
                      .faults = 2},
            .trace_hash = 0x9c1f04e2a77b0d15,
            .folder = "out/rolling_crash-41",
            .files = {"report.html", "timeline.svg", "timeline.txt", "plan.toml"},
            .reproduce = "assize run scenarios/rolling_crash.toml --seed 41",
            .determinism = Determinism::kChecked,
            .verdict = {.result = checkers::Result::kHeld,
                        .properties = {
                            held("control.one-leader-per-epoch", {{"epochs", 6}}),
                            held("durability.acked-survives", {{"acknowledged", 42}}),
                            held("order.partition", {{"records", 41}}),
                        }}};
}

RunSummary losing_run(int sends_before) {
    RunSummary run = quiet_run();
    run.stats.events = 39 + 7 * (sends_before - 2);
    run.verdict.result = checkers::Result::kViolated;
    run.verdict.properties[1] = lost_record(sends_before);
    return run;
}

}  // namespace assize::reports
