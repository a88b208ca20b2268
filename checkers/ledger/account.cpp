#include "checkers/ledger/account.h"

#include <algorithm>
#include <tuple>

namespace assize::checkers::ledger {
namespace {

/// A send with more places than this is hopeless anyway; it must not cost the square of them.
constexpr std::uint8_t kMaxPlaces = 32;

}  // namespace

std::string_view to_string(OffsetFate fate) {
    switch (fate) {
        case OffsetFate::kRead: return "read";
        case OffsetFate::kControl: return "control";
        case OffsetFate::kDeleted: return "deleted";
        case OffsetFate::kUnread: return "unread";
        case OffsetFate::kNotCommitted: return "not_committed";
        case OffsetFate::kCut: return "cut";
        case OffsetFate::kHole: return "hole";
    }
    return "?";
}

std::string_view to_string(SendFate fate) {
    switch (fate) {
        case SendFate::kAtOneOffset: return "at_one_offset";
        case SendFate::kAtSeveral: return "at_several_offsets";
        case SendFate::kDeleted: return "deleted";
        case SendFate::kCut: return "cut";
        case SendFate::kLost: return "lost";
        case SendFate::kNeverWritten: return "never_written";
        case SendFate::kOpen: return "open";
    }
    return "?";
}

Account::Account(std::uint32_t partitions, const Sends& sends, const Logs& logs,
                 const Readings& readings)
    : sends_(sends),
      logs_(logs),
      readings_(readings),
      offsets_(partitions),
      final_(partitions, nullptr),
      unattributed_(partitions, 0) {
    number_sends();
    for (const Reading& reading : readings_.all()) {
        if (reading.is_final()) final_[reading.partition] = &reading;
    }
    enter_deliveries();
    enter_final_reads();
    enter_written();
    enter_told();
    for (std::uint32_t partition = 0; partition < partitions; ++partition) {
        settle_offsets(partition);
    }
    settle_places();
}

void Account::number_sends() {
    std::size_t count = 0;
    for (std::uint32_t producer = 0; producer < sends_.producers(); ++producer) {
        base_.push_back(count);
        count += sends_.of(producer).size();
    }
    first_place_.assign(count, kNone);
    place_count_.assign(count, 0);
    itemises_.assign(sends_.producers(), false);
    for (const SentBatch& batch : sends_.batches()) {
        if (batch.run_count > 0) itemises_[batch.producer] = true;
    }
}

Place* Account::place(SendRef send, std::uint32_t partition, std::int64_t offset) {
    const std::size_t index = index_of(send);
    for (std::uint32_t at = first_place_[index]; at != kNone; at = places_[at].next) {
        Place& known = places_[at];
        if (known.offset == offset && known.partition == partition) return &known;
    }
    if (place_count_[index] == kMaxPlaces) return nullptr;
    place_count_[index] += 1;
    places_.push_back({.partition = partition, .offset = offset, .next = first_place_[index]});
    first_place_[index] = static_cast<std::uint32_t>(places_.size() - 1);
    return &places_.back();
}

void Account::enter_deliveries() {
    const auto& all = readings_.all();
    for (std::uint32_t reading = 0; reading < all.size(); ++reading) {
        for (const Delivery& delivery : all[reading].deliveries) {
            if (delivery.send.known()) enter_delivery(reading, delivery);
        }
    }
}

void Account::enter_delivery(std::uint32_t reading, const Delivery& delivery) {
    const std::uint32_t partition = readings_.all()[reading].partition;
    OffsetRow& row = offsets_[partition].at(delivery.offset);
    if (row.send == delivery.send) return;
    if (Place* at = place(delivery.send, partition, delivery.offset)) {
        if (at->delivered == kNoEvent || delivery.event < at->delivered) {
            at->delivered = delivery.event;
        }
    }
    if (!row.send.known()) {
        row.send = delivery.send;
        row.seen = delivery.event;
        row.reading = reading;
        return;
    }
    disagreement_count_ += 1;
    if (disagreements_.size() == kMaxKept) return;
    disagreements_.push_back({.partition = partition,
                              .offset = delivery.offset,
                              .one = row.send,
                              .one_seen = row.seen,
                              .one_reading = row.reading,
                              .other = delivery.send,
                              .other_seen = delivery.event,
                              .other_reading = reading});
}

void Account::enter_final_reads() {
    for (const Reading* reading : final_) {
        if (!reading) continue;
        for (const Delivery& delivery : reading->deliveries) {
            if (!delivery.send.known()) continue;
            OffsetRow& row = offsets_[reading->partition].at(delivery.offset);
            row.send = delivery.send;
            row.fate = OffsetFate::kRead;
            if (Place* at = place(delivery.send, reading->partition, delivery.offset)) {
                at->final_read = delivery.event;
            }
        }
    }
}

void Account::enter_written() {
    const auto count = static_cast<std::uint32_t>(logs_.written().size());
    // Those that survive have the last word on what is at an offset.
    for (std::uint32_t number = 0; number < count; ++number) {
        if (!logs_.written()[number].survives) enter_written(number);
    }
    for (std::uint32_t number = 0; number < count; ++number) {
        if (logs_.written()[number].survives) enter_written(number);
    }
}

void Account::enter_written(std::uint32_t number) {
    const WrittenBatch& batch = logs_.written()[number];
    const SentBatch* sent = batch.sent == kNone ? nullptr : &sends_.batches()[batch.sent];
    if (sent && sends_.is_itemised(*sent)) {
        sends_.for_each_send_in(*sent, [&](std::uint32_t index, std::uint32_t send) {
            enter_written(number, batch.base + index, {sent->producer, send});
        });
        return;
    }
    for (std::int64_t offset = batch.base; offset < batch.end(); ++offset) {
        enter_written(number, offset, {});
        const bool unknown = batch.by_client && !offsets_[batch.partition].at(offset).send.known();
        if (unknown) unattributed_[batch.partition] += 1;
    }
}

void Account::enter_written(std::uint32_t number, std::int64_t offset, SendRef send) {
    const WrittenBatch& batch = logs_.written()[number];
    OffsetRow& row = offsets_[batch.partition].at(offset);
    const bool read = row.fate == OffsetFate::kRead;
    if (!read && send.known()) row.send = send;
    row.written = number;
    if (batch.survives && !read) {
        row.fate = batch.control ? OffsetFate::kControl : OffsetFate::kUnread;
    }
    // Without being told, what the batch holds is what was delivered from there.
    const SendRef whose = send.known() ? send : row.send;
    if (!whose.known() || batch.control) return;
    if (Place* at = place(whose, batch.partition, offset)) at->written = number;
}

void Account::enter_told() {
    for (std::uint32_t producer = 0; producer < sends_.producers(); ++producer) {
        const auto& sends = sends_.of(producer);
        for (std::uint32_t number = 0; number < sends.size(); ++number) {
            const Send& send = sends[number];
            if (!send.ok() || send.offset == kNoOffset || send.partition == kNone) continue;
            OffsetRow& row = offsets_[send.partition].at(send.offset);
            if (!row.send.known()) row.send = {producer, number};
            if (Place* at = place({producer, number}, send.partition, send.offset)) {
                at->told = true;
            }
        }
    }
}

void Account::settle_offsets(std::uint32_t partition) {
    static const Logs::Partition kNothing;
    const auto& logs = logs_.partitions();
    const Logs::Partition& log = partition < logs.size() ? logs[partition] : kNothing;
    const Reading* last = final_[partition];
    const std::int64_t start = std::max(log.deleted_below(), last ? last->final_from : 0);
    std::int64_t next = last ? last->final_from : 0;
    OffsetMap<OffsetRow>& rows = offsets_[partition];
    std::vector<std::int64_t> deleted, beyond;
    rows.for_each([&](std::int64_t offset, const OffsetRow& row) {
        if (last && offset >= last->final_from && offset < last->final_end) {
            if (offset > next) holes_.push_back({partition, next, offset});
            next = offset + 1;
        }
        if (row.fate == OffsetFate::kRead) return;
        if (offset < start) deleted.push_back(offset);
        const bool unseen = last && offset >= last->final_end;
        if (unseen && row.fate == OffsetFate::kUnread) beyond.push_back(offset);
    });
    if (last && next < last->final_end) holes_.push_back({partition, next, last->final_end});
    for (const std::int64_t offset : deleted) rows.at(offset).fate = OffsetFate::kDeleted;
    for (const std::int64_t offset : beyond) rows.at(offset).fate = OffsetFate::kNotCommitted;
}

void Account::settle_places() {
    for (Place& place : places_) {
        const OffsetRow* row = offsets_[place.partition].find(place.offset);
        const Reading* last = final_[place.partition];
        const WrittenBatch* batch =
            place.written == kNone ? nullptr : &logs_.written()[place.written];
        const bool seen_by_all = batch && batch->committed != kNoEvent;
        place.deleted = row && row->fate == OffsetFate::kDeleted &&
                        (place.delivered != kNoEvent || seen_by_all || place.told);
        place.survives = place.final_read != kNoEvent;
        if (!last || place.offset >= last->final_end) {
            place.survives = place.survives || (batch && batch->survives && !place.deleted);
        }
    }
}

std::vector<Place> Account::places_of(SendRef send) const {
    std::vector<Place> places;
    for_each_place(send, [&](const Place& place) { places.push_back(place); });
    std::ranges::sort(places, [](const Place& a, const Place& b) {
        return std::tie(a.partition, a.offset) < std::tie(b.partition, b.offset);
    });
    return places;
}

SendRow Account::row_of(SendRef ref) const {
    const Send& send = sends_.at(ref);
    std::size_t all = 0, surviving = 0, deleted = 0, unknown = 0;
    for_each_place(ref, [&](const Place& place) {
        all += 1;
        surviving += place.survives ? 1 : 0;
        deleted += place.deleted ? 1 : 0;
        const bool looked = place.written != kNone || final_[place.partition] != nullptr;
        unknown += looked ? 0 : 1;
    });
    if (surviving + deleted > 1) return {SendFate::kAtSeveral, ""};
    if (surviving == 1) return {SendFate::kAtOneOffset, ""};
    if (deleted == 1) return {SendFate::kDeleted, ""};
    if (all > 0 && unknown == all) return {SendFate::kOpen, "nobody looked where it was to be"};
    if (all > 0) return {send.ok() ? SendFate::kLost : SendFate::kCut, ""};

    if (send.failed()) return {SendFate::kNeverWritten, "its producer says so"};
    if (send.batch == kNone) {
        if (!itemises_[ref.producer]) return {SendFate::kOpen, "nobody says where it went"};
        return {SendFate::kNeverWritten, "it never left its producer"};
    }
    if (send.partition != kNone && unattributed_[send.partition] > 0) {
        return {SendFate::kOpen, "its log has records that cannot be told apart"};
    }
    return {SendFate::kNeverWritten, "no leader ever wrote its batch"};
}

}  // namespace assize::checkers::ledger
