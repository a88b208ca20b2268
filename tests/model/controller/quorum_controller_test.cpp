#include "model/controller/quorum_controller.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/controller_world.h"

namespace assize::model::controller {
namespace {

class QuorumControllerTest : public testing::Test, public ControllerWorld {
protected:
    using Tasks = sim::TaskGroup;

    /// Asks in a fiber of its own; the answer comes to `answer`.
    template <class Request>
    void ask_later(Tasks& tasks, const Request& request,
                   std::optional<typename Request::Response>& answer,
                   sim::Duration patience = 10_s) {
        tasks.spawn([this, request, &answer, patience](sim::Fiber& fiber) {
            answer = controller->handle(fiber, request, fiber.after(patience));
        });
    }
    const TopicImage* topic(std::string_view name) const {
        return controller->latest_image().topics.find(name);
    }
};

TEST_F(QuorumControllerTest, a_request_is_answered_when_it_is_committed) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        start_brokers(fiber, 1);
        std::optional<wire::CreateTopicsResponse> answer;
        ask_later(tasks, new_topic("a"), answer);
        fiber.sleep(1_s);
        EXPECT_FALSE(answer.has_value());
        EXPECT_TRUE(topic("a")) << "but it counts already";
        EXPECT_FALSE(controller->committed_image().topics.find("a"));
        commit();
        fiber.yield();
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->topics[0].error_code, ErrorCode::kNone);
        EXPECT_EQ(facts.back(), "completed create_topics");
    });
}

TEST_F(QuorumControllerTest, what_rests_on_an_earlier_decision_waits_for_it) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        start_brokers(fiber, 1);
        std::optional<wire::CreateTopicsResponse> first;
        std::optional<wire::CreateTopicsResponse> second;
        ask_later(tasks, new_topic("a"), first);
        ask_later(tasks, new_topic("a"), second);
        fiber.sleep(100_ms);
        EXPECT_FALSE(second.has_value()) << "that the topic exists is not committed";
        commit();
        fiber.yield();
        EXPECT_EQ(first->topics[0].error_code, ErrorCode::kNone);
        EXPECT_EQ(second->topics[0].error_code, ErrorCode::kTopicAlreadyExists);
    });
}

// Semantics 3.7: revert to the last committed state, NOT_CONTROLLER for all that wait.
TEST_F(QuorumControllerTest, who_loses_leadership_takes_back_what_is_not_committed) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        start_brokers(fiber, 1);
        commit();
        const MetadataImage committed = controller->committed_image();
        std::optional<wire::CreateTopicsResponse> answer;
        ask_later(tasks, new_topic("a"), answer);
        fiber.yield();
        lose();
        fiber.yield();
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->topics[0].error_code, ErrorCode::kNotController);
        EXPECT_EQ(controller->latest_image(), committed);
        EXPECT_EQ(controller->active_controller(), BrokerId(101));
        const std::int64_t end = committed.end_offset().value();
        EXPECT_EQ(facts[facts.size() - 2],
                  "resigned " + std::to_string(end) + ".." + std::to_string(end + 2));
        EXPECT_EQ(facts.back(), "failed create_topics NOT_CONTROLLER");
    });
}

TEST_F(QuorumControllerTest, what_was_taken_back_may_be_committed_yet) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        start_brokers(fiber, 1);
        commit();
        std::optional<wire::CreateTopicsResponse> answer;
        ask_later(tasks, new_topic("a"), answer);
        fiber.yield();
        lose(1);
        fiber.yield();
        EXPECT_EQ(answer->topics[0].error_code, ErrorCode::kNotController);
        EXPECT_TRUE(controller->committed_image().topics.find("a"));
    });
}

TEST_F(QuorumControllerTest, past_the_deadline_the_outcome_is_open) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        start_brokers(fiber, 1);
        std::optional<wire::CreateTopicsResponse> answer;
        ask_later(tasks, new_topic("a"), answer, 1_s);
        fiber.sleep(2_s);
        EXPECT_EQ(answer->topics[0].error_code, ErrorCode::kRequestTimedOut);
        commit();
        EXPECT_TRUE(controller->committed_image().topics.find("a"));
    });
}

TEST_F(QuorumControllerTest, only_the_active_controller_decides) {
    play([&](sim::Fiber& fiber, Tasks&) {
        EXPECT_EQ(controller->handle(fiber, registration(1), fiber.after(1_s)).error_code,
                  ErrorCode::kNotController);
        EXPECT_EQ(controller->handle(fiber, new_topic("a"), fiber.after(1_s)).topics[0].error_code,
                  ErrorCode::kNotController);
        wire::ListPartitionReassignmentsRequest list;
        EXPECT_EQ(controller->handle(fiber, list, fiber.after(1_s)).error_code,
                  ErrorCode::kNotController);
        EXPECT_TRUE(log->pending.empty());
    });
}

