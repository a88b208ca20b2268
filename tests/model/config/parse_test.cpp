#include "model/config/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assize::model::config {
namespace {

template <class C>
std::string error_of(const Settings& settings) {
    const auto parsed = parse<C>(settings);
    return parsed ? "fine" : parsed.error().message;
}

TEST(ParseTest, nothing_set_gives_the_defaults_and_they_are_valid) {
    EXPECT_EQ(parse<BrokerConfig>({}), BrokerConfig());
    EXPECT_EQ(parse<ProducerConfig>({}), ProducerConfig());
    EXPECT_EQ(parse<AdminConfig>({}), AdminConfig());
    EXPECT_EQ(check(TopicConfig()), std::nullopt);
    // A consumer without a group has nowhere to commit to.
    EXPECT_EQ(parse<ConsumerConfig>({})->enable_auto_commit, false);
    EXPECT_EQ(parse<ConsumerConfig>({{"group.id", "g"}})->enable_auto_commit, true);
}

TEST(ParseTest, values_are_read_in_the_unit_of_the_key) {
    const auto config = parse<BrokerConfig>({
        {"replica.lag.time.max.ms", " 10000 "},
        {"leader.imbalance.check.interval.seconds", "7"},
        {"log.dirs", "/a, /b"},
        {"process.roles", "controller,broker"},
        {"log.cleaner.min.cleanable.ratio", "0.25"},
        {"broker.rack", "r1"},
        {"log.flush.interval.messages", "9223372036854775807"},
        {"node.id", "3"},
        {"auto.leader.rebalance.enable", "false"},
    });
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->replica_lag_time_max, 10_s);
    EXPECT_EQ(config->leader_imbalance_check_interval, 7_s);
    EXPECT_EQ(config->log_dirs, (std::vector<std::string>{"/a", "/b"}));
    EXPECT_EQ(config->process_roles, ProcessRoles::kBrokerAndController);
    EXPECT_EQ(config->log_cleaner_min_cleanable_ratio, Ratio{250'000});
    EXPECT_EQ(config->broker_rack, "r1");
    EXPECT_EQ(config->node_id, BrokerId(3));
    EXPECT_FALSE(config->auto_leader_rebalance_enable);
}

TEST(ParseTest, of_two_keys_for_the_same_thing_the_finer_unit_wins) {
    EXPECT_EQ(parse<BrokerConfig>({{"log.retention.hours", "2"}})->log_retention, 7200_s);
    EXPECT_EQ(parse<BrokerConfig>({{"log.retention.hours", "2"}, {"log.retention.minutes", "3"}})
                  ->log_retention,
              180_s);
    EXPECT_EQ(parse<BrokerConfig>({{"log.retention.hours", "2"}, {"log.retention.ms", "-1"}})
                  ->log_retention,
              std::nullopt);
}

TEST(ParseTest, what_is_longer_than_time_itself_is_for_ever) {
    const auto config =
        parse<BrokerConfig>({{"log.flush.scheduler.interval.ms", "9223372036854775807"}});
    EXPECT_EQ(config->log_flush_scheduler_interval, sim::Duration::max());
    EXPECT_EQ(to_settings(*config).at("log.flush.scheduler.interval.ms"), "9223372036854775807");
}

TEST(ParseTest, an_unknown_key_is_refused_with_the_one_that_was_probably_meant) {
    EXPECT_EQ(error_of<BrokerConfig>({{"replica.lag.time.ms", "1"}}),
              "Unknown broker config name: replica.lag.time.ms; did you mean "
              "replica.lag.time.max.ms?");
    EXPECT_EQ(error_of<ProducerConfig>({{"liger.ms", "1"}}),
              "Unknown producer config name: liger.ms; did you mean linger.ms?");
    EXPECT_EQ(error_of<AdminConfig>({{"xyzzy", "1"}}), "Unknown admin config name: xyzzy");
    EXPECT_EQ(parse_onto(TopicConfig(), {{"retention", "1"}}).error().message,
              "Unknown topic config name: retention; did you mean retention.ms?");
}

TEST(ParseTest, a_bad_value_is_refused_with_key_value_and_what_is_allowed) {
    EXPECT_EQ(error_of<BrokerConfig>({{"num.partitions", "0"}}),
              "Invalid value 0 for configuration num.partitions: allowed is at least 1");
    EXPECT_EQ(error_of<BrokerConfig>({{"num.partitions", "many"}}),
              "Invalid value many for configuration num.partitions: allowed is at least 1");
    EXPECT_EQ(error_of<BrokerConfig>({{"num.partitions", "3000000000"}}),
              "Invalid value 3000000000 for configuration num.partitions: allowed is at least 1");
    EXPECT_EQ(error_of<BrokerConfig>({{"leader.imbalance.per.broker.percentage", "101"}}),
              "Invalid value 101 for configuration leader.imbalance.per.broker.percentage: allowed "
              "is from 0 to 100");
    EXPECT_EQ(error_of<BrokerConfig>({{"log.retention.bytes", "-2"}}),
              "Invalid value -2 for configuration log.retention.bytes: allowed is at least -1, or "
              "-1 for none");
    EXPECT_EQ(error_of<ProducerConfig>({{"acks", "2"}}),
              "Invalid value 2 for configuration acks: allowed is one of \"all\", \"-1\", \"0\", "
              "\"1\"");
    EXPECT_EQ(error_of<ConsumerConfig>({{"check.crcs", "yes"}}),
              "Invalid value yes for configuration check.crcs: allowed is true or false");
    EXPECT_EQ(error_of<BrokerConfig>({{"log.cleaner.min.cleanable.ratio", "1.5"}}),
              "Invalid value 1.5 for configuration log.cleaner.min.cleanable.ratio: allowed is "
              "from 0 to 1, with at most six decimals");
    EXPECT_EQ(error_of<BrokerConfig>({{"controller.quorum.voters", "1@c1:9093,c2:9093"}}),
              "Invalid value c2:9093 for configuration controller.quorum.voters: allowed is a list "
              "of id@host:port");
}

TEST(ParseTest, a_config_made_by_hand_is_checked_alike) {
    EXPECT_EQ(check(BrokerConfig{.num_partitions = 0})->message,
              "Invalid value 0 for configuration num.partitions: allowed is at least 1");
    EXPECT_EQ(check(ProducerConfig{.acks = Acks::kNone})->key, "acks");
    EXPECT_EQ(check(ProducerConfig{.acks = Acks::kNone, .enable_idempotence = false}),
              std::nullopt);
}

TEST(TopicConfigTest, what_a_topic_does_not_set_is_as_its_broker_says) {
    const TopicConfig defaults = topic_defaults(BrokerConfig{
        .min_insync_replicas = 2,
        .log_segment_bytes = 1000,
        .log_roll = 5_s,
        .log_flush_scheduler_interval = 3_s,
        .log_retention = std::nullopt,
    });
    EXPECT_EQ(defaults.min_insync_replicas, 2);
    EXPECT_EQ(defaults.segment_bytes, 1000);
    EXPECT_EQ(defaults.segment, 5_s);
    EXPECT_EQ(defaults.flush, 3_s);
    EXPECT_EQ(defaults.retention, std::nullopt);

    const auto topic = parse_onto(defaults, {{"segment.ms", "1"}, {"cleanup.policy", "compact"}});
    EXPECT_EQ(topic->segment, 1_ms);
    EXPECT_EQ(topic->cleanup_policy, CleanupPolicy::kCompact);
    EXPECT_EQ(topic->segment_bytes, 1000);
}

TEST(TopicConfigTest, untouched_brokers_give_untouched_topics) {
    EXPECT_EQ(topic_defaults(BrokerConfig()), TopicConfig());
}

TEST(TopicConfigTest, compaction_lags_must_be_in_order) {
    const auto topic =
        parse_onto(TopicConfig(), {{"min.compaction.lag.ms", "5"}, {"max.compaction.lag.ms", "4"}});
    EXPECT_EQ(topic.error().key, "min.compaction.lag.ms");
}

// Semantics 6.1: a conflict with a default turns idempotence off, one with a setting is an error.
TEST(ProducerConfigTest, idempotence_gives_way_unless_it_was_asked_for) {
    const Settings conflicts[] = {
        {{"acks", "1"}}, {{"retries", "0"}}, {{"max.in.flight.requests.per.connection", "6"}}};
    for (Settings settings : conflicts) {
        const std::string key = settings.begin()->first;
        const auto silently = parse<ProducerConfig>(settings);
        ASSERT_TRUE(silently) << key;
        EXPECT_FALSE(silently->enable_idempotence) << key;

        settings["enable.idempotence"] = "true";
        const auto explicitly = parse<ProducerConfig>(settings);
        ASSERT_FALSE(explicitly) << key;
        EXPECT_EQ(explicitly.error().key, key);
    }
}

TEST(ProducerConfigTest, transactions_need_idempotence) {
    EXPECT_EQ(parse<ProducerConfig>({{"transactional.id", "t"}, {"acks", "1"}}).error().key,
              "transactional.id");
    EXPECT_TRUE(parse<ProducerConfig>({{"transactional.id", "t"}}));
}

TEST(ProducerConfigTest, delivery_takes_at_least_linger_and_a_request) {
    EXPECT_EQ(parse<ProducerConfig>({{"linger.ms", "100000"}})->delivery_timeout, 130_s);
    EXPECT_EQ(parse<ProducerConfig>({{"linger.ms", "100000"}, {"delivery.timeout.ms", "120000"}})
                  .error()
                  .key,
              "delivery.timeout.ms");
}

TEST(ConsumerConfigTest, conflicts_are_refused) {
    EXPECT_EQ(parse<ConsumerConfig>({{"enable.auto.commit", "true"}}).error().key,
              "enable.auto.commit");
    EXPECT_EQ(parse<ConsumerConfig>({{"heartbeat.interval.ms", "45000"}}).error().key,
              "heartbeat.interval.ms");
}

TEST(AdminConfigTest, a_call_takes_at_least_a_request) {
    EXPECT_EQ(parse<AdminConfig>({{"request.timeout.ms", "90000"}})->default_api_timeout, 90_s);
    EXPECT_EQ(parse<AdminConfig>({{"default.api.timeout.ms", "1"}}).error().key,
              "default.api.timeout.ms");
}

template <class C>
class KeysTest : public testing::Test {};
using Scopes =
    testing::Types<BrokerConfig, TopicConfig, ProducerConfig, ConsumerConfig, AdminConfig>;
TYPED_TEST_SUITE(KeysTest, Scopes);

TYPED_TEST(KeysTest, no_key_is_there_twice_and_each_is_documented) {
    std::set<std::string_view> names;
    for (const KeyDescription& key : describe_keys<TypeParam>()) {
        EXPECT_TRUE(names.insert(key.name).second) << key.name;
        EXPECT_FALSE(key.documentation.empty()) << key.name;
    }
    EXPECT_GT(names.size(), 5u);
}

TYPED_TEST(KeysTest, what_is_written_reads_back) {
    TypeParam config;
    const auto read = parse_onto(config, to_settings(config));
    if (!read) {  // Auto commit without a group is all that the defaults alone do not allow.
        EXPECT_EQ(read.error().key, "enable.auto.commit");
    } else {
        EXPECT_EQ(*read, config);
    }
}

TEST(KeysTest, lists_are_known) {
    EXPECT_TRUE(is_list_key<TopicConfig>("cleanup.policy"));
    EXPECT_FALSE(is_list_key<TopicConfig>("retention.ms"));
    EXPECT_FALSE(is_list_key<TopicConfig>("no.such.key"));
}

}  // namespace
}  // namespace assize::model::config
