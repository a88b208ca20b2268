#include "checkers/ledger/readings.h"

#include <string_view>

namespace assize::checkers::ledger {

void Readings::on(const model::ReaderAssigned& fact, const sim::Event& event) {
    if (!event.emitter) return;
    const std::uint32_t reader = readers_.of(trace_.name(event.emitter->process));
    const std::uint32_t partition = partitions_.of(fact.partition);
    Reading& reading = begin(event, reader, partition);
    reading.assigned = event.id;
    if (fact.from) reading.from = *fact.from;
}

void Readings::on(const model::RecordDelivered& fact, const sim::Event& event) {
    Reading* reading = reading_of(event, fact.partition);
    if (!reading) return;
    delivered_ += 1;
    const Delivery delivery{
        .offset = fact.offset, .event = event.id, .send = sends_.find(fact.value)};
    reading->deliveries.push_back(delivery);
    check(fact, *reading, delivery);
}

void Readings::on(const model::ConsumerPositionSet& fact, const sim::Event& event) {
    Reading* reading = reading_of(event, fact.partition);
    if (!reading) return;
    reading->turns.push_back({.index = reading->deliveries.size(),
                              .event = event.id,
                              .position = fact.position_after.value(),
                              .reason = fact.reason});
}

void Readings::on(const model::FinalReadEnded& fact, const sim::Event& event) {
    Reading* reading = reading_of(event, fact.partition);
    if (!reading) return;
    reading->final_read = event.id;
    reading->final_from = fact.from;
    reading->final_end = fact.end;
}

void Readings::on_process_died(const sim::Event& event) {
    if (!event.emitter) return;
    const std::uint32_t reader = readers_.find(trace_.name(event.emitter->process));
    if (reader == kNone || reader >= current_.size()) return;
    for (std::uint32_t& reading : current_[reader]) {
        if (reading != kNone) all_[reading].over = event.id;
        reading = kNone;
    }
}

const Reading* Readings::final_of(std::uint32_t partition) const {
    for (auto it = all_.rbegin(); it != all_.rend(); ++it) {
        if (it->partition == partition && it->is_final()) return &*it;
    }
    return nullptr;
}

Reading* Readings::reading_of(const sim::Event& event, std::string_view name) {
    if (!event.emitter) return nullptr;
    const std::uint32_t reader = readers_.of(trace_.name(event.emitter->process));
    const std::uint32_t partition = partitions_.of(name);
    const std::uint32_t known = current(reader, partition);
    const std::uint32_t life = event.emitter->incarnation.value();
    if (known != kNone && all_[known].life == life) return &all_[known];
    return &begin(event, reader, partition);
}

Reading& Readings::begin(const sim::Event& event, std::uint32_t reader, std::uint32_t partition) {
    std::uint32_t& now = current(reader, partition);
    if (now != kNone && all_[now].over == kNoEvent) all_[now].over = event.id;
    now = static_cast<std::uint32_t>(all_.size());
    return all_.emplace_back(Reading{
        .reader = reader, .partition = partition, .life = event.emitter->incarnation.value()});
}

std::uint32_t& Readings::current(std::uint32_t reader, std::uint32_t partition) {
    if (current_.size() <= reader) current_.resize(reader + 1);
    auto& of_reader = current_[reader];
    if (of_reader.size() <= partition) of_reader.resize(partition + 1, kNone);
    return of_reader[partition];
}

void Readings::check(const model::RecordDelivered& fact, const Reading& reading,
                     const Delivery& delivery) {
    if (!delivery.send.known()) {
        add_phantom(Phantom::Kind::kNeverSent, fact, reading, delivery);
        return;
    }
    const Send& send = sends_.at(delivery.send);
    const bool same_key =
        fact.key ? send.key != kNone && words_[send.key] == *fact.key : send.key == kNone;
    if (!same_key) add_phantom(Phantom::Kind::kOtherKey, fact, reading, delivery);
    if (send.partition != kNone && send.partition != reading.partition) {
        add_phantom(Phantom::Kind::kOtherPartition, fact, reading, delivery);
    }
}

void Readings::add_phantom(Phantom::Kind kind, const model::RecordDelivered& fact,
                           const Reading& reading, const Delivery& delivery) {
    phantom_count_ += 1;
    if (phantoms_.size() == kMaxPhantoms) return;
    phantoms_.push_back({.kind = kind,
                         .reader = reading.reader,
                         .partition = reading.partition,
                         .offset = delivery.offset,
                         .event = delivery.event,
                         .send = delivery.send,
                         .value = std::string(fact.value),
                         .key = fact.key});
}

}  // namespace assize::checkers::ledger
