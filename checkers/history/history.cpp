#include "checkers/history.h"

#include <array>
#include <charconv>

namespace assize::checkers {

namespace {

constexpr std::int64_t kPlainInteger = std::int64_t{1} << 62;  // From here on, digits are a text.

template <class T>
std::span<const T> part(const std::vector<T>& all, std::uint32_t begin, std::size_t end) {
    return std::span(all).subspan(begin, end - begin);
}

// The number that a text spells, if its spelling is the usual one: "07" is a text.
std::optional<std::int64_t> as_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return std::to_string(number) == text ? std::optional(number) : std::nullopt;
}

Value value_from(std::string_view text) {
    const auto number = as_integer(text);
    return number ? Value(*number) : Value(text);
}

}  // namespace

std::string to_string(const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::string(std::get<std::string_view>(value));
}

std::string_view to_string(Outcome outcome) {
    constexpr std::array<std::string_view, 3> kNames{"ok", "fail", "info"};
    return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view to_string(OpKind kind) {
    constexpr std::array<std::string_view, 5> kNames{"send", "poll", "txn", "assign", "subscribe"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::uint64_t History::MessageHash::operator()(const Message& message) const {
    std::uint64_t mixed = static_cast<std::uint64_t>(message.code) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 29) ^ message.key.value()) * 0xbf58476d1ce4e5b9u;
    return mixed ^ (mixed >> 32);
}

std::span<const Sent> History::sent_by(OpId id) const {
    const std::size_t next = id.value() + std::size_t{1};
    return part(sent_, operations_[id.value()].first_sent,
                next < operations_.size() ? operations_[next].first_sent : sent_.size());
}

std::span<const Polled> History::polled_by(OpId id) const {
    const std::size_t next = id.value() + std::size_t{1};
    return part(polled_, operations_[id.value()].first_polled,
                next < operations_.size() ? operations_[next].first_polled : polled_.size());
}

std::span<const KeyId> History::keys_of(OpId id) const {
    const std::size_t next = id.value() + std::size_t{1};
    return part(key_lists_, operations_[id.value()].first_key,
                next < operations_.size() ? operations_[next].first_key : key_lists_.size());
}

Value History::name_of(KeyId key) const {
    return value_from(keys_[key.value()]);
}

Value History::value_of(MessageId message) const {
    const std::int64_t code = messages_[message.value()].code;
    if ((code & 1) == 0) return code >> 1;
    const std::string& text = texts_[static_cast<std::uint32_t>(code >> 1)];
    // The mark of an integer too large for a code; no text of a file begins so.
    return text.starts_with('\0') ? value_from(std::string_view(text).substr(1)) : Value(text);
}

KeyId History::key_named(std::string_view name) {
    return KeyId(keys_.id_of(name));
}

MessageId History::message(KeyId key, std::int64_t value) {
    if (value < -kPlainInteger || value >= kPlainInteger) {
        return message(key, std::string(1, '\0') + std::to_string(value));
    }
    return MessageId(messages_.id_of(Message{key, value * 2}));
}

MessageId History::message(KeyId key, std::string_view value) {
    return MessageId(messages_.id_of(Message{key, std::int64_t{texts_.id_of(value)} * 2 + 1}));
}

void History::add(Operation operation, std::span<const Sent> sent, std::span<const Polled> polled,
                  std::span<const KeyId> keys) {
    operation.first_sent = static_cast<std::uint32_t>(sent_.size());
    operation.first_polled = static_cast<std::uint32_t>(polled_.size());
    operation.first_key = static_cast<std::uint32_t>(key_lists_.size());
    operations_.push_back(operation);
    sent_.insert(sent_.end(), sent.begin(), sent.end());
    polled_.insert(polled_.end(), polled.begin(), polled.end());
    key_lists_.insert(key_lists_.end(), keys.begin(), keys.end());
}

}  // namespace assize::checkers
