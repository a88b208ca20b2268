#include "model/controller/kraft/election_state.h"

#include <gtest/gtest.h>

namespace assize::model::kraft {
namespace {

TEST(ElectionStateTest, is_written_as_kafka_writes_it) {
    EXPECT_EQ(to_json({.epoch = LeaderEpoch(3), .leader = BrokerId(1)}),
              R"({"leaderId":1,"leaderEpoch":3,"votedId":-1,)"
              R"("votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAA","data_version":1})");
}

TEST(ElectionStateTest, is_read_back) {
    const ReplicaKey wiped{.id = BrokerId(2), .directory_id = Uuid(5, 7)};
    for (const ElectionState& state :
         {ElectionState{}, ElectionState{.epoch = LeaderEpoch(9), .voted = wiped},
          ElectionState{.epoch = LeaderEpoch(9), .voted = ReplicaKey{.id = BrokerId(0)}},
          ElectionState{.epoch = LeaderEpoch(1), .leader = BrokerId(2), .voted = wiped}}) {
        EXPECT_EQ(from_json(to_json(state)), state);
    }
}

TEST(ElectionStateTest, a_torn_or_foreign_file_is_refused) {
    const std::string good = to_json({.epoch = LeaderEpoch(3), .leader = BrokerId(1)});
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_EQ(from_json(good.substr(0, size)), std::nullopt) << size;
    }
    for (const char* text : {"[]", "{}", "null", R"({"leaderEpoch":1})"}) {
        EXPECT_EQ(from_json(text), std::nullopt) << text;
    }
    std::string old = good;
    old.replace(old.find("version\":1"), 10, "version\":0");
    EXPECT_EQ(from_json(old), std::nullopt);
}

}  // namespace
}  // namespace assize::model::kraft
