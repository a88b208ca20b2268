#include "reports/timeline/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace assize::reports {

namespace {

bool is_of_the_world(std::string_view kind) {
    return kind.starts_with("rule_") || kind.starts_with("disk_fault_");
}

/// "batch appended" of batch_appended.
std::string plain_kind(std::string_view kind) {
    std::string text(kind);
    std::ranges::replace(text, '_', ' ');
    return text;
}

}  // namespace

Selector::Selector(const Known& known, const TimelineOptions& options)
    : known_(known),
      options_(options),
      plan_tells_of_faults_(known.log.name_of("fault_began").has_value()) {
    learn_steps();
}

void Selector::learn_steps() {
    if (!known_.property) return;
    int number = 0;
    for (const checkers::WitnessStep& step : known_.property->witness) {
        ++number;
        if (const auto index = known_.log.find(step.event)) {
            steps_.emplace(*index, Step{number, step.role});
        }
    }
}

Selection Selector::select() {
    Selection selection;
    find_window(selection);
    choose(selection);
    if (!options_.all) choose_struck_messages(selection);
    if (tells_of_a_witness() && !options_.all) choose_lost_messages(selection);
    if (!options_.all) make_room(selection);
    add_causes(selection);
    return selection;
}

// --- The window.

void Selector::find_window(Selection& selection) const {
    const EventLog& log = known_.log;
    std::size_t first = log.size();
    std::size_t last = 0;
    if (tells_of_a_witness()) {
        for (const auto& [index, step] : steps_) {
            first = std::min(first, index);
            last = std::max(last, index);
        }
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (!known_.focus.is_about_records(i)) continue;
            first = std::min(first, i);
            if (steps_.empty()) last = i;
        }
    }
    if (first >= log.size()) {
        first = first_phase_of_faults();
        last = log.empty() ? 0 : log.size() - 1;
    }
    selection.begin = first;
    selection.end = std::min(last + 1, log.size());
    if (options_.all || options_.from) selection.begin = 0;
    if (options_.all || options_.to) selection.end = log.size();
    if (options_.from) {
        while (selection.begin < log.size() && log[selection.begin].at < *options_.from) {
            ++selection.begin;
        }
    }
    if (options_.to) {
        while (selection.end > 0 && log[selection.end - 1].at > *options_.to) --selection.end;
    }
    selection.end = std::max(selection.begin, selection.end);
}

std::size_t Selector::first_phase_of_faults() const {
    const EventLog& log = known_.log;
    const auto phase = log.name_of("phase_began");
    for (std::size_t i = 0; phase && i < log.size(); ++i) {
        if (log[i].kind == *phase && log.text(i, "phase") == "faults") return i;
    }
    return 0;
}

// --- Choosing.

Weight Selector::weigh(std::size_t index) const {
    if (steps_.contains(index)) return Weight::kWitness;
    const LaneWords* words = known_.words.words_for(index);
    if (!words) return Weight::kNone;
    switch (words->scope) {
        case Scope::kNever: return Weight::kNone;
        case Scope::kAlways: return weight_always(index, words->weight);
        case Scope::kCluster:
            return known_.focus.is_about_partition(index) ? Weight::kMust : words->weight;
        case Scope::kPartition:
            return known_.focus.is_about_partition(index) ? words->weight : Weight::kNone;
        case Scope::kRecords:
            return known_.focus.is_about_records(index) ? words->weight : Weight::kNone;
    }
    return Weight::kNone;
}

Weight Selector::weight_always(std::size_t index, Weight weight) const {
    const std::string_view kind = known_.log.kind_of(index);
    if (kind == "process_started" && !is_restart(index)) return Weight::kNone;
    // In few rows there are better things to say.
    const bool is_phase = kind == "phase_began" || kind == "healing_ended";
    if (options_.brief && is_phase) return Weight::kLow;
    // What the plan did, it says in its own words.
    if (plan_tells_of_faults_ && is_of_the_world(kind)) return Weight::kNone;
    return weight;
}

bool Selector::is_restart(std::size_t index) const {
    if (known_.log[index].incarnation > 1) return true;
    return index > 0 && known_.messages.is_down(known_.log.process_of(index), index - 1);
}

void Selector::choose(Selection& selection) const {
    const Weight least = options_.all           ? Weight::kNone
                         : tells_of_a_witness() ? Weight::kLow
                                                : Weight::kHigh;
    for (std::size_t i = selection.begin; i < selection.end; ++i) {
        const Weight weight = weigh(i);
        if (weight < least) continue;
        Shown shown{.index = i, .weight = weight};
        if (const auto step = steps_.find(i); step != steps_.end()) {
            shown.step = step->second.number;
            shown.role = step->second.role;
        }
        selection.events.push_back(std::move(shown));
    }
}

// What the plan did to single messages: that they got lost, or when they came after all.
void Selector::choose_struck_messages(Selection& selection) const {
    for (const Message& message : known_.messages.all()) {
        if (!known_.messages.was_struck(message)) continue;
        const std::size_t index = message.received.value_or(message.sent);
        if (index < selection.begin || index >= selection.end || steps_.contains(index)) continue;
        selection.events.push_back({.index = index,
                                    .weight = Weight::kHigh,
                                    .cause = message.received ? &message : nullptr,
                                    .lost = message.received ? nullptr : &message});
    }
    std::ranges::stable_sort(selection.events, {}, &Shown::index);
}

