#include "model/config/value.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace assize::model::config {

namespace {

constexpr std::int64_t kMillion = 1'000'000;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

template <class E>
std::string_view name_of(E value) {
    for (const auto& [each, name] : names<E>()) {
        if (each == value) return name;
    }
    return "unknown";
}

constexpr std::array kAcks = {
    std::pair{Acks::kAll, std::string_view("all")},
    std::pair{Acks::kAll, std::string_view("-1")},
    std::pair{Acks::kNone, std::string_view("0")},
    std::pair{Acks::kLeader, std::string_view("1")},
};
constexpr std::array kCompressionTypes = {
    std::pair{CompressionType::kNone, std::string_view("none")},
    std::pair{CompressionType::kNone, std::string_view("uncompressed")},
    std::pair{CompressionType::kGzip, std::string_view("gzip")},
    std::pair{CompressionType::kSnappy, std::string_view("snappy")},
    std::pair{CompressionType::kLz4, std::string_view("lz4")},
    std::pair{CompressionType::kZstd, std::string_view("zstd")},
    std::pair{CompressionType::kProducer, std::string_view("producer")},
};
constexpr std::array kMessageTimestampTypes = {
    std::pair{MessageTimestampType::kCreateTime, std::string_view("CreateTime")},
    std::pair{MessageTimestampType::kLogAppendTime, std::string_view("LogAppendTime")},
};
constexpr std::array kCleanupPolicies = {
    std::pair{CleanupPolicy::kDelete, std::string_view("delete")},
    std::pair{CleanupPolicy::kCompact, std::string_view("compact")},
    std::pair{CleanupPolicy::kCompactAndDelete, std::string_view("compact,delete")},
    std::pair{CleanupPolicy::kCompactAndDelete, std::string_view("delete,compact")},
};
constexpr std::array kAutoOffsetResets = {
    std::pair{AutoOffsetReset::kLatest, std::string_view("latest")},
    std::pair{AutoOffsetReset::kEarliest, std::string_view("earliest")},
    std::pair{AutoOffsetReset::kNone, std::string_view("none")},
};
constexpr std::array kIsolationLevels = {
    std::pair{IsolationLevel::kReadUncommitted, std::string_view("read_uncommitted")},
    std::pair{IsolationLevel::kReadCommitted, std::string_view("read_committed")},
};
constexpr std::array kProcessRoles = {
    std::pair{ProcessRoles::kBroker, std::string_view("broker")},
    std::pair{ProcessRoles::kController, std::string_view("controller")},
    std::pair{ProcessRoles::kBrokerAndController, std::string_view("broker,controller")},
    std::pair{ProcessRoles::kBrokerAndController, std::string_view("controller,broker")},
};
constexpr std::array kReplicaSelectors = {
    std::pair{ReplicaSelector::kLeader, std::string_view("")},
    std::pair{ReplicaSelector::kRackAware,
              std::string_view("org.apache.kafka.common.replica.RackAwareReplicaSelector")},
};

}  // namespace

template <>
std::span<const std::pair<Acks, std::string_view>> names() {
    return kAcks;
}
template <>
std::span<const std::pair<CompressionType, std::string_view>> names() {
    return kCompressionTypes;
}
template <>
std::span<const std::pair<MessageTimestampType, std::string_view>> names() {
    return kMessageTimestampTypes;
}
template <>
std::span<const std::pair<CleanupPolicy, std::string_view>> names() {
    return kCleanupPolicies;
}
template <>
std::span<const std::pair<AutoOffsetReset, std::string_view>> names() {
    return kAutoOffsetResets;
}
template <>
std::span<const std::pair<IsolationLevel, std::string_view>> names() {
    return kIsolationLevels;
}
template <>
std::span<const std::pair<ProcessRoles, std::string_view>> names() {
    return kProcessRoles;
}
template <>
std::span<const std::pair<ReplicaSelector, std::string_view>> names() {
    return kReplicaSelectors;
}

