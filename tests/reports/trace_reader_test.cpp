#include "reports/trace_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <rapidcheck/gtest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "model/facts.h"
#include "sim/facts.h"
#include "sim/trace_file.h"

namespace assize::reports {

namespace {

namespace fs = std::filesystem;
using sim::Instant;
using sim::operator""_ms;

/// One field of each type that facts have.
struct AllTypes {
    static constexpr std::string_view kName = "all_types";
    static constexpr std::string_view kMeaning = "something with all types of fields";
    std::int64_t number;
    std::uint64_t large;
    std::string text;
    bool flag;
    std::optional<std::int32_t> maybe;
    std::vector<std::int64_t> numbers;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("number", &AllTypes::number, "");
        field("large", &AllTypes::large, "");
        field("text", &AllTypes::text, "");
        field("flag", &AllTypes::flag, "");
        field("maybe", &AllTypes::maybe, "");
        field("numbers", &AllTypes::numbers, "");
    }
};

/// An event in words, all of it.
std::string in_words(const EventLog& log, std::size_t i) {
    const EventLog::Event& event = log[i];
    std::string words = fmt::format(
        "#{} {} {} of {}/{}{}", event.id.value(), event.at.since_origin().nanoseconds(),
        log.kind_of(i), log.process_of(i), event.incarnation, event.changed ? " changed" : "");
    if (event.message) words += fmt::format(" message {}", *event.message);
    for (const std::uint64_t cause : log.causes_of(i)) words += fmt::format(" cause {}", cause);
    for (const EventLog::Subject& about : log.subjects_of(i)) {
        words += fmt::format(" {} of {} [{}, {})", log.text(about.kind), log.text(about.name),
                             about.begin, about.end);
    }
    for (const EventLog::Field& field : log.fields_of(i)) {
        words += fmt::format(" {}={}:{}", log.text(field.name), static_cast<int>(field.value.type),
                             log.to_text(field.value));
    }
    return words;
}

void expect_same(const EventLog& read, const EventLog& recorded) {
    ASSERT_EQ(read.size(), recorded.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        ASSERT_EQ(in_words(read, i), in_words(recorded, i));
    }
}

class TraceReader : public testing::Test {
protected:
    TraceReader() { fs::create_directories(folder_); }
    ~TraceReader() override { fs::remove_all(folder_); }

