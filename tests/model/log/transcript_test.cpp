#include "tests/transcript.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/sync/condition.h"
#include "tests/model/log/log_world.h"

namespace assize::model::log {
namespace {

using Words = std::vector<std::string>;

// The numbers of a command; names of values are not among them.
std::int64_t number(const Words& words, std::size_t at) {
    return std::stoll(words.at(at));
}
Offset offset(const Words& words, std::size_t at) {
    return Offset(number(words, at));
}

std::string text_of(wire::ErrorCode error) {
    return "error: " + std::string(to_string(error));
}

/// A log on a disk of which a power loss leaves nothing that was not synced, and the process that
/// holds it, in one life after another.
///
///     start                    a new life: opens the log, and tells how it is
///     append <epoch> <values>  a batch, as leader of that epoch
///     replicate <offset> <epoch> <values>
///     begin_epoch <epoch> <offset>, epoch_end <epoch>
///     high_watermark <offset>, log_start <offset>, truncate <offset>, restart_at <offset>
///     flush, roll, retain, read [<offset>], state
///     stop, crash, power_loss  ends the life
class LogStory {
public:
    std::string operator()(const Words& words) {
        const std::string& verb = words.at(0);
        if (verb == "start") return start();
        if (verb == "stop") return stop();
        if (verb == "crash" || verb == "power_loss") return die(verb);
        std::string answer;
        do_inside([&](sim::Fiber& fiber) { answer = act(fiber, words); });
        return answer;
    }

private:
    std::string start() {
        process_ = &world_.start([this](sim::Fiber& fiber, LogDirectory& directory) {
            log_ = must_open(fiber, directory);
            while (!done_) {
                changed_.wait(fiber);
                if (job_) std::exchange(job_, nullptr)(fiber);
            }
            log_.reset();
        });
        done_ = false;
        world_.run_until_idle();
        return state();
    }
    std::string stop() {
        do_inside([&](sim::Fiber& fiber) {
            EXPECT_TRUE(log_->close(fiber));
            done_ = true;
        });
        return "";
    }
    std::string die(const std::string& how) {
        process_->crash();
        log_.reset();
        if (how == "power_loss") world_.cut_power();
        return "";
    }
    void do_inside(std::function<void(sim::Fiber&)> job) {
        job_ = std::move(job);
        changed_.notify_one();
        world_.run_until_idle();
        EXPECT_EQ(job_, nullptr) << "the log is not open";
    }

    std::string act(sim::Fiber& fiber, const Words& words) {
        const std::string& verb = words.at(0);
        if (verb == "append") return append(fiber, words);
        if (verb == "replicate") return replicate(fiber, words);
        if (verb == "begin_epoch") {
            return told(log_->assign_epoch(fiber, epoch(words, 1), offset(words, 2)));
        }
        if (verb == "epoch_end") return epoch_end(epoch(words, 1));
        if (verb == "high_watermark") {
            log_->maybe_increment_high_watermark(offset(words, 1));
            return fmt::format("high watermark {}", log_->high_watermark().value());
        }
        if (verb == "log_start") {
            return told(log_->maybe_increment_log_start_offset(fiber, offset(words, 1),
                                                               LogStartReason::kDeleteRecords));
        }
        if (verb == "truncate") return told(log_->truncate_to(fiber, offset(words, 1)));
        if (verb == "restart_at") {
            return told(log_->truncate_fully_and_start_at(fiber, offset(words, 1)));
        }
        if (verb == "flush") return told(log_->flush(fiber));
        if (verb == "roll") return told(log_->roll(fiber));
        if (verb == "retain") return told(log_->delete_old_segments(fiber));
        if (verb == "read") return read(fiber, words);
        if (verb == "state") return state();
        ADD_FAILURE() << "no such command: " << verb;
        return "?";
    }

    std::string append(sim::Fiber& fiber, const Words& words) {
        const auto bytes = batch({words.begin() + 2, words.end()});
        const auto appended =
            log_->append_as_leader(fiber, bytes, epoch(words, 1), AppendOrigin::kClient);
        if (!appended) return text_of(appended.error());
        return fmt::format("{}..{}", appended->first_offset.value(), appended->last_offset.value());
    }
    std::string replicate(sim::Fiber& fiber, const Words& words) {
        const auto bytes =
            batch({.values = {words.begin() + 3, words.end()},
                   .options = {.base_offset = offset(words, 1), .leader_epoch = epoch(words, 2)}});
        const auto appended = log_->append_as_follower(fiber, bytes);
        if (!appended) return text_of(appended.error());
        return fmt::format("log end {}", log_->log_end_offset().value());
    }
    std::string epoch_end(LeaderEpoch epoch) const {
        const auto end = log_->end_offset_for(epoch);
        if (!end) return "unknown";
        return fmt::format("epoch {} ends at {}", end->epoch.value(), end->end.value());
    }
    std::string read(sim::Fiber& fiber, const Words& words) {
        const Offset from = words.size() > 1 ? offset(words, 1) : log_->log_start_offset();
        const auto data = log_->read(
            fiber, {.from = from, .max_bytes = 1 << 20, .isolation = FetchIsolation::kLogEnd});
        if (!data) return text_of(data.error());
        return data->records.empty() ? "nothing" : shown(data->records.span());
    }

    template <class T>
    static std::string told(const PartitionLog::Answer<T>& answer) {
        return answer ? "" : text_of(answer.error());
    }
    static LeaderEpoch epoch(const Words& words, std::size_t at) {
        return LeaderEpoch(static_cast<std::int32_t>(number(words, at)));
    }

    std::string state() const {
        std::string segments;
        for (const Offset base : log_->segment_bases()) {
            segments += (segments.empty() ? "" : ",") + std::to_string(base.value());
        }
        std::string epochs;
        for (const EpochStart& start : log_->leader_epoch_cache().entries()) {
            epochs += fmt::format("{}{}@{}", epochs.empty() ? "" : " ", start.epoch.value(),
                                  start.start.value());
        }
        return fmt::format(
            "[{}, {}) high watermark {}, durable below {}, segments at {}, epochs {}",
            log_->log_start_offset().value(), log_->log_end_offset().value(),
            log_->high_watermark().value(), log_->recovery_point().value(), segments,
            epochs.empty() ? "none" : epochs);
    }

    sim::Condition changed_;  // Outlives who waits.
    std::function<void(sim::Fiber&)> job_;
    bool done_ = false;
    LogWorld world_{nothing_survives()};
    sim::Process* process_ = nullptr;
    std::shared_ptr<PartitionLog> log_;
};

class LogTranscript : public testing::TestWithParam<const char*> {};

TEST_P(LogTranscript, answers_as_it_did) {
    expect_transcript(
        fmt::format("{}/{}.txt", TRANSCRIPTS, GetParam()),
        [story = std::make_shared<LogStory>()](const Words& words) { return (*story)(words); });
}

INSTANTIATE_TEST_SUITE_P(All, LogTranscript,
                         testing::Values("leader_epochs", "power_loss", "segments_and_log_start",
                                         "following"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace assize::model::log
