#include "model/controller/configuration_control.h"

#include <gtest/gtest.h>

#include "model/controller/leadership_updates.h"
#include "tests/model/controller/cluster_state.h"
#include "tests/model/controller/invariants.h"

namespace assize::model::controller {
namespace {

constexpr std::int8_t kTopic = 2;
constexpr std::int8_t kBroker = 4;
enum : std::int8_t { kSet, kDelete, kAppend, kSubtract };

class ConfigurationControlTest : public testing::Test {
protected:
    struct Change {
        std::string name;
        std::int8_t operation;
        std::optional<std::string> value;
    };

    std::string alter(std::int8_t type, const std::string& resource,
                      const std::vector<Change>& changes, bool validate_only = false) {
        wire::IncrementalAlterConfigsRequest request;
        auto& each = request.resources.emplace_back();
        each.resource_type = type;
        each.resource_name = resource;
        for (const Change& change : changes) {
            each.configs.push_back({change.name, change.operation, change.value});
        }
        request.validate_only = validate_only;
        const auto result = incremental_alter_configs(state_.view(), request);
        state_.apply(result.records);
        message_ = result.response.responses[0].error_message.value_or("");
        return std::string(wire::to_string(result.response.responses[0].error_code));
    }
    const config::Settings& settings(metadata::ConfigResourceType type,
                                     const std::string& name) const {
        return state_.image().configs_of({type, name});
    }
    const config::Settings& of_orders() const {
        return settings(metadata::ConfigResourceType::kTopic, "orders");
    }

    ClusterState state_{3};
    std::string message_;
};

TEST_F(ConfigurationControlTest, settings_are_set_and_deleted) {
    EXPECT_EQ(alter(kTopic, "orders", {{"retention.ms", kSet, "5"}, {"segment.ms", kSet, "6"}}),
              "NONE");
    EXPECT_EQ(of_orders(), (config::Settings{{"retention.ms", "5"}, {"segment.ms", "6"}}));
    EXPECT_EQ(alter(kTopic, "orders", {{"retention.ms", kDelete, std::nullopt}}), "NONE");
    EXPECT_EQ(of_orders(), (config::Settings{{"segment.ms", "6"}}));
}

TEST_F(ConfigurationControlTest, lists_are_appended_to_and_subtracted_from) {
    EXPECT_EQ(alter(kTopic, "orders", {{"cleanup.policy", kAppend, "compact"}}), "NONE");
    EXPECT_EQ(of_orders().at("cleanup.policy"), "delete,compact") << "delete is the default";
    EXPECT_EQ(alter(kTopic, "orders", {{"cleanup.policy", kSubtract, "delete"}}), "NONE");
    EXPECT_EQ(of_orders().at("cleanup.policy"), "compact");
    EXPECT_EQ(alter(kTopic, "orders", {{"retention.ms", kAppend, "7"}}), "INVALID_CONFIG");
    EXPECT_EQ(message_, "Can't APPEND to key retention.ms because its type is not LIST.");
}

TEST_F(ConfigurationControlTest, what_is_wrong_changes_nothing_of_the_resource) {
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", kSet, "6"}, {"retention.ms", kSet, "-2"}}),
              "INVALID_CONFIG");
    EXPECT_EQ(message_,
              "Invalid value -2 for configuration retention.ms: allowed is at least -1, "
              "or -1 for none");
    EXPECT_EQ(alter(kTopic, "orders", {{"segmen.ms", kSet, "6"}}), "INVALID_CONFIG");
    EXPECT_EQ(message_, "Unknown topic config name: segmen.ms; did you mean segment.ms?");
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", kSet, "6"}, {"segment.ms", kSet, "6"}}),
              "INVALID_REQUEST");
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", kSet, std::nullopt}}), "INVALID_REQUEST");
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", 9, "6"}}), "INVALID_REQUEST");
    EXPECT_EQ(alter(kTopic, "none", {{"segment.ms", kSet, "6"}}), "UNKNOWN_TOPIC_OR_PARTITION");
    EXPECT_EQ(alter(kTopic, "a b", {{"segment.ms", kSet, "6"}}), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(alter(77, "orders", {{"segment.ms", kSet, "6"}}), "INVALID_REQUEST");
    EXPECT_TRUE(state_.image().configs->empty());
}

TEST_F(ConfigurationControlTest, brokers_have_dynamic_settings_one_by_one_or_all) {
    EXPECT_EQ(alter(kBroker, "", {{"min.insync.replicas", kSet, "2"}}), "NONE");
    EXPECT_EQ(alter(kBroker, "1", {{"log.retention.ms", kSet, "5"}}), "NONE");
    EXPECT_EQ(settings(metadata::ConfigResourceType::kBroker, "").size(), 1u);
    EXPECT_EQ(alter(kBroker, "1", {{"log.dirs", kSet, "/x"}}), "INVALID_REQUEST");
    EXPECT_EQ(message_, "Cannot update these configs dynamically: log.dirs");
    EXPECT_EQ(alter(kBroker, "one", {{"log.retention.ms", kSet, "5"}}), "INVALID_REQUEST");
}

TEST_F(ConfigurationControlTest, validation_alone_changes_nothing) {
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", kSet, "6"}}, true), "NONE");
    EXPECT_EQ(alter(kTopic, "orders", {{"segment.ms", kSet, "-6"}}, true), "INVALID_CONFIG");
    EXPECT_TRUE(of_orders().empty());
}

TEST_F(ConfigurationControlTest, allowing_unclean_elections_holds_one_where_it_is_needed) {
    state_.add_partition({1, 2}, {{1}});
    std::vector<MetadataRecord> records;
    add_updates_for_leaving(state_.view(), BrokerId(1), records);
    state_.apply(records);
    state_.fence(1);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2 isr 1 leader none epochs 1/1");
    alter(kTopic, "orders", {{"unclean.leader.election.enable", kSet, "true"}});
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2 isr 2 leader 2 epochs 2/2 recovering");
}

TEST_F(ConfigurationControlTest, a_smaller_min_isr_makes_an_elr_superfluous) {
    state_.config.eligible_leader_replicas_enable = true;
    state_.set_topic_config("min.insync.replicas", "2");
    state_.add_partition({1, 2});
    std::vector<MetadataRecord> records;
    add_updates_for_leaving(state_.view(), BrokerId(2), records);
    state_.apply(records);
    state_.fence(2);
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2 isr 1 elr 2 leader 1 epochs 0/1");
    alter(kTopic, "orders", {{"min.insync.replicas", kSet, "1"}});
    EXPECT_EQ(text_of(state_.partition()), "replicas 1,2 isr 1 leader 1 epochs 0/2");
    EXPECT_EQ(broken_in(state_.view()), "");
}

}  // namespace
}  // namespace assize::model::controller
