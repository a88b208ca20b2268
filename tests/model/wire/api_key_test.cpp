#include "model/wire/api_key.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace assize::model::wire {
namespace {

TEST(ApiKey, IsTheIndexIntoTheTable) {
    std::int16_t index = 0;
    for (const Api& api : all_apis()) {
        EXPECT_EQ(static_cast<std::int16_t>(api.key), index++) << api.name;
        EXPECT_EQ(find_api(api.key), &api);
        EXPECT_EQ(to_string(api.key), api.name);
    }
    EXPECT_EQ(index, 95);
}

TEST(ApiKey, OtherNumbersAreNoKeys) {
    for (const int number : {-1, 95, 32767, -32768}) {
        const auto key = static_cast<ApiKey>(number);
        EXPECT_EQ(find_api(key), nullptr);
        EXPECT_EQ(to_string(key), "?");
        EXPECT_FALSE(is_known(key, 0));
        EXPECT_FALSE(is_flexible(key, 0));
    }
}

TEST(ApiKey, TheTableSaysVersionsAndListeners) {
    const Api& fetch = *find_api(ApiKey::kFetch);
    EXPECT_EQ(fetch.known, (VersionRange{0, 18}));
    EXPECT_EQ(fetch.offered, (VersionRange{4, 18}));
    EXPECT_EQ(fetch.flexible_from, 12);
    EXPECT_EQ(fetch.listeners, (Listeners{true, true}));
    EXPECT_EQ(find_api(ApiKey::kVote)->listeners, (Listeners{false, true}));
    EXPECT_EQ(find_api(ApiKey::kProduce)->listeners, (Listeners{true, false}));
    EXPECT_EQ(find_api(ApiKey::kLeaderAndIsr)->offered, std::nullopt);
    EXPECT_EQ(find_api(ApiKey::kUnregisterController)->known, std::nullopt);
    EXPECT_EQ(find_api(ApiKey::kSaslHandshake)->flexible_from,
              std::numeric_limits<std::int16_t>::max());
    EXPECT_EQ(find_api(ApiKey::kInitProducerId)->offered, (VersionRange{0, 5}))
        << "the unstable version is not offered";
}

TEST(ApiKey, WhatKafkaOffersCanBeEncoded) {
    for (const Api& api : all_apis()) {
        if (!api.offered) continue;
        EXPECT_TRUE(is_known(api.key, api.offered->min)) << api.name;
        EXPECT_TRUE(is_known(api.key, api.offered->max)) << api.name;
    }
    EXPECT_FALSE(is_known(ApiKey::kFetch, 19));
    EXPECT_FALSE(is_known(ApiKey::kFetch, -1));
    EXPECT_TRUE(is_flexible(ApiKey::kFetch, 12));
    EXPECT_FALSE(is_flexible(ApiKey::kFetch, 11));
}

}  // namespace
}  // namespace assize::model::wire