std::string_view to_string(Acks value) {
    return name_of(value);
}
std::string_view to_string(CompressionType value) {
    return name_of(value);
}
std::string_view to_string(MessageTimestampType value) {
    return name_of(value);
}
std::string_view to_string(CleanupPolicy value) {
    return name_of(value);
}
std::string_view to_string(AutoOffsetReset value) {
    return name_of(value);
}
std::string_view to_string(IsolationLevel value) {
    return name_of(value);
}
std::string_view to_string(ProcessRoles value) {
    return name_of(value);
}
std::string_view to_string(ReplicaSelector value) {
    return name_of(value);
}

std::optional<std::int64_t> read_number(std::string_view text) {
    text = trimmed(text);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

sim::Duration unit_of(std::string_view key) {
    if (key.ends_with(".seconds")) return 1_s;
    if (key.ends_with(".minutes")) return 60_s;
    if (key.ends_with(".hours")) return 3600_s;
    return 1_ms;
}

std::optional<BrokerId> Value<BrokerId>::read(std::string_view text, const Format& format) {
    const auto id = Value<std::int32_t>::read(text, format);
    if (!id) return std::nullopt;
    return BrokerId(*id);
}
std::optional<std::string> Value<BrokerId>::write(BrokerId value, const Format&) {
    return std::to_string(value.value());
}
std::optional<std::int64_t> Value<BrokerId>::number(BrokerId value, const Format&) {
    return value.value();
}

// What is longer than the simulation can tell is as good as for ever.
std::optional<sim::Duration> Value<sim::Duration>::read(std::string_view text,
                                                        const Format& format) {
    const auto count = read_number(text);
    if (!count) return std::nullopt;
    const std::int64_t unit = unit_of(format.key).nanoseconds();
    if (*count > sim::Duration::max().nanoseconds() / unit) return sim::Duration::max();
    if (*count < -sim::Duration::max().nanoseconds() / unit) return -sim::Duration::max();
    return sim::Duration::nanoseconds(*count * unit);
}
std::optional<std::string> Value<sim::Duration>::write(sim::Duration value, const Format& format) {
    return std::to_string(*number(value, format));
}
std::optional<std::int64_t> Value<sim::Duration>::number(sim::Duration value,
                                                         const Format& format) {
    if (value == sim::Duration::max()) return std::numeric_limits<std::int64_t>::max();
    return value / unit_of(format.key);
}

std::optional<Ratio> Value<Ratio>::read(std::string_view text, const Format&) {
    text = trimmed(text);
    const auto point = text.find('.');
    std::string decimals(point == std::string_view::npos ? "" : text.substr(point + 1));
    if (decimals.size() > 6 || decimals.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    decimals.resize(6, '0');
    const auto whole = read_number(text.substr(0, point));
    if (!whole || *whole < 0 || *whole > 1) return std::nullopt;
    const std::int64_t per_million = *whole * kMillion + *read_number(decimals);
    if (per_million > kMillion) return std::nullopt;
    return Ratio{static_cast<std::int32_t>(per_million)};
}
std::optional<std::string> Value<Ratio>::write(Ratio value, const Format&) {
    std::string text =
        fmt::format("{}.{:06}", value.per_million / kMillion, value.per_million % kMillion);
    while (text.ends_with("0") && !text.ends_with(".0")) text.pop_back();
    return text;
}

std::optional<bool> Value<bool>::read(std::string_view text, const Format&) {
    text = trimmed(text);
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

std::optional<std::vector<std::string>> Value<std::vector<std::string>>::read(std::string_view text,
                                                                              const Format&) {
    std::vector<std::string> list;
    while (!trimmed(text).empty()) {
        const auto comma = text.find(',');
        list.emplace_back(trimmed(text.substr(0, comma)));
        text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    }
    return list;
}
std::optional<std::string> Value<std::vector<std::string>>::write(
    const std::vector<std::string>& value, const Format&) {
    return fmt::format("{}", fmt::join(value, ","));
}

}  // namespace assize::model::config
