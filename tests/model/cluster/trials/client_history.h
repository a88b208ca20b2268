#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/client/producer/record.h"
#include "model/types.h"
#include "sim/trace.h"

namespace assize::model {

/// What clients asked for and were told, and what must follow from that with acks=all and no
/// unclean election: an oracle of its own, which knows nothing of brokers.
///
/// It holds for topics whose records are unique by value, and are neither compacted nor deleted,
/// read from their beginning on.
class ClientHistory final : public sim::TraceSubscriber {
public:
    using SendId = std::size_t;

    // --- What happens.

    /// A producer is about to send. Requires: the value was never sent before.
    SendId on_send(const std::string& value, TopicPartition partition);
    /// What became of it; also when the producer refused to take it on.
    void on_result(SendId send, const client::SendResult& result);
    void on_read(const std::string& consumer, const TopicPartition& partition, Offset offset,
                 std::string_view value);
    /// A client saw what no client should.
    void on_complaint(std::string complaint) { violations_.push_back(std::move(complaint)); }
    /// Producers state which batch they settle, and which they sent again.
    void on_event(const sim::Event& event) override;

    /// From that offset on, records of the partition were lost by right, after they had been
    /// acknowledged: nothing is asked of what was sent or read there, but that somebody sent it.
    void excuse(const std::string& partition, Offset from);

    // --- What is so.

    std::size_t sends() const { return sends_.size(); }
    std::size_t unresolved() const { return unresolved_; }
    std::size_t acknowledged() const { return acknowledged_; }
    /// Whether a consumer has read all that was acknowledged.
    bool has_read_all(const std::string& consumer) const;
    /// What was wrong so far and, when nothing more will happen, what is missing or too much.
    std::vector<std::string> judge() const;
    std::string summary() const;

private:
    enum class State : std::uint8_t { kUnresolved, kAcknowledged, kNotWritten, kMaybeWritten };
    struct Send {
        std::string value;
        TopicPartition partition;
        State state = State::kUnresolved;
        std::optional<Offset> offset = std::nullopt;  // When acknowledged.
        bool sent_again = false;                      // There was more than one attempt.
    };
    /// A producer's process, a partition and the number of the batch.
    using BatchKey = std::tuple<std::uint32_t, std::string, std::uint64_t>;
    using Reads = std::map<std::int64_t, std::string>;  // Values by offset.

    bool is_excused(const TopicPartition& partition, std::int64_t offset) const;
    void settles(const sim::Event& event, std::string_view partition, std::uint64_t batch);
    void judge_consumer(const std::string& consumer, std::vector<std::string>& wrong) const;
    void judge_reads(const std::string& reader, const TopicPartition& partition, const Reads& reads,
                     std::vector<std::string>& wrong) const;
    void judge_agreement(std::vector<std::string>& wrong) const;

    std::vector<Send> sends_;
    std::map<std::string, SendId, std::less<>> send_of_value_;
    std::size_t unresolved_ = 0;
    std::size_t acknowledged_ = 0;
    std::map<TopicPartition, std::int64_t> acknowledged_up_to_;     // The greatest offset.
    std::map<std::string, std::map<TopicPartition, Reads>> reads_;  // By consumer.
    std::set<BatchKey> sent_again_;
    bool settling_was_sent_again_ = false;  // The batch that is being settled.
    std::vector<std::string> violations_;
    /// Reads that went on elsewhere than behind the last one: from where, and in words.
    std::vector<std::tuple<TopicPartition, std::int64_t, std::string>> jumps_;
    std::map<std::string, std::int64_t> excused_from_;  // By partition.
};

}  // namespace assize::model
