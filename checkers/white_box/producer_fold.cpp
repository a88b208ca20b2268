#include "checkers/white_box/producer_fold.h"

#include <fmt/format.h>

namespace assize::checkers {

std::string to_string(const std::optional<ProducerMemory>& memory) {
    if (!memory) return "nothing";
    std::string text = fmt::format("epoch {}", memory->epoch);
    if (memory->last_sequence) text += fmt::format(", sequence {}", *memory->last_sequence);
    if (memory->coordinator_epoch) {
        text += fmt::format(", coordinator epoch {}", *memory->coordinator_epoch);
    }
    if (memory->txn_first_offset) {
        text += fmt::format(", a transaction from {} on", *memory->txn_first_offset);
    }
    return text;
}

void remember(std::optional<ProducerMemory>& memory, const ProducerStep& step) {
    using Kind = ProducerStep::Kind;
    if (!memory) memory = ProducerMemory{.epoch = step.epoch};
    if (memory->epoch != step.epoch) {
        memory->epoch = step.epoch;
        memory->last_sequence.reset();
    }
    if (step.kind == Kind::kMarker) {
        memory->coordinator_epoch = step.coordinator_epoch;
        memory->txn_first_offset.reset();
    }
    if (step.kind == Kind::kTransactional && !memory->txn_first_offset) {
        memory->txn_first_offset = step.base;
    }
    if (step.last_sequence >= 0) memory->last_sequence = step.last_sequence;
}

bool ProducerHistory::mark(std::int64_t base, std::int32_t coordinator_epoch) {
    if (steps_.empty() || steps_.back().base != base) return false;
    steps_.back().kind = ProducerStep::Kind::kMarker;
    steps_.back().coordinator_epoch = coordinator_epoch;
    return true;
}

void ProducerHistory::cut(std::int64_t end) {
    while (!steps_.empty() && steps_.back().end() > end) steps_.pop_back();
}

std::optional<ProducerMemory> ProducerHistory::fold_from(std::size_t first) const {
    std::optional<ProducerMemory> memory;
    for (std::size_t i = first; i < steps_.size(); ++i) remember(memory, steps_[i]);
    return memory;
}

bool ProducerHistory::allows(const std::optional<ProducerMemory>& memory,
                             std::int64_t horizon) const {
    if (fold() == memory) return true;
    for (std::size_t i = 0; i < steps_.size() && steps_[i].base < horizon; ++i) {
        if (fold_from(i + 1) == memory) return true;
    }
    return false;
}

}  // namespace assize::checkers
