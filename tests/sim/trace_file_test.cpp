#include "sim/trace_file.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sim/facts.h"

namespace assize::sim {
namespace {

namespace fs = std::filesystem;

class TraceFileTest : public testing::Test {
protected:
    TraceFileTest() { fs::create_directories(folder_); }
    ~TraceFileTest() override { fs::remove_all(folder_); }

    std::vector<nlohmann::json> read_lines(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        const std::string packed{std::istreambuf_iterator<char>(in), {}};
        std::string text(64 << 20, '\0');
        ZSTD_DCtx* context = ZSTD_createDCtx();
        const std::size_t size =
            ZSTD_decompressDCtx(context, text.data(), text.size(), packed.data(), packed.size());
        ZSTD_freeDCtx(context);
        EXPECT_FALSE(ZSTD_isError(size));
        text.resize(size);
        std::istringstream stream(text);
        std::vector<nlohmann::json> lines;
        for (std::string line; std::getline(stream, line);) {
            lines.push_back(nlohmann::json::parse(line));
        }
        return lines;
    }

    const fs::path folder_ = fs::path(testing::TempDir()) /
                             testing::UnitTest::GetInstance()->current_test_info()->name();
    const fs::path path_ = folder_ / "trace.jsonl.zst";
    Trace trace_;
};

TEST_F(TraceFileTest, ALineSaysAllThatAFactSays) {
    auto file = TraceFile::create(path_, trace_);
    ASSERT_TRUE(file);
    trace_.add_process("b\"1");
    trace_.emit(Instant::origin() + 3_ms, Emitter{ProcessId(0), Incarnation(2)},
                ProcessDied{Death::kCrash},
                {.changed = Changed::kYes,
                 .subjects = {{"records", trace_.intern("orders-0"), 40, 42}},
                 .causes = {EventId(5), EventId(6)},
                 .message = MessageId(12)});
    trace_.emit(Instant::origin() + 4_ms, std::nullopt, WallClockJumped{HostId(3), -(5_s)},
                {.changed = Changed::kNo});
    ASSERT_TRUE((*file)->finish());

    const auto lines = read_lines(path_);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0], nlohmann::json::parse(R"({
        "id": 1, "t": 3000000, "process": "b\"1", "incarnation": 2, "kind": "process_died",
        "changed": true, "causes": [5, 6], "message": 12,
        "subjects": [{"kind": "records", "name": "orders-0", "begin": 40, "end": 42}],
        "fact": {"death": "crash"}})"));
    EXPECT_EQ(lines[1], nlohmann::json::parse(R"({
        "id": 2, "t": 4000000, "kind": "wall_clock_jumped", "changed": false,
        "fact": {"host": 3, "by_ns": -5000000000}})"));
}

TEST_F(TraceFileTest, ItIsThereWhenItIsCompleteAndNotBefore) {
    auto file = TraceFile::create(path_, trace_);
    ASSERT_TRUE(file);
    for (int i = 0; i < 50'000; ++i) {
        trace_.emit(Instant::origin(), std::nullopt, HostBooted{HostId(1)},
                    {.changed = Changed::kYes});
    }
    EXPECT_FALSE(fs::exists(path_));
    ASSERT_TRUE((*file)->finish());
    EXPECT_EQ(read_lines(path_).size(), 50'000u);
    EXPECT_LT(fs::file_size(path_), 500'000u);
}

TEST_F(TraceFileTest, AnUnfinishedOneLeavesNothingBehind) {
    {
        auto file = TraceFile::create(path_, trace_);
        ASSERT_TRUE(file);
    }
    EXPECT_TRUE(fs::is_empty(folder_));
    trace_.emit(Instant::origin(), std::nullopt, HostBooted{HostId(1)}, {.changed = Changed::kYes});
}

TEST_F(TraceFileTest, WhatCannotBeWrittenIsNamed) {
    const auto nowhere = TraceFile::create(folder_ / "nowhere" / "trace.jsonl.zst", trace_);
    ASSERT_FALSE(nowhere);
    EXPECT_NE(nowhere.error().what.find("nowhere/trace.jsonl.zst: No such file"),
              std::string::npos);
}

TEST_F(TraceFileTest, AFullDiskIsReported) {
    fs::create_symlink("/dev/full", folder_ / "trace.jsonl.zst.part");
    auto file = TraceFile::create(path_, trace_);
    ASSERT_TRUE(file);
    trace_.emit(Instant::origin(), std::nullopt, HostBooted{HostId(1)}, {.changed = Changed::kYes});
    const auto finished = (*file)->finish();
    ASSERT_FALSE(finished);
    EXPECT_NE(finished.error().what.find("No space left"), std::string::npos);
    EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace assize::sim
