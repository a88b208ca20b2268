#include "reports/timeline/assembly.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "reports/fill.h"
#include "reports/timeline/bands.h"
#include "reports/timeline/breaks.h"
#include "reports/timeline/lane_states.h"
#include "reports/timeline/lanes.h"

namespace assize::reports {

namespace {

// A message that took longer than that is no level line.
constexpr sim::Duration kLevel = sim::Duration::milliseconds(10);

std::string label_of(const Message& message) {
    return fmt::format("{}{}", message.api, message.is_request ? "" : "Response");
}

/// "batch appended" of batch_appended; what is in capitals is Kafka's name, and stays.
std::string plain_name(std::string_view name) {
    std::string text(name);
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '_' && text[i - 1] >= 'a' && text[i - 1] <= 'z') text[i] = ' ';
    }
    return text;
}

}  // namespace

Assembly::Assembly(const Parts& parts, const Selection& selection)
    : parts_(parts),
      selection_(selection),
      rows_(join_rows(parts.log, parts.describer, selection)),
      shown_(selection.end - selection.begin) {
    if (!parts.property && !parts.focus.has_records()) learn_sends();
}

// How sends went, up to each place in the log where that changed.
void Assembly::learn_sends() {
    const auto invoked = parts_.log.name_of("send_invoked");
    const auto ended = parts_.log.name_of("send_ended");
    Sends sends;
    for (std::size_t i = 0; i < parts_.log.size(); ++i) {
        if (parts_.log[i].kind == invoked) sends.invoked += 1;
        if (parts_.log[i].kind == ended && parts_.log.text(i, "outcome") == "ok") {
            sends.acknowledged += 1;
        }
        if (parts_.log[i].kind == invoked || parts_.log[i].kind == ended) sends_.emplace(i, sends);
    }
}

std::string Assembly::sends_until(std::size_t index) const {
    const auto after = sends_.upper_bound(index);
    if (after == sends_.begin()) return "";
    const Sends& sends = std::prev(after)->second;
    return fmt::format("{} of {} acked", grouped(sends.acknowledged), grouped(sends.invoked));
}

Timeline Assembly::assemble() {
    timeline_.about = parts_.focus.name();
    timeline_.omitted = selection_.omitted;
    timeline_.command = parts_.options.command;
    add_lanes();
    add_rows();
    timeline_.states =
        lane_states(parts_.log, parts_.describer, timeline_.lanes, last_of_row_,
                    parts_.focus.partitions().empty() ? "" : parts_.focus.partitions().front());
    timeline_.bands = bands_of(parts_.log, parts_.describer, timeline_.lanes, last_of_row_);
    timeline_.breaks =
        breaks_of(parts_.log, parts_.messages, selection_.begin, shown_, last_of_row_);
    return std::move(timeline_);
}

void Assembly::add_lanes() {
    Lanes lanes = lanes_for(parts_.log, parts_.describer, rows_, parts_.options.lanes_most);
    timeline_.lanes = std::move(lanes.lanes);
    for (std::size_t i = 0; i < timeline_.lanes.size(); ++i) {
        lanes_.emplace(timeline_.lanes[i].process, i);
    }
    if (lanes.left_out.empty()) return;
    timeline_.omitted.push_back(fmt::format("lanes of {}", fmt::join(lanes.left_out, ", ")));
    // What is about those only, is told on no other lane.
    std::erase_if(rows_, [&](const RowParts& row) {
        return row.main().weight < Weight::kMust &&
               std::ranges::all_of(row.parts, [&](const Shown* part) {
                   const std::string_view of = lane_of(parts_.log, parts_.describer, part->index);
                   return !of.empty() && !lane(of);
               });
    });
}

std::optional<std::size_t> Assembly::lane(std::string_view process) const {
    const auto found = lanes_.find(process);
    return found == lanes_.end() ? std::nullopt : std::optional(found->second);
}

// --- Rows.

void Assembly::add_rows() {
    for (const RowParts& row : rows_) last_of_row_.push_back(row.last());
    // Joined rows may reach over one another by a few events of the same moment.
    for (std::size_t i = 1; i < last_of_row_.size(); ++i) {
        last_of_row_[i] = std::max(last_of_row_[i], last_of_row_[i - 1]);
    }
    for (const RowParts& row : rows_) add_row(row);
    std::ranges::stable_sort(timeline_.marks, [](const auto& a, const auto& b) {
        return std::tuple(a.row, a.lane) < std::tuple(b.row, b.lane);
    });
    std::ranges::stable_sort(timeline_.arrows, {}, &Timeline::Arrow::to_row);
}

