#include "scenarios/run/workload/producer_user.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/simulation.h"

namespace assize::scenarios {

using model::SendEnded;
using model::SendInvoked;
using model::SendOutcome;
using namespace sim::literals;

namespace {

/// "producer-1/41", a space, and then dots up to the size that is asked for.
std::string padded(std::string value, std::int32_t bytes) {
    value += ' ';
    const auto size = static_cast<std::size_t>(std::max(bytes, 0));
    if (value.size() < size) value.resize(size, '.');
    return value;
}

model::client::ProducerRecord record_of(const SendPlan& send, std::int64_t number,
                                        std::string value) {
    model::client::ProducerRecord record{.topic = send.topic, .partition = send.partition};
    if (send.key) record.key = model::wire::Bytes::copy_of(*send.key);
    record.value = model::wire::Bytes::copy_of(padded(std::move(value), send.value_bytes));
    record.number = number;
    return record;
}

}  // namespace

ProducerUser::ProducerUser(const ProducerPlan& plan, model::config::ProducerConfig config,
                           std::vector<sim::Address> bootstrap, sim::Instant begin)
    : plan_(plan), config_(std::move(config)), bootstrap_(std::move(bootstrap)), begin_(begin) {}

bool ProducerUser::is_done() const {
    return open_.empty() && (stopped_ || next_ == plan_.sends.size());
}

std::string ProducerUser::value_of(std::size_t number) const {
    return fmt::format("{}/{}", plan_.name, number);
}

void ProducerUser::live(sim::Fiber& fiber) {
    const sim::Simulation& world = fiber.process().simulation();
    give_up_what_is_open(fiber.life());
    if (std::exchange(lived_before_, true)) {
        while (next_ < plan_.sends.size() && begin_ + plan_.sends[next_].at < world.now()) ++next_;
    }
    model::client::Producer producer(fiber, bootstrap_, config_);
    while (!stopped_ && next_ < plan_.sends.size()) {
        const sim::Instant due = begin_ + plan_.sends[next_].at;
        if (world.now() < due) {
            fiber.sleep(due - world.now());
            continue;  // Its clock may be wrong, and the world may have moved on.
        }
        send(fiber, producer, next_++);
    }
    producer.flush(fiber);
}

void ProducerUser::give_up_what_is_open(const sim::Life& life) {
    while (!open_.empty()) {
        const auto [number, partition] = *open_.begin();
        end(life, {.send = static_cast<std::int64_t>(number),
                   .value = value_of(number),
                   .outcome = SendOutcome::kInfo,
                   .partition = partition,
                   .offset = std::nullopt,
                   .error = "CLIENT_CRASHED"});
    }
}

void ProducerUser::send(sim::Fiber& fiber, model::client::Producer& producer, std::size_t number) {
    const SendPlan& plan = plan_.sends[number];
    const sim::Life life = fiber.life();
    const std::string value = value_of(number);
    const auto id = static_cast<std::int64_t>(number);
    const sim::NameId name = fiber.process().simulation().trace().intern(plan_.name);
    life.emit(SendInvoked{.send = id,
                          .topic = plan.topic,
                          .partition = plan.partition,
                          .key = plan.key,
                          .value = value,
                          .acks = static_cast<std::int8_t>(config_.acks)},
              {.changed = sim::Changed::kYes, .subjects = {{"send", name, id, id + 1}}});
    open_[number] =
        plan.partition ? to_string(model::TopicPartition{plan.topic, *plan.partition}) : "";
    const auto taken = producer.send(fiber, record_of(plan, id, value),
                                     [this, life, number](const model::client::SendResult& result) {
                                         if (life.alive()) on_result(life, number, result);
                                     });
    if (!taken) on_result(life, number, sim::Failure(taken.error()));
}

void ProducerUser::on_result(const sim::Life& life, std::size_t number,
                             const model::client::SendResult& result) {
    const std::string value = value_of(number);
    SendEnded fact{.send = static_cast<std::int64_t>(number),
                   .value = value,
                   .outcome = SendOutcome::kOk,
                   .partition = {},
                   .offset = std::nullopt,
                   .error = {}};
    std::string partition = open_[number];
    if (result) {
        partition = to_string(result->partition);
        if (result->offset) fact.offset = result->offset->value();
        acknowledged_ += 1;
    } else {
        const bool may_be_written = result.error().fate == model::client::Fate::kMaybeWritten;
        fact.outcome = may_be_written ? SendOutcome::kInfo : SendOutcome::kFail;
        fact.error = model::wire::to_string(result.error().code);
    }
    fact.partition = partition;
    end(life, fact);
}

void ProducerUser::end(const sim::Life& life, const SendEnded& fact) {
    sim::Trace& trace = life.process().simulation().trace();
    std::vector<sim::Subject> subjects{
        {"send", trace.intern(plan_.name), fact.send, fact.send + 1}};
    if (fact.offset) {
        subjects.push_back(
            {"records", trace.intern(fact.partition), *fact.offset, *fact.offset + 1});
    }
    life.emit(fact, {.changed = sim::Changed::kYes, .subjects = subjects});
    open_.erase(static_cast<std::size_t>(fact.send));
}

}  // namespace assize::scenarios