// Of messages alike that got lost one after another, the first stands for all.
void Selector::choose_lost_messages(Selection& selection) const {
    std::set<std::string_view> cast;
    for (const Shown& shown : selection.events) {
        if (shown.weight >= Weight::kMiddle) cast.insert(known_.log.process_of(shown.index));
    }
    cast.erase("");
    using Flow = std::tuple<std::string_view, std::string_view, std::string_view, bool>;
    std::map<Flow, std::size_t> losing;  // Which of `lost` stands for them.
    std::vector<Shown> lost;
    for (const Message& message : known_.messages.all()) {
        if (message.sent < selection.begin || message.sent >= selection.end) continue;
        if (!cast.contains(message.from) || !cast.contains(message.to)) continue;
        if (known_.messages.was_struck(message)) continue;
        const Flow flow{message.from, message.to, message.api, message.is_request};
        if (message.received) {
            losing.erase(flow);
        } else if (const auto before = losing.find(flow); before != losing.end()) {
            lost[before->second].alike += 1;
        } else {
            losing.emplace(flow, lost.size());
            // That nobody gets what is sent to the dead goes without saying.
            const bool to_the_dead = known_.messages.is_down(message.to, message.sent);
            lost.push_back({.index = message.sent,
                            .weight = to_the_dead ? Weight::kLow : Weight::kMiddle,
                            .lost = &message});
        }
    }
    selection.events.insert(selection.events.end(), lost.begin(), lost.end());
    std::ranges::stable_sort(selection.events, {}, &Shown::index);
}

void Selector::add_causes(Selection& selection) const {
    for (Shown& shown : selection.events) {
        if (shown.cause) continue;
        const Message* cause = known_.messages.cause_of(shown.index);
        if (cause && cause->from != known_.log.process_of(shown.index)) shown.cause = cause;
    }
}

// --- Making room.

void Selector::make_room(Selection& selection) const {
    const std::size_t before = selection.events.size();
    std::map<std::string, std::int64_t> kinds;
    for (const Shown& shown : selection.events)
        kinds[plain_kind(known_.log.kind_of(shown.index))] += 1;
    const auto musts = static_cast<std::size_t>(std::ranges::count_if(
        selection.events, [](const Shown& shown) { return shown.weight >= Weight::kMust; }));
    // When there will be several pages anyway, what matters has its place on them.
    const bool several_pages = !options_.brief && musts > options_.rows_most;
    for (const Weight weight : {Weight::kLow, Weight::kMiddle, Weight::kHigh, Weight::kMust}) {
        if (selection.events.size() <= options_.rows_most) break;
        if (weight >= Weight::kHigh && several_pages) break;
        if (weight == Weight::kMust && !options_.brief) break;
        const auto others = static_cast<std::size_t>(std::ranges::count_if(
            selection.events, [&](const Shown& shown) { return shown.weight != weight; }));
        keep_nearest(selection, weight,
                     options_.rows_most > others ? options_.rows_most - others : 0);
    }
    if (selection.events.size() == before) return;
    for (const Shown& shown : selection.events)
        kinds[plain_kind(known_.log.kind_of(shown.index))] -= 1;
    std::vector<Timeline::CountOfKind> counts;
    for (const auto& [kind, count] : kinds) {
        if (count > 0) counts.push_back({kind, count});
    }
    std::ranges::stable_sort(counts, std::ranges::greater(), &Timeline::CountOfKind::count);
    selection.omitted.push_back(
        fmt::format("for want of room: {}",
                    counted(static_cast<std::int64_t>(before - selection.events.size()), counts)));
}

// Keeps so many of that weight: those nearest to what has more.
void Selector::keep_nearest(Selection& selection, Weight weight, std::size_t room) const {
    std::vector<std::size_t> anchors;
    for (const Shown& shown : selection.events) {
        const bool is_anchor = steps_.empty() ? shown.weight > weight : shown.step.has_value();
        if (is_anchor) anchors.push_back(shown.index);
    }
    const auto distance = [&](std::size_t index) {
        const auto next = std::ranges::lower_bound(anchors, index);
        std::size_t least = next == anchors.end() ? known_.log.size() : *next - index;
        if (next != anchors.begin()) least = std::min(least, index - *std::prev(next));
        return least;
    };
    std::vector<std::pair<std::size_t, std::size_t>> candidates;  // By distance, then in order.
    for (const Shown& shown : selection.events) {
        if (shown.weight == weight) candidates.emplace_back(distance(shown.index), shown.index);
    }
    std::ranges::sort(candidates);
    std::set<std::size_t> gone;
    for (std::size_t i = room; i < candidates.size(); ++i) gone.insert(candidates[i].second);
    std::erase_if(selection.events, [&](const Shown& shown) {
        return shown.weight == weight && gone.contains(shown.index);
    });
}

}  // namespace assize::reports
