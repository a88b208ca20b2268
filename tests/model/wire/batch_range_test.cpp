#include "model/wire/batch_range.h"

#include "model/wire/record_batch.h"
#include "tests/model/wire/record_generators.h"

namespace assize::model::wire {
namespace {

/// Three batches of two records each, one behind the other.
std::vector<std::byte> three_batches() {
    std::vector<std::byte> all;
    for (std::int64_t base = 0; base < 6; base += 2) {
        RecordBatchBuilder builder({.base_offset = Offset(base)});
        builder.append(base, {}, bytes_of("first"));
        builder.append(base, {}, bytes_of("second"));
        const auto batch = builder.build();
        all.insert(all.end(), batch.begin(), batch.end());
    }
    return all;
}

std::vector<std::int64_t> base_offsets(std::span<const std::byte> bytes) {
    std::vector<std::int64_t> offsets;
    for (const RecordBatchView& batch : BatchRange(bytes)) {
        offsets.push_back(batch.base_offset().value());
    }
    return offsets;
}

TEST(BatchRange, WalksAllBatches) {
    const auto bytes = three_batches();
    EXPECT_EQ(base_offsets(bytes), (std::vector<std::int64_t>{0, 2, 4}));
    EXPECT_EQ(BatchRange(bytes).whole_bytes(), bytes.size());
    EXPECT_TRUE(base_offsets({}).empty());
}

TEST(BatchRange, StopsWhereABatchIsCutOff) {
    const auto bytes = three_batches();
    const std::size_t one = bytes.size() / 3;
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const auto cut = std::span(bytes).first(size);
        EXPECT_EQ(base_offsets(cut).size(), size / one);
        EXPECT_EQ(BatchRange(cut).whole_bytes(), size / one * one);
    }
}

TEST(BatchRange, StopsAtABadBatchAndSaysWhere) {
    auto bytes = three_batches();
    const std::size_t one = bytes.size() / 3;
    bytes[one + layout::kMagic] = std::byte{1};
    auto at = BatchRange(bytes).begin();
    ++at;
    EXPECT_TRUE(at == std::default_sentinel);
    EXPECT_EQ(at.rest().data(), bytes.data() + one);
    EXPECT_EQ(first_batch(at.rest()).error(), BatchError::kBadMagic);
}

}  // namespace
}  // namespace assize::model::wire
