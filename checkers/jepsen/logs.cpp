#include "checkers/jepsen/logs.h"

#include <algorithm>

namespace assize::checkers {

Logs::Logs(const History& history)
    : history_(history),
      writers_(history.messages(), kNone),
      read_by_ok_(history.messages()),
      committed_(history.size()),
      first_ranks_(history.messages(), kNone),
      last_ranks_(history.messages(), kNone) {
    note_writers_and_readers();
    collect_entries();
    rank_entries();
}

void Logs::note_writers_and_readers() {
    for (std::uint32_t op = 0; op < history_.size(); ++op) {
        for (const Sent& sent : history_.sent_by(OpId(op))) writers_[sent.message.value()] = op;
        if (history_[OpId(op)].outcome != Outcome::kOk) continue;
        for (const Polled& polled : history_.polled_by(OpId(op))) {
            read_by_ok_[polled.message.value()] = true;
        }
    }
    for (std::uint32_t op = 0; op < history_.size(); ++op) {
        const Outcome outcome = history_[OpId(op)].outcome;
        committed_[op] = outcome == Outcome::kOk ||
                         (outcome == Outcome::kInfo &&
                          std::ranges::any_of(history_.sent_by(OpId(op)), [&](const Sent& sent) {
                              return is_read_by_ok(sent.message);
                          }));
    }
}

void Logs::collect_entries() {
    // Most messages are told again and again to lie where they were told first.
    constexpr std::int64_t kNowhere = -1;
    std::vector<std::int64_t> first_told(history_.messages(), kNowhere);
    const auto tell = [&](MessageId message, std::int64_t offset) {
        std::int64_t& first = first_told[message.value()];
        if (first == offset) return;
        if (first == kNowhere) first = offset;
        entries_.push_back({.key = history_.key_of(message), .offset = offset, .message = message});
    };
    for (std::uint32_t op = 0; op < history_.size(); ++op) {
        for (const Polled& polled : history_.polled_by(OpId(op))) {
            tell(polled.message, polled.offset);
        }
        if (!committed_[op]) continue;
        for (const Sent& sent : history_.sent_by(OpId(op))) {
            if (const auto offset = sent.offset()) tell(sent.message, *offset);
        }
    }
    std::ranges::sort(entries_);
    entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
}

void Logs::rank_entries() {
    for (std::uint32_t at = 0; at < entries_.size(); ++at) {
        const Entry& entry = entries_[at];
        while (key_begin_.size() <= entry.key.value()) {
            key_begin_.push_back(static_cast<std::uint32_t>(first_at_rank_.size()));
        }
        const bool is_new =
            at == 0 || entries_[at - 1].key != entry.key || entries_[at - 1].offset != entry.offset;
        if (is_new) first_at_rank_.push_back(at);
        const auto rank =
            static_cast<std::uint32_t>(first_at_rank_.size() - 1 - key_begin_[entry.key.value()]);
        std::uint32_t& first = first_ranks_[entry.message.value()];
        if (first == kNone) first = rank;
        last_ranks_[entry.message.value()] = rank;
    }
    key_begin_.resize(history_.keys() + 1, static_cast<std::uint32_t>(first_at_rank_.size()));
}

std::optional<OpId> Logs::writer_of(MessageId message) const {
    const std::uint32_t writer = writers_[message.value()];
    return writer == kNone ? std::nullopt : std::optional(OpId(writer));
}

std::optional<std::uint32_t> Logs::first_rank(MessageId message) const {
    const std::uint32_t rank = first_ranks_[message.value()];
    return rank == kNone ? std::nullopt : std::optional(rank);
}

std::optional<std::uint32_t> Logs::last_rank(MessageId message) const {
    const std::uint32_t rank = last_ranks_[message.value()];
    return rank == kNone ? std::nullopt : std::optional(rank);
}

std::size_t Logs::ranks(KeyId key) const {
    return key_begin_[key.value() + 1] - key_begin_[key.value()];
}

MessageId Logs::message_at(KeyId key, std::size_t rank) const {
    return entries_[first_at_rank_[key_begin_[key.value()] + rank]].message;
}

std::int64_t Logs::offset_at(KeyId key, std::size_t rank) const {
    return entries_[first_at_rank_[key_begin_[key.value()] + rank]].offset;
}

std::optional<std::uint32_t> Logs::rank_of(const Polled& polled) const {
    return rank_at(polled.message, polled.offset);
}

std::optional<std::uint32_t> Logs::rank_of(const Sent& sent) const {
    const auto offset = sent.offset();
    const auto rank = offset ? rank_at(sent.message, *offset) : last_rank(sent.message);
    if (!rank || message_at(history_.key_of(sent.message), *rank) != sent.message) {
        return std::nullopt;
    }
    return rank;
}

std::optional<std::uint32_t> Logs::rank_at(MessageId message, std::int64_t offset) const {
    const auto last = last_rank(message);
    if (!last || first_rank(message) == last) return last;
    const KeyId key = history_.key_of(message);
    const std::uint32_t begin = key_begin_[key.value()];
    const auto ranks = std::span(first_at_rank_).subspan(begin, this->ranks(key));
    const auto at = std::ranges::lower_bound(
        ranks, offset, {}, [this](std::uint32_t entry) { return entries_[entry].offset; });
    const bool is_known = at != ranks.end() && entries_[*at].offset == offset;
    return is_known ? static_cast<std::uint32_t>(at - ranks.begin()) : *last;
}

}  // namespace assize::checkers
