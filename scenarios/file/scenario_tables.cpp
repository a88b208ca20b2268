#include <algorithm>
#include <array>

#include "model/variant.h"
#include "scenarios/file/plan_file.h"
#include "scenarios/file/properties.h"
#include "scenarios/file/random_faults.h"
#include "scenarios/file/tables.h"

namespace assize::scenarios::file {

namespace {

using checkers::Status;

struct StatusWords {
    using type = Status;
    static auto all() {
        const auto word = [](Status status) { return std::pair{to_string(status), status}; };
        return std::array{word(Status::kHeld), word(Status::kViolated), word(Status::kVacuous),
                          word(Status::kUndecided)};
    }
};

struct VariantWords {
    using type = model::Variant;
    static auto all() {
        std::vector<std::pair<std::string_view, type>> words;
        for (const type each : model::all_variants()) words.emplace_back(to_string(each), each);
        return words;
    }
};

struct PropertyRule {
    static void judge(Reading& reading, const Entry& entry) {
        const std::vector<std::string>& known = property_names();
        if (std::ranges::find(known, entry.key) != known.end()) return;
        reading.refuse(entry.place,
                       fmt::format("there is no property '{}'{}; assize list properties names all",
                                   entry.key, did_you_mean(entry.key, known)));
    }
    static Table schema(Table of) {
        Table properties;
        for (const std::string& name : property_names()) properties.add(name, Value::of(of));
        Table schema = schema_of_type("object");
        schema.add("properties", Value::of(std::move(properties)));
        schema.add("additionalProperties", Value::of(false));
        return schema;
    }
};

// "all", "random core", or the nodes of a core.
struct HealForm {
    using type = HealingScenario;
    using What = HealingScenario::What;
    static std::optional<type> read(Reading& reading, const Value& value) {
        if (const std::string* text = value.text()) {
            if (*text == "all") return type{};
            if (*text == "random core" && !reading.is_plan())
                return type{.what = What::kRandomCore};
        }
        if (value.array()) {
            auto core = ListForm<TargetForm, 1>::read(reading, value);
            if (!core) return std::nullopt;
            return type{.what = What::kCore, .core = std::move(*core)};
        }
        reading.expect(value, reading.is_plan() ? "\"all\" or an array of nodes"
                                                : "\"all\", \"random core\" or an array of nodes");
        return std::nullopt;
    }
    static Value write(const type& healing) {
        switch (healing.what) {
            case What::kEverything: return Value::of("all");
            case What::kCore: return ListForm<TargetForm>::write(healing.core);
            case What::kRandomCore: return Value::of("random core");
        }
        return Value::of("all");
    }
    static Table schema(Language language) {
        Array words;
        words.push_back(Value::of("all"));
        if (language == Language::kScenario) words.push_back(Value::of("random core"));
        Table word;
        word.add("enum", Value::of(std::move(words)));
        return either(std::move(word), ListForm<TargetForm, 1>::schema(language));
    }
};

// "3s", or ["1s", "4s"].
struct DurationRangeForm {
    using type = DurationRange;
    using One = DurationForm<1'000'000, 24 * kHour>;
    static std::optional<type> read(Reading& reading, const Value& value) {
        if (!value.array()) {
            const auto one = One::read(reading, value);
            if (!one) return std::nullopt;
            return type{*one, *one};
        }
        const auto both = ListForm<One, 2>::read(reading, value);
        if (!both || both->size() < 2) return std::nullopt;
        if (both->size() > 2 || (*both)[0] > (*both)[1]) {
            reading.refuse(value.place, "expected [least, most]");
            return std::nullopt;
        }
        return type{(*both)[0], (*both)[1]};
    }
    static Value write(const type& range) {
        return ListForm<One>::write({range.least, range.most});
    }
    static Table schema(Language language) {
        return either(One::schema(language), ListForm<One, 2>::schema(language));
    }
};

// One of the kinds of faults that can come by themselves.
struct RandomKindForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const std::vector<std::string>& kinds = random_fault_kinds();
        const std::string* text = value.text();
        if (text && std::ranges::find(kinds, *text) != kinds.end()) return *text;
        reading.expect(value, fmt::format("one of {}", fmt::join(kinds, ", ")),
                       text ? did_you_mean(*text, kinds) : "");
        return std::nullopt;
    }
    static Value write(const type& kind) { return Value::of(kind); }
    static Table schema(Language) {
        Array all;
        for (const std::string& kind : random_fault_kinds()) all.push_back(Value::of(kind));
        Table schema;
        schema.add("enum", Value::of(std::move(all)));
        return schema;
    }
};

Table version_schema(Language) {
    return number_schema(kPlanVersion, kPlanVersion);
}

// Others refer to what stands there.
Field<Scenario> defining(Field<Scenario> made, void (*read)(Reading&, const Value&, Scenario&)) {
    made.read = read;
    return made;
}

void read_cluster(Reading& reading, const Value& value, Scenario& scenario) {
    const std::size_t before = reading.grave_error_count();
    read_onto(reading, value, scenario.cluster);
    if (reading.grave_error_count() > before) reading.doubt_names();
}

