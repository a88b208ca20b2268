#include "tests/transcript.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/network/rules/cut.h"
#include "tests/model/controller/kraft/quorum_world.h"

namespace assize::model::kraft {
namespace {

using Words = std::vector<std::string>;

/// Writes down how nodes change: one line each, in order.
class Changes final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event& event) override {
        if (const auto* change = event.as<KraftStateChanged>()) write(*change);
        if (const auto* snapshot = event.as<KraftSnapshotCreated>()) {
            if (snapshot->fetched) write(snapshot->node, "fetched a snapshot");
        }
        if (const auto* cut = event.as<LogTruncated>()) {
            write(cut->broker, fmt::format("cut its log from {} to {}", cut->from, cut->to));
        }
    }
    std::string take() { return std::exchange(lines_, {}); }

private:
    void write(const KraftStateChanged& change) {
        std::string text = fmt::format("{} {} -> {} {}", to_string(change.from), change.from_epoch,
                                       to_string(change.to), change.epoch);
        if (change.leader && *change.leader != change.node) {
            text += fmt::format(" under {}", *change.leader);
        }
        if (change.voted && change.to == KraftRole::kUnattached) {
            text += fmt::format(", voted for {}", *change.voted);
        }
        write(change.node, fmt::format("{} ({})", text, to_string(change.reason)));
    }
    void write(std::int32_t node, const std::string& what) {
        lines_ += fmt::format("{}: {}\n", node, what);
    }

    std::string lines_;
};

/// A quorum of three voters 0, 1 and 2, and what befalls it. Whoever leads appends a record every
/// 20 ms. Each command answers with how nodes changed meanwhile.
///
///     start [<node>], stop <node>, crash <node>, wipe <node>
///     pause <node>, resume <node>    the process, while time goes on
///     cut <node>, heal               nothing reaches it, or comes from it
///     until_leader, run <ms>
///     committed                      whether anything more is committed within two seconds
class QuorumStory {
public:
    QuorumStory() { world_.sim().trace().subscribe(changes_); }
    ~QuorumStory() { world_.sim().trace().unsubscribe(changes_); }
    QuorumStory(const QuorumStory&) = delete;
    QuorumStory& operator=(const QuorumStory&) = delete;

    std::string operator()(const Words& words) {
        const std::string answer = act(words);
        EXPECT_TRUE(world_.healthy()) << world_.complaints();
        return changes_.take() + answer;
    }

private:
    std::string act(const Words& words) {
        const std::string& verb = words.at(0);
        const int node = words.size() > 1 ? std::stoi(words[1]) : -1;
        if (verb == "start" && node < 0) return world_.start_all(), "";
        if (verb == "start") return world_.start(node), "";
        if (verb == "stop") return world_.stop(node), run(1000);
        if (verb == "crash") return world_.crash(node), "";
        if (verb == "pause") return world_.pause(node), "";
        if (verb == "resume") return world_.resume(node), "";
        if (verb == "run") return run(node);
        if (verb == "until_leader") return until_leader();
        if (verb == "cut") return cut(node);
        if (verb == "heal") return cut_.reset(), "";
        if (verb == "committed") return committed();
        ADD_FAILURE() << "no such command: " << verb;
        return "?";
    }

    std::string run(int ms) {
        world_.run_for(sim::Duration::milliseconds(ms));
        return "";
    }
    // In which epoch it leads, nobody did before: one that woke knows not yet that it is over.
    std::string until_leader() {
        const auto leads = [&] {
            const auto leader = world_.leader();
            return leader && world_.counter(*leader)->epoch() > led_;
        };
        if (!world_.run_until(leads)) return "nobody leads";
        led_ = world_.counter(*world_.leader())->epoch();
        return fmt::format("{} leads in epoch {}", *world_.leader(), led_.value());
    }
    std::string cut(int node) {
        std::vector<sim::HostId> others;
        for (int other = 0; other < world_.size(); ++other) {
            if (other != node) others.emplace_back(static_cast<std::uint32_t>(other));
        }
        cut_.emplace(world_.sim().network().install(std::make_unique<sim::Cut>(
            sim::HostSet({sim::HostId(static_cast<std::uint32_t>(node))}), sim::HostSet(others),
            sim::Ways::kBoth)));
        return "";
    }
    std::string committed() {
        const std::int64_t before = world_.invariants().committed_end();
        world_.run_for(2_s);
        return world_.invariants().committed_end() > before ? "goes on" : "stands still";
    }

    Changes changes_;  // Outlives the trace.
    QuorumWorld world_{{.voters = 3}};
    std::optional<sim::RuleGuard> cut_;
    LeaderEpoch led_{0};
};

class QuorumTranscript : public testing::TestWithParam<const char*> {};

TEST_P(QuorumTranscript, answers_as_it_did) {
    expect_transcript(
        fmt::format("{}/{}.txt", TRANSCRIPTS, GetParam()),
        [story = std::make_shared<QuorumStory>()](const Words& words) { return (*story)(words); });
}

INSTANTIATE_TEST_SUITE_P(All, QuorumTranscript,
                         testing::Values("election", "cut_off_leader", "cut_off_follower",
                                         "majority_lost", "orderly_stop"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace assize::model::kraft
