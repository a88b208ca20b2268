#include "checkers/ledger/sends.h"

#include <charconv>
#include <string>

namespace assize::checkers::ledger {
namespace {

/// A value is "<producer>/<number>".
struct ParsedValue {
    std::string_view producer;
    std::uint32_t number;
};
std::optional<ParsedValue> parse(std::string_view text) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const char* const end = text.data() + text.size();
    ParsedValue value{text.substr(0, slash), 0};
    const auto read = std::from_chars(text.data() + slash + 1, end, value.number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

/// Sends are numbered from 0 without large gaps; a number far beyond is none of ours.
constexpr std::uint32_t kLargestGap = 1u << 20;

std::string label_of(std::string_view topic, std::int32_t partition) {
    return std::string(topic) + "-" + std::to_string(partition);
}

}  // namespace

void Sends::on(const model::SendInvoked& fact, const sim::Event& event) {
    Send* send = slot(fact.value);
    if (!send) return;
    send->invoked = event.id;
    send->topic = words_.of(fact.topic);
    if (fact.partition) {
        send->partition = partitions_.of(label_of(fact.topic, *fact.partition));
        send->partition_asked = true;
    }
    if (fact.key) send->key = words_.of(*fact.key);
    send->acks = fact.acks;
    if (event.emitter) send->life = event.emitter->incarnation.value();
}

void Sends::on(const model::SendEnded& fact, const sim::Event& event) {
    Send* send = slot(fact.value);
    if (!send) return;
    send->ended = event.id;
    send->outcome = fact.outcome;
    if (!fact.partition.empty() && !send->partition_asked) {
        send->partition = partitions_.of(fact.partition);
    }
    if (fact.offset) send->offset = *fact.offset;
    if (!fact.error.empty()) send->error = words_.of(fact.error);
}

void Sends::on(const model::ProducerBatchSent& fact, const sim::Event& event) {
    std::uint32_t producer = kNone;
    Life* life = life_of(event, producer);
    if (!life || fact.batch > life->batches.size() + kLargestGap) return;
    if (life->batches.size() <= fact.batch) life->batches.resize(fact.batch + 1, kNone);
    std::uint32_t& known = life->batches[fact.batch];
    const bool another = known != kNone && fact.attempt == 1 && batches_[known].crc != fact.crc;
    if (known == kNone || another) {
        known = static_cast<std::uint32_t>(batches_.size());
        new_batch(fact, event, producer);
    }
    SentBatch& batch = batches_[known];
    batch.attempts = fact.attempt;
    batch.last_sent = event.id;
}

SentBatch& Sends::new_batch(const model::ProducerBatchSent& fact, const sim::Event& event,
                            std::uint32_t producer) {
    const auto number = static_cast<std::uint32_t>(batches_.size());
    SentBatch& batch =
        batches_.emplace_back(SentBatch{.producer = producer,
                                        .partition = partitions_.of(fact.partition),
                                        .crc = fact.crc,
                                        .records = static_cast<std::uint32_t>(fact.records)});
    batch.first_sent = event.id;
    batch.first_run = static_cast<std::uint32_t>(runs_.size());
    auto& sends = producers_[producer].sends;
    std::uint32_t index = 0;
    for (const sim::Subject& subject : event.about.subjects) {
        const auto size = static_cast<std::int64_t>(sends.size());
        if (subject.kind != "send" || subject.begin < 0 || subject.end > size) continue;
        const SendRun run{static_cast<std::uint32_t>(subject.begin),
                          static_cast<std::uint32_t>(subject.end)};
        runs_.push_back(run);
        batch.run_count += 1;
        for (std::uint32_t i = run.begin; i < run.end; ++i) {
            sends[i].batch = number;
            sends[i].index_in_batch = index++;
            if (!sends[i].partition_asked) sends[i].partition = batch.partition;
        }
    }
    by_crc_.add(batches_);
    return batch;
}

void Sends::on(const model::ProducerBatchAcknowledged& fact, const sim::Event& event) {
    SentBatch* batch = batch_of(event, fact.batch);
    if (!batch) return;
    batch->ended = event.id;
    if (fact.base_offset) batch->base_offset = fact.base_offset->value();
}

void Sends::on(const model::ProducerBatchRetried& fact, const sim::Event& event) {
    SentBatch* batch = batch_of(event, fact.batch);
    if (!batch || batch->retried != kNoEvent) return;
    batch->retried = event.id;
    batch->retry_error = words_.of(fact.error);
}

void Sends::on(const model::ProducerBatchFailed& fact, const sim::Event& event) {
    if (SentBatch* batch = batch_of(event, fact.batch)) batch->ended = event.id;
}

void Sends::on(const model::ProducerBatchSplit& fact, const sim::Event& event) {
    if (SentBatch* batch = batch_of(event, fact.batch)) batch->ended = event.id;
}

std::uint32_t Sends::note_append(std::uint32_t partition, std::uint32_t crc,
                                 std::uint32_t records) {
    // Two batches of one checksum are a rare chance: the one is meant that is not in a log yet.
    std::uint32_t best = kNone;
    for (std::uint32_t i = by_crc_.find(batches_, partition, crc); i != kNone;
         i = batches_[i].alike) {
        if (batches_[i].records != records) continue;
        if (best == kNone || batches_[i].appends < batches_[best].appends) best = i;
    }
    if (best != kNone) batches_[best].appends += 1;
    return best;
}

SendRef Sends::find(std::string_view value) const {
    const auto parsed = parse(value);
    if (!parsed) return {};
    const std::uint32_t producer = names_.find(parsed->producer);
    if (producer == kNone) return {};
    const auto& sends = producers_[producer].sends;
    if (parsed->number >= sends.size() || !sends[parsed->number].invoked_at_all()) return {};
    return {producer, parsed->number};
}

bool Sends::is_itemised(const SentBatch& batch) const {
    std::uint32_t known = 0;
    for_each_send_in(batch, [&](std::uint32_t, std::uint32_t) { known += 1; });
    return known == batch.records;
}

std::uint32_t Sends::producer(std::string_view name) {
    const std::uint32_t number = names_.of(name);
    if (number == producers_.size()) producers_.emplace_back();
    return number;
}

Send* Sends::slot(std::string_view value) {
    const auto parsed = parse(value);
    if (!parsed) return nullptr;
    auto& sends = producers_[producer(parsed->producer)].sends;
    if (parsed->number > sends.size() + kLargestGap) return nullptr;
    if (sends.size() <= parsed->number) sends.resize(parsed->number + 1);
    return &sends[parsed->number];
}

Sends::Life* Sends::life_of(const sim::Event& event, std::uint32_t& producer_of) {
    if (!event.emitter) return nullptr;
    producer_of = producer(trace_.name(event.emitter->process));
    auto& lives = producers_[producer_of].lives;
    const std::uint32_t incarnation = event.emitter->incarnation.value();
    if (lives.empty() || lives.back().incarnation != incarnation) {
        lives.push_back({.incarnation = incarnation});
    }
    return &lives.back();
}

SentBatch* Sends::batch_of(const sim::Event& event, std::uint64_t number) {
    std::uint32_t producer = kNone;
    const Life* life = life_of(event, producer);
    if (!life || number >= life->batches.size()) return nullptr;
    const std::uint32_t batch = life->batches[number];
    return batch == kNone ? nullptr : &batches_[batch];
}

}  // namespace assize::checkers::ledger
