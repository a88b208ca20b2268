#include "reports/html/run_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "reports/headline.h"
#include "reports/html/slice.h"
#include "reports/property_words.h"
#include "reports/replica_state.h"

namespace assize::reports {

namespace {

using Json = nlohmann::ordered_json;

std::string_view to_string(Tone tone) {
    switch (tone) {
        case Tone::kGood: return "good";
        case Tone::kBad: return "bad";
        case Tone::kUnsure: return "unsure";
    }
    return "?";
}

// The partition that a property's witness is about.
std::string partition_of(const checkers::PropertyVerdict& property) {
    for (const checkers::SubjectRange& subject : property.subjects) {
        if (subject.kind == "records" || subject.kind == "leader_epoch") return subject.name;
    }
    return "";
}

Json story_of(const checkers::PropertyVerdict& about, const EventLog& log,
              const Describer& describer) {
    Json steps = Json::array();
    const std::string partition = partition_of(about);
    for (const checkers::WitnessStep& step : about.witness) {
        Json told{{"id", step.event.value()}, {"role", step.role}};
        if (const auto index = log.find(step.event)) {
            Json changes = Json::array();
            for (const StateChange& change : changes_of(log, *index, partition)) {
                changes.push_back({change.what, change.before, change.after});
            }
            told["index"] = *index;
            told["at"] = log[*index].at.since_origin().nanoseconds();
            told["who"] = describer.who(*index);
            told["line"] = describer.line(*index);
            told["role"] = role_beside(step.role, describer.who(*index), describer.line(*index));
            told["changes"] = changes;
        }
        steps.push_back(told);
    }
    return steps;
}

Json properties_of(const checkers::Verdict& verdict) {
    Json all = Json::array();
    for (const checkers::PropertyVerdict& each : verdict.properties) {
        Json witness = Json::array();
        for (const checkers::WitnessStep& step : each.witness) {
            witness.push_back(step.event.value());
        }
        Json exposure = Json::array();
        for (const auto& [name, count] : each.exposure) exposure.push_back({name, count});
        all.push_back({{"name", each.name},
                       {"meaning", meaning_of(each.name)},
                       {"promised", each.promise == checkers::Promise::kPromised},
                       {"reason", each.reason},
                       {"status", checkers::to_string(each.status)},
                       {"summary", each.summary},
                       {"expected", each.expected},
                       {"observed", each.observed},
                       {"cases", each.cases},
                       {"witness", witness},
                       {"exposure", exposure}});
    }
    return all;
}

Json expectations_of(const checkers::Verdict& verdict) {
    Json all = Json::array();
    for (const checkers::Expectation& each : verdict.expectations) {
        all.push_back({{"property", each.property},
                       {"expected", checkers::to_string(each.expected)},
                       {"met", each.met}});
    }
    return all;
}

Json names_of(const std::map<std::int64_t, std::string>& names) {
    Json all = Json::object();
    for (const auto& [number, name] : names) all[std::to_string(number)] = name;
    return all;
}

// Of the kinds that the log has.
Json words_of(const EventLog& log) {
    Json all = Json::object();
    for (const Words& words : all_words()) {
        if (log.name_of(words.kind)) {
            all[std::string(words.kind)].push_back({words.when, words.words});
        }
    }
    return all;
}

Json headline_json(const RunSummary& run, const Headline& headline) {
    return {{"tone", to_string(headline.tone)},
            {"label", headline.label},
            {"property", headline.about ? headline.about->name : ""},
            {"sentence", headline.sentence},
            {"rest", rest_of(run.verdict, headline.about)}};
}

}  // namespace

std::string run_data(const RunSummary& run, const EventLog& log, const Describer& describer,
                     std::string_view plan) {
    const Headline headline = headline_of(run.verdict);
    const Json data{
        {"scenario", run.scenario},
        {"path", run.path},
        {"title", run.title},
        {"seed", std::to_string(run.seed)},  // A text: JavaScript's numbers are too short.
        {"version", run.version},
        {"git", run.git},
        {"cluster", run.cluster},
        {"faults", run.faults},
        {"variant", run.variant},
        {"folder", run.folder},
        {"reproduce", run.reproduce},
        {"trace_hash", hash_text(run.trace_hash)},
        {"deterministic", run.determinism == Determinism::kChecked},
        {"stats",
         {{"events", run.stats.events},
          {"virtual_ns", run.stats.virtual_ns},
          {"wall_ns", run.stats.wall_ns},
          {"records_acked", run.stats.records_acked},
          {"records_delivered", run.stats.records_delivered},
          {"faults", run.stats.faults},
          {"faults_idle", run.stats.faults_idle}}},
        {"headline", headline_json(run, headline)},
        {"partition", headline.about ? partition_of(*headline.about) : ""},
        {"story", headline.about ? story_of(*headline.about, log, describer) : Json::array()},
        {"slice", slice_of(log, run.verdict)},
        {"properties", properties_of(run.verdict)},
        {"expectations", expectations_of(run.verdict)},
        {"nodes", names_of(describer.nodes())},
        {"hosts", names_of(describer.hosts())},
        {"words", words_of(log)},
        {"plan", plan},
    };
    // No "<" at all, so that no text of the run can end the script tag or begin a comment.
    const std::string json = data.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string safe;
    safe.reserve(json.size());
    for (const char each : json) {
        if (each == '<') {
            safe += "\\u003c";
        } else {
            safe += each;
        }
    }
    return safe;
}

}  // namespace assize::reports