TEST_F(QuorumControllerTest, the_first_controller_of_all_writes_the_feature_level) {
    play([&](sim::Fiber&, Tasks&) {
        lead();
        ASSERT_EQ(log->pending.size(), 1u);
        commit();
        EXPECT_EQ(controller->committed_image().features->at("metadata.version"), 21);
        lose();
        lead();
        EXPECT_TRUE(log->pending.empty()) << "it is there already";
    });
}

TEST_F(QuorumControllerTest, a_transaction_that_nobody_ended_is_aborted) {
    play([&](sim::Fiber&, Tasks&) {
        wire::TopicRecord half;
        half.name = "half";
        half.topic_id = Uuid(1, 1);
        log->pending.push_back({.base = Offset(0),
                                .epoch = LeaderEpoch(1),
                                .records = {metadata::encode(wire::BeginTransactionRecord()),
                                            metadata::encode(half)}});
        log->epoch = LeaderEpoch(1);
        lead();
        commit();
        EXPECT_FALSE(topic("half"));
        EXPECT_TRUE(controller->is_active());
        EXPECT_TRUE(controller->committed_image().features->contains("metadata.version"));
    });
}

// K17: the epoch is the offset of the registration, whatever else is under way.
TEST_F(QuorumControllerTest, a_brokers_epoch_is_the_offset_of_its_registration) {
    play([&](sim::Fiber& fiber, Tasks& tasks) {
        lead();
        std::optional<wire::BrokerRegistrationResponse> first;
        std::optional<wire::BrokerRegistrationResponse> second;
        ask_later(tasks, registration(1), first);
        ask_later(tasks, registration(2), second);
        fiber.yield();
        ASSERT_EQ(log->pending.size(), 3u);
        const Offset of_first = log->pending[1].base;
        const Offset of_second = log->pending[2].base;
        commit();
        fiber.yield();
        EXPECT_EQ(first->broker_epoch, of_first.value());
        EXPECT_EQ(second->broker_epoch, of_second.value());
    });
}

TEST_F(QuorumControllerTest, a_silent_broker_is_fenced_when_its_session_ends) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 2);
        EXPECT_EQ(ask(fiber, new_topic("a", 2)).topics[0].error_code, ErrorCode::kNone);
        for (int i = 0; i < 3; ++i) {
            fiber.sleep(4_s);
            ask(fiber, heartbeat(1));
        }
        EXPECT_TRUE(controller->latest_image().is_active(BrokerId(1)));
        EXPECT_FALSE(controller->latest_image().is_active(BrokerId(2)));
        EXPECT_EQ(text_of(topic("a")->partition(0)->isr), "1");
        EXPECT_EQ(fencings.back().broker, 2);
        EXPECT_EQ(fencings.back().reason, "session_expired");
        EXPECT_EQ(partitions.back().reason, "session_expired");
    });
}

// A log that has resigned and not told yet refuses; trying again at the same instant, for ever,
// would make time stand still.
TEST_F(QuorumControllerTest, time_goes_on_for_a_controller_that_may_not_fence) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 1);
        commit();
        log->leading = false;
        fiber.sleep(20_s);
        EXPECT_TRUE(controller->latest_image().is_active(BrokerId(1)));
        log->leading = true;
        fiber.sleep(1_s);
        EXPECT_FALSE(controller->latest_image().is_active(BrokerId(1)));
    });
}

TEST_F(QuorumControllerTest, a_new_controller_gives_all_brokers_a_session) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 1);
        fiber.sleep(8_s);
        commit();
        lose();
        fiber.sleep(100_s);
        lead();
        fiber.sleep(8_s);
        EXPECT_TRUE(controller->latest_image().is_active(BrokerId(1)));
        fiber.sleep(2_s);
        EXPECT_FALSE(controller->latest_image().is_active(BrokerId(1)));
    });
}

TEST_F(QuorumControllerTest, facts_tell_partitions_as_they_were_decided) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 1);
        ask(fiber, new_topic("a"));
        ASSERT_EQ(partitions.size(), 1u);
        const PartitionChanged& created = partitions[0];
        EXPECT_EQ(created.topic, "a");
        EXPECT_EQ(created.topic_id, to_string(topic("a")->id));
        EXPECT_EQ(created.leader, 1);
        EXPECT_EQ(created.reason, "create_topics");
        EXPECT_EQ(created.isr_broker_epochs, std::vector<std::int64_t>{heartbeat(1).broker_epoch});
        EXPECT_EQ(created.offset, log->committed.back().end().value() - 1);
        EXPECT_TRUE(created.leader_elected);
        EXPECT_FALSE(created.unclean);
    });
}