void Assembly::add_row(const RowParts& row) {
    const EventLog& log = parts_.log;
    const Shown& main = row.main();
    timeline_.rows.push_back({.at = log[main.index].at,
                              .event = log[main.index].id,
                              .step = main.step,
                              .note = note_of(row),
                              .more = {}});
    const bool last_step = main.step && parts_.property &&
                           *main.step == static_cast<int>(parts_.property->witness.size());
    timeline_.rows.back().violation =
        last_step && parts_.property->status == checkers::Status::kViolated;
    shown_[main.index - selection_.begin] = true;
    for (const sim::EventId id : row.folded) show(*log.find(id));
    for (const Shown* part : row.parts) {
        show(part->index);
        add_part(row, *part);
    }
}

/// Counts an event as told by the last row.
void Assembly::show(std::size_t index) {
    if (index < selection_.begin || index >= selection_.end) return;
    if (shown_[index - selection_.begin]) return;
    shown_[index - selection_.begin] = true;
    timeline_.rows.back().more.push_back(parts_.log[index].id);
}

void Assembly::add_part(const RowParts& row, const Shown& shown) {
    if (shown.lost) {
        add_lost(shown);
    } else if (is_fault_of_plan(parts_.log, shown.index)) {
        add_fault(row, shown);
    } else {
        add_mark(shown, lane_of(parts_.log, parts_.describer, shown.index));
        if (shown.cause) add_arrow(shown);
    }
}

void Assembly::add_mark(const Shown& shown, std::string_view process) {
    const auto on = lane(process);
    if (!process.empty() && !on) return;
    const std::size_t row = timeline_.rows.size() - 1;
    // What weighs most of a moment comes first, and speaks for its lane.
    for (auto mark = timeline_.marks.rbegin(); mark != timeline_.marks.rend(); ++mark) {
        if (mark->row != row) break;
        if (mark->lane == on) return;
    }
    const LaneWords* words = parts_.words.words_for(shown.index);
    std::string text = words ? fill(words->words, parts_.describer, shown.index)
                             : plain_name(parts_.log.kind_of(shown.index));
    Timeline::MarkKind kind = words ? words->mark : Timeline::MarkKind::kOther;
    if (kind == Timeline::MarkKind::kPhase) text = plain_name(text);
    if (shown.step && timeline_.rows.back().violation) kind = Timeline::MarkKind::kViolation;
    timeline_.marks.push_back({.row = row,
                               .lane = on,
                               .kind = kind,
                               .text = text,
                               .event = parts_.log[shown.index].id,
                               .step = shown.step});
}

/// On the lanes that it strikes, unless those say so themselves; across all of them when it is
/// about what lies between.
void Assembly::add_fault(const RowParts& row, const Shown& fault) {
    const EventLog& log = parts_.log;
    if (row.parts.size() > 1) return;
    const std::string_view action = log.text(fault.index, "action").value_or("fault");
    const Timeline::MarkKind kind = mark_of_action(action);
    const bool began = log.kind_of(fault.index) == "fault_began";
    Timeline::Mark mark{
        .row = timeline_.rows.size() - 1,
        .lane = std::nullopt,
        .kind = kind,
        .text = began ? plain_name(action) : fmt::format("{} ends", plain_name(action)),
        .event = log[fault.index].id,
        .step = fault.step};
    const bool is_between =
        kind == Timeline::MarkKind::kNetworkFault || kind == Timeline::MarkKind::kFault;
    std::vector<std::size_t> struck;
    for (const std::string_view target : targets_of(log, fault.index)) {
        if (const auto on = lane(target)) struck.push_back(*on);
    }
    if (is_between || struck.empty()) {
        mark.text = words_of_fault(fault.index);
        timeline_.marks.push_back(mark);
        return;
    }
    for (const std::size_t on : struck) {
        mark.lane = on;
        timeline_.marks.push_back(mark);
    }
}

// Its end in the words of its beginning.
std::string Assembly::words_of_fault(std::size_t index) const {
    const EventLog& log = parts_.log;
    if (log.kind_of(index) == "fault_began") return parts_.describer.line(index);
    const auto number = log.number(index, "fault");
    const auto began = log.name_of("fault_began");
    for (std::size_t i = index; began && i > 0; --i) {
        if (log[i - 1].kind != *began || log.number(i - 1, "fault") != number) continue;
        return fmt::format("over: {}", parts_.describer.line(i - 1));
    }
    return parts_.describer.line(index);
}

