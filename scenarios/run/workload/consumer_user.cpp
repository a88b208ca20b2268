#include "scenarios/run/workload/consumer_user.h"

#include <utility>

#include "model/facts/trial.h"
#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::scenarios {

using namespace sim::literals;

namespace {

/// What of a record's value tells it from all others: all before the padding.
std::string_view identity(const model::wire::Record& record) {
    const std::string_view value = record.value ? record.value->text() : std::string_view();
    return value.substr(0, value.find(' '));
}

}  // namespace

void state_assignment(const sim::Life& life, const model::TopicPartition& partition,
                      std::optional<model::Offset> from) {
    const std::string name = to_string(partition);
    model::ReaderAssigned fact{.partition = name, .from = std::nullopt};
    std::vector<sim::Subject> subjects;
    if (from) {
        fact.from = from->value();
        sim::Trace& trace = life.process().simulation().trace();
        subjects.push_back({"records", trace.intern(name), from->value(), from->value() + 1});
    }
    life.emit(fact, {.changed = sim::Changed::kYes, .subjects = subjects});
}

void state_delivery(const sim::Life& life, const model::TopicPartition& partition,
                    const model::wire::Record& record) {
    const std::string name = to_string(partition);
    const std::int64_t offset = record.offset.value();
    sim::Trace& trace = life.process().simulation().trace();
    model::RecordDelivered fact{
        .partition = name, .offset = offset, .key = std::nullopt, .value = identity(record)};
    if (record.key) fact.key = std::string(record.key->text());
    life.emit(fact, {.changed = sim::Changed::kYes,
                     .subjects = {{"records", trace.intern(name), offset, offset + 1}}});
}

ConsumerUser::ConsumerUser(std::vector<model::TopicPartition> partitions,
                           model::config::ConsumerConfig config,
                           std::vector<sim::Address> bootstrap)
    : partitions_(std::move(partitions)),
      config_(std::move(config)),
      bootstrap_(std::move(bootstrap)) {}

void ConsumerUser::live(sim::Fiber& fiber) {
    next_.clear();
    model::client::Consumer consumer(fiber, bootstrap_, config_);
    consumer.assign(partitions_);
    for (const model::TopicPartition& partition : partitions_) {
        state_assignment(fiber.life(), partition, std::nullopt);
    }
    while (true) {
        const auto polled = consumer.poll(fiber, 1_s);
        if (!polled) {
            fiber.sleep(100_ms);  // What it complains of does not mend in no time.
            continue;
        }
        for (const model::client::PartitionRecords& some : *polled) {
            hand_over(fiber.life(), some);
        }
    }
}

void ConsumerUser::hand_over(const sim::Life& life, const model::client::PartitionRecords& some) {
    for (const model::wire::Record& record : some.records) {
        state_delivery(life, some.partition, record);
        next_.insert_or_assign(some.partition, next(record.offset));
        delivered_ += 1;
    }
}

bool ConsumerUser::has_read_up_to(const model::TopicPartition& partition, model::Offset end) const {
    const auto at = next_.find(partition);
    if (at != next_.end()) return at->second >= end;
    return config_.auto_offset_reset == model::config::AutoOffsetReset::kLatest ||
           end == model::Offset(0);
}

}  // namespace assize::scenarios
