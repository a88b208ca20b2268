#include "reports/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "reports/fill.h"

namespace assize::reports {

namespace {

constexpr std::string_view kMetadataLog = "__cluster_metadata-0";

// 2 of "broker-2".
std::optional<std::int64_t> id_in(std::string_view process, std::string_view role) {
    if (!process.starts_with(role)) return std::nullopt;
    std::int64_t id = 0;
    const char* end = process.data() + process.size();
    const auto [stop, error] = std::from_chars(process.data() + role.size(), end, id);
    return error == std::errc() && stop == end ? std::optional(id) : std::nullopt;
}

bool same(const EventLog& log, const EventLog::Value& a, const EventLog::Value& b) {
    if (a.type != b.type) return false;
    if (a.type != EventLog::Value::Type::kNumbers) return a.number == b.number;
    return std::ranges::equal(log.numbers_of(a), log.numbers_of(b));
}

// Its letters and digits alone.
std::string bare(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9')) letters += c;
    }
    return letters;
}

}  // namespace

std::string role_beside(std::string_view role, std::string_view who, std::string_view line) {
    if (!who.empty() && role.starts_with(who) && role.substr(who.size()).starts_with(' ')) {
        role.remove_prefix(who.size() + 1);
    }
    return bare(line).find(bare(role)) == std::string::npos ? std::string(role) : "";
}

Describer::Describer(const EventLog& log) : log_(log) {
    learn_names();
    learn_words();
    learn_changes();
}

void Describer::learn_names() {
    const auto started = log_.name_of("process_started");
    for (std::size_t i = 0; i < log_.size(); ++i) {
        if (log_[i].kind != started) continue;
        const std::string_view process = log_.process_of(i);
        if (const auto host = log_.number(i, "host")) hosts_.emplace(*host, process);
        for (const std::string_view role : {"broker-", "controller-"}) {
            if (const auto id = id_in(process, role)) nodes_.emplace(*id, process);
        }
    }
}

// Rows of one kind stand together.
void Describer::learn_words() {
    const std::span<const Words> all = all_words();
    for (auto begin = all.begin(); begin != all.end();) {
        const auto end = std::find_if(begin, all.end(),
                                      [&](const Words& each) { return each.kind != begin->kind; });
        if (const auto kind = log_.name_of(begin->kind)) {
            if (words_.size() <= kind->value()) words_.resize(kind->value() + 1);
            words_[kind->value()] = {begin, end};
        }
        begin = end;
    }
}

// By the facts that say who leads a partition and who is in sync.
void Describer::learn_changes() {
    std::vector<EventLog::Name> kinds;
    for (const std::string_view kind : {"partition_changed", "isr_committed", "became_leader"}) {
        if (const auto name = log_.name_of(kind)) kinds.push_back(*name);
    }
    for (std::size_t i = 0; i < log_.size(); ++i) {
        if (std::ranges::find(kinds, log_[i].kind) != kinds.end()) {
            changes_[view_of(i)].push_back(i);
        }
    }
}

Describer::View Describer::view_of(std::size_t index) const {
    const EventLog::Event& event = log_[index];
    const bool is_decision = log_.kind_of(index) == "partition_changed";
    return {is_decision ? event.kind : event.process.value_or(event.kind), partition_of(index)};
}

// --- One event.

std::string Describer::line(std::size_t index) const {
    const Words* words = words_for(index);
    return words ? fill(words->words, *this, index) : by_fields(index);
}

const Words* Describer::words_for(std::size_t index) const {
    const std::uint32_t kind = log_[index].kind.value();
    if (kind >= words_.size()) return nullptr;
    for (const Words& each : words_[kind]) {
        if (applies(each, index)) return &each;
    }
    return nullptr;
}

bool Describer::applies(const Words& words, std::size_t index) const {
    if (words.when.empty()) return true;
    const std::size_t equals = words.when.find('=');
    const EventLog::Value* found = value(index, words.when.substr(0, equals));
    return found && log_.to_text(*found) == words.when.substr(equals + 1);
}

// "some kind: field=1 other=[2 3]"
std::string Describer::by_fields(std::size_t index) const {
    std::string text(log_.kind_of(index));
    std::ranges::replace(text, '_', ' ');
    char separator = ':';
    for (const EventLog::Field& field : log_.fields_of(index)) {
        text += fmt::format("{} {}={}", separator == ':' ? ":" : "", log_.text(field.name),
                            log_.to_text(field.value));
        separator = ' ';
    }
    return text;
}

