#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "model/controller/quorum_controller.h"
#include "model/facts/controller.h"
#include "model/metadata/delta.h"
#include "sim/simulation.h"
#include "sim/sync/task_group.h"

namespace assize::model::controller {

using namespace sim::literals;

/// A metadata log of one node that commits and changes leaders when the test says so.
class ScriptedLog final : public MetadataLog {
public:
    struct Batch {
        Offset base;
        LeaderEpoch epoch;
        std::vector<wire::Bytes> records;  // None: a leader change.

        Offset end() const {
            return base + RecordCount(std::max<std::int64_t>(1, std::ssize(records)));
        }
    };

    sim::Result<kraft::AppendedAt, kraft::AppendError> append(LeaderEpoch in_epoch,
                                                              std::vector<wire::Bytes> records,
                                                              kraft::Atomicity) override {
        if (!leading || in_epoch != epoch) return sim::Failure(kraft::AppendError::kNotLeader);
        const Offset base = end();
        pending.push_back({.base = base, .epoch = in_epoch, .records = std::move(records)});
        return kraft::AppendedAt{.first = base, .last = end() - RecordCount(1)};
    }
    void resign(LeaderEpoch) override { resigned = true; }
    sim::Result<bool, wire::ErrorCode> create_snapshot(
        sim::Fiber&, metadata::LogPosition last_contained, std::int64_t,
        const std::vector<wire::Bytes>& records) override {
        snapshots.push_back({last_contained, records});
        return true;
    }

    Offset end() const {
        if (!pending.empty()) return pending.back().end();
        return committed.empty() ? Offset(0) : committed.back().end();
    }

    LeaderEpoch epoch{0};
    bool leading = false;
    bool resigned = false;
    std::vector<Batch> committed;
    std::vector<Batch> pending;
    std::vector<std::pair<metadata::LogPosition, std::vector<wire::Bytes>>> snapshots;
};

/// What all records of a log amount to.
inline MetadataImage replayed(const std::vector<ScriptedLog::Batch>& batches) {
    metadata::MetadataDelta delta{MetadataImage()};
    for (const auto& batch : batches) {
        for (const wire::Bytes& bytes : batch.records) {
            EXPECT_TRUE(delta.apply(*metadata::decode(bytes)).has_value());
        }
        delta.advance_to({.offset = batch.end() - RecordCount(1), .epoch = batch.epoch});
    }
    return delta.image();
}

/// A controller, node 100, in a process of its own, and its log.
class ControllerWorld : public sim::TraceSubscriber {
public:
    ControllerWorld() { simulation.trace().subscribe(*this); }
    ~ControllerWorld() override { simulation.trace().unsubscribe(*this); }

    void on_event(const sim::Event& event) override {
        if (const auto* fact = event.as<WriteOperationCompleted>()) {
            facts.push_back("completed " + std::string(fact->operation));
        } else if (const auto* refused = event.as<WriteOperationFailed>()) {
            facts.push_back("failed " + std::string(refused->operation) + " " +
                            std::string(refused->error));
        } else if (const auto* resigned = event.as<ControllerResigned>()) {
            facts.push_back("resigned " + std::to_string(resigned->committed_end) + ".." +
                            std::to_string(resigned->decided_end));
        } else if (event.as<ControllerActivated>()) {
            facts.push_back("activated");
        } else if (const auto* failed = event.as<ControllerFailed>()) {
            facts.push_back("controller failed: " + failed->why);
        } else if (const auto* partition = event.as<PartitionChanged>()) {
            partitions.push_back(*partition);
        } else if (const auto* fencing = event.as<BrokerFencingChanged>()) {
            fencings.push_back(*fencing);
        }
    }

