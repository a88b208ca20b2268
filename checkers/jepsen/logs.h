#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/history.h"

namespace assize::checkers {

/// What a history shows of the logs: for each key which messages lie at which offsets, and for each
/// message who sent it and whether it was surely polled. The ground that the judges stand on.
///
/// What any poll returned lies in the log, for polls must be right even in a transaction that
/// aborts. What was sent lies there when the operation *must have committed*: it ended well, or
/// nobody knows and one of its values was polled by an operation that did, which proves the whole
/// of a transaction. A *rank* is the place of an offset among the known ones of its key, from 0:
/// offsets themselves have holes (control records, compaction).
/// Source: jepsen.tests.kafka, version-orders and must-have-committed?.
class Logs {
public:
    struct Entry {
        KeyId key;
        std::int64_t offset;
        MessageId message;
        auto operator<=>(const Entry&) const = default;
    };

    explicit Logs(const History& history);

    const History& history() const { return history_; }

    /// The last operation that tried to send it, even one that never ended.
    std::optional<OpId> writer_of(MessageId message) const;
    bool is_read_by_ok(MessageId message) const { return read_by_ok_[message.value()]; }
    bool must_have_committed(OpId op) const { return committed_[op.value()]; }

    /// All that is known to lie somewhere: by key, by offset, and each only once.
    std::span<const Entry> entries() const { return entries_; }

    /// The first and the last rank of a message. None when it is not known to lie anywhere.
    std::optional<std::uint32_t> first_rank(MessageId message) const;
    std::optional<std::uint32_t> last_rank(MessageId message) const;
    std::size_t ranks(KeyId key) const;
    /// The message at a rank; one of them where offsets are inconsistent.
    /// Requires: `rank` < ranks(key).
    MessageId message_at(KeyId key, std::size_t rank) const;
    std::int64_t offset_at(KeyId key, std::size_t rank) const;

    /// Where one poll or one send has its message: at its own offset, when the message lies at
    /// several. None when nobody knows.
    std::optional<std::uint32_t> rank_of(const Polled& polled) const;
    /// None also when another message is taken to lie at its offset.
    std::optional<std::uint32_t> rank_of(const Sent& sent) const;

private:
    std::optional<std::uint32_t> rank_at(MessageId message, std::int64_t offset) const;
    void note_writers_and_readers();
    void collect_entries();
    void rank_entries();

    static constexpr std::uint32_t kNone = UINT32_MAX;

    const History& history_;
    std::vector<std::uint32_t> writers_;  // By message.
    std::vector<bool> read_by_ok_;        // By message.
    std::vector<bool> committed_;         // By operation.
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> first_ranks_;    // By message.
    std::vector<std::uint32_t> last_ranks_;     // By message.
    std::vector<std::uint32_t> first_at_rank_;  // Entries that begin a rank ...
    std::vector<std::uint32_t> key_begin_;      // ... and where in those a key begins.
};

}  // namespace assize::checkers
