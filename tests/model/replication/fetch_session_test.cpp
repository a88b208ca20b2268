#include "model/replication/fetch_session.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <utility>

#include "model/replication/follower_session.h"

namespace assize::model::replication {
namespace {

using namespace sim::literals;
using wire::ErrorCode;

constexpr std::int16_t kVersion = 17;
const Uuid kFirstTopic(1, 1);
const Uuid kSecondTopic(2, 2);

sim::MonotonicInstant booted(sim::Duration since_boot) {
    return sim::MonotonicInstant::at(since_boot);
}

FetchSessionCache cache_of(std::size_t slots) {
    return FetchSessionCache(slots, sim::Random(1));
}

wire::FetchRequest request(std::int32_t id, std::int32_t epoch, const Uuid& topic,
                           std::int64_t offset, std::int32_t replica = -1) {
    wire::FetchRequest request;
    request.replica_state.replica_id = replica;
    request.session_id = id;
    request.session_epoch = epoch;
    auto& fetch = request.topics.emplace_back();
    fetch.topic_id = topic;
    fetch.partitions.push_back({.partition = 0, .fetch_offset = offset});
    return request;
}

wire::FetchRequest nothing_new(std::int32_t id, std::int32_t epoch) {
    wire::FetchRequest request;
    request.session_id = id;
    request.session_epoch = epoch;
    return request;
}

std::vector<std::int64_t> offsets(const FetchSessionCache::Context& context) {
    std::vector<std::int64_t> all;
    for (const auto& each : context.partitions) all.push_back(each.fetch.fetch_offset.value());
    return all;
}
using Offsets = std::vector<std::int64_t>;

TEST(FetchSessionTest, a_session_remembers_what_a_request_does_not_repeat) {
    FetchSessionCache cache = cache_of(10);
    const auto first = cache.begin(request(0, 0, kFirstTopic, 5), kVersion, booted(0_s));
    ASSERT_TRUE(first && first->session);
    EXPECT_TRUE(first->is_full);
    const std::int32_t id = first->session->id;

    const auto same = cache.begin(nothing_new(id, 1), kVersion, booted(1_s));
    ASSERT_TRUE(same);
    EXPECT_FALSE(same->is_full);
    EXPECT_EQ(offsets(*same), Offsets{5});

    const auto more = cache.begin(request(id, 2, kSecondTopic, 7), kVersion, booted(2_s));
    EXPECT_EQ(offsets(*more), (Offsets{5, 7}));
    const auto moved = cache.begin(request(id, 3, kFirstTopic, 6), kVersion, booted(3_s));
    EXPECT_EQ(offsets(*moved), (Offsets{6, 7}));

    auto less = nothing_new(id, 4);
    auto& forgotten = less.forgotten_topics_data.emplace_back();
    forgotten.topic_id = kFirstTopic;
    forgotten.partitions = {0};
    EXPECT_EQ(offsets(*cache.begin(less, kVersion, booted(4_s))), Offsets{7});
}

TEST(FetchSessionTest, a_request_of_the_wrong_session_or_epoch_is_refused) {
    FetchSessionCache cache = cache_of(10);
    const std::int32_t id =
        cache.begin(request(0, 0, kFirstTopic, 5), kVersion, booted(0_s))->session->id;
    EXPECT_EQ(cache.begin(nothing_new(id + 1, 1), kVersion, booted(1_s)).error(),
              ErrorCode::kFetchSessionIdNotFound);
    EXPECT_EQ(cache.begin(nothing_new(id, 2), kVersion, booted(1_s)).error(),
              ErrorCode::kInvalidFetchSessionEpoch);
    EXPECT_EQ(cache.begin(nothing_new(id, 1), 12, booted(1_s)).error(),
              ErrorCode::kFetchSessionTopicIdError);
    EXPECT_TRUE(cache.begin(nothing_new(id, 1), kVersion, booted(1_s)));
    EXPECT_EQ(cache.begin(nothing_new(id, 1), kVersion, booted(1_s)).error(),
              ErrorCode::kInvalidFetchSessionEpoch);
}

TEST(FetchSessionTest, epoch_minus_one_ends_a_session_and_stands_alone) {
    FetchSessionCache cache = cache_of(10);
    const std::int32_t id =
        cache.begin(request(0, 0, kFirstTopic, 5), kVersion, booted(0_s))->session->id;
    const auto alone = cache.begin(request(id, -1, kFirstTopic, 5), kVersion, booted(1_s));
    EXPECT_EQ(alone->session, nullptr);
    EXPECT_EQ(offsets(*alone), Offsets{5});
    EXPECT_EQ(cache.size(), 0u);
}

TEST(FetchSessionTest, a_full_cache_lets_new_fetchers_stand_alone_until_an_old_one_was_idle) {
    FetchSessionCache cache = cache_of(1);
    EXPECT_TRUE(cache.begin(request(0, 0, kFirstTopic, 1), kVersion, booted(0_s))->session);
    EXPECT_FALSE(cache.begin(request(0, 0, kFirstTopic, 2), kVersion, booted(120_s))->session);
    EXPECT_TRUE(cache.begin(request(0, 0, kFirstTopic, 3), kVersion, booted(121_s))->session);
    EXPECT_EQ(cache.size(), 1u);
}

TEST(FetchSessionTest, a_follower_takes_the_place_of_a_consumer_but_not_of_a_follower) {
    FetchSessionCache cache = cache_of(1);
    EXPECT_TRUE(cache.begin(request(0, 0, kFirstTopic, 1), kVersion, booted(0_s))->session);
    EXPECT_TRUE(cache.begin(request(0, 0, kFirstTopic, 2, 3), kVersion, booted(1_s))->session);
    EXPECT_FALSE(cache.begin(request(0, 0, kFirstTopic, 2, 4), kVersion, booted(2_s))->session);
}

TEST(FetchSessionTest, after_the_greatest_epoch_comes_one) {
    EXPECT_EQ(next_session_epoch(0), 1);
    EXPECT_EQ(next_session_epoch(std::numeric_limits<std::int32_t>::max()), 1);
}

TEST(FetchSessionTest, who_got_records_goes_last) {
    FetchSessionCache cache = cache_of(10);
    auto both = request(0, 0, kFirstTopic, 5);
    both.topics.push_back(request(0, 0, kSecondTopic, 7).topics.front());
    const auto context = cache.begin(both, kVersion, booted(0_s));
    context->session->remember(context->partitions, {true, false});
    EXPECT_EQ(offsets(*cache.begin(nothing_new(context->session->id, 1), kVersion, booted(1_s))),
              (Offsets{7, 5}));
}

// Both ends of a session, with answers and requests lost on the way: the leader's end always
// knows exactly what the follower wants.
RC_GTEST_PROP(FetchSessionTest, both_ends_agree_on_what_is_wanted_whatever_is_lost, ()) {
    FetchSessionCache cache = cache_of(4);
    FollowerSession follower;
    FollowerSession::Wanted wanted;
    const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
        rc::gen::tuple(rc::gen::inRange(0, 4), rc::gen::inRange(0, 5), rc::gen::inRange(0, 6)));
    for (const auto& [partition, offset, fate] : steps) {
        const FollowerSession::Key key{partition < 2 ? kFirstTopic : kSecondTopic, partition};
        if (offset == 0) {
            wanted.erase(key);
        } else {
            wanted[key] = {.partition = partition, .fetch_offset = offset};
        }
        if (wanted.empty()) continue;
        wire::FetchRequest asked;
        follower.ask(wanted, asked);
        if (fate == 0) {  // The request is lost.
            follower.on_failure();
            continue;
        }
        const auto context = cache.begin(asked, kVersion, booted(0_s));
        if (fate == 1) {  // The answer is lost.
            follower.on_failure();
            continue;
        }
        wire::FetchResponse answer;
        if (context) {
            RC_ASSERT(context->partitions.size() == wanted.size());
            for (const auto& each : context->partitions) {
                RC_ASSERT(wanted.at({each.topic_id, each.partition}).fetch_offset ==
                          each.fetch.fetch_offset.value());
            }
            answer.session_id = context->session ? context->session->id : 0;
        } else {
            answer.error_code = context.error();
        }
        RC_ASSERT(follower.on_response(answer) == context.has_value());
    }
}

}  // namespace
}  // namespace assize::model::replication