    /// Tells the story within the controller's process, and lets it come to its end.
    void play(std::function<void(sim::Fiber&, sim::TaskGroup&)> story) {
        host.start("controller", [this, &story](sim::Fiber& fiber) {
            ScriptedLog its_log;
            QuorumController its_controller(fiber.life(), options);
            its_controller.write_to(its_log);
            log = &its_log;
            controller = &its_controller;
            sim::TaskGroup tasks(fiber);
            tasks.spawn([this](sim::Fiber& other) {
                controller->run(other);
                run_ended = true;
            });
            story(fiber, tasks);
            ended = true;
        });
        simulation.run_for(sim::Duration::seconds(100'000));
        EXPECT_TRUE(ended) << "the story hangs";
    }

    void commit(std::size_t batches = 1000) {
        while (!log->pending.empty() && batches-- > 0) {
            ScriptedLog::Batch batch = log->pending.front();
            log->pending.erase(log->pending.begin());
            log->committed.push_back(batch);
            controller->on_commit({{.base_offset = batch.base,
                                    .last_offset = batch.end() - RecordCount(1),
                                    .epoch = batch.epoch,
                                    .append_timestamp_ms = 0,
                                    .size_bytes = 100,
                                    .records = batch.records}});
        }
    }
    /// Another leadership of this node begins.
    void lead() {
        log->epoch = LeaderEpoch(log->epoch.value() + 1);
        log->leading = true;
        log->pending.push_back({.base = log->end(), .epoch = log->epoch, .records = {}});
        commit();
        controller->on_leader_change({.epoch = log->epoch, .leader = BrokerId(100)});
    }
    /// Somebody else leads, whose log has the first `kept` of the batches that are pending.
    void lose(std::size_t kept = 0) {
        log->epoch = LeaderEpoch(log->epoch.value() + 1);
        log->leading = false;
        while (log->pending.size() > kept) log->pending.pop_back();
        controller->on_leader_change({.epoch = log->epoch, .leader = BrokerId(101)});
        commit();
    }

    template <class Request>
    typename Request::Response ask(sim::Fiber& fiber, const Request& request) {
        sim::TaskGroup committing(fiber);
        committing.spawn([this](sim::Fiber& other) {
            for (;;) {
                other.sleep(1_ms);
                commit();
            }
        });
        return controller->handle(fiber, request, fiber.after(10_s));
    }

    static wire::CreateTopicsRequest new_topic(const std::string& name, std::int16_t factor = 1) {
        wire::CreateTopicsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = name;
        topic.num_partitions = 1;
        topic.replication_factor = factor;
        return request;
    }
    static wire::BrokerRegistrationRequest registration(std::int32_t id,
                                                        std::uint64_t incarnation = 1) {
        wire::BrokerRegistrationRequest request;
        request.broker_id = id;
        request.cluster_id = "c";
        request.incarnation_id = Uuid(static_cast<std::uint64_t>(id), incarnation);
        request.rack.reset();
        request.log_dirs = {Uuid(100, static_cast<std::uint64_t>(id))};
        return request;
    }
    wire::BrokerHeartbeatRequest heartbeat(std::int32_t id) const {
        wire::BrokerHeartbeatRequest request;
        request.broker_id = id;
        const BrokerRegistration* broker = controller->latest_image().broker(BrokerId(id));
        request.broker_epoch = broker ? broker->epoch.value() : -1;
        request.current_metadata_offset = controller->committed_image().end_offset().value();
        return request;
    }
    /// Registers brokers 1 to n, and unfences them.
    void start_brokers(sim::Fiber& fiber, std::int32_t n) {
        for (std::int32_t id = 1; id <= n; ++id) {
            ASSERT_EQ(ask(fiber, registration(id)).error_code, ErrorCode::kNone);
            ASSERT_FALSE(ask(fiber, heartbeat(id)).is_fenced);
        }
    }

    sim::Simulation simulation{sim::SimulationOptions{.seed = 1}};
    sim::Host& host = simulation.add_host({.name = "h"});
    ControllerOptions options{.cluster_id = "c", .config = {.node_id = BrokerId(100)}};
    ScriptedLog* log = nullptr;
    QuorumController* controller = nullptr;
    bool run_ended = false;
    bool ended = false;
    std::vector<std::string> facts;
    std::vector<PartitionChanged> partitions;
    std::vector<BrokerFencingChanged> fencings;
};

}  // namespace assize::model::controller
