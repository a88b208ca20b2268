#include "scenarios/cli/history_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <type_traits>
#include <vector>

#include "scenarios/cli/build_info.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using checkers::Anomaly;
using checkers::AnomalyGroup;
using checkers::AnomalyGroups;
using checkers::History;
using checkers::OpId;
using checkers::Validity;

constexpr std::size_t kExamples = 2;
constexpr std::size_t kOperationsShown = 6;

Json as_json(const checkers::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    return std::get<std::string_view>(value);
}

Json as_json(const History& history, OpId id) {
    const History::Operation& op = history[id];
    Json json{{"index", op.index}, {"process", op.process}};
    json["time"] = op.time ? Json(*op.time) : Json();
    json["type"] = to_string(op.outcome);
    json["f"] = to_string(op.kind);
    return json;
}

Json as_json(const History& history, checkers::KeyId key) {
    return as_json(history.name_of(key));
}

Json as_json(const History& history, checkers::MessageId message) {
    return as_json(history.value_of(message));
}

Json as_json(const History& history, const checkers::Term& term) {
    return std::visit(
        [&](const auto& value) {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_constructible_v<Json, const T&>) {
                return Json(value);
            } else if constexpr (requires { value.begin(); }) {
                Json all = Json::array();
                for (const auto& each : value) all.push_back(as_json(history, each));
                return all;
            } else {
                return as_json(history, value);
            }
        },
        term);
}

Json as_json(const History& history, const AnomalyGroups& groups) {
    Json json = Json::object();
    for (const auto& [kind, group] : groups) {
        Json& all = json[std::string(to_string(kind))] = Json::array();
        for (const Anomaly& anomaly : group.shown) {
            Json one = Json::object();
            for (const auto& [name, term] : anomaly.details) {
                one[std::string(name)] = as_json(history, term);
            }
            one["expected"] = anomaly.expected;
            one["observed"] = anomaly.observed;
            all.push_back(std::move(one));
        }
    }
    return json;
}

Json counts_of(const checkers::Findings& findings) {
    Json counts = Json::object();
    for (const AnomalyGroups* groups : {&findings.forbidden(), &findings.allowed()}) {
        for (const auto& [kind, group] : *groups) {
            Json& count = counts[std::string(to_string(kind))];
            count = (count.is_null() ? 0 : count.get<std::uint64_t>()) + group.count;
        }
    }
    return counts;
}

std::size_t processes_in(const History& history) {
    std::set<std::int64_t> processes;
    for (const History::Operation& op : history.operations()) processes.insert(op.process);
    return processes.size();
}

std::string operation_line(const History& history, OpId id) {
    const History::Operation& op = history[id];
    std::string when;
    if (op.time) when = fmt::format("  at {}.{:06} ms", *op.time / 1'000'000, *op.time % 1'000'000);
    if (op.time && *op.time < 0) when = fmt::format("  at {} ns", *op.time);
    return fmt::format("#{:<8} process {:<5} {:<4} {}{}", op.index, op.process,
                       to_string(op.outcome), to_string(op.kind), when);
}

void print_anomaly(const History& history, const Anomaly& anomaly) {
    fmt::print("    expected  {}\n    observed  {}\n", anomaly.expected, anomaly.observed);
    for (std::size_t at = 0; at < std::min(anomaly.ops.size(), kOperationsShown); ++at) {
        fmt::print("    {}    {}\n", at == 0 ? "ops   " : "      ",
                   operation_line(history, anomaly.ops[at]));
    }
    if (anomaly.ops.size() > kOperationsShown) {
        fmt::print("              and {} more\n", anomaly.ops.size() - kOperationsShown);
    }
}

void print_group(const History& history, std::string_view heading, checkers::AnomalyKind kind,
                 const AnomalyGroup& group) {
    fmt::print("\n{:<9} {}{}\n", heading, to_string(kind),
               group.count == 1 ? "" : fmt::format("   {} times, the first:", group.count));
    for (std::size_t at = 0; at < std::min(group.shown.size(), kExamples); ++at) {
        if (at > 0) fmt::print("\n");
        print_anomaly(history, group.shown[at]);
    }
}

std::string_view words_for(Validity validity) {
    switch (validity) {
        case Validity::kValid: return "VALID     no anomaly that this setting forbids";
        case Validity::kInvalid:
            return "INVALID   this did not happen on a Kafka that kept its word";
        case Validity::kUnknown: return "UNKNOWN   nothing was sent or polled with success";
    }
    return "";
}

std::string skipped_line(const std::map<std::string, std::uint64_t>& skipped) {
    std::vector<std::string> parts;
    for (const auto& [f, count] : skipped) parts.push_back(fmt::format("{} {}", count, f));
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

void print_text(const HistoryReport& report) {
    const History& history = report.file.history;
    const checkers::Findings& findings = report.verdict.findings;
    fmt::print("{}: {} operations of {} processes, {} messages of {} keys\n", report.path,
               history.size(), processes_in(history), history.messages(), history.keys());
    fmt::print("judged by {}, sub-via {}{}\n",
               report.setting.contract ? "the contract given" : "Jepsen's rules",
               report.setting.sub_via == checkers::SubVia::kAssign ? "assign" : "subscribe",
               report.setting.ww_deps == checkers::WwDeps::kYes ? ", ww-deps" : "");
    if (!report.file.skipped.empty()) {
        fmt::print("skipped: {}\n", skipped_line(report.file.skipped));
    }
    if (!history.has_invocations()) {
        fmt::print("no operation is invoked, so nothing is known of real time\n");
    }
    fmt::print("\n{}\n", words_for(report.verdict.validity));
    for (const auto& [kind, group] : findings.forbidden()) {
        print_group(history, "ANOMALY", kind, group);
    }
    if (findings.allowed().empty()) return;
    fmt::print("\nSeen, and allowed in this setting (--json shows them):\n");
    for (const auto& [kind, group] : findings.allowed()) {
        fmt::print("    {:<32}{:>10}\n", to_string(kind), group.count);
    }
}

void print_json(const HistoryReport& report) {
    const History& history = report.file.history;
    const checkers::Findings& findings = report.verdict.findings;
    const Validity validity = report.verdict.validity;
    const Json document{
        {"valid",
         validity == Validity::kUnknown ? Json("unknown") : Json(validity == Validity::kValid)},
        {"anomalies", as_json(history, findings.forbidden())},
        {"info", as_json(history, findings.allowed())},
        {"counts", counts_of(findings)},
        {"stats",
         {{"op_maps", report.file.op_maps},
          {"operations", history.size()},
          {"processes", processes_in(history)},
          {"keys", history.keys()},
          {"messages", history.messages()},
          {"skipped", report.file.skipped}}},
    };
    fmt::print("{}\n", document.dump(2));
}

}  // namespace assize::scenarios
