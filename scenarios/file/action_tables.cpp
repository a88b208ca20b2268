#include <algorithm>
#include <array>
#include <set>

#include "model/wire/api_key.h"
#include "scenarios/file/fault_tables.h"
#include "scenarios/file/settings_form.h"

namespace assize::scenarios::file {

namespace {

constexpr auto kRequired = Presence::kRequired;

struct SideWords {
    using type = fault::Message::Side;
    static auto all() {
        return std::array{std::pair{std::string_view("request"), type::kRequest},
                          std::pair{std::string_view("response"), type::kResponse}};
    }
};

struct FateWords {
    using type = fault::Message::Fate;
    static auto all() {
        return std::array{std::pair{std::string_view("drop"), type::kDrop},
                          std::pair{std::string_view("delay"), type::kDelay},
                          std::pair{std::string_view("hold"), type::kHold},
                          std::pair{std::string_view("corrupt"), type::kCorrupt}};
    }
};

const std::vector<std::string>& api_names() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const model::wire::Api& api : model::wire::all_apis()) {
            if (api.known) names.emplace_back(api.name);
        }
        return names;
    }();
    return kNames;
}

struct ApiForm {
    using type = std::string;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const std::string* text = value.text();
        if (text && std::ranges::find(api_names(), *text) != api_names().end()) return *text;
        reading.expect(value, "one of Kafka's requests, such as \"Produce\"",
                       text ? did_you_mean(*text, api_names()) : "");
        return std::nullopt;
    }
    static Value write(const type& api) { return Value::of(api); }
    static Table schema(Language) {
        Array all;
        for (const std::string& name : api_names()) all.push_back(Value::of(name));
        Table schema;
        schema.add("enum", Value::of(std::move(all)));
        return schema;
    }
};

template <class A>
std::vector<Field<A>> one_target(std::string_view documentation) {
    return {field<&A::target, TargetForm>("target", documentation, kRequired)};
}

template <class A>
std::vector<Field<A>> two_sides(std::string_view from, std::string_view to) {
    return {field<&A::from, TargetsForm>("from", from, kRequired),
            field<&A::to, TargetsForm>("to", to, kRequired)};
}

template <class A>
Field<A> partition_field() {
    return field<&A::partition, PartitionForm>("partition", "such as orders-0", kRequired);
}

}  // namespace

template <>
const std::vector<Field<fault::Crash>>& fields() {
    static const auto kFields = one_target<fault::Crash>("whose process dies");
    return kFields;
}
template <>
const std::vector<Field<fault::PowerLoss>>& fields() {
    static const auto kFields = one_target<fault::PowerLoss>("whose host goes dark");
    return kFields;
}
template <>
const std::vector<Field<fault::Wipe>>& fields() {
    static const auto kFields = one_target<fault::Wipe>("whose disk is replaced");
    return kFields;
}
template <>
const std::vector<Field<fault::Pause>>& fields() {
    static const auto kFields = one_target<fault::Pause>("whose process freezes");
    return kFields;
}
template <>
const std::vector<Field<fault::ShutDown>>& fields() {
    static const auto kFields = one_target<fault::ShutDown>("who is asked to shut down");
    return kFields;
}
template <>
const std::vector<Field<fault::Refuse>>& fields() {
    static const auto kFields = one_target<fault::Refuse>("to whom nobody can connect");
    return kFields;
}
template <>
const std::vector<Field<fault::DiskFull>>& fields() {
    static const auto kFields = one_target<fault::DiskFull>("whose disk is full");
    return kFields;
}

template <>
const std::vector<Field<fault::Cut>>& fields() {
    using C = fault::Cut;
    static const std::vector<Field<C>> kFields = [] {
        auto made = two_sides<C>("on the one side", "on the other side");
        made.push_back(field<&C::one_way, FlagForm>(
            "one_way", "only what goes from 'from' to 'to' is lost; default: false"));
        return made;
    }();
    return kFields;
}
template <>
const std::vector<Field<fault::Partition>>& fields() {
    using P = fault::Partition;
    static const std::vector<Field<P>> kFields{field<&P::groups, ListForm<TargetsForm, 2>>(
        "groups", "none sees another; who is in none of them sees all", kRequired)};
    return kFields;
}
template <>
const std::vector<Field<fault::Ring>>& fields() {
    using R = fault::Ring;
    static const std::vector<Field<R>> kFields{
        field<&R::nodes, TargetsForm>("nodes", "each sees two neighbours", kRequired)};
    return kFields;
}
template <>
const std::vector<Field<fault::SlowLink>>& fields() {
    using S = fault::SlowLink;
    static const std::vector<Field<S>> kFields = [] {
        auto made = two_sides<S>("on the one side", "on the other side");
        made.push_back(
            field<&S::by, DurationForm<0, kHour>>("by", "how much longer messages take"));
        made.push_back(field<&S::bandwidth_divisor, NumberForm<std::int64_t, 1, 1'000'000>>(
            "bandwidth_divisor", "bandwidth is divided by this; default: 1"));
        return made;
    }();
    return kFields;
}
void Whole<fault::SlowLink>::judge(Reading& reading, const Value& value, fault::SlowLink& slow) {
    if (slow.by > sim::Duration::zero() || slow.bandwidth_divisor > 1) return;
    reading.refuse(value.place, "a slow link needs 'by' or 'bandwidth_divisor', or both");
}
template <>
const std::vector<Field<fault::Stall>>& fields() {
    static const auto kFields = two_sides<fault::Stall>("on the one side", "on the other side");
    return kFields;
}
template <>
const std::vector<Field<fault::Reset>>& fields() {
    static const auto kFields = two_sides<fault::Reset>("on the one side", "on the other side");
    return kFields;
}
template <>
const std::vector<Field<fault::Corrupt>>& fields() {
    using C = fault::Corrupt;
    static const std::vector<Field<C>> kFields = [] {
        auto made = two_sides<C>("who sends", "who receives");
        made.push_back(field<&C::per_mille, NumberForm<std::int32_t, 1, 1000>>(
            "per_mille", "chance of each frame; default: 10"));
        return made;
    }();
    return kFields;
}

