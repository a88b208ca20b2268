#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace.h"

namespace assize::reports {

/// What is told of a run as a space-time diagram: lanes side by side, time running down in rows.
/// A value that all drawers share (text, Mermaid, DOT, SVG, HTML); it says what is shown, in which
/// order and in which words, and nothing about how it looks.
///
/// Rows are in order of time and of event id, one apart however long the time between them.
/// Intervals of rows are half-open, [from, to), and `to` may be rows.size(): up to the end.
/// All that is shown carries the ids of the events that it stands for, and all events of the window
/// are either shown or counted in a break (`shown_events` + the breaks' events = `window_events`).
struct Timeline {
    using LaneIndex = std::size_t;
    using RowIndex = std::size_t;

    enum class Role : std::uint8_t { kClient, kController, kBroker, kOther };
    struct Lane {
        std::string process;  // As in the trace: "broker-1". Empty for kOther: the network.
        std::string name;     // As at the head of the lane: "broker-1".
        Role role;
    };

    /// A moment at which something is shown.
    struct Row {
        sim::Instant at;
        sim::EventId event;                   // The one that the row is for; the id to `show`.
        std::optional<int> step = {};         // Of the witness, from 1.
        std::string note = {};                // What is said of it, at the margin.
        bool violation = false;               // The step at which the promise is broken.
        std::vector<sim::EventId> more = {};  // Others that it stands for, by id.
    };

    /// What a mark tells; drawers have a glyph and a colour for each.
    enum class MarkKind : std::uint8_t {
        kAppend,         // Records were appended to a log.
        kHighWatermark,  // It moved.
        kTruncate,       // Records were dropped from a log, or its truncation was decided.
        kLog,            // Anything else about a log: loaded, created, flushed, retention.
        kIsr,            // Proposed, committed, refused, or decided by the controller.
        kLeader,         // A leader of a partition was chosen, or took over.
        kFollower,       // A replica follows, or stopped.
        kElection,       // Of the active controller.
        kController,     // Anything else that a controller decided: fencing, topics, config.
        kCrash,          // A process or a host died; also a shutdown.
        kRestart,
        kPause,
        kResume,
        kDiskFault,
        kClockFault,
        kNetworkFault,  // Began or ended; also what it did to a connection.
        kFault,         // Another fault of the plan, or an operator's act, began or ended.
        kPhase,         // The trial entered its next phase.
        kSend,          // A user gave a record to a producer, or that sent it to a leader.
        kPromise,       // A user was told that a record is written.
        kRefusal,       // A user was told that a send failed, or that nobody knows.
        kDelivery,      // A consumer handed a record to its user, or read past where it should be.
        kMessage,       // A message left or came, where its other end is in another row.
        kViolation,     // Here the promise is broken.
        kOther,
    };
    struct Mark {
        RowIndex row;
        std::optional<LaneIndex> lane;  // None: about no lane, or about all of them.
        MarkKind kind;
        std::string text;  // Short: "+@41", "ISR {1}", "cut 42>41", "crash".
        sim::EventId event;
        std::optional<int> step = {};  // Of the witness, from 1.
    };

    enum class Fate : std::uint8_t {
        kArrived,         // And something of what is shown came of it.
        kChangedNothing,  // It arrived.
        kLost,            // It never arrived.
        kDelayed,         // It arrived, held up by a fault.
        kRepeated,        // A copy of a message that arrived before: a retry.
    };
    struct Arrow {
        RowIndex from_row;
        LaneIndex from_lane;
        RowIndex to_row;  // Equal to from_row where nothing that is shown lies between. Of a lost
                          // message: where it was lost.
        LaneIndex to_lane;
        std::string label;  // "Produce x=41 acks=all"
        Fate fate;
        sim::Instant sent_at;
        sim::Instant arrived_at;  // Of a lost message: when it was lost, or when it was sent.
        sim::EventId sent;
        std::optional<sim::EventId> arrived;
        std::optional<std::uint64_t> message = {};  // The frame's id.
        std::int64_t count = 1;                     // "x6": so many alike in a row.
    };

    /// How a lane is drawn from row to row: what the process is for the partition that the
    /// timeline is about.
    enum class LaneStateKind : std::uint8_t {
        kLeader,
        kInSync,
        kOutOfSync,  // A replica, not in the ISR.
        kUp,         // A client, a controller, or a broker without a replica.
        kActive,     // The active controller.
        kPaused,
        kDown,
    };
    struct LaneState {
        LaneIndex lane;
        RowIndex from;
        RowIndex to;
        LaneStateKind state;
        std::optional<sim::EventId> since = {};  // What began it; none: so from the beginning.
    };

    /// Something that lasted: a fault.
    struct Band {
        RowIndex from;
        RowIndex to;
        std::vector<LaneIndex> lanes;  // Whom it strikes, from left to right; empty: all.
        MarkKind kind;
        std::string text;  // "partition {broker-1} | {broker-2 broker-3}"
        sim::EventId began;
        std::optional<sim::EventId> ended;  // None: not before the end of the timeline.
    };

    struct CountOfKind {
        std::string kind;  // A fact's name, or an API's: "Fetch request".
        std::int64_t count;
    };
    /// What was left out between two rows.
    struct Break {
        RowIndex before;  // It lies between row before - 1 and row before.
        sim::Instant from;
        sim::Instant to;
        std::int64_t events;
        std::vector<CountOfKind> by_kind;  // The most frequent first; they add up to `events`.
        std::int64_t lost_messages = 0;    // Of these.
    };

    std::string title;        // "durability.acked-survives: record p1/41 of orders-0 was ..."
    std::string about;        // What it was sliced by: "orders-0@41"; empty: the faults' story.
    std::vector<Lane> lanes;  // Clients, controllers, brokers, then readers.
    std::vector<Row> rows;
    std::vector<Mark> marks;        // By row, then by lane.
    std::vector<Arrow> arrows;      // By the row where they end.
    std::vector<LaneState> states;  // Of each lane without gap or overlap; by lane, then by row.
    std::vector<Band> bands;        // By the row where they begin.
    std::vector<Break> breaks;      // By row; at most one before each row, and one after the last.

    // The footer: what was left out in all, and the command that shows it.

    std::int64_t window_events = 0;  // In all, shown or not.
    std::int64_t shown_events = 0;
    std::vector<CountOfKind> left_out;  // The most frequent first.
    std::vector<std::string> omitted;   // In words: lanes or rows given up for want of room.
    std::string command;                // "assize timeline out/leader_crash-1 --all"

    int page = 1;  // Of `pages`; each page begins with the last row of the one before.
    int pages = 1;
};

std::string_view to_string(Timeline::Role role);
std::string_view to_string(Timeline::MarkKind kind);
std::string_view to_string(Timeline::Fate fate);
std::string_view to_string(Timeline::LaneStateKind state);

/// As all drawers show times: milliseconds of virtual time, "2192.880".
std::string milliseconds(sim::Instant at);
/// How long a break is, in two or three digits: "28 ms", "1.4 s", "300 us".
std::string short_duration(sim::Duration duration);
/// "46 events: 31 Fetch request, 12 Fetch response, 3 others": the `most` most frequent by name.
std::string counted(std::int64_t events, const std::vector<Timeline::CountOfKind>& by_kind,
                    std::size_t most = 3);
/// 4118 as "4 118".
std::string grouped(std::int64_t number);

}  // namespace assize::reports
