#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "reports/event_log.h"
#include "reports/timeline/focus.h"
#include "reports/timeline/lane_words.h"
#include "reports/timeline/make_timeline.h"
#include "reports/timeline/messages.h"

namespace assize::reports {

/// An event that is shown, and why.
struct Shown {
    std::size_t index;  // Where in the log.
    Weight weight;
    std::optional<int> step = {};    // Of the witness, from 1.
    std::string role = {};           // Of the witness: what it has to do with it.
    const Message* cause = nullptr;  // What led to it, from another process.
    const Message* lost = nullptr;   // It is the sending of a message that never arrived ...
    std::int64_t alike = 1;          // ... like others after it.
};

/// What of a log is shown.
struct Selection {
    std::size_t begin = 0;  // The window, in the log: [begin, end).
    std::size_t end = 0;
    std::vector<Shown> events;         // In order.
    std::vector<std::string> omitted;  // In words: what gave way for want of room.
};

/// The funnel: of all events of a run, the few that tell the story.
///
/// Whatever only goes round and round (fetches that brought nothing, heartbeats, checkpoints) has
/// no words for lanes, and is not chosen. Of the rest it takes what is about the records in focus,
/// then what controllers and brokers did to their partition, faults and phases; each with the
/// message from another process that led to it; and the first of messages that got lost between
/// those who take part. What has least weight gives way until there is room; what must be shown
/// (Weight::kMust and kWitness) never does.
class Selector {
public:
    /// What is known of a log. Requires: all of it outlives the selector.
    struct Known {
        const EventLog& log;
        const LaneWordsTable& words;
        const Messages& messages;
        const Focus& focus;
        const checkers::PropertyVerdict* property;  // Null: nothing was broken.
    };
    Selector(const Known& known, const TimelineOptions& options);

    Selection select();

private:
    bool tells_of_a_witness() const { return !steps_.empty() || known_.focus.has_records(); }
    void learn_steps();
    void find_window(Selection& selection) const;
    std::size_t first_phase_of_faults() const;
    Weight weigh(std::size_t index) const;
    Weight weight_always(std::size_t index, Weight weight) const;
    bool is_restart(std::size_t index) const;
    void choose(Selection& selection) const;
    void choose_struck_messages(Selection& selection) const;
    void choose_lost_messages(Selection& selection) const;
    void add_causes(Selection& selection) const;
    void make_room(Selection& selection) const;
    void keep_nearest(Selection& selection, Weight weight, std::size_t room) const;

    struct Step {
        int number;
        std::string role;
    };

    const Known known_;
    const TimelineOptions& options_;
    std::map<std::size_t, Step> steps_;  // By where in the log.
    bool plan_tells_of_faults_;
};

}  // namespace assize::reports
