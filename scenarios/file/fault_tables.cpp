#include "scenarios/file/fault_tables.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include "scenarios/event_kinds.h"
#include "scenarios/file/units.h"

namespace assize::scenarios::file {

// --- Faults of disks.

namespace {

using sim::DiskError;
using sim::DiskOperation;
namespace effects = sim::disk_fault;

template <class E, E last>
auto words_of_enum() {
    constexpr auto kCount = static_cast<std::size_t>(last) + 1;
    std::array<std::pair<std::string_view, E>, kCount> words;
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto value = static_cast<E>(i);
        words[i] = {to_string(value), value};
    }
    return words;
}

struct OperationWords {
    using type = DiskOperation;
    static auto all() { return words_of_enum<DiskOperation, DiskOperation::kSyncDirectory>(); }
};
struct DiskErrorWords {
    using type = DiskError;
    static auto all() { return words_of_enum<DiskError, DiskError::kDead>(); }
};
struct EffectWords {
    using type = std::string;
    static std::vector<std::pair<std::string_view, std::string>> all() {
        std::vector<std::pair<std::string_view, std::string>> words;
        for (const sim::DiskFaultEffect& each : std::initializer_list<sim::DiskFaultEffect>{
                 effects::Fails{}, effects::LosesPages{}, effects::Lies{},
                 effects::Slow{sim::Duration::zero()}, effects::Stuck{}, effects::RotsBit{},
                 effects::Misdirects{}}) {
            words.emplace_back(sim::name_of(each), sim::name_of(each));
        }
        return words;
    }
};

sim::DiskFaultEffect effect_of(const DiskTable& disk) {
    if (disk.effect == "loses_pages") return effects::LosesPages{};
    if (disk.effect == "lies") return effects::Lies{};
    if (disk.effect == "slow") return effects::Slow{disk.by.value_or(sim::Duration::zero())};
    if (disk.effect == "stuck") return effects::Stuck{};
    if (disk.effect == "rots_bit") return effects::RotsBit{};
    if (disk.effect == "misdirects") return effects::Misdirects{disk.onto.value_or("")};
    return effects::Fails{disk.error.value_or(DiskError::kIo)};
}

}  // namespace

template <>
const std::vector<Field<DiskTable>>& fields() {
    using D = DiskTable;
    static const std::vector<Field<D>> kFields{
        field<&D::target, TargetForm>("target", "whose disk", Presence::kRequired),
        field<&D::operation, WordForm<OperationWords>>("operation", "which operation it strikes",
                                                       Presence::kRequired),
        field<&D::path, TextForm>("path",
                                  "of which files; * stands for anything, slashes too; default: *"),
        field<&D::effect, WordForm<EffectWords>>("effect", "what happens; default: \"fails\""),
        field<&D::error, WordForm<DiskErrorWords>>("error", "how it fails; default: \"io\""),
        field<&D::by, DurationForm<1'000>>("by", "how much longer a slow operation takes"),
        field<&D::onto, TextForm>("onto", "of misdirects: to which files; default: the same file"),
        field<&D::nth, NumberForm<std::uint64_t, 1, 1'000'000'000>>(
            "nth", "only this operation, from 1, counted since the fault began; default: each"),
        field<&D::chance, ChanceForm>("chance", "of each operation; default: 100%"),
    };
    return kFields;
}

void Whole<DiskTable>::judge(Reading& reading, const Value& value, DiskTable& disk) {
    const auto only_for = [&](bool given, std::string_view key, std::string_view effect) {
        if (!given || disk.effect == effect) return;
        reading.refuse(place_of(value, key),
                       fmt::format("'{}' is for effect = \"{}\" only", key, effect));
    };
    only_for(disk.error.has_value(), "error", "fails");
    only_for(disk.by.has_value(), "by", "slow");
    only_for(disk.onto.has_value(), "onto", "misdirects");
    if (disk.effect == "slow" && !disk.by) {
        reading.refuse(value.place, "the key 'by' is missing: how much longer it takes");
    }
    if (disk.nth && disk.chance) {
        reading.refuse(place_of(value, "chance"), "'nth' and 'chance' contradict each other");
    }
    if (!suits(effect_of(disk), disk.operation)) {
        reading.refuse(place_of(value, "effect"),
                       fmt::format("the effect '{}' does not suit the operation '{}'", disk.effect,
                                   to_string(disk.operation)));
    }
}

