#include "checkers/properties/sends_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checkers/properties/loss_witness.h"
#include "checkers/properties/witness.h"

namespace assize::checkers {

namespace {

constexpr sim::Duration kGrace = sim::Duration::seconds(1);
/// How a send is ended for a producer that died: not by the producer.
constexpr std::string_view kProducerDied = "CLIENT_CRASHED";

std::int64_t whole_ms(sim::Duration duration) {
    return duration / sim::Duration::milliseconds(1);
}

}  // namespace

sim::Duration SendsEnd::bound_of(const std::string& producer) const {
    const ProducerSetup* setup = setup_.producer(producer);
    const ProducerSetup by_default{.name = producer};
    const ProducerSetup& known = setup ? *setup : by_default;
    return known.max_block + known.delivery_timeout + kGrace;
}

sim::Duration SendsEnd::paused(const std::string& producer) const {
    const Processes::Process& process = processes_.find(producer);
    const sim::Duration under_way =
        process.paused ? now_ - process.paused_since : sim::Duration::zero();
    return process.paused_for + under_way;
}

sim::Duration SendsEnd::took(const std::string& producer, const Send& send) const {
    return now_ - send.invoked - (paused(producer) - send.paused_before);
}

void SendsEnd::on_event(const sim::Event& event) {
    now_ = event.at;
    last_event_ = event.id;
    processes_.on_event(event);
    if (!event.emitter) return;
    const auto* invoked = event.as<model::SendInvoked>();
    const auto* ended = event.as<model::SendEnded>();
    if (!invoked && !ended) return;
    const std::string producer(trace_.name(event.emitter->process));
    if (invoked) {
        open_.insert_or_assign(Key(producer, invoked->send),
                               Send{.invoked_at = event.id,
                                    .invoked = event.at,
                                    .paused_before = paused(producer),
                                    .value = std::string(invoked->value)});
        return;
    }
    const auto open = open_.find({producer, ended->send});
    if (open == open_.end()) return;
    ended_ += 1;
    const sim::Duration took_in_all = took(producer, open->second);
    if (took_in_all > bound_of(producer) && ended->error != kProducerDied) {
        note_late({open->second, producer, ended->send, event.id, took_in_all});
        raise(property::kSendsEnd);
    }
    open_.erase(open);
}

void SendsEnd::note_late(Late late) {
    late_ += 1;
    if (!first_late_ || late.send.invoked_at < first_late_->send.invoked_at) {
        first_late_ = std::move(late);
    }
}

PropertyVerdict SendsEnd::finish(const Contract& contract) {
    const Clause clause = contract.of(property::kSendsEnd);
    PropertyVerdict verdict{.name = std::string(property::kSendsEnd),
                            .promise = clause.promise,
                            .reason = clause.reason};
    std::int64_t not_due = 0;
    const Send* first_not_due = nullptr;
    for (const auto& [key, send] : open_) {
        const auto& [producer, number] = key;
        const sim::Duration so_far = took(producer, send);
        const Processes::Process& process = processes_.find(producer);
        const bool is_dead = !process.alive && process.changed_at.value() > 0;
        if (is_dead) continue;
        if (so_far > bound_of(producer)) {
            note_late({send, producer, number, std::nullopt, so_far});
        } else {
            not_due += 1;
            if (!first_not_due || send.invoked_at < first_not_due->invoked_at) {
                first_not_due = &send;
            }
        }
    }
    verdict.exposure = {
        {"ended", ended_}, {"late", late_}, {"open", static_cast<std::int64_t>(open_.size())}};
    verdict.cases = late_;
    if (first_late_) {
        verdict.status = Status::kViolated;
        explain(verdict);
    } else if (first_not_due) {
        verdict.status = Status::kUndecided;
        verdict.cases = not_due;
        verdict.summary =
            fmt::format("the run ended while the send of {} was under way", first_not_due->value);
        verdict.expected = "an end of it in time";
        verdict.observed = fmt::format("none by {}", in_ms(now_));
        verdict.witness = {{first_not_due->invoked_at, "the send"}};
    } else {
        verdict.status = ended_ > 0 ? Status::kHeld : Status::kVacuous;
    }
    return verdict;
}

void SendsEnd::explain(PropertyVerdict& verdict) const {
    const Late& late = *first_late_;
    verdict.summary = fmt::format("the send of {} {}", late.send.value,
                                  late.ended_at ? "ended too late" : "never ended");
    verdict.expected =
        fmt::format("an end of it within {} ms: max.block.ms and delivery.timeout.ms",
                    whole_ms(bound_of(late.producer)));
    verdict.observed = late.ended_at ? fmt::format("an end after {} ms", whole_ms(late.took))
                                     : fmt::format("none after {} ms", whole_ms(late.took));
    verdict.witness = {{late.send.invoked_at, "the send"},
                       {late.ended_at.value_or(last_event_), "violated here"}};
    verdict.subjects = {{"send", late.producer, late.number, late.number + 1}};
}

}  // namespace assize::checkers
