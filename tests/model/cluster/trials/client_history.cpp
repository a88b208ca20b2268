#include "client_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/facts/client.h"

namespace assize::model {

ClientHistory::SendId ClientHistory::on_send(const std::string& value, TopicPartition partition) {
    sends_.push_back(Send{.value = value, .partition = std::move(partition)});
    unresolved_ += 1;
    const SendId id = sends_.size() - 1;
    if (!send_of_value_.emplace(value, id).second) {
        on_complaint(fmt::format("the test sends {} twice", value));
    }
    return id;
}

void ClientHistory::on_result(SendId id, const client::SendResult& result) {
    Send& send = sends_.at(id);
    if (send.state != State::kUnresolved) {
        on_complaint(fmt::format("{} is resolved twice", send.value));
        return;
    }
    unresolved_ -= 1;
    send.sent_again = settling_was_sent_again_;
    if (!result) {
        const bool never = result.error().fate == client::Fate::kNotWritten;
        send.state = never ? State::kNotWritten : State::kMaybeWritten;
        return;
    }
    send.state = State::kAcknowledged;
    send.offset = result->offset;
    acknowledged_ += 1;
    if (!send.offset || result->partition != send.partition) {
        on_complaint(fmt::format("{} is acknowledged without its offset, or elsewhere: {}",
                                 send.value, to_string(result->partition)));
        return;
    }
    std::int64_t& up_to = acknowledged_up_to_.try_emplace(send.partition, -1).first->second;
    up_to = std::max(up_to, send.offset->value());
}

void ClientHistory::on_read(const std::string& consumer, const TopicPartition& partition,
                            Offset offset, std::string_view value) {
    Reads& reads = reads_[consumer][partition];
    const std::int64_t expected = reads.empty() ? 0 : reads.rbegin()->first + 1;
    if (offset.value() != expected) {
        jumps_.emplace_back(partition, std::min(offset.value(), expected),
                            fmt::format("{} reads offset {} of {} where {} comes next", consumer,
                                        offset.value(), to_string(partition), expected));
    }
    reads.insert_or_assign(offset.value(), std::string(value));
}

void ClientHistory::excuse(const std::string& partition, Offset from) {
    std::int64_t& excused = excused_from_.try_emplace(partition, from.value()).first->second;
    excused = std::min(excused, from.value());
}

bool ClientHistory::is_excused(const TopicPartition& partition, std::int64_t offset) const {
    if (excused_from_.empty()) return false;
    const auto found = excused_from_.find(to_string(partition));
    return found != excused_from_.end() && offset >= found->second;
}

void ClientHistory::on_event(const sim::Event& event) {
    if (const auto* retried = event.as<ProducerBatchRetried>()) {
        sent_again_.emplace(event.emitter->process.value(), retried->partition, retried->batch);
    } else if (const auto* acknowledged = event.as<ProducerBatchAcknowledged>()) {
        settles(event, acknowledged->partition, acknowledged->batch);
    } else if (const auto* failed = event.as<ProducerBatchFailed>()) {
        settles(event, failed->partition, failed->batch);
    }
}

void ClientHistory::settles(const sim::Event& event, std::string_view partition,
                            std::uint64_t batch) {
    const BatchKey key(event.emitter->process.value(), partition, batch);
    settling_was_sent_again_ = sent_again_.contains(key);
}

bool ClientHistory::has_read_all(const std::string& consumer) const {
    const auto found = reads_.find(consumer);
    for (const auto& [partition, up_to] : acknowledged_up_to_) {
        if (is_excused(partition, up_to)) continue;
        if (found == reads_.end()) return false;
        const auto reads = found->second.find(partition);
        if (reads == found->second.end() || reads->second.rbegin()->first < up_to) return false;
    }
    return true;
}

std::vector<std::string> ClientHistory::judge() const {
    std::vector<std::string> wrong = violations_;
    for (const auto& [partition, at, what] : jumps_) {
        if (!is_excused(partition, at)) wrong.push_back(what);
    }
    for (const auto& [consumer, partitions] : reads_) judge_consumer(consumer, wrong);
    judge_agreement(wrong);
    return wrong;
}

/// All that was acknowledged is where it was said to be.
void ClientHistory::judge_consumer(const std::string& consumer,
                                   std::vector<std::string>& wrong) const {
    const auto& partitions = reads_.at(consumer);
    for (const Send& send : sends_) {
        if (send.state != State::kAcknowledged || !send.offset) continue;
        if (is_excused(send.partition, send.offset->value())) continue;
        const auto reads = partitions.find(send.partition);
        const auto read = reads == partitions.end() ? Reads::const_iterator()
                                                    : reads->second.find(send.offset->value());
        if (reads == partitions.end() || read == reads->second.end()) {
            wrong.push_back(fmt::format("lost: {}, acknowledged at {} of {}, was never read by {}",
                                        send.value, send.offset->value(), to_string(send.partition),
                                        consumer));
        } else if (read->second != send.value) {
            wrong.push_back(fmt::format("replaced: {}, acknowledged at {} of {}, {} read {} there",
                                        send.value, send.offset->value(), to_string(send.partition),
                                        consumer, read->second));
        }
    }
    for (const auto& [partition, reads] : partitions) {
        judge_reads(consumer, partition, reads, wrong);
    }
}

/// What was read was sent, there, and twice only if it was sent twice.
void ClientHistory::judge_reads(const std::string& reader, const TopicPartition& partition,
                                const Reads& reads, std::vector<std::string>& wrong) const {
    std::set<std::string_view> seen;
    for (const auto& [offset, value] : reads) {
        const auto found = send_of_value_.find(value);
        const Send* send = found == send_of_value_.end() ? nullptr : &sends_[found->second];
        const bool twice = !seen.insert(value).second;
        std::string_view fault;
        if (!send || send->partition != partition) {
            fault = "a phantom, which nobody sent there";
        } else if (is_excused(partition, offset)) {
            continue;
        } else if (send->state == State::kNotWritten) {
            fault = "which its producer was told is not written";
        } else if (twice && !send->sent_again) {
            fault = "a second time, though it was sent once";
        }
        if (fault.empty()) continue;
        wrong.push_back(fmt::format("{} reads {} at {} of {}: {}", reader, value, offset,
                                    to_string(partition), fault));
    }
}

/// All consumers see the same record at an offset.
void ClientHistory::judge_agreement(std::vector<std::string>& wrong) const {
    std::map<TopicPartition, Reads> first;
    for (const auto& [consumer, partitions] : reads_) {
        for (const auto& [partition, reads] : partitions) {
            for (const auto& [offset, value] : reads) {
                const auto& known = first[partition].try_emplace(offset, value).first->second;
                if (known == value || is_excused(partition, offset)) continue;
                wrong.push_back(fmt::format("{} reads {} at {} of {}, where another read {}",
                                            consumer, value, offset, to_string(partition), known));
            }
        }
    }
}

std::string ClientHistory::summary() const {
    std::string text = fmt::format("{} sent, {} acknowledged, {} unresolved", sends_.size(),
                                   acknowledged_, unresolved_);
    for (const auto& [partition, up_to] : acknowledged_up_to_) {
        text += fmt::format("; {} up to {}", to_string(partition), up_to);
        for (const auto& [consumer, partitions] : reads_) {
            const auto reads = partitions.find(partition);
            text += fmt::format(", {} read up to {}", consumer,
                                reads == partitions.end() ? -1 : reads->second.rbegin()->first);
        }
    }
    return text;
}

}  // namespace assize::model
