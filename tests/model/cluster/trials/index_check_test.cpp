#include "tests/model/cluster/trials/index_check.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "model/wire/record_batch_builder.h"
#include "sim/disk/disk.h"
#include "sim/host.h"
#include "sim/simulation.h"

namespace assize::model {
namespace {

using Bytes = std::vector<std::byte>;
using Texts = std::vector<std::string>;

constexpr const char* kLog = "/logs/orders-0";

Bytes batch(std::int64_t offset, std::int64_t timestamp) {
    wire::RecordBatchBuilder builder({.base_offset = Offset(offset)});
    builder.append(timestamp, std::nullopt, Bytes(10, std::byte{1}));
    return builder.build();
}

void write(sim::Fiber& fiber, const std::string& name, const Bytes& bytes) {
    sim::Disk& disk = fiber.host().disk();
    auto file = disk.open(fiber, std::string(kLog) + "/" + name, sim::OpenMode::kCreateIfMissing);
    ASSERT_TRUE(file && file->append(fiber, bytes));
}

Bytes numbers(std::initializer_list<std::pair<int, std::int64_t>> sized) {
    Bytes bytes;
    for (const auto& [size, number] : sized) {
        for (int i = size - 1; i >= 0; --i) {
            bytes.push_back(static_cast<std::byte>(number >> (8 * i) & 0xff));
        }
    }
    return bytes;
}

/// What is wrong with a segment of two batches, offsets 5 and 6, and these indexes.
Texts wrong_with(const Bytes& index, const Bytes& time_index) {
    sim::Simulation simulation({.seed = 1});
    Texts wrong;
    simulation.add_host({.name = "h"}).start("p", [&](sim::Fiber& fiber) {
        ASSERT_TRUE(fiber.host().disk().create_directory(fiber, kLog));
        write(fiber, "00000000000000000005.log", batch(5, 100));
        write(fiber, "00000000000000000005.log", batch(6, 90));
        write(fiber, "00000000000000000005.index", index);
        write(fiber, "00000000000000000005.timeindex", time_index);
        wrong = check_indexes(fiber, "/logs");
    });
    simulation.run_until_idle();
    return wrong;
}

const auto kSecond = static_cast<std::int64_t>(batch(5, 100).size());

TEST(IndexCheck, accepts_entries_that_a_scan_confirms) {
    EXPECT_EQ(
        wrong_with(numbers({{4, 0}, {4, 0}, {4, 1}, {4, kSecond}}), numbers({{8, 100}, {4, 0}})),
        Texts{});
    EXPECT_EQ(wrong_with({}, {}), Texts{});
}

TEST(IndexCheck, rejects_a_position_at_which_that_batch_does_not_begin) {
    EXPECT_EQ(wrong_with(numbers({{4, 1}, {4, kSecond - 1}}), {}).size(), 1u);
    EXPECT_EQ(wrong_with(numbers({{4, 2}, {4, kSecond}}), {}).size(), 1u);
}

TEST(IndexCheck, rejects_a_timestamp_that_is_not_the_largest_so_far) {
    EXPECT_EQ(wrong_with({}, numbers({{8, 90}, {4, 1}})).size(), 1u);
    EXPECT_EQ(wrong_with({}, numbers({{8, 101}, {4, 0}})).size(), 1u);
    EXPECT_EQ(wrong_with({}, numbers({{8, 100}, {4, 7}})).size(), 1u);
}

}  // namespace
}  // namespace assize::model
