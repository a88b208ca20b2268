#include "reports/verdict_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assize::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

Json to_json(const checkers::SubjectRange& subject) {
    return {{"kind", subject.kind},
            {"name", subject.name},
            {"begin", subject.begin},
            {"end", subject.end}};
}

Json to_json(const checkers::PropertyVerdict& property) {
    Json witness = Json::array();
    Json roles = Json::array();
    for (const checkers::WitnessStep& step : property.witness) {
        witness.push_back(step.event.value());
        roles.push_back(step.role);
    }
    Json subjects = Json::array();
    for (const checkers::SubjectRange& subject : property.subjects) {
        subjects.push_back(to_json(subject));
    }
    Json exposure = Json::object();
    for (const auto& [name, count] : property.exposure) exposure[name] = count;
    return {{"name", property.name},
            {"promised", property.promise == checkers::Promise::kPromised},
            {"status", checkers::to_string(property.status)},
            {"reason", property.reason},
            {"summary", property.summary},
            {"expected", property.expected},
            {"observed", property.observed},
            {"witness", witness},
            {"roles", roles},
            {"subjects", subjects},
            {"cases", property.cases},
            {"exposure", exposure}};
}

Json to_json(const checkers::Expectation& expectation) {
    return {{"property", expectation.property},
            {"expected", checkers::to_string(expectation.expected)},
            {"met", expectation.met}};
}

Json to_json(const RunStats& stats) {
    return {{"events", stats.events},
            {"virtual_ns", stats.virtual_ns},
            {"wall_ns", stats.wall_ns},
            {"records_acked", stats.records_acked},
            {"records_delivered", stats.records_delivered},
            {"faults", stats.faults},
            {"faults_idle", stats.faults_idle}};
}

template <class T>
Json list_of(const std::vector<T>& all) {
    Json list = Json::array();
    for (const T& each : all) list.push_back(to_json(each));
    return list;
}

}  // namespace

std::string hash_text(std::uint64_t hash) {
    return fmt::format("{:016x}", hash);
}