std::string Assembly::note_of(const RowParts& row) const {
    const Shown& main = row.main();
    std::vector<std::string> said;
    if (!main.role.empty()) said.push_back(main.role);
    const LaneWords* words = parts_.words.words_for(main.index);
    if (words && !words->note.empty() && !main.lost && main.role.empty()) {
        said.push_back(plain_name(fill(words->note, parts_.describer, main.index)));
    }
    for (const Shown* part : row.parts) {
        // Across all lanes, or alone, a fault says the same itself.
        if (!is_fault_of_plan(parts_.log, part->index) || !main.role.empty()) continue;
        const std::string_view action = parts_.log.text(part->index, "action").value_or("");
        const Timeline::MarkKind kind = mark_of_action(action);
        if (kind == Timeline::MarkKind::kNetworkFault || kind == Timeline::MarkKind::kFault)
            continue;
        if (parts_.log.kind_of(part->index) == "fault_began") {
            said.push_back(parts_.describer.line(part->index));
        }
    }
    const std::string_view kind = parts_.log.kind_of(main.index);
    if (kind == "phase_began" || kind == "fault_began") said.push_back(sends_until(main.index));
    std::erase(said, "");
    return fmt::format("{}", fmt::join(said, "; "));
}

// --- Arrows.

void Assembly::add_arrow(const Shown& shown) {
    const EventLog& log = parts_.log;
    const Message& message = *shown.cause;
    const auto from = lane(message.from);
    const auto to = lane(message.to);
    if (!from || !to || from == to || !drawn_.insert(message.id).second) return;
    const std::size_t row = timeline_.rows.size() - 1;
    Timeline::Arrow arrow{.from_row = row,
                          .from_lane = *from,
                          .to_row = row,
                          .to_lane = *to,
                          .label = label_of(message),
                          .fate = Timeline::Fate::kArrived,
                          .sent_at = log[message.sent].at,
                          .arrived_at = log[*message.received].at,
                          .sent = log[message.sent].id,
                          .arrived = log[*message.received].id,
                          .message = message.id};
    const auto delay = parts_.messages.delay_of(message);
    if (delay || parts_.messages.was_held(message)) {
        arrow.fate = Timeline::Fate::kDelayed;
    } else if (is_repeated(message)) {
        arrow.fate = Timeline::Fate::kRepeated;
    }
    // What was long on its way comes from where it was sent.
    if (arrow.arrived_at - arrow.sent_at > kLevel && message.sent >= selection_.begin) {
        arrow.from_row = std::min(row, row_of(message.sent));
    }
    timeline_.arrows.push_back(std::move(arrow));
    show(message.sent);
    show(*message.received);
}

void Assembly::add_lost(const Shown& shown) {
    const Message& message = *shown.lost;
    const auto from = lane(message.from);
    const auto to = lane(message.to);
    if (!from || !to) return;
    const std::size_t row = timeline_.rows.size() - 1;
    const sim::Instant at = parts_.log[message.sent].at;
    timeline_.arrows.push_back({.from_row = row,
                                .from_lane = *from,
                                .to_row = row,
                                .to_lane = *to,
                                .label = label_of(message),
                                .fate = Timeline::Fate::kLost,
                                .sent_at = at,
                                .arrived_at = at,
                                .sent = parts_.log[message.sent].id,
                                .arrived = std::nullopt,
                                .message = message.id,
                                .count = shown.alike});
}

// A batch that was sent before, too.
bool Assembly::is_repeated(const Message& message) const {
    if (message.api != "Produce" || !message.is_request) return false;
    for (std::size_t back = 1; back <= std::min<std::size_t>(message.sent, 8); ++back) {
        const std::size_t i = message.sent - back;
        if (parts_.log.kind_of(i) != "producer_batch_sent") continue;
        if (parts_.log.process_of(i) != message.from) continue;
        return parts_.log.number(i, "attempt").value_or(1) > 1;
    }
    return false;
}

std::size_t Assembly::row_of(std::size_t index) const {
    const auto row = std::ranges::lower_bound(last_of_row_, index);
    return static_cast<std::size_t>(row - last_of_row_.begin());
}

}  // namespace assize::reports