std::optional<fault::Disk> DiskForm::read(Reading& reading, const Value& value) {
    const auto disk = StructForm<DiskTable>::read(reading, value);
    if (!disk) return std::nullopt;
    sim::FaultTiming when = sim::FaultTiming::always();
    if (disk->nth) when = sim::FaultTiming::nth(*disk->nth);
    if (disk->chance) when = sim::FaultTiming::by(*disk->chance);
    return fault::Disk{.target = disk->target,
                       .fault = {.path = disk->path,
                                 .operation = disk->operation,
                                 .when = when,
                                 .effect = effect_of(*disk)}};
}

Value DiskForm::write(const fault::Disk& from) {
    const sim::DiskFault& fault = from.fault;
    DiskTable disk{.target = from.target,
                   .path = fault.path,
                   .operation = fault.operation,
                   .effect = std::string(sim::name_of(fault.effect))};
    if (const auto* fails = std::get_if<effects::Fails>(&fault.effect)) disk.error = fails->error;
    if (const auto* slow = std::get_if<effects::Slow>(&fault.effect)) disk.by = slow->by;
    if (const auto* misdirects = std::get_if<effects::Misdirects>(&fault.effect)) {
        if (!misdirects->onto.empty()) disk.onto = misdirects->onto;
    }
    if (fault.when.only()) {
        disk.nth = fault.when.only();
    } else if (fault.when != sim::FaultTiming::always()) {
        disk.chance = fault.when.chance();
    }
    return Value::of(write_fields(disk));
}

// --- Moments.

namespace {

struct EventNameForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value) {
        auto name = TextForm::read(reading, value);
        if (!name) return std::nullopt;
        if (find_event_kind(*name)) return name;
        const std::string meant = did_you_mean(*name, names_of_event_kinds());
        reading.refuse(value.place,
                       fmt::format("there is no event '{}'{}", *name,
                                   meant.empty() ? "; assize list events names all" : meant));
        return std::nullopt;
    }
    static Value write(const type& name) { return Value::of(name); }
    static Table schema(Language) {
        Array all;
        for (const std::string& name : names_of_event_kinds()) all.push_back(Value::of(name));
        Table schema;
        schema.add("enum", Value::of(std::move(all)));
        return schema;
    }
};

// What a field holds, as the trace file shows it.
struct FieldTextForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value) {
        if (const std::string* text = value.text()) return *text;
        if (value.number() || std::holds_alternative<bool>(value.is)) return describe(value);
        reading.expect(value, "a text, a number, true or false");
        return std::nullopt;
    }
    static Value write(const type& text) { return Value::of(text); }
    static Table schema(Language) {
        Array types;
        for (const char* type : {"string", "integer", "boolean"}) types.push_back(Value::of(type));
        Table schema;
        schema.add("type", Value::of(std::move(types)));
        return schema;
    }
};

struct AnyKey {
    static void judge(Reading&, const Entry&) {}
    static Table schema(Table of) { return map_schema(std::move(of)); }
};

}  // namespace

template <>
const std::vector<Field<EventPattern>>& fields() {
    using E = EventPattern;
    static const std::vector<Field<E>> kFields{
        field<&E::event, EventNameForm>("event", "what happens: see assize list events",
                                        Presence::kRequired),
        field<&E::by, TargetForm>("by", "to whom or by whom; default: anybody"),
        field<&E::partition, TextForm>("partition", "such as orders-0; default: any"),
        field<&E::offset, NumberForm<std::int64_t, 0>>("offset",
                                                       "that the event covers; default: any"),
        field<&E::fields, MapForm<FieldTextForm, AnyKey>>(
            "fields", "what its fields hold: see assize list events"),
        field<&E::nth, NumberForm<std::uint64_t, 1, 1'000'000'000>>(
            "nth", "of those that are like this, from 1; default: 1"),
    };
    return kFields;
}

void Whole<EventPattern>::judge(Reading& reading, const Value& value, EventPattern& pattern) {
    if (const sim::LegendEntry* kind = find_event_kind(pattern.event)) {
        std::vector<std::string> known;
        for (const auto& field : kind->fields) known.emplace_back(field.name);
        const Entry* fields = value.table()->find("fields");
        for (const auto& [name, text] : pattern.fields) {
            if (std::ranges::find(known, name) != known.end()) continue;
            reading.refuse(fields->value.table()->find(name)->place,
                           fmt::format("the event {} has no field '{}'{}; it has {}", pattern.event,
                                       name, did_you_mean(name, known), fmt::join(known, ", ")));
        }
    }
    // The log of metadata, and other subjects, are Kafka's and not the scenario's.
    if (pattern.partition && !pattern.partition->starts_with("__")) {
        reading.judge_later(place_of(value, "partition"),
                            [name = *pattern.partition](const Scenario& scenario) {
                                return judge_partition(name, scenario);
                            });
    }
}