std::string to_verdict_json(const RunSummary& run) {
    const Json json{
        {"schema", kSchema},
        {"scenario", run.scenario},
        {"seed", run.seed},
        {"git", run.git},
        {"result", checkers::to_string(run.verdict.result)},
        {"trace_hash", hash_text(run.trace_hash)},
        {"path", run.path},
        {"title", run.title},
        {"version", run.version},
        {"cluster", run.cluster},
        {"faults", run.faults},
        {"variant", run.variant},
        {"determinism_checked", run.determinism == Determinism::kChecked},
        {"expectations", list_of(run.verdict.expectations)},
        {"properties", list_of(run.verdict.properties)},
        {"stats", to_json(run.stats)},
        {"folder", run.folder},
        {"files", run.files},
        {"notes", run.notes},
        {"reproduce", run.reproduce},
    };
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// --- Reading.

namespace {

// Members of an object, by name and type. Notes the first that makes no sense, and goes on with
// nothing in its place.
class Members {
public:
    Members(const Json& json, std::string where, std::string& error)
        : json_(json), where_(std::move(where)), error_(error) {
        if (!json.is_object()) complain("", "an object");
    }

    bool has(std::string_view name) const { return json_.is_object() && json_.contains(name); }

    std::string text(std::string_view name) { return get<std::string>(name, "a text"); }
    std::string text_or_none(std::string_view name) { return has(name) ? text(name) : ""; }
    bool flag(std::string_view name) { return get<bool>(name, "true or false"); }
    bool flag_or_no(std::string_view name) { return has(name) && flag(name); }
    std::int64_t number(std::string_view name) { return get<std::int64_t>(name, "a number"); }
    std::uint64_t unsigned_number(std::string_view name) {
        return get<std::uint64_t>(name, "a number that is not negative");
    }

    template <class T>
    T word(std::string_view name, std::initializer_list<T> known) {
        const std::string word = text(name);
        std::string names;
        for (const T each : known) {
            if (to_string(each) == word) return each;
            names += fmt::format("{}{}", names.empty() ? "" : ", ", to_string(each));
        }
        complain(name, "one of " + names);
        return *known.begin();
    }

    /// Calls `take(element, where)` for each element of a list.
    template <class Take>
    void each(std::string_view name, const Take& take) {
        if (!has(name) || !json_.find(name)->is_array()) return complain(name, "a list");
        std::size_t index = 0;
        for (const Json& element : *json_.find(name)) {
            take(element, fmt::format("{}[{}]", path_of(name), index++));
        }
    }

    void complain(std::string_view name, std::string_view what) {
        if (!error_.empty()) return;
        const std::string path = path_of(name);
        error_ = fmt::format("{} is not {}", path.empty() ? "the file" : path, what);
    }

    const Json& json() const { return json_; }
    std::string path_of(std::string_view name) const {
        return fmt::format("{}{}{}", where_, where_.empty() || name.empty() ? "" : ".", name);
    }

private:
    template <class T>
    T get(std::string_view name, std::string_view what) {
        if (has(name)) {
            const Json& member = *json_.find(name);
            if constexpr (std::is_same_v<T, std::string>) {
                if (member.is_string()) return member.get<T>();
            } else if constexpr (std::is_same_v<T, bool>) {
                if (member.is_boolean()) return member.get<T>();
            } else if constexpr (std::is_unsigned_v<T>) {
                if (member.is_number_unsigned()) return member.get<T>();
            } else {
                if (member.is_number_integer()) return member.get<T>();
            }
        }
        complain(name, what);
        return {};
    }

    const Json& json_;
    std::string where_;
    std::string& error_;
};

checkers::Status read_status(Members& members, std::string_view name) {
    using enum checkers::Status;
    return members.word(name, {kHeld, kViolated, kVacuous, kUndecided});
}

// The ids, and beside them what each has to do with it.
std::vector<checkers::WitnessStep> read_witness(Members& members, std::string& error) {
    std::vector<checkers::WitnessStep> steps;
    members.each("witness", [&](const Json& id, const std::string& where) {
        if (id.is_number_unsigned()) {
            steps.push_back({.event = sim::EventId(id.get<std::uint64_t>()), .role = {}});
        } else if (error.empty()) {
            error = where + " is not the id of an event";
        }
    });
    if (!members.has("roles")) return steps;
    std::size_t next = 0;
    members.each("roles", [&](const Json& role, const std::string& where) {
        if (role.is_string() && next < steps.size()) {
            steps[next++].role = role.get<std::string>();
        } else if (error.empty()) {
            error = where + " is not a text for a step of the witness";
        }
    });
    return steps;
}

checkers::PropertyVerdict read_property(const Json& json, const std::string& where,
                                        std::string& error) {
    Members members(json, where, error);
    checkers::PropertyVerdict property{.name = members.text("name"),
                                       .promise = members.flag("promised")
                                                      ? checkers::Promise::kPromised
                                                      : checkers::Promise::kNone,
                                       .reason = members.text_or_none("reason"),
                                       .status = read_status(members, "status"),
                                       .summary = members.text_or_none("summary"),
                                       .expected = members.text("expected"),
                                       .observed = members.text("observed"),
                                       .witness = read_witness(members, error),
                                       .cases = members.has("cases") ? members.number("cases") : 0};
    members.each("subjects", [&](const Json& subject, const std::string& at) {
        Members range(subject, at, error);
        property.subjects.push_back({.kind = range.text("kind"),
                                     .name = range.text("name"),
                                     .begin = range.number("begin"),
                                     .end = range.number("end")});
    });
    if (!members.has("exposure")) return property;
    Members exposure(json["exposure"], members.path_of("exposure"), error);
    for (const auto& [name, count] : exposure.json().items()) {
        property.exposure[name] = exposure.number(name);
    }
    return property;
}

checkers::Verdict read_verdict(Members& members, std::string& error) {
    using enum checkers::Result;
    checkers::Verdict verdict{.result = members.word("result", {kHeld, kViolated, kUndecided}),
                              .properties = {}};
    members.each("properties", [&](const Json& json, const std::string& where) {
        verdict.properties.push_back(read_property(json, where, error));
    });
    if (!members.has("expectations")) return verdict;
    members.each("expectations", [&](const Json& json, const std::string& where) {
        Members expectation(json, where, error);
        verdict.expectations.push_back({.property = expectation.text("property"),
                                        .expected = read_status(expectation, "expected"),
                                        .met = expectation.flag("met")});
    });
    return verdict;
}

RunStats read_stats(Members& members, std::string& error) {
    static const Json kNothing;
    Members stats(members.has("stats") ? members.json()["stats"] : kNothing, "stats", error);
    return {.events = stats.number("events"),
            .virtual_ns = stats.number("virtual_ns"),
            .wall_ns = stats.number("wall_ns"),
            .records_acked = stats.number("records_acked"),
            .records_delivered = stats.number("records_delivered"),
            .faults = stats.number("faults"),
            .faults_idle = stats.has("faults_idle") ? stats.number("faults_idle") : 0};
}

// None when there is no such member.
std::vector<std::string> read_texts(Members& members, std::string_view name, std::string& error) {
    std::vector<std::string> texts;
    if (!members.has(name)) return texts;
    members.each(name, [&](const Json& text, const std::string& where) {
        if (text.is_string()) {
            texts.push_back(text.get<std::string>());
        } else if (error.empty()) {
            error = where + " is not a text";
        }
    });
    return texts;
}

std::uint64_t read_hash(Members& members) {
    const std::string text = members.text("trace_hash");
    const bool good =
        text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (good) return std::stoull(text, nullptr, 16);
    members.complain("trace_hash", "16 hex digits");
    return 0;
}

RunSummary read_summary(const Json& json, std::string& error) {
    Members members(json, "", error);
    if (const auto schema = members.number("schema"); error.empty() && schema != kSchema) {
        error = fmt::format(
            "schema is {}, and this program reads schema {}: another version of Assize wrote it; "
            "run the scenario again",
            schema, kSchema);
    }
    RunSummary run{.scenario = members.text("scenario"),
                   .path = members.text_or_none("path"),
                   .title = members.text_or_none("title"),
                   .seed = members.unsigned_number("seed"),
                   .version = members.text_or_none("version"),
                   .git = members.text("git"),
                   .cluster = members.text_or_none("cluster"),
                   .faults = members.text_or_none("faults"),
                   .variant = members.text_or_none("variant"),
                   .stats = read_stats(members, error),
                   .trace_hash = read_hash(members),
                   .folder = members.text_or_none("folder"),
                   .files = read_texts(members, "files", error),
                   .notes = read_texts(members, "notes", error),
                   .reproduce = members.text("reproduce"),
                   .determinism = members.flag_or_no("determinism_checked")
                                      ? Determinism::kChecked
                                      : Determinism::kNotChecked,
                   .verdict = read_verdict(members, error)};
    return run;
}

// "parse error at line 3, column 5: ..." out of what the library says of it.
std::string json_place(std::string_view what) {
    const std::size_t begin = what.find("parse error");
    return std::string(begin == std::string_view::npos ? what : what.substr(begin));
}

}  // namespace

tl::expected<RunSummary, std::string> read_verdict_json(std::string_view text,
                                                        std::string_view name) {
    std::string error;
    try {
        const Json json = Json::parse(text);
        RunSummary run = read_summary(json, error);
        if (error.empty()) return run;
    } catch (const Json::parse_error& bad) {
        error = json_place(bad.what());
    }
    return tl::unexpected(fmt::format("{}: {}", name, error));
}

}  // namespace assize::reports
