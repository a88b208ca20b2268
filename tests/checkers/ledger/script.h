#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/judge.h"
#include "checkers/ledger/ledger.h"
#include "model/facts.h"
#include "sim/facts.h"
#include "sim/trace.h"

namespace assize::checkers {

/// A history that is told by hand to a Judge, and to a Ledger of its own: what producers sent, in
/// which batches, what leaders wrote, what readers were given. Sends are numbers: 41 is
/// "producer-1/41". Batches are numbers, too. Unless said otherwise it is about orders-0, and
/// broker 1 leads it in epoch 0.
class Script {
public:
    /// A record that is read: at which offset, and which send's.
    struct Read {
        std::int64_t offset;
        std::int64_t send;
    };
    using Reads = std::vector<Read>;

    /// producer-1 writes with acks=all, in any order, as often as it takes.
    static TrialSetup usual();
    static TrialSetup with(ProducerSetup producer);
    /// producer-1 is idempotent.
    static TrialSetup idempotent();

    explicit Script(TrialSetup setup = usual());

    // --- Where the next lines belong.

    Script& partition(std::string name);
    Script& producer(std::string name);
    /// In the next life of the producer.
    Script& restart_producer();

    // --- Users and producers.

    struct Sending {
        std::optional<std::string> key = std::nullopt;
        bool partition_asked = true;
    };
    sim::EventId send(std::int64_t number);
    sim::EventId send(std::int64_t number, const Sending& sending);
    /// A batch goes out, for the first time or again.
    sim::EventId batch(std::uint64_t batch, std::vector<std::int64_t> sends);
    sim::EventId again(std::uint64_t batch, std::string_view error = "NETWORK_EXCEPTION");
    /// Its records are at these offsets from `base` on, say producer and user.
    sim::EventId ack(std::uint64_t batch, std::optional<std::int64_t> base);
    /// All of its users are told so.
    sim::EventId give_up(std::uint64_t batch,
                         model::SendOutcome outcome = model::SendOutcome::kInfo,
                         std::string_view error = "REQUEST_TIMED_OUT");
    sim::EventId end_send(std::int64_t number, model::SendOutcome outcome,
                          std::optional<std::int64_t> offset, std::string_view error = "");

    // --- Logs.

    sim::EventId lead(std::int32_t broker, std::int32_t epoch, std::int64_t log_end);
    /// kSilently: with a checksum that the producer does not know, and no word of that which it
    /// does, which kAsTold has.
    enum class Altered : std::uint8_t { kNo, kAsTold, kSilently };
    sim::EventId append(std::int32_t broker, std::uint64_t batch, std::int64_t base,
                        std::int32_t epoch = 0, Altered altered = Altered::kNo);
    sim::EventId copy(std::int32_t broker, std::uint64_t batch, std::int64_t base,
                      std::int32_t epoch = 0);
    sim::EventId control(std::int32_t broker, std::int64_t offset);
    sim::EventId high_watermark(std::int32_t broker, std::int64_t to);
    sim::EventId truncate(std::int32_t broker, std::int64_t from, std::int64_t to);
    sim::EventId load(std::int32_t broker, std::int64_t end);
    sim::EventId delete_below(std::int64_t offset,
                              model::LogStartReason reason = model::LogStartReason::kRetention);
    /// All of it: broker 1 writes it at `base` and commits it.
    void write(std::uint64_t batch, std::int64_t base);
    /// The send alone in a batch of its own number plus one: all of the way to its acknowledgement.
    void whole(std::int64_t number, std::int64_t offset, const Sending& sending);
    void whole(std::int64_t number, std::int64_t offset) { whole(number, offset, Sending{}); }

    // --- Readers.

    sim::EventId assign(std::string_view reader, std::optional<std::int64_t> from = std::nullopt);
    sim::EventId move_to(std::string_view reader, std::int64_t position,
                         model::PositionReason reason = model::PositionReason::kReset);
    sim::EventId read(std::string_view reader, const Reads& reads);
    sim::EventId read_value(std::string_view reader, std::int64_t offset, std::string_view value,
                            std::optional<std::string> key = std::nullopt);
    void die(std::string_view process);
    /// reader-1 was given all of [from, end) that there is.
    sim::EventId final_read_ended(std::int64_t from, std::int64_t end);
    /// reader-1 reads [from, end), and gets these.
    sim::EventId final_read(std::int64_t from, std::int64_t end, const Reads& reads);

    // --- The end.

    /// The answer about one property. Nothing may be told afterwards.
    const PropertyVerdict& verdict(std::string_view property);
    /// "held", "violated" ..., with a star when it is promised.
    std::string status(std::string_view property);
    const ledger::Ledger& ledger() const { return ledger_; }
    ledger::SendFate fate(std::int64_t number) const;

private:
    struct Batch {
        std::vector<std::int64_t> sends;
        std::uint32_t attempts = 0;
    };

    template <class F>
    sim::EventId tell(std::string_view process, const F& fact,
                      const std::vector<sim::Subject>& subjects);
    template <class F>
    sim::EventId tell_log(std::int32_t broker, const F& fact);
    Batch& batch_at(std::uint64_t batch) { return batches_[{producer_, life_[producer_], batch}]; }
    std::vector<sim::Subject> sends_in(std::uint64_t batch);
    std::uint32_t crc_of(std::uint64_t batch);
    sim::EventId state_sent(std::uint64_t batch);
    std::string value_of(std::int64_t number) const {
        return producer_ + "/" + std::to_string(number);
    }
    sim::ProcessId process(std::string_view name);

    sim::Trace trace_;
    sim::Instant now_ = sim::Instant::origin();
    std::map<std::string, sim::ProcessId, std::less<>> processes_;
    std::string partition_ = "orders-0";
    std::string producer_ = "producer-1";
    std::map<std::string, std::uint32_t> life_;
    std::map<std::tuple<std::string, std::uint32_t, std::uint64_t>, Batch> batches_;
    std::map<std::pair<std::string, std::int64_t>, std::optional<std::string>> keys_;
    std::map<std::string, std::int64_t> log_start_;
    Judge judge_;
    ledger::Ledger ledger_;
    struct LedgerFeed;
    std::unique_ptr<sim::TraceSubscriber> feed_;
    std::optional<Verdict> verdict_;
};

}  // namespace assize::checkers
