#include "model/log/checkpoint_files.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace assize::model::log {
namespace {

/// Takes text apart line by line, and word by word.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }

private:
    std::string_view rest_;
};

template <class T>
std::optional<T> number(std::string_view text) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class T>
std::optional<T> number(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    return number<T>(*text);
}

/// The last word of a line, which loses it and the space before it.
std::optional<std::string_view> take_last_word(std::string_view& line) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view word = line.substr(space + 1);
    line = line.substr(0, space);
    return word;
}

/// The lines after a header of version and count. None when there are not as many.
std::optional<std::vector<std::string_view>> entries(std::string_view text) {
    Lines lines(text);
    const auto version = number<std::int32_t>(lines.next());
    const auto count = number<std::int64_t>(lines.next());
    if (version != 0 || !count || *count < 0) return std::nullopt;
    std::vector<std::string_view> result;
    while (const auto line = lines.next()) {
        if (!line->empty()) result.push_back(*line);
    }
    if (static_cast<std::int64_t>(result.size()) != *count) return std::nullopt;
    return result;
}

/// The values of "key=value" (or "key: value") lines; comments are left out.
std::map<std::string, std::string, std::less<>> properties(std::string_view text,
                                                           std::string_view separator) {
    std::map<std::string, std::string, std::less<>> result;
    Lines lines(text);
    while (const auto line = lines.next()) {
        const std::size_t at = line->find(separator);
        if (at == std::string_view::npos || line->front() == '#') continue;
        result.emplace(line->substr(0, at), line->substr(at + separator.size()));
    }
    return result;
}

std::optional<std::string_view> find(
    const std::map<std::string, std::string, std::less<>>& properties, std::string_view key) {
    const auto found = properties.find(key);
    if (found == properties.end()) return std::nullopt;
    return found->second;
}

std::optional<std::uint64_t> base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '-') return 62;
    if (c == '_') return 63;
    return std::nullopt;
}

}  // namespace

std::string write_offsets(const OffsetsByPartition& offsets) {
    std::string text = fmt::format("0\n{}\n", offsets.size());
    for (const auto& [partition, offset] : offsets) {
        text += fmt::format("{} {} {}\n", partition.topic, partition.partition, offset.value());
    }
    return text;
}

std::optional<OffsetsByPartition> read_offsets(std::string_view text) {
    const auto lines = entries(text);
    if (!lines) return std::nullopt;
    OffsetsByPartition offsets;
    for (std::string_view line : *lines) {
        const auto offset = number<std::int64_t>(take_last_word(line));
        const auto partition = number<std::int32_t>(take_last_word(line));
        if (!offset || *offset < 0 || !partition) return std::nullopt;
        offsets.insert_or_assign(TopicPartition{std::string(line), *partition}, Offset(*offset));
    }
    return offsets;
}

std::string write_epochs_text(const std::vector<EpochStart>& epochs) {
    std::string text = fmt::format("0\n{}\n", epochs.size());
    for (const EpochStart& entry : epochs) {
        text += fmt::format("{} {}\n", entry.epoch.value(), entry.start.value());
    }
    return text;
}

std::optional<std::vector<EpochStart>> read_epochs(std::string_view text) {
    const auto lines = entries(text);
    if (!lines) return std::nullopt;
    std::vector<EpochStart> epochs;
    for (std::string_view line : *lines) {
        const auto start = number<std::int64_t>(take_last_word(line));
        const auto epoch = number<std::int32_t>(line);
        if (!start || !epoch || *start < 0 || *epoch < 0) return std::nullopt;
        const EpochStart entry{LeaderEpoch(*epoch), Offset(*start)};
        if (!epochs.empty() &&
            (epochs.back().epoch >= entry.epoch || epochs.back().start >= entry.start)) {
            return std::nullopt;
        }
        epochs.push_back(entry);
    }
    return epochs;
}

std::string write_partition_metadata(const Uuid& topic_id) {
    return fmt::format("version: 0\ntopic_id: {}\n", to_string(topic_id));
}

std::optional<Uuid> read_partition_metadata(std::string_view text) {
    const auto values = properties(text, ": ");
    const auto topic_id = find(values, "topic_id");
    if (find(values, "version") != "0" || !topic_id) return std::nullopt;
    return read_uuid(*topic_id);
}

std::string write_clean_shutdown(const CleanShutdown& shutdown) {
    const std::int64_t epoch = shutdown.broker_epoch ? shutdown.broker_epoch->value() : -1;
    return fmt::format("{{\"version\":0,\"brokerEpoch\":{}}}", epoch);
}

std::optional<CleanShutdown> read_clean_shutdown(std::string_view text) {
    constexpr std::string_view kBefore = "{\"version\":0,\"brokerEpoch\":";
    if (!text.starts_with(kBefore) || !text.ends_with('}')) return std::nullopt;
    text.remove_prefix(kBefore.size());
    text.remove_suffix(1);
    const auto epoch = number<std::int64_t>(text);
    if (!epoch) return std::nullopt;
    if (*epoch < 0) return CleanShutdown{std::nullopt};
    return CleanShutdown{BrokerEpoch(*epoch)};
}

std::string write_meta_properties(const MetaProperties& properties) {
    return fmt::format("#\nversion=1\ncluster.id={}\nnode.id={}\ndirectory.id={}\n",
                       properties.cluster_id, properties.node_id.value(),
                       to_string(properties.directory_id));
}

std::optional<MetaProperties> read_meta_properties(std::string_view text) {
    const auto values = properties(text, "=");
    const auto cluster = find(values, "cluster.id");
    const auto node = number<std::int32_t>(find(values, "node.id"));
    const auto directory = find(values, "directory.id");
    if (find(values, "version") != "1" || !cluster || !node || !directory) return std::nullopt;
    const auto directory_id = read_uuid(*directory);
    if (!directory_id) return std::nullopt;
    return MetaProperties{std::string(*cluster), BrokerId(*node), *directory_id};
}

std::optional<Uuid> read_uuid(std::string_view text) {
    if (text.size() != 22) return std::nullopt;
    std::array<std::uint64_t, 2> halves{0, 0};
    int bits = 0;
    for (char c : text) {
        const auto digit = base64_digit(c);
        if (!digit) return std::nullopt;
        for (int bit = 5; bit >= 0 && bits < 128; --bit, ++bits) {
            auto& half = halves[bits < 64 ? 0 : 1];
            half = half << 1 | (*digit >> bit & 1);
        }
    }
    return Uuid(halves[0], halves[1]);
}

}  // namespace assize::model::log