std::string Describer::who(std::size_t index) const {
    const std::string process(log_.process_of(index));
    const std::string_view kind = log_.kind_of(index);
    const auto peer = log_.number(index, "peer");
    if (peer && kind == "message_sent") return process + " -> " + host_name(*peer);
    if (peer && kind == "message_received") return host_name(*peer) + " -> " + process;
    if (!process.empty()) return process;
    const auto host = log_.number(index, "host");
    return host ? host_name(*host) : "";
}

std::string Describer::partition_of(std::size_t index) const {
    if (const auto partition = log_.text(index, "partition")) return std::string(*partition);
    const auto topic = log_.text(index, "topic");
    const auto partition = log_.number(index, "partition");
    if (topic && partition) return fmt::format("{}-{}", *topic, *partition);
    std::string name;
    for (const EventLog::Subject& subject : log_.subjects_of(index)) {
        const std::string_view kind = log_.text(subject.kind);
        if (kind != "records" && kind != "leader_epoch" && kind != "file") continue;
        name = log_.text(subject.name);
        if (name != kMetadataLog) break;
    }
    return name;
}

std::string Describer::node_name(std::int64_t id) const {
    const auto found = nodes_.find(id);
    return found == nodes_.end() ? fmt::format("{}", id) : found->second;
}

std::string Describer::host_name(std::int64_t host) const {
    const auto found = hosts_.find(host);
    return found == hosts_.end() ? fmt::format("host {}", host) : found->second;
}

// --- Places.

const EventLog::Value* Describer::value(std::size_t index, std::string_view field) const {
    for (const EventLog::Field& each : log_.fields_of(index)) {
        if (log_.text(each.name) == field) return &each.value;
    }
    return nullptr;
}

bool Describer::flag(std::string_view field, std::size_t index) const {
    return log_.flag(index, field).value_or(false);
}

std::optional<std::string> Describer::place(std::string_view place, std::size_t index) const {
    if (place == "of") {
        std::string partition = partition_of(index);
        return partition.empty() ? std::nullopt : std::optional(std::move(partition));
    }
    if (const std::size_t dots = place.find(".."); dots != std::string_view::npos) {
        return range(place.substr(0, dots), place.substr(dots + 2), index);
    }
    const std::size_t colon = place.find(':');
    const std::string_view field = place.substr(0, colon);
    const std::string_view form = colon == place.npos ? "" : place.substr(colon + 1);
    if (form == "was") return was(field, "", index);
    if (form == "node_was") return was(field, "node", index);
    const EventLog::Value* found = value(index, field);
    return found ? shown(*found, form) : std::nullopt;
}

std::optional<std::string> Describer::range(std::string_view from, std::string_view to,
                                            std::size_t index) const {
    const bool closed = to.starts_with('=');
    const auto begin = log_.number(index, from);
    auto last = log_.number(index, closed ? to.substr(1) : to);
    if (!begin || !last) return std::nullopt;
    if (!closed) *last -= 1;
    return *begin >= *last ? fmt::format("@{}", *begin) : fmt::format("@{}..{}", *begin, *last);
}

std::optional<std::string> Describer::shown(const EventLog::Value& value,
                                            std::string_view form) const {
    using Type = EventLog::Value::Type;
    if (value.type == Type::kNothing) return std::nullopt;
    if (value.type == Type::kNumbers) {
        const auto numbers = log_.numbers_of(value);
        if (numbers.empty()) return std::nullopt;
        return fmt::format("{{{}}}", fmt::join(numbers, ","));
    }
    if (value.type == Type::kNumber) {
        if (form == "node") return node_name(value.number);
        if (form == "host") return host_name(value.number);
        if (form == "acks" && value.number == -1) return "all";
        if (form == "ms") return fmt::format("{} ms", value.number / 1'000'000);
    }
    std::string text = log_.to_text(value);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> Describer::was(std::string_view field, std::string_view form,
                                          std::size_t index) const {
    const EventLog::Value* now = value(index, field);
    const auto changes = changes_.find(view_of(index));
    if (!now || changes == changes_.end()) return std::nullopt;
    const auto here = std::ranges::lower_bound(changes->second, index);
    if (here == changes->second.begin()) return std::nullopt;
    const EventLog::Value* before = value(*std::prev(here), field);
    if (!before || same(log_, *before, *now)) return std::nullopt;
    return shown(*before, form);
}

}  // namespace assize::reports