// --- Faults.

namespace {

template <class A>
struct ActionForm : ShortForm<A> {};
template <>
struct ActionForm<fault::Disk> : DiskForm {};

template <class A>
Field<FaultTable> action(std::string_view name, std::string_view documentation) {
    return {
        .name = name,
        .documentation = documentation,
        .read =
            [](Reading& reading, const Value& value, FaultTable& fault) {
                auto read = ActionForm<A>::read(reading, value);
                if (!read) read.emplace();  // So that nobody misses an action.
                if (fault.action) {
                    reading.refuse(value.place,
                                   fmt::format("a fault has one action; this one has '{}' already",
                                               name_of(*fault.action)));
                    return;
                }
                fault.action = std::move(*read);
            },
        .write = [](const FaultTable& fault, const FaultTable*) -> std::optional<Value> {
            const A* mine = std::get_if<A>(&*fault.action);
            if (!mine) return std::nullopt;
            return ActionForm<A>::write(*mine);
        },
        .schema = [](Language language) { return ActionForm<A>::schema(language); },
    };
}

// In the order of the variant.
const std::vector<Field<FaultTable>>& actions() {
    static const std::vector<Field<FaultTable>> kActions{
        action<fault::Crash>("crash", "the process dies; started again at the end"),
        action<fault::PowerLoss>("power_loss",
                                 "the host goes dark, and what was not synced may be lost"),
        action<fault::Wipe>("wipe", "the process dies, and its disk is replaced by an empty one"),
        action<fault::Pause>("pause", "the process freezes while time goes on"),
        action<fault::ShutDown>("shut_down", "an orderly shutdown; started again at the end"),
        action<fault::Cut>("cut", "nothing passes between two sides"),
        action<fault::Partition>("partition", "groups that do not see each other"),
        action<fault::Ring>("ring", "each sees its two neighbours only"),
        action<fault::SlowLink>("slow_link", "messages between two sides take longer"),
        action<fault::Stall>("stall", "messages between two sides wait until the end"),
        action<fault::Refuse>("refuse", "nobody can connect to it"),
        action<fault::Reset>("reset", "connections between two sides are reset, once"),
        action<fault::Corrupt>("corrupt", "bits flip in what one side sends to the other"),
        action<fault::Message>("message", "messages of one kind are lost, delayed, held, damaged"),
        action<fault::Disk>("disk", "something goes wrong with some operations of a disk"),
        action<fault::DiskFull>("disk_full", "every write that takes space fails"),
        action<fault::RotLog>("rot_log", "a bit flips at the end of a partition's log"),
        action<fault::ClockJump>("clock_jump", "the wall clock is set"),
        action<fault::ClockDrift>("clock_drift", "the wall clock runs too fast, or too slow"),
        action<fault::Reassign>("reassign", "the operator moves a partition to other brokers"),
        action<fault::ElectLeader>("elect_leader", "the operator asks for an election"),
        action<fault::AlterTopic>(
            "alter_topic",
            "the operator changes keys of a topic, and changes them back at the end"),
        action<fault::DeleteRecords>("delete_records", "the operator deletes old records"),
    };
    return kActions;
}

// What happens at once has no end to wait for.
bool lasts(const FaultAction& action) {
    return !std::holds_alternative<fault::Reset>(action) &&
           !std::holds_alternative<fault::RotLog>(action) &&
           !std::holds_alternative<fault::ClockJump>(action) &&
           !std::holds_alternative<fault::Reassign>(action) &&
           !std::holds_alternative<fault::ElectLeader>(action) &&
           !std::holds_alternative<fault::DeleteRecords>(action);
}

}  // namespace

std::vector<ActionDescription> describe_actions() {
    std::vector<ActionDescription> descriptions;
    for (const Field<FaultTable>& each : actions()) {
        descriptions.push_back({.name = each.name, .documentation = each.documentation});
    }
    return descriptions;
}

