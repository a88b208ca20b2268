#include "checkers/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkers/property.h"
#include "tests/checkers/properties/told_trial.h"

namespace assize::checkers {
namespace {

using testing::HasSubstr;

struct Row {
    const char* what;
    ProducerSetup producer;
    bool survives;  // durability.acked-survives, delivery.at-least-once
    bool once;      // delivery.at-most-once
    bool in_order;  // order.producer, order.key
};

ProducerSetup producer(std::int32_t acks, std::int64_t retries, std::int32_t in_flight,
                       bool idempotence) {
    return {.name = "producer-1",
            .acks = acks,
            .retries = retries,
            .max_in_flight = in_flight,
            .enable_idempotence = idempotence};
}

const std::vector<Row> kTable = {
    {"acks=all, as by default without idempotence", producer(-1, 9, 5, false), true, false, false},
    {"acks=all, retries=0", producer(-1, 0, 5, false), true, true, true},
    {"acks=all, one in flight", producer(-1, 9, 1, false), true, false, true},
    {"acks=all, idempotent", producer(-1, 9, 5, true), true, true, true},
    {"acks=1", producer(1, 9, 5, false), false, false, false},
    {"acks=1, retries=0", producer(1, 0, 5, false), false, true, true},
    {"acks=1, one in flight", producer(1, 9, 1, false), false, false, true},
    {"acks=0", producer(0, 9, 5, false), false, false, false},
    {"acks=0, retries=0", producer(0, 0, 1, false), false, true, true},
};

bool is_promised(const Contract& contract, std::string_view property) {
    return contract.of(property).promise == Promise::kPromised;
}

TEST(Contract, what_a_producer_is_promised_follows_from_its_settings) {
    for (const Row& row : kTable) {
        TrialSetup setup = ToldTrial::usual();
        setup.producers = {row.producer};
        ToldTrial trial(setup);
        const Contract& contract = trial.judge().contract();
        EXPECT_EQ(is_promised(contract, property::kAckedSurvives), row.survives) << row.what;
        EXPECT_EQ(is_promised(contract, property::kAtLeastOnce), row.survives) << row.what;
        EXPECT_EQ(is_promised(contract, property::kAtMostOnce), row.once) << row.what;
        EXPECT_EQ(is_promised(contract, property::kExactlyOnce), row.survives && row.once)
            << row.what;
        EXPECT_EQ(is_promised(contract, property::kOrderProducer), row.in_order) << row.what;
        EXPECT_EQ(is_promised(contract, property::kOrderKey), row.in_order) << row.what;
    }
}

TEST(Contract, whatever_is_configured_these_are_promised) {
    for (const Row& row : kTable) {
        TrialSetup setup = ToldTrial::usual();
        setup.producers = {row.producer};
        setup.topics[0].unclean_leader_election = true;
        ToldTrial trial(setup);
        for (const std::string_view name :
             {property::kNoPhantom, property::kOrderPartition, property::kLogIntegrity,
              property::kLogMatching, property::kHighWatermark, property::kLeaderCompleteness,
              property::kOneLeaderPerEpoch, property::kMetadataDurable, property::kSendsEnd,
              property::kProducerSequence, property::kBrokerLifecycle, property::kQuorumProtocol}) {
            EXPECT_TRUE(is_promised(trial.judge().contract(), name)) << name << ", " << row.what;
        }
    }
}

TEST(Contract, what_is_promised_to_one_producer_is_promised_in_the_run) {
    TrialSetup setup = ToldTrial::usual();
    setup.producers = {producer(1, 9, 5, false), producer(-1, 9, 5, false)};
    ToldTrial trial(setup);
    const Contract& contract = trial.judge().contract();
    EXPECT_TRUE(is_promised(contract, property::kAckedSurvives));
    EXPECT_EQ(contract.of(property::kAckedSurvives, setup.producers[0]).promise, Promise::kNone);
    EXPECT_EQ(contract.of(property::kAckedSurvives, setup.producers[1]).promise,
              Promise::kPromised);
}

TEST(Contract, recovery_is_promised_once_the_faults_are_taken_back) {
    ToldTrial trial;
    trial.phase(model::Phase::kFaults);
    EXPECT_FALSE(is_promised(trial.judge().contract(), property::kClusterRecovers));
    EXPECT_FALSE(is_promised(trial.judge().contract(), property::kConsumersCatchUp));
    trial.phase(model::Phase::kHealing);
    EXPECT_TRUE(is_promised(trial.judge().contract(), property::kClusterRecovers));
    EXPECT_TRUE(is_promised(trial.judge().contract(), property::kConsumersCatchUp));
}

// --- Faults.

TEST(Contract, metadata_outlive_the_disks_of_fewer_than_half_of_the_voters) {
    ToldTrial trial;
    const Contract& contract = trial.judge().contract();
    trial.wipe("broker-1");
    EXPECT_TRUE(is_promised(contract, property::kMetadataDurable));
    trial.wipe("broker-1");
    EXPECT_TRUE(is_promised(contract, property::kMetadataDurable)) << "the same one again";
    trial.wipe("broker-2");
    EXPECT_FALSE(is_promised(contract, property::kMetadataDurable));
    EXPECT_EQ(contract.of(property::kMetadataDurable).reason, "2 of 3 voters lost their disks");
}

TEST(Contract, metadata_outlive_any_loss_of_power_but_of_the_only_voter) {
    ToldTrial trial;
    for (const char* name : {"broker-1", "broker-2", "broker-3"}) trial.lose_power(name);
    EXPECT_TRUE(is_promised(trial.judge().contract(), property::kMetadataDurable));

    TrialSetup setup = ToldTrial::usual();
    setup.nodes[1].is_voter = setup.nodes[2].is_voter = false;
    ToldTrial alone(setup);
    alone.lose_power("broker-2");
    alone.crash("broker-1");
    EXPECT_TRUE(is_promised(alone.judge().contract(), property::kMetadataDurable));
    alone.start("broker-1");
    alone.lose_power("broker-1");
    EXPECT_FALSE(is_promised(alone.judge().contract(), property::kMetadataDurable));
}

class ContractOnLosses : public testing::Test {
protected:
    static TrialSetup setup(bool unclean) {
        TrialSetup setup = ToldTrial::usual();
        setup.topics[0].unclean_leader_election = unclean;
        return setup;
    }
    /// Broker 2 leads in epoch 1 though it lacks record 1.
    static void elect_uncleanly(ToldTrial& trial) {
        trial.begin();
        trial.write(0);
        trial.decide({.isr = {1}});
        trial.lead(1, 1, {1});
        trial.write(1, 1, 1, {1});
        trial.decide({.leader = 2, .leader_epoch = 2, .isr = {2}, .unclean = true});
        trial.lead(2, 2, {2});
    }
};

TEST_F(ContractOnLosses, an_unclean_election_excuses_what_the_new_leader_lacks) {
    ToldTrial trial(setup(true));
    elect_uncleanly(trial);
    const Contract& contract = trial.judge().contract();
    EXPECT_THAT(contract.excuse_for_loss("orders-0", 1).value_or(""), HasSubstr("broker 2"));
    EXPECT_TRUE(contract.excuse_for_loss("orders-0", 1, 1));
    EXPECT_FALSE(contract.excuse_for_loss("orders-0", 0)) << "what it has";
    EXPECT_FALSE(contract.excuse_for_loss("orders-0", 1, 2)) << "what it wrote itself";
    EXPECT_FALSE(contract.excuse_for_loss("orders-1", 1)) << "of another partition";
}

TEST_F(ContractOnLosses, without_unclean_elections_it_excuses_nothing) {
    ToldTrial trial(setup(false));
    elect_uncleanly(trial);
    EXPECT_FALSE(trial.judge().contract().excuse_for_loss("orders-0", 1));
    EXPECT_EQ(trial.about(property::kLeaderCompleteness).status, Status::kViolated);
}

TEST_F(ContractOnLosses, unclean_elections_may_be_switched_on_later) {
    ToldTrial trial(setup(false));
    trial.tell("broker-3", model::ConfigChanged{.controller = 3,
                                                .epoch = 1,
                                                .offset = 100,
                                                .resource_type = "topic",
                                                .resource = "orders",
                                                .key = "unclean.leader.election.enable",
                                                .value = "true"});
    elect_uncleanly(trial);
    EXPECT_TRUE(trial.judge().contract().excuse_for_loss("orders-0", 1));
}

TEST_F(ContractOnLosses, of_another_topic_they_do_not_count) {
    ToldTrial trial(setup(false));
    trial.tell("broker-3", model::ConfigChanged{.controller = 3,
                                                .epoch = 1,
                                                .offset = 100,
                                                .resource_type = "topic",
                                                .resource = "payments",
                                                .key = "unclean.leader.election.enable",
                                                .value = "true"});
    elect_uncleanly(trial);
    EXPECT_FALSE(trial.judge().contract().excuse_for_loss("orders-0", 1));
}

TEST(Contract, retention_and_deletions_are_remembered_per_partition) {
    ToldTrial trial;
    const Contract& contract = trial.judge().contract();
    EXPECT_EQ(contract.deleted_below("orders-0"), 0);
    trial.delete_below(5, model::LogStartReason::kRetention);
    trial.delete_below(3, model::LogStartReason::kDeleteRecords);
    trial.delete_below(9, model::LogStartReason::kLeader);
    EXPECT_EQ(contract.deleted_below("orders-0"), 5);
    EXPECT_EQ(contract.deleted_below("orders-1"), 0);
}

}  // namespace
}  // namespace assize::checkers