void read_topics(Reading& reading, const Value& value, Scenario& scenario) {
    const std::size_t before = reading.grave_error_count();
    auto topics = ListForm<ExplicitForm<TopicPlan>>::read(reading, value);
    if (topics) scenario.topics = std::move(*topics);
    if (reading.grave_error_count() > before) reading.doubt_names();
}

}  // namespace

template <>
const std::vector<Field<PhaseScenario>>& fields() {
    using P = PhaseScenario;
    static const std::vector<Field<P>> kFields{
        field<&P::warm_up, DurationForm<0, kHour>>(
            "warm_up", "how long clients work before the first fault; default: 2s"),
        field<&P::faults, DurationForm<1'000'000, 24 * kHour>>(
            "faults", "how long faults come, and clients send; default: 20s"),
        field<&P::heal, HealForm>(
            "heal",
            "what is healed then: \"all\" (the default), an array of the nodes that are to live, "
            "or \"random core\": just enough for the promises, drawn by the seed"),
        field<&P::within, DurationForm<1'000'000, 24 * kHour>>(
            "within", "in which time all must be well again; default: 120s"),
    };
    return kFields;
}

template <>
const std::vector<Field<RandomFaults>>& fields() {
    using R = RandomFaults;
    static const std::vector<Field<R>> kFields{
        field<&R::every, DurationForm<10'000'000, 24 * kHour>>(
            "every", "the mean gap between two; gaps are random (exponential); default: 5s"),
        field<&R::kinds, ListForm<RandomKindForm, 1>>("kinds", "one of these each time",
                                                      Presence::kRequired),
        field<&R::targets, TargetsForm>("targets",
                                        "one of these each time; default: [\"random broker\"]"),
        field<&R::lasts, DurationRangeForm>(
            "for", "how long each lasts: [least, most]; default: [\"1s\", \"4s\"]"),
        field<&R::at_once, NumberForm<std::int32_t, 1, 100>>(
            "at_once", "so many at a time at most; default: 1"),
    };
    return kFields;
}

void Whole<RandomFaults>::judge(Reading& reading, const Value& value, RandomFaults& faults) {
    reading.judge_later(place_of(value, "every"),
                        [every = faults.every](const Scenario& scenario) -> std::string {
                            const std::int64_t count = scenario.phases.faults / every;
                            if (count <= kRandomFaultsMost) return "";
                            return fmt::format("these would be {} faults; a run has at most {}",
                                               count, kRandomFaultsMost);
                        });
    reading.judge_later(place_of(value, "kinds"),
                        [kinds = faults.kinds](const Scenario& scenario) -> std::string {
                            return scenario.topics.empty() && need_a_topic(kinds)
                                       ? "some of these kinds need a [[topic]]"
                                       : "";
                        });
}

template <>
const std::vector<Field<Scenario>>& fields() {
    using S = Scenario;
    static const std::vector<Field<S>> kFields{
        Field<S>{.name = "plan",
                 .documentation = "the version of the plan's language",
                 .presence = Presence::kRequired,
                 .in = In::kPlans,
                 .read = [](Reading&, const Value&, S&) {},  // Looked at before all else.
                 .write = [](const S&, const S*) -> std::optional<Value> {
                     return Value::of(std::int64_t{kPlanVersion});
                 },
                 .schema = version_schema},
        field<&S::name, TextForm>("scenario", "the scenario that it was made of",
                                  Presence::kRequired, In::kPlans),
        field<&S::title, TextForm>("title", "what it is about, in a line"),
        field<&S::seed, SeedForm>("seed",
                                  "of all that is random, unless --seed says another; default: 1"),
        field<&S::variant, WordForm<VariantWords>>(
            "variant", "the bug that is planted in the cluster: assize list variants",
            Presence::kOptional, In::kPlans),
        defining(field_onto<&S::cluster>("cluster", "the cluster"), read_cluster),
        field<&S::phases, ExplicitForm<PhaseScenario>>("phases", "what follows what, and how long"),
        defining(field<&S::topics, ListForm<ExplicitForm<TopicPlan>>>(
                     "topic", "made before the clients begin"),
                 read_topics),
        field<&S::producers, ListForm<ExplicitForm<ProducerScenario>>>("producer",
                                                                       "some that are alike"),
        field<&S::consumers, ListForm<ExplicitForm<ConsumerScenario>>>("consumer",
                                                                       "some that are alike"),
        field<&S::faults, ListForm<FaultForm>>("fault", "what goes wrong, and when"),
        field<&S::random_faults, ListForm<StructForm<RandomFaults>>>(
            "random_faults", "faults that come by themselves, drawn by the seed",
            Presence::kOptional, In::kScenarios),
        field<&S::expect, MapForm<WordForm<StatusWords>, PropertyRule>>(
            "expect",
            "how properties end that are meant to break; all others must hold as promised"),
    };
    return kFields;
}

}  // namespace assize::scenarios::file