template <>
const std::vector<Field<FaultTable>>& fields() {
    using F = FaultTable;
    static const std::vector<Field<F>> kFields = [] {
        std::vector<Field<F>> made{
            field<&F::at, DurationForm<0>>("at", "when it begins, since the phase of faults began"),
            field<&F::when, StructForm<EventPattern>>(
                "when", "instead of 'at': it begins at the moment of this event"),
            field<&F::before, StructForm<EventPattern>>(
                "before", "unless this event came first: then it never begins"),
            field<&F::then, DurationForm<0>>("then", "so long after the event; default: 0s"),
        };
        std::ranges::copy(actions(), std::back_inserter(made));
        made.push_back(field<&F::lasts, DurationForm<1'000>>(
            "for", "how long it lasts; default: until all is healed"));
        made.push_back(field<&F::drawn, FlagForm>(
            "drawn",
            "it is one of [[random_faults]], so that it is no error when it strikes nothing; "
            "default: false",
            Presence::kOptional, In::kPlans));
        made.push_back(field<&F::note, TextForm>("note", "why, for those who read the report"));
        return made;
    }();
    return kFields;
}

void Whole<FaultTable>::judge(Reading& reading, const Value& value, FaultTable& fault) {
    if (!fault.action) {
        std::vector<std::string_view> names;
        for (const Field<FaultTable>& each : actions()) names.push_back(each.name);
        const bool misspelt = std::ranges::any_of(value.table()->entries, [](const Entry& entry) {
            return find_field<FaultTable>(entry.key) == nullptr;
        });
        if (!misspelt) {
            reading.refuse(value.place, fmt::format("a fault without an action; expected one of {}",
                                                    fmt::join(names, ", ")));
        }
    }
    const bool has_at = value.table()->find("at");
    const bool has_when = value.table()->find("when");
    if (has_at == has_when) {
        reading.refuse(value.place,
                       has_at ? "'at' and 'when' contradict each other: a fault begins once"
                              : "a fault needs 'at' (a time) or 'when' (an event)");
    }
    for (const std::string_view key : {"before", "then"}) {
        if (has_when || !value.table()->find(key)) continue;
        reading.refuse(place_of(value, key), fmt::format("'{}' is for faults with 'when'", key));
    }
    if (fault.action && fault.lasts && !lasts(*fault.action)) {
        reading.refuse(
            place_of(value, "for"),
            fmt::format("'{}' happens at once: it takes no 'for'", name_of(*fault.action)));
    }
    if (fault.at) {
        reading.judge_later(place_of(value, "at"), [at = *fault.at](const Scenario& scenario) {
            if (at < scenario.phases.faults) return std::string();
            return fmt::format("the phase of faults lasts {}: at {} this one would never begin",
                               to_text(scenario.phases.faults), to_text(at));
        });
    }
}

std::optional<FaultPlan> FaultForm::read(Reading& reading, const Value& value) {
    auto table = StructForm<FaultTable>::read(reading, value);
    if (!table || !table->action) return std::nullopt;
    FaultPlan fault{.action = std::move(*table->action),
                    .begins = AtTime{table->at.value_or(sim::Duration::zero())},
                    .lasts = table->lasts,
                    .drawn = table->drawn.value_or(false),
                    .note = std::move(table->note),
                    .line = value.place.line};
    if (table->when) {
        fault.begins = AtEvent{.when = std::move(*table->when),
                               .before = std::move(table->before),
                               .then = table->then.value_or(sim::Duration::zero())};
    }
    return fault;
}

Value FaultForm::write(const FaultPlan& fault) {
    FaultTable table{.action = fault.action, .lasts = fault.lasts, .note = fault.note};
    if (fault.drawn) table.drawn = true;
    if (const auto* at = std::get_if<AtTime>(&fault.begins)) {
        table.at = at->at;
    } else {
        const auto& event = std::get<AtEvent>(fault.begins);
        table.when = event.when;
        table.before = event.before;
        if (event.then != sim::Duration::zero()) table.then = event.then;
    }
    return Value::of(write_fields(table));
}

Table FaultForm::schema(Language language) {
    Table schema = schema_of_fields<FaultTable>(language);
    const auto one_of = [](const std::vector<std::string_view>& names) {
        Array choices;
        for (const std::string_view name : names) {
            Array required;
            required.push_back(Value::of(name));
            Table choice;
            choice.add("required", Value::of(std::move(required)));
            choices.push_back(Value::of(std::move(choice)));
        }
        Table of;
        of.add("oneOf", Value::of(std::move(choices)));
        return of;
    };
    std::vector<std::string_view> names;
    for (const Field<FaultTable>& each : actions()) names.push_back(each.name);
    Array both;
    both.push_back(Value::of(one_of(names)));
    both.push_back(Value::of(one_of({"at", "when"})));
    schema.add("allOf", Value::of(std::move(both)));
    return schema;
}

}  // namespace assize::scenarios::file
