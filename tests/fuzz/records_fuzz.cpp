// Any bytes as record batches, and as what a codec wrote.
// The first byte chooses: 0 for batches, 1 to 4 for the codec of that number.

#include <span>
#include <utility>
#include <vector>

#include "model/wire/control_batch.h"
#include "model/wire/record_batch.h"
#include "sim/invariant.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

namespace wire = assize::model::wire;

constexpr std::size_t kLimit = 1 << 20;

/// Writes the records anew; what is read from that must be what was read before.
void write_anew(const wire::RecordBatchView& batch, const std::vector<wire::Record>& records) {
    wire::RecordBatchBuilder builder({.base_offset = batch.base_offset()});
    auto reader = wire::RecordReader::open(batch, kLimit);
    while (const auto record = reader->next()) builder.append(*record);
    const auto bytes = builder.build();
    const auto copy = wire::first_batch(bytes);
    INVARIANT(copy && wire::check_crc(*copy), "what we write is a batch");
    INVARIANT(copy->records() == records, "what we write is what we read");
}

void read_control(const wire::RecordBatchView& batch) {
    static_cast<void>(wire::control_type(batch));
    static_cast<void>(wire::end_transaction_marker(batch));
    const auto records = wire::control_records(batch);
    if (!records) return;
    for (const auto& record : *records) static_cast<void>(wire::control_message(record));
}

void read_batches(std::span<const std::byte> bytes) {
    for (const wire::RecordBatchView& batch : wire::BatchRange(bytes)) {
        static_cast<void>(wire::check_crc(batch));
        read_control(batch);
        const bool small = wire::RecordReader::open(batch, kLimit).has_value();
        const auto records = small ? batch.records() : tl::unexpected(wire::BatchError::kTooLarge);
        // At the very end of all offsets they wrap, which no log has: nothing to write there.
        const bool wraps = batch.next_offset() <= batch.base_offset();
        if (records && !records->empty() && !wraps) write_anew(batch, *records);
    }
}

void unpack(wire::Compression codec, std::span<const std::byte> bytes) {
    const auto unpacked = wire::decompress(codec, bytes, kLimit);
    if (!unpacked) return;
    INVARIANT(unpacked->size() <= kLimit, "no more comes out than is allowed");
    const auto again = wire::decompress(codec, wire::compress(codec, *unpacked), kLimit);
    INVARIANT(again == *unpacked, "what we pack, we unpack");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
    const auto chosen = *data % 5;
    if (chosen == 0) {
        read_batches(bytes);
    } else {
        unpack(static_cast<wire::Compression>(chosen), bytes);
    }
    return 0;
}