    void write(std::string_view lines) {
        std::string packed(ZSTD_compressBound(lines.size()), '\0');
        packed.resize(ZSTD_compress(packed.data(), packed.size(), lines.data(), lines.size(), 3));
        write_raw(packed);
    }
    void write_raw(std::string_view bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
    std::string bytes() const {
        std::ifstream in(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void expect_error(TraceReadError::Cause cause, std::string_view what) {
        const auto log = read_trace(path_);
        ASSERT_FALSE(log);
        EXPECT_EQ(log.error().cause, cause);
        EXPECT_EQ(log.error().what, what);
    }
    /// As many facts as that, in a file.
    void write_run(int facts) {
        sim::Trace trace;
        auto file = sim::TraceFile::create(path_, trace);
        for (int i = 0; i < facts; ++i) {
            trace.emit(Instant::origin() + sim::Duration::milliseconds(i), std::nullopt,
                       AllTypes{i, 1, std::to_string(i), true, i, {1, i}},
                       {.changed = sim::Changed::kYes});
        }
        ASSERT_TRUE((*file)->finish());
    }

    const fs::path folder_ = fs::path(testing::TempDir()) /
                             testing::UnitTest::GetInstance()->current_test_info()->name();
    const fs::path path_ = folder_ / "trace.jsonl.zst";
};

constexpr std::string_view kLine =
    R"({"id":1,"t":0,"kind":"host_booted","changed":true,"fact":{"host":3}})"
    "\n";

RC_GTEST_FIXTURE_PROP(TraceReader, WhatIsReadIsWhatWasRecorded, ()) {
    sim::Trace trace;
    EventLog recorded;
    const EventRecorder recorder(trace, recorded);
    auto file = sim::TraceFile::create(path_, trace);
    RC_ASSERT(file.has_value());
    trace.add_process("broker-1");
    trace.add_process("a \"name\"\n");
    const int facts = *rc::gen::inRange(0, 40);
    for (int i = 0; i < facts; ++i) {
        std::optional<sim::Emitter> emitter;
        if (*rc::gen::arbitrary<bool>()) {
            emitter = sim::Emitter{sim::ProcessId(*rc::gen::element(0u, 1u)),
                                   sim::Incarnation(*rc::gen::inRange(1u, 5u))};
        }
        std::optional<std::int32_t> maybe;
        if (*rc::gen::arbitrary<bool>()) maybe = *rc::gen::arbitrary<std::int32_t>();
        std::vector<sim::EventId> causes;
        for (int c = *rc::gen::inRange(0, 3); c > 0; --c) causes.push_back(sim::EventId(7));
        std::vector<sim::Subject> subjects;
        for (int s = *rc::gen::inRange(0, 3); s > 0; --s) {
            subjects.push_back({"records", trace.intern("orders-" + std::to_string(s)),
                                *rc::gen::arbitrary<std::int64_t>(), s});
        }
        std::optional<sim::MessageId> message;
        if (*rc::gen::arbitrary<bool>()) message = sim::MessageId(12);
        trace.emit(
            Instant::origin() + sim::Duration::milliseconds(i), emitter,
            AllTypes{.number = *rc::gen::arbitrary<std::int64_t>(),
                     .large = *rc::gen::arbitrary<std::uint64_t>(),
                     .text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)),
                     .flag = *rc::gen::arbitrary<bool>(),
                     .maybe = maybe,
                     .numbers = *rc::gen::arbitrary<std::vector<std::int64_t>>()},
            {.changed = sim::Changed(*rc::gen::arbitrary<bool>()),
             .subjects = subjects,
             .causes = causes,
             .message = message});
    }
    RC_ASSERT((*file)->finish().has_value());

    const auto read = read_trace(path_);
    RC_ASSERT(read.has_value());
    expect_same(*read, recorded);
    RC_ASSERT(!HasFailure());
}

TEST_F(TraceReader, FactsOfTheModelComeBack) {
    sim::Trace trace;
    EventLog recorded;
    const EventRecorder recorder(trace, recorded);
    auto file = sim::TraceFile::create(path_, trace);
    trace.add_process("producer-1");
    trace.emit(Instant::origin(), sim::Emitter{sim::ProcessId(0), sim::Incarnation(1)},
               model::SendEnded{.send = 3,
                                .value = "producer-1/3",
                                .outcome = model::SendOutcome::kInfo,
                                .partition = "orders-0",
                                .offset = std::nullopt,
                                .error = "REQUEST_TIMED_OUT"},
               {.changed = sim::Changed::kYes});
    ASSERT_TRUE((*file)->finish());
    const auto read = read_trace(path_);
    ASSERT_TRUE(read);
    expect_same(*read, recorded);
    EXPECT_EQ(read->text(0, "outcome"), "info");
    EXPECT_EQ(read->number(0, "offset"), std::nullopt);
}

TEST_F(TraceReader, AFileLargerThanAllBuffersIsReadWhole) {
    write_run(30'000);
    const auto read = read_trace(path_);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 30'000u);
    EXPECT_EQ(read->text(29'999, "text"), "29999");
    EXPECT_EQ(read->find(sim::EventId(30'000)), 29'999u);
}

TEST_F(TraceReader, AFileThatIsNotThereIsNamedAsSuch) {
    expect_error(TraceReadError::Cause::kCannotOpen, "No such file or directory");
}

TEST_F(TraceReader, AFolderIsNoTrace) {
    const auto log = read_trace(folder_);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().cause, TraceReadError::Cause::kCannotOpen);
}

TEST_F(TraceReader, AFileThatIsCutOffSaysAfterWhichLine) {
    write_run(30'000);
    const std::string whole = bytes();
    write_raw(std::string_view(whole).substr(0, whole.size() / 2));
    const auto log = read_trace(path_);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().cause, TraceReadError::Cause::kDamaged);
    EXPECT_GT(log.error().line, 1'000);
    EXPECT_NE(log.error().what.find("after it the file is cut off"), std::string::npos);
}

TEST_F(TraceReader, AnEmptyFileIsCutOff) {
    write_raw("");
    expect_error(TraceReadError::Cause::kDamaged, "line 0: after it the file is cut off");
}

TEST_F(TraceReader, ALineWithoutItsEndIsCutOff) {
    write(fmt::format("{}{}", kLine, kLine.substr(0, 20)));
    expect_error(TraceReadError::Cause::kDamaged, "line 1: after it the file is cut off");
}

TEST_F(TraceReader, WhatIsNotPackedIsDamaged) {
    write_raw(kLine);
    expect_error(TraceReadError::Cause::kDamaged,
                 "line 0: what follows is damaged (Unknown frame descriptor)");
}

TEST_F(TraceReader, ALineThatIsNotJsonIsNamed) {
    write(fmt::format("{}{}\n", kLine, R"({"id":2,"t":oops})"));
    const auto log = read_trace(path_);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().cause, TraceReadError::Cause::kDamaged);
    EXPECT_EQ(log.error().line, 2);
}

TEST_F(TraceReader, IdsThatDoNotRiseAreDamage) {
    write(fmt::format("{0}{0}", kLine));
    expect_error(TraceReadError::Cause::kDamaged, "line 2: event 1 after 1: ids have to rise");
}

TEST_F(TraceReader, AKeyOfAnotherVersionIsSaidToBeOne) {
    write(R"({"id":1,"t":0,"mood":"good","kind":"host_booted","changed":true,"fact":{"host":3}})"
          "\n");
    expect_error(TraceReadError::Cause::kVersion,
                 "line 1: a key 'mood'; another version of Assize wrote this trace");
}

TEST_F(TraceReader, AnEventWithoutItsPartsIsOfAnotherVersion) {
    write("{\"id\":1,\"kind\":\"host_booted\",\"fact\":{\"host\":3}}\n");
    expect_error(TraceReadError::Cause::kVersion,
                 "line 1: an event without id, t, kind or changed; another version of Assize "
                 "wrote this trace");
}

}  // namespace

}  // namespace assize::reports
