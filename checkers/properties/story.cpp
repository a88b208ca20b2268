#include "checkers/properties/story.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "checkers/properties/witness.h"

namespace assize::checkers {

using ledger::kNoEvent;
using ledger::kNone;
using ledger::Place;
using ledger::Send;
using ledger::SendRef;
using ledger::SentBatch;

std::string Story::place(std::uint32_t partition, std::int64_t offset) const {
    return fmt::format("{}@{}", ledger_.partition_name(partition), offset);
}

std::string Story::partition_of(SendRef send) const {
    const std::uint32_t partition = ledger_.sends().at(send).partition;
    return partition == kNone ? "" : ledger_.partition_name(partition);
}

std::string Story::outcome(SendRef ref) const {
    const Send& send = ledger_.sends().at(ref);
    if (!send.outcome) return "not ended";
    std::string text(to_string(*send.outcome));
    if (send.error != kNone) text += " (" + ledger_.word(send.error) + ")";
    return text;
}

void Story::step(sim::EventId event, std::string role) {
    if (event != kNoEvent) verdict_.witness.push_back({event, std::move(role)});
}

void Story::invoked(SendRef send) {
    step(ledger_.sends().at(send).invoked, name(send) + " is asked for");
}

void Story::first_sent(SendRef send) {
    if (const SentBatch* batch = batch_of(send)) {
        step(batch->first_sent, name(send) + " goes out");
    }
}

void Story::retried(SendRef send) {
    const SentBatch* batch = batch_of(send);
    if (!batch || batch->retried == kNoEvent) return;
    const std::string error =
        batch->retry_error == kNone ? "" : " (" + ledger_.word(batch->retry_error) + ")";
    step(batch->retried, name(send) + " is to be sent again" + error);
}

void Story::ended(SendRef send) {
    const Send& known = ledger_.sends().at(send);
    const std::string_view how = known.acks == 0 ? " counts as sent" : " is acknowledged";
    step(known.ended, name(send) + (known.ok() ? std::string(how) : " ends: " + outcome(send)));
}

void Story::written(SendRef send, const Place& at) {
    if (at.written == kNone) {
        delivered(send, at);
        return;
    }
    const auto& batch = ledger_.logs().written()[at.written];
    step(batch.written, fmt::format("{} is written at {}", name(send), at.offset));
}

void Story::delivered(SendRef send, const Place& at) {
    const sim::EventId event = at.final_read != kNoEvent ? at.final_read : at.delivered;
    step(event, fmt::format("{} is read at {}", name(send), at.offset));
}

void Story::about(SendRef send) {
    verdict_.subjects.push_back({.kind = "send",
                                 .name = ledger_.sends().producer_name(send.producer),
                                 .begin = send.number,
                                 .end = std::int64_t{send.number} + 1});
}

void Story::about(std::uint32_t partition, std::int64_t offset) {
    verdict_.subjects.push_back({.kind = "records",
                                 .name = ledger_.partition_name(partition),
                                 .begin = offset,
                                 .end = offset + 1});
}

void Story::close() {
    keep_few(verdict_.witness);
}

const SentBatch* Story::batch_of(SendRef send) const {
    const std::uint32_t batch = ledger_.sends().at(send).batch;
    return batch == kNone ? nullptr : &ledger_.sends().batches()[batch];
}

}  // namespace assize::checkers
