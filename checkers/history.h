#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checkers/history/dense_ids.h"
#include "sim/trace.h"

namespace assize::checkers {

/// One topic-partition, as the history calls it.
using KeyId = sim::Id<struct KeyIdTag, std::uint32_t>;
/// One value of one key: what is sent once and polled by many.
using MessageId = sim::Id<struct MessageIdTag, std::uint32_t>;
/// One operation, in the order in which they ended.
using OpId = sim::Id<struct OpIdTag, std::uint32_t>;

/// A number or a text, as in the file. Texts, keywords and symbols are one kind.
using Value = std::variant<std::int64_t, std::string_view>;
std::string to_string(const Value& value);

/// How an operation ended: surely done, surely not done, or nobody knows.
enum class Outcome : std::uint8_t { kOk, kFail, kInfo };
std::string_view to_string(Outcome outcome);

/// What was asked for. Operations of other kinds are skipped by the readers.
enum class OpKind : std::uint8_t { kSend, kPoll, kTxn, kAssign, kSubscribe };
std::string_view to_string(OpKind kind);

/// A message that an operation tried to send, and where it went, when that was told.
class Sent {
public:
    explicit Sent(MessageId message_sent) : message(message_sent) {}
    /// Requires: `offset` >= 0.
    Sent(MessageId message_sent, std::int64_t offset) : message(message_sent), offset_(offset) {}

    std::optional<std::int64_t> offset() const {
        return offset_ == kUntold ? std::nullopt : std::optional(offset_);
    }

    MessageId message;

private:
    static constexpr std::int64_t kUntold = -1;  // An optional would double the memory.

    std::int64_t offset_ = kUntold;
};

/// A message that a poll returned, and from where.
struct Polled {
    MessageId message;
    std::int64_t offset;
};

/// What clients asked and were told: the operations of send, poll, txn, assign and subscribe, each
/// with how it was invoked and how it ended. A process does one operation at a time.
/// Memory: some 70 bytes an operation and 16 a message sent or polled; names are kept once.
class History {
public:
    struct Operation {
        std::int64_t index;                // Of the op map that ended it, as in the file.
        std::optional<std::int64_t> time;  // In nanoseconds, as in the file.
        std::int64_t process;
        std::uint32_t invoked;   // Where in the order of all op maps it began ...
        std::uint32_t finished;  // ... and ended: kNever for what never did.
        Outcome outcome;         // kInfo for what never ended.
        OpKind kind;
        std::uint32_t first_sent;  // Its part of the three arrays ends where the next one's begins.
        std::uint32_t first_polled;
        std::uint32_t first_key;
    };
    static constexpr std::uint32_t kNever = UINT32_MAX;

    /// Whether the file says when operations were invoked. Without that, nothing is known of real
    /// time, and `invoked` equals `finished`.
    bool has_invocations() const { return has_invocations_; }

    std::size_t size() const { return operations_.size(); }
    const Operation& operator[](OpId id) const { return operations_[id.value()]; }
    std::span<const Operation> operations() const { return operations_; }

    std::span<const Sent> sent_by(OpId id) const;
    std::span<const Polled> polled_by(OpId id) const;
    /// Of assign and subscribe: the keys chosen. Of others: the keys rebalanced meanwhile.
    std::span<const KeyId> keys_of(OpId id) const;

    std::size_t keys() const { return keys_.size(); }
    std::size_t messages() const { return messages_.size(); }
    KeyId key_of(MessageId message) const { return messages_[message.value()].key; }
    /// As the file writes them: a number when it reads as one.
    Value name_of(KeyId key) const;
    Value value_of(MessageId message) const;

    // Filling. Only the readers do that.

    KeyId key_named(std::string_view name);
    MessageId message(KeyId key, std::int64_t value);
    MessageId message(KeyId key, std::string_view value);
    void add(Operation operation, std::span<const Sent> sent, std::span<const Polled> polled,
             std::span<const KeyId> keys);
    void without_invocations() { has_invocations_ = false; }

private:
    struct Message {
        KeyId key;
        std::int64_t code;  // An integer shifted left, or the number of a text and a one.
        bool operator==(const Message&) const = default;
    };
    struct MessageHash {
        std::uint64_t operator()(const Message& message) const;
    };

    std::vector<Operation> operations_;
    std::vector<Sent> sent_;
    std::vector<Polled> polled_;
    std::vector<KeyId> key_lists_;
    DenseIds<std::string, std::hash<std::string_view>> keys_;
    DenseIds<std::string, std::hash<std::string_view>> texts_;
    DenseIds<Message, MessageHash> messages_;
    bool has_invocations_ = true;
};

}  // namespace assize::checkers
