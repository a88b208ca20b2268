#include "tests/model/log/model_of_log.h"

#include <algorithm>

namespace assize::model::log {
namespace {

using Marker = ModelBatch::Marker;

struct Txn {
    std::int64_t first;
    std::int64_t end;  // After the marker.
    Marker marker;
};

/// All transactions whose marker is there, and those that are open (marker kNone).
std::vector<Txn> transactions(const std::vector<ModelBatch>& batches) {
    std::vector<Txn> all;
    std::map<std::int64_t, std::int64_t> open;
    for (const ModelBatch& batch : batches) {
        if (!batch.producer || !batch.transactional) continue;
        if (batch.marker == Marker::kNone) {
            open.emplace(*batch.producer, batch.base);
            continue;
        }
        const auto found = open.find(*batch.producer);
        if (found == open.end()) continue;
        all.push_back({found->second, batch.end, batch.marker});
        open.erase(found);
    }
    for (const auto& [producer, first] : open) all.push_back({first, 0, Marker::kNone});
    return all;
}

}  // namespace

std::optional<EpochEnd> ModelLog::end_offset_for(std::int32_t epoch) const {
    if (batches.empty() || epoch > batches.back().epoch) return std::nullopt;
    if (epoch == batches.back().epoch) return EpochEnd{LeaderEpoch(epoch), Offset(log_end)};
    // Batches below the log start count only if nothing above has another epoch.
    std::optional<std::int32_t> floor;
    for (const ModelBatch& batch : batches) {
        if (batch.epoch > epoch) {
            const std::int64_t start = std::max(batch.base, log_start);
            const bool known = floor && batch.base > log_start;
            return EpochEnd{LeaderEpoch(known ? *floor : epoch), Offset(start)};
        }
        floor = batch.epoch;
    }
    return std::nullopt;
}

std::int64_t ModelLog::last_stable_offset() const {
    std::int64_t stable = high_watermark;
    for (const Txn& txn : transactions(batches)) {
        const bool unstable = txn.marker == Marker::kNone || txn.end > high_watermark;
        if (unstable) stable = std::min(stable, txn.first);
    }
    return std::max(stable, std::min(log_start, high_watermark));
}

std::optional<std::int64_t> ModelLog::offset_at(std::int64_t timestamp_ms) const {
    for (const ModelBatch& batch : batches) {
        for (std::int64_t offset = batch.base; offset < batch.end; ++offset) {
            if (offset < log_start) continue;
            if (batch.timestamp_ms + (offset - batch.base) >= timestamp_ms) return offset;
        }
    }
    return std::nullopt;
}

std::vector<std::int64_t> ModelLog::aborted(std::int64_t begin, std::int64_t end) const {
    std::vector<std::int64_t> firsts;
    for (const Txn& txn : transactions(batches)) {
        if (txn.marker != Marker::kAbort || txn.end <= begin || txn.first >= end) continue;
        firsts.push_back(txn.first);
    }
    return firsts;
}

std::map<std::int64_t, ModelLog::Producer> ModelLog::producers() const {
    std::map<std::int64_t, Producer> all;
    for (const ModelBatch& batch : batches) {
        if (!batch.producer) continue;
        Producer& producer = all[*batch.producer];
        if (batch.marker != Marker::kNone) {
            producer.txn_first_offset.reset();
            continue;
        }
        producer.last_sequence = batch.last_sequence;
        producer.last_offset = batch.end - 1;
        if (batch.transactional && !producer.txn_first_offset) {
            producer.txn_first_offset = batch.base;
        }
    }
    return all;
}

void ModelLog::truncate_to(std::int64_t end) {
    while (!batches.empty() && batches.back().end > end) batches.pop_back();
    log_end = end;
    high_watermark = std::min(high_watermark, end);
    log_start = std::min(log_start, end);
    durable_end = std::min(durable_end, end);
}

}  // namespace assize::model::log
