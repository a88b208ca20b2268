#include "model/wire/error_code.h"

#include <gtest/gtest.h>

namespace assize::model::wire {
namespace {

TEST(ErrorCode, HasKafkasNumberAndName) {
    EXPECT_EQ(static_cast<int>(ErrorCode::kUnknownServerError), -1);
    EXPECT_EQ(static_cast<int>(ErrorCode::kNone), 0);
    EXPECT_EQ(static_cast<int>(ErrorCode::kNotLeaderOrFollower), 6);
    EXPECT_EQ(static_cast<int>(ErrorCode::kFencedLeaderEpoch), 74);
    EXPECT_EQ(to_string(ErrorCode::kNotLeaderOrFollower), "NOT_LEADER_OR_FOLLOWER");
    EXPECT_EQ(to_string(ErrorCode::kNone), "NONE");
    EXPECT_EQ(to_string(static_cast<ErrorCode>(9999)), "?");
}

TEST(ErrorCode, SaysWhatMayBeTriedAgain) {
    EXPECT_TRUE(is_retriable(ErrorCode::kNotEnoughReplicas));
    EXPECT_TRUE(is_retriable(ErrorCode::kNotLeaderOrFollower));
    EXPECT_TRUE(is_retriable(ErrorCode::kCorruptMessage));
    EXPECT_FALSE(is_retriable(ErrorCode::kNone));
    EXPECT_FALSE(is_retriable(ErrorCode::kUnknownServerError));
    EXPECT_FALSE(is_retriable(ErrorCode::kOutOfOrderSequenceNumber));
    EXPECT_FALSE(is_retriable(static_cast<ErrorCode>(9999)));
}

TEST(ErrorCode, SaysWhatCallsForNewMetadata) {
    EXPECT_TRUE(refreshes_metadata(ErrorCode::kNotLeaderOrFollower));
    EXPECT_TRUE(refreshes_metadata(ErrorCode::kFencedLeaderEpoch));
    EXPECT_FALSE(refreshes_metadata(ErrorCode::kNotEnoughReplicas));
    EXPECT_FALSE(refreshes_metadata(ErrorCode::kNone));
}

}  // namespace
}  // namespace assize::model::wire