template <>
const std::vector<Field<fault::Message>>& fields() {
    using M = fault::Message;
    static const std::vector<Field<M>> kFields{
        field<&M::api, ApiForm>("api", "Kafka's name for the request: Produce, Fetch ...",
                                kRequired),
        field<&M::side, WordForm<SideWords>>("side", "which of the two; default: \"request\""),
        field<&M::from, TargetsForm>("from", "who sends it; default: anybody"),
        field<&M::to, TargetsForm>("to", "who gets it; default: anybody"),
        field<&M::nth, NumberForm<std::uint64_t, 1, 1'000'000'000>>(
            "nth", "only this one, from 1, counted since the fault began; default: each"),
        field<&M::fate, WordForm<FateWords>>(
            "fate", "what becomes of it: \"hold\" keeps it until the fault ends", kRequired),
        field<&M::by, DurationForm<0>>("by", "how long a delay is"),
    };
    return kFields;
}
void Whole<fault::Message>::judge(Reading& reading, const Value& value, fault::Message& message) {
    const bool delays = message.fate == fault::Message::Fate::kDelay;
    if (delays && message.by == sim::Duration::zero()) {
        reading.refuse(value.place, "the key 'by' is missing: how long the delay is");
    }
    if (!delays && message.by != sim::Duration::zero()) {
        reading.refuse(place_of(value, "by"), "'by' is for fate = \"delay\" only");
    }
}

template <>
const std::vector<Field<fault::RotLog>>& fields() {
    using R = fault::RotLog;
    static const std::vector<Field<R>> kFields{
        field<&R::target, TargetForm>("target", "on whose disk", kRequired), partition_field<R>()};
    return kFields;
}
template <>
const std::vector<Field<fault::ClockJump>>& fields() {
    using C = fault::ClockJump;
    static const std::vector<Field<C>> kFields{
        field<&C::target, TargetForm>("target", "whose wall clock", kRequired),
        field<&C::by, DurationForm<-24 * 3650 * kHour, 24 * 3650 * kHour>>(
            "by", "how far; backwards when negative", kRequired)};
    return kFields;
}
template <>
const std::vector<Field<fault::ClockDrift>>& fields() {
    using C = fault::ClockDrift;
    static const std::vector<Field<C>> kFields{
        field<&C::target, TargetForm>("target", "whose wall clock", kRequired),
        field<&C::parts_per_million, NumberForm<std::int64_t, -999'999, 1'000'000>>(
            "ppm", "how much too fast, per million; too slow when negative", kRequired)};
    return kFields;
}

// --- What an operator does.

template <>
const std::vector<Field<fault::Reassign>>& fields() {
    using R = fault::Reassign;
    static const std::vector<Field<R>> kFields{
        partition_field<R>(),
        field<&R::replicas, ListForm<BrokerForm, 1>>(
            "replicas", "the ids of its brokers, the preferred leader first", kRequired)};
    return kFields;
}
void Whole<fault::Reassign>::judge(Reading& reading, const Value& value, fault::Reassign& what) {
    const std::set<std::int32_t> distinct(what.replicas.begin(), what.replicas.end());
    if (distinct.size() == what.replicas.size()) return;
    reading.refuse(place_of(value, "replicas"), "a broker is there twice");
}
template <>
const std::vector<Field<fault::ElectLeader>>& fields() {
    using E = fault::ElectLeader;
    static const std::vector<Field<E>> kFields{
        partition_field<E>(),
        field<&E::unclean, FlagForm>(
            "unclean", "even out of the ISR, at the price of records; default: false")};
    return kFields;
}
template <>
const std::vector<Field<fault::AlterTopic>>& fields() {
    using A = fault::AlterTopic;
    static const std::vector<Field<A>> kFields{
        field<&A::topic, TopicForm>("topic", "which", kRequired),
        field<&A::config, SettingsForm<model::config::TopicConfig>>("config", "Kafka's keys",
                                                                    kRequired)};
    return kFields;
}
template <>
const std::vector<Field<fault::DeleteRecords>>& fields() {
    using D = fault::DeleteRecords;
    static const std::vector<Field<D>> kFields{
        partition_field<D>(),
        field<&D::before, NumberForm<std::int64_t, -1>>(
            "before", "all below this offset; default: -1, the high watermark")};
    return kFields;
}

}  // namespace assize::scenarios::file
