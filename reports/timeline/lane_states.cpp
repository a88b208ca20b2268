#include "reports/timeline/lane_states.h"

#include <algorithm>
#include <optional>

namespace assize::reports {

namespace {

/// What is known of one process.
struct Standing {
    bool down = true;
    bool paused = false;
    bool leads = false;
    bool is_replica = false;
    bool in_sync = false;
    bool is_active = false;

    Timeline::LaneStateKind state() const {
        using State = Timeline::LaneStateKind;
        if (down) return State::kDown;
        if (paused) return State::kPaused;
        if (leads) return State::kLeader;
        if (is_active) return State::kActive;
        if (is_replica) return in_sync ? State::kInSync : State::kOutOfSync;
        return State::kUp;
    }
};

class Walk {
public:
    Walk(const EventLog& log, const Describer& describer, const std::vector<Timeline::Lane>& lanes,
         std::string_view partition)
        : log_(log), describer_(describer), lanes_(lanes), partition_(partition) {
        standings_.resize(lanes.size());
        // A log may begin after its processes did.
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            standings_[lane].down = is_started_in_log(lanes[lane].process);
        }
    }

    const Standing& operator[](std::size_t lane) const { return standings_[lane]; }

    void on_event(std::size_t index) {
        const std::string_view kind = log_.kind_of(index);
        if (kind == "partition_changed") return on_decision(index);
        Standing* standing = of(log_.process_of(index));
        if (!standing) return;
        if (kind.starts_with("process_")) on_process(*standing, kind.substr(8));
        if (kind == "controller_activated") standing->is_active = true;
        if (kind == "controller_resigned") standing->is_active = false;
        if (kind == "became_leader" || kind == "became_follower" || kind == "replica_stopped") {
            if (is_ours(index)) standing->leads = kind == "became_leader";
        }
    }

private:
    void on_process(Standing& standing, std::string_view what) {
        if (what == "started") standing.down = false;
        if (what == "paused") standing.paused = true;
        if (what == "resumed") standing.paused = false;
        if (what != "died") return;
        standing.down = true;
        standing.paused = standing.leads = standing.is_active = false;
    }

    void on_decision(std::size_t index) {
        if (!is_ours(index)) return;
        const auto replicas = log_.numbers(index, "replicas");
        const auto isr = log_.numbers(index, "isr");
        if (!replicas || !isr) return;
        for (Standing& each : standings_) each.is_replica = each.in_sync = false;
        for (const std::int64_t id : *replicas) {
            if (Standing* standing = of(describer_.node_name(id))) standing->is_replica = true;
        }
        for (const std::int64_t id : *isr) {
            if (Standing* standing = of(describer_.node_name(id))) standing->in_sync = true;
        }
    }

    bool is_ours(std::size_t index) const {
        return !partition_.empty() && describer_.partition_of(index) == partition_;
    }
    bool is_started_in_log(std::string_view process) const {
        const auto started = log_.name_of("process_started");
        const auto name = log_.name_of(process);
        for (std::size_t i = 0; started && name && i < log_.size(); ++i) {
            if (log_[i].kind == *started && log_[i].process == name) return true;
        }
        return false;
    }
    Standing* of(std::string_view process) {
        const auto lane = std::ranges::find(lanes_, process, &Timeline::Lane::process);
        if (process.empty() || lane == lanes_.end()) return nullptr;
        return &standings_[static_cast<std::size_t>(lane - lanes_.begin())];
    }

    const EventLog& log_;
    const Describer& describer_;
    const std::vector<Timeline::Lane>& lanes_;
    const std::string_view partition_;
    std::vector<Standing> standings_;
};

/// The intervals of all lanes, as they grow.
class Intervals {
public:
    explicit Intervals(const Walk& walk, std::size_t lanes) : open_(lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            open_[lane] = {.lane = lane, .from = 0, .to = 0, .state = walk[lane].state()};
        }
    }

    void update(const Walk& walk, std::size_t row, sim::EventId event) {
        for (std::size_t lane = 0; lane < open_.size(); ++lane) {
            Timeline::LaneState& open = open_[lane];
            if (open.state == walk[lane].state()) continue;
            close(open, row);
            open = {
                .lane = lane, .from = row, .to = row, .state = walk[lane].state(), .since = event};
        }
    }

    std::vector<Timeline::LaneState> finish(std::size_t rows) {
        for (Timeline::LaneState& open : open_) close(open, rows);
        std::ranges::stable_sort(closed_, [](const auto& a, const auto& b) {
            return std::pair(a.lane, a.from) < std::pair(b.lane, b.from);
        });
        return std::move(closed_);
    }

private:
    void close(Timeline::LaneState& open, std::size_t row) {
        open.to = row;
        if (open.from < open.to) closed_.push_back(open);
    }

    std::vector<Timeline::LaneState> open_;
    std::vector<Timeline::LaneState> closed_;
};

}  // namespace

std::vector<Timeline::LaneState> lane_states(const EventLog& log, const Describer& describer,
                                             const std::vector<Timeline::Lane>& lanes,
                                             const std::vector<std::size_t>& last_of_row,
                                             std::string_view partition) {
    Walk walk(log, describer, lanes, partition);
    Intervals intervals(walk, lanes.size());
    std::size_t index = 0;
    for (std::size_t row = 0; row < last_of_row.size(); ++row) {
        for (; index < log.size() && index <= last_of_row[row]; ++index) {
            walk.on_event(index);
            intervals.update(walk, row, log[index].id);
        }
    }
    return intervals.finish(last_of_row.size());
}

}  // namespace assize::reports