TEST_F(QuorumControllerTest, a_broker_goes_in_order_and_a_fact_says_that_it_led_nothing) {
    struct Granted : sim::TraceSubscriber {
        void on_event(const sim::Event& event) override {
            if (const auto* fact = event.as<BrokerShutdownGranted>()) facts.push_back(*fact);
        }
        std::vector<BrokerShutdownGranted> facts;
    } granted;
    simulation.trace().subscribe(granted);
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 2);
        ask(fiber, new_topic("a", 2));
        const auto goes = [&](std::int32_t id) {
            wire::BrokerHeartbeatRequest request = heartbeat(id);
            request.want_shut_down = true;
            return ask(fiber, request).should_shut_down;
        };
        const std::int32_t leader = topic("a")->partition(0)->leader->value();
        EXPECT_FALSE(goes(leader));
        EXPECT_FALSE(goes(leader)) << "the other does not know yet";
        ask(fiber, heartbeat(3 - leader));
        EXPECT_TRUE(goes(leader));
        ASSERT_EQ(granted.facts.size(), 1u);
        EXPECT_EQ(granted.facts[0].leads, 0);
        EXPECT_TRUE(granted.facts[0].controlled);
    });
    simulation.trace().unsubscribe(granted);
}

TEST_F(QuorumControllerTest, an_idle_controller_keeps_the_log_moving) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        commit();
        fiber.sleep(2'600_ms);
        EXPECT_EQ(log->pending.size(), 5u);
        lose();
        fiber.sleep(10_s);
        EXPECT_TRUE(log->pending.empty());
    });
}

TEST_F(QuorumControllerTest, snapshots_are_taken_of_what_is_committed) {
    options.config.metadata_log_max_record_bytes_between_snapshots = 1000;
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        for (int i = 0; i < 9; ++i) {
            fiber.sleep(500_ms);
            commit();
        }
        fiber.yield();
        ASSERT_EQ(log->snapshots.size(), 1u);
        EXPECT_EQ(log->snapshots[0].first, *controller->committed_image().applied);
        EXPECT_EQ(log->snapshots[0].second.size(),
                  to_records(controller->committed_image()).size());
        fiber.sleep(100_ms);
        EXPECT_EQ(log->snapshots.size(), 1u);
    });
}

TEST_F(QuorumControllerTest, a_follower_takes_snapshots_from_time_to_time_too) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        commit();
        lose();
        fiber.sleep(3'601_s);
        EXPECT_EQ(log->snapshots.size(), 1u);
        fiber.sleep(3'601_s);
        EXPECT_EQ(log->snapshots.size(), 1u) << "there is nothing new";
    });
}

TEST_F(QuorumControllerTest, a_snapshot_replaces_all) {
    play([&](sim::Fiber&, Tasks&) {
        wire::TopicRecord record;
        record.name = "a";
        record.topic_id = Uuid(1, 1);
        controller->on_load_snapshot({.id = {.epoch = LeaderEpoch(3), .offset = Offset(40)},
                                      .last_contained_log_timestamp_ms = 0,
                                      .records = {metadata::encode(record)}});
        EXPECT_TRUE(topic("a"));
        EXPECT_EQ(controller->committed_image().end_offset(), Offset(40));
    });
}

TEST_F(QuorumControllerTest, a_controller_that_cannot_make_sense_of_the_log_ends) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        commit();
        wire::RemoveTopicRecord record;
        record.topic_id = Uuid(1, 1);
        log->pending.push_back(
            {.base = log->end(), .epoch = log->epoch, .records = {metadata::encode(record)}});
        commit();
        fiber.yield();
        EXPECT_TRUE(log->resigned);
        EXPECT_TRUE(run_ended);
        EXPECT_FALSE(controller->is_active());
        EXPECT_EQ(facts[facts.size() - 2],
                  "controller failed: no topic AAAAAAAAAAEAAAAAAAAAAQ to remove");
    });
}

TEST_F(QuorumControllerTest, producer_ids_are_never_given_twice) {
    play([&](sim::Fiber& fiber, Tasks&) {
        lead();
        start_brokers(fiber, 1);
        wire::AllocateProducerIdsRequest request;
        request.broker_id = 1;
        request.broker_epoch = heartbeat(1).broker_epoch;
        EXPECT_EQ(ask(fiber, request).producer_id_start, 0);
        EXPECT_EQ(ask(fiber, request).producer_id_start, 1000);
        lose();
        lead();
        EXPECT_EQ(ask(fiber, request).producer_id_start, 2000);
        request.broker_epoch += 1;
        EXPECT_EQ(ask(fiber, request).error_code, ErrorCode::kStaleBrokerEpoch);
    });
}

}  // namespace
}  // namespace assize::model::controller
