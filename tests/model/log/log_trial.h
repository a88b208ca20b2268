#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/log/log_world.h"
#include "tests/model/log/model_of_log.h"

namespace assize::model::log {

enum class Act : std::uint8_t {
    kAppend,
    kAppendMany,  // As a follower.
    kProduce,     // Of an idempotent producer; transactional, or not.
    kEndTxn,
    kNewEpoch,
    kRoll,
    kFlush,
    kTruncate,
    kAdvanceHighWatermark,
    kDeleteRecords,
    kRetention,
    kSleep,
    kRead,
    kCloseAndOpen,
    kCrash,
    kCutPower,
    kCutPowerSoon,  // While the next commands run.
};
inline constexpr int kActs = 17;

struct Command {
    Act act;
    std::uint32_t a;
    std::uint32_t b;
};
std::ostream& operator<<(std::ostream& out, const Command& command);

/// Does the same to a log on a disk and to its model, and compares. Lives through crashes.
class LogTrial {
public:
    LogTrial(std::uint64_t seed, sim::DiskProfile profile);

    /// Runs all commands; each stands for a step, deaths in between included. Returns what is
    /// wrong, or nothing.
    std::string run(const std::vector<Command>& commands);

private:
    enum class Ending : std::uint8_t { kDone, kClean, kCrash, kPowerCut };

    Ending live(sim::Fiber& fiber, LogDirectory& directory);
    void open(sim::Fiber& fiber, LogDirectory& directory);
    void check_survival(const std::vector<ModelBatch>& found);
    void perform(sim::Fiber& fiber, const Command& command);
    void append(sim::Fiber& fiber, const std::vector<ModelBatch>& batches,
                const std::vector<std::byte>& bytes, AppendOrigin origin);
    void produce(sim::Fiber& fiber, const Command& command);
    void end_txn(sim::Fiber& fiber, const Command& command);
    void append_many(sim::Fiber& fiber, const Command& command);
    void truncate(sim::Fiber& fiber, const Command& command);
    void retention(sim::Fiber& fiber);
    void read(sim::Fiber& fiber, const Command& command);
    void check_state();
    void check_reads(sim::Fiber& fiber, std::int64_t from, std::int32_t max_bytes);
    void check_producers();
    std::vector<ModelBatch> batches_on_disk(sim::Fiber& fiber);
    std::vector<std::byte> make(ModelBatch& batch, std::int64_t base, std::size_t value_bytes,
                                std::optional<LeaderEpoch> epoch);
    void expect(bool holds, const std::string& what);

    LogWorld world_;
    LogConfig config_;
    ModelLog model_;
    std::optional<ModelLog> intended_;  // What the model is when the command at hand is done.
    std::shared_ptr<PartitionLog> log_;
    std::vector<Command> commands_;
    std::size_t next_ = 0;
    bool clean_ = false;
    bool lost_power_ = false;
    bool cut_is_due_ = false;
    std::int64_t recovery_point_ = 0;
    std::int64_t log_start_checkpoint_ = 0;
    std::int64_t high_watermark_checkpoint_ = 0;
    std::int32_t epoch_ = 0;
    std::int64_t timestamp_ms_ = 1000;
    std::int64_t serial_ = 0;
    std::string wrong_;
};

}  // namespace assize::model::log
