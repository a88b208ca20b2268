#include "sim/trace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assize::sim {
namespace {

enum class Colour : std::uint8_t { kRed, kGreen };
[[maybe_unused]] std::string_view to_string(Colour colour) {
    return colour == Colour::kRed ? "red" : "green";
}

struct Painted {
    static constexpr std::string_view kName = "painted";
    static constexpr std::string_view kMeaning = "for this test";
    std::int64_t area;
    Colour colour;
    std::optional<HostId> by;
    std::string over;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("area", &Painted::area, "how much");
        field("colour", &Painted::colour, "red or green");
        field("by", &Painted::by, "who, if known");
        field("over", &Painted::over, "what was there");
    }
};

struct Washed {
    static constexpr std::string_view kName = "washed";
    static constexpr std::string_view kMeaning = "for this test";
    std::int64_t area;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("area", &Washed::area, "how much");
    }
};

const Painted kPainted{3, Colour::kGreen, HostId(1), "bare"};

std::uint64_t hash_of(const auto& fact, Instant at, const About& about,
                      std::optional<Emitter> emitter = std::nullopt) {
    Trace trace;
    trace.emit(at, emitter, fact, about);
    return trace.hash();
}

TEST(Trace, IdsCountUpFromOne) {
    Trace trace;
    EXPECT_EQ(trace.emit(Instant::origin(), std::nullopt, kPainted, {.changed = Changed::kYes}),
              EventId(1));
    EXPECT_EQ(trace.emit(Instant::origin(), std::nullopt, Washed{1}, {.changed = Changed::kNo}),
              EventId(2));
    EXPECT_EQ(trace.size(), 2u);
}

// The canonical bytes are a contract: this number may change only together with them.
TEST(Trace, TheHashOfATraceIsTheSameOnEveryMachine) {
    Trace trace;
    trace.add_process("b1");
    const NameId orders = trace.intern("orders-0");
    trace.emit(Instant::origin() + 5_ms, Emitter{ProcessId(0), Incarnation(1)}, kPainted,
               {.changed = Changed::kYes,
                .subjects = {{"records", orders, 40, 42}},
                .causes = {EventId(1)},
                .message = MessageId(7)});
    EXPECT_EQ(trace.hash(), 4098945034231835206u);
}

TEST(Trace, EveryPartOfAFactIsInTheHash) {
    const About plain{.changed = Changed::kYes};
    const Instant at = Instant::origin() + 1_ms;
    const std::uint64_t hash = hash_of(kPainted, at, plain);
    EXPECT_EQ(hash_of(kPainted, at, plain), hash);
    EXPECT_NE(hash_of(kPainted, at + 1_ns, plain), hash);
    EXPECT_NE(hash_of(Washed{3}, at, plain), hash);
    EXPECT_NE(hash_of(Painted{4, Colour::kGreen, HostId(1), "bare"}, at, plain), hash);
    EXPECT_NE(hash_of(Painted{3, Colour::kRed, HostId(1), "bare"}, at, plain), hash);
    EXPECT_NE(hash_of(Painted{3, Colour::kGreen, std::nullopt, "bare"}, at, plain), hash);
    EXPECT_NE(hash_of(Painted{3, Colour::kGreen, HostId(1), "bart"}, at, plain), hash);
    EXPECT_NE(hash_of(kPainted, at, {.changed = Changed::kNo}), hash);
    EXPECT_NE(hash_of(kPainted, at, {.changed = Changed::kYes, .causes = {EventId(1)}}), hash);
    EXPECT_NE(hash_of(kPainted, at, {.changed = Changed::kYes, .message = MessageId(1)}), hash);
    EXPECT_NE(hash_of(kPainted, at,
                      {.changed = Changed::kYes, .subjects = {{"records", NameId(0), 0, 1}}}),
              hash);
    EXPECT_NE(hash_of(kPainted, at, plain, Emitter{ProcessId(0), Incarnation(1)}), hash);
}

TEST(Trace, SubscribersSeeEachFactWithItsType) {
    struct Greens final : TraceSubscriber {
        void on_event(const Event& event) override {
            if (const auto* painted = event.as<Painted>()) areas.push_back(painted->area);
            if (event.as<Washed>()) washed += 1;
        }
        std::vector<std::int64_t> areas;
        int washed = 0;
    };
    Trace trace;
    Greens greens;
    trace.subscribe(greens);
    const About about{.changed = Changed::kYes};
    trace.emit(Instant::origin(), std::nullopt, kPainted, about);
    trace.emit(Instant::origin(), std::nullopt, Washed{9}, about);
    trace.unsubscribe(greens);
    trace.emit(Instant::origin(), std::nullopt, kPainted, about);
    EXPECT_EQ(greens.areas, std::vector<std::int64_t>{3});
    EXPECT_EQ(greens.washed, 1);
}

TEST(Trace, NamesAreInternedOnce) {
    Trace trace;
    const NameId orders = trace.intern("orders-0");
    EXPECT_EQ(trace.intern("orders-0"), orders);
    EXPECT_NE(trace.intern("orders-1"), orders);
    EXPECT_EQ(trace.name(orders), "orders-0");
}

TEST(Trace, SubjectsTouchWhenTheyNameTheSameAndOverlap) {
    const Subject records{"records", NameId(0), 40, 42};
    EXPECT_TRUE(records.touches({"records", NameId(0), 41, 50}));
    EXPECT_FALSE(records.touches({"records", NameId(0), 42, 50}));
    EXPECT_FALSE(records.touches({"records", NameId(1), 41, 50}));
    EXPECT_FALSE(records.touches({"leader_epoch", NameId(0), 41, 50}));
}

TEST(RunningHash, ItDependsOnTheBytesAndNotOnHowTheyCame) {
    RunningHash whole;
    RunningHash parts;
    const std::string text(5'000, 'x');
    whole.add(text);
    parts.add(std::uint64_t{5'000});
    for (std::size_t i = 0; i < text.size(); i += 8) parts.add(0x7878787878787878u);
    EXPECT_EQ(whole.value(), parts.value());
    EXPECT_EQ(whole.value(), whole.value());
    whole.add(std::uint64_t{0});
    EXPECT_NE(whole.value(), parts.value());
}

}  // namespace
}  // namespace assize::sim
