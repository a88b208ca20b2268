#include "tests/reports/drawing/sample_timeline.h"

#include <utility>

namespace assize::reports {

namespace {

using Kind = Timeline::MarkKind;
using State = Timeline::LaneStateKind;
using Fate = Timeline::Fate;
using Role = Timeline::Role;

enum LaneNumber : std::size_t { kProducer, kController, kBroker1, kBroker2, kBroker3, kReader };

sim::Instant at_us(std::int64_t us) {
    return sim::Instant::origin() + sim::Duration::microseconds(us);
}

struct Maker {
    Timeline timeline;

    void row(std::int64_t us, std::uint64_t event, std::string note = {}, int step = 0) {
        Timeline::Row row{.at = at_us(us), .event = sim::EventId(event), .note = std::move(note)};
        if (step > 0) row.step = step;
        timeline.rows.push_back(std::move(row));
    }
    void mark(std::size_t row, std::size_t lane, Kind kind, std::string text) {
        timeline.marks.push_back({.row = row,
                                  .lane = lane,
                                  .kind = kind,
                                  .text = std::move(text),
                                  .event = timeline.rows[row].event,
                                  .step = timeline.rows[row].step});
    }
    void arrow(std::size_t from_row, std::size_t from, std::size_t to_row, std::size_t to,
               std::string label, Fate fate) {
        timeline.arrows.push_back({.from_row = from_row,
                                   .from_lane = from,
                                   .to_row = to_row,
                                   .to_lane = to,
                                   .label = std::move(label),
                                   .fate = fate,
                                   .sent_at = timeline.rows[from_row].at,
                                   .arrived_at = timeline.rows[to_row].at,
                                   .sent = timeline.rows[from_row].event,
                                   .arrived = timeline.rows[to_row].event});
    }
    void state(std::size_t lane, std::size_t from, std::size_t to, State state) {
        timeline.states.push_back({.lane = lane, .from = from, .to = to, .state = state});
        if (from > 0) timeline.states.back().since = timeline.rows[from].event;
    }
};

void add_rows(Maker& make) {
    make.row(2110031, 3661);
    make.row(2110290, 3664);
    make.row(2110420, 3665);
    make.row(2140000, 3690, "the link between broker-1 and the others is cut");
    make.row(2144900, 3699);
    make.row(2151006, 3702);
    make.row(2191402, 3712, "ISR {1 2 3} → {1}, while cut off from broker-2 and broker-3", 1);
    make.row(2192310, 3716);
    make.row(2192880, 3717, "the promise", 2);
    make.row(2195000, 3720);
    make.row(2700011, 3934, "UNCLEAN: broker-2 was not in ISR {1}", 3);
    make.row(2700300, 3940);
    make.row(2940000, 4030);
    make.row(2941120, 4034);
    make.row(2943190, 4038, "drops x=41", 4);
    make.row(3100020, 4116);
    make.row(3101204, 4118, "broken here: orders-0@41 was promised, and is not there", 5);
    make.timeline.rows.back().violation = true;
}

void add_marks(Maker& make) {
    make.mark(0, kProducer, Kind::kSend, "send x=41");
    make.mark(2, kBroker1, Kind::kAppend, "+@41");
    make.timeline.marks.push_back({.row = 3,
                                   .lane = std::nullopt,
                                   .kind = Kind::kNetworkFault,
                                   .text = "partition {broker-1} | {broker-2 broker-3}",
                                   .event = sim::EventId(3690)});
    make.mark(6, kBroker1, Kind::kIsr, "ISR {1}");
    make.mark(7, kBroker1, Kind::kHighWatermark, "HW 42");
    make.mark(8, kProducer, Kind::kPromise, "x=41 at 41");
    make.mark(9, kBroker1, Kind::kCrash, "crash");
    make.mark(10, kController, Kind::kElection, "leader 2, epoch 6");
    make.mark(11, kBroker2, Kind::kLeader, "leads, epoch 6");
    make.mark(12, kBroker1, Kind::kRestart, "restart");
    make.mark(14, kBroker1, Kind::kTruncate, "cut 42 > 41");
    make.mark(16, kReader, Kind::kViolation, "41 is lost");
}

void add_arrows(Maker& make) {
    make.arrow(0, kProducer, 2, kBroker1, "Produce x=41 acks=all", Fate::kArrived);
    make.arrow(1, kBroker2, 1, kBroker1, "Fetch @41", Fate::kChangedNothing);
    make.arrow(4, kBroker1, 4, kBroker2, "Fetch response", Fate::kLost);
    make.arrow(5, kBroker3, 5, kBroker1, "Fetch", Fate::kLost);
    make.timeline.arrows.back().count = 6;
    make.arrow(5, kBroker1, 6, kController, "AlterPartition ISR {1}", Fate::kDelayed);
    make.arrow(8, kBroker1, 8, kProducer, "Produce response @41", Fate::kArrived);
    make.arrow(10, kController, 11, kBroker2, "leader 2, epoch 6", Fate::kArrived);
    make.arrow(13, kBroker1, 13, kBroker2, "OffsetForLeaderEpoch", Fate::kArrived);
    make.arrow(13, kBroker2, 14, kBroker1, "end 41", Fate::kRepeated);
    make.arrow(15, kReader, 15, kBroker2, "Fetch @41", Fate::kArrived);
    make.arrow(16, kBroker2, 16, kReader, "nothing, HW 41", Fate::kArrived);
}

void add_states(Maker& make) {
    const std::size_t end = make.timeline.rows.size();
    make.state(kProducer, 0, end, State::kUp);
    make.state(kController, 0, end, State::kActive);
    make.state(kBroker1, 0, 9, State::kLeader);
    make.state(kBroker1, 9, 12, State::kDown);
    make.state(kBroker1, 12, end, State::kOutOfSync);
    make.state(kBroker2, 0, 6, State::kInSync);
    make.state(kBroker2, 6, 11, State::kOutOfSync);
    make.state(kBroker2, 11, end, State::kLeader);
    make.state(kBroker3, 0, 6, State::kInSync);
    make.state(kBroker3, 6, end, State::kOutOfSync);
    make.state(kReader, 0, end, State::kUp);
}

}  // namespace

Timeline sample_timeline() {
    Maker make;
    Timeline& timeline = make.timeline;
    timeline.title =
        "durability.acked-survives: record x=41 of orders-0 was acknowledged and then lost";
    timeline.about = "orders-0@41";
    timeline.lanes = {{"producer-1", "producer-1", Role::kClient},
                      {"controller-101", "controller-101", Role::kController},
                      {"broker-1", "broker-1", Role::kBroker},
                      {"broker-2", "broker-2", Role::kBroker},
                      {"broker-3", "broker-3", Role::kBroker},
                      {"reader-1", "reader-1", Role::kClient}};
    add_rows(make);
    add_marks(make);
    add_arrows(make);
    add_states(make);
    timeline.bands = {{.from = 3,
                       .to = 9,
                       .lanes = {kBroker1},
                       .kind = Kind::kNetworkFault,
                       .text = "partition {broker-1} | {broker-2 broker-3}",
                       .began = sim::EventId(3690),
                       .ended = sim::EventId(3720)}};
    timeline.breaks = {
        {.before = 3,
         .from = at_us(2110420),
         .to = at_us(2140000),
         .events = 46,
         .by_kind = {{"Fetch request", 31}, {"Fetch response", 12}, {"heartbeat_sent", 3}}},
        {.before = 10,
         .from = at_us(2195000),
         .to = at_us(2700011),
         .events = 212,
         .by_kind = {{"Fetch request", 171}, {"heartbeat_sent", 41}},
         .lost_messages = 6}};
    timeline.window_events = 4118;
    timeline.shown_events = 27;
    timeline.left_out = {
        {"Fetch request", 2104}, {"Fetch response", 1650}, {"heartbeat_sent", 337}};
    timeline.command = "assize timeline out/rolling_crash-5eed41 --all -o all.svg";
    return timeline;
}

}  // namespace assize::reports
