#include "scenarios/run/final_read.h"

#include <utility>

#include "model/facts/trial.h"
#include "scenarios/run/workload/consumer_user.h"

namespace assize::scenarios {

using namespace sim::literals;

FinalRead::FinalRead(World& world) : world_(world) {
    world_.add_helper("reader-1", [this](sim::Fiber& fiber) { read(fiber); });
}

void FinalRead::read(sim::Fiber& fiber) {
    read(fiber, ask_leaders(fiber));
    done_ = true;
}

FinalRead::Spans FinalRead::ask_leaders(sim::Fiber& fiber) {
    model::config::AdminConfig config;
    config.request_timeout = 5_s;
    config.default_api_timeout = 15_s;
    model::client::Admin admin(fiber, world_.cluster().bootstrap(), config);
    Spans spans;
    for (const model::TopicPartition& partition : world_.partitions()) {
        const auto* state = world_.registration(partition);
        if (!state || !state->leader) continue;
        const auto begin = admin.first_offset(fiber, partition);
        const auto end = admin.end_offset(fiber, partition);
        if (!begin || !end) continue;
        spans.emplace(partition, Span{*begin, *end});
        ends_.emplace(partition, *end);
    }
    return spans;
}

void FinalRead::read(sim::Fiber& fiber, Spans spans) {
    model::config::ConsumerConfig config;
    config.auto_offset_reset = model::config::AutoOffsetReset::kEarliest;
    config.request_timeout = 5_s;
    model::client::Consumer consumer(fiber, world_.cluster().bootstrap(), config);
    std::vector<model::TopicPartition> partitions;
    for (const auto& [partition, span] : spans) partitions.push_back(partition);
    consumer.assign(partitions);
    for (const auto& [partition, span] : spans) {
        consumer.seek(partition, span.begin);
        state_assignment(fiber.life(), partition, span.begin);
    }
    drop_what_is_read(fiber, consumer, spans);
    while (!spans.empty()) {
        const auto polled = consumer.poll(fiber, 200_ms);
        if (!polled) {
            fiber.sleep(100_ms);
            continue;
        }
        for (const model::client::PartitionRecords& some : *polled) {
            for (const model::wire::Record& record : some.records) {
                state_delivery(fiber.life(), some.partition, record);
            }
        }
        drop_what_is_read(fiber, consumer, spans);
    }
}

/// States of which partitions all was read, and forgets them.
void FinalRead::drop_what_is_read(sim::Fiber& fiber, model::client::Consumer& consumer,
                                  Spans& spans) {
    for (auto it = spans.begin(); it != spans.end();) {
        const auto& [partition, span] = *it;
        const auto position = consumer.position(fiber, partition, fiber.after(1_s));
        if (!position || *position < span.end) {
            ++it;
            continue;
        }
        sim::Trace& trace = world_.simulation().trace();
        const std::string name = to_string(partition);
        fiber.life().emit(
            model::FinalReadEnded{
                .partition = name, .from = span.begin.value(), .end = span.end.value()},
            {.changed = sim::Changed::kYes,
             .subjects = {{"records", trace.intern(name), span.begin.value(), span.end.value()}}});
        it = spans.erase(it);
    }
}

}  // namespace assize::scenarios
