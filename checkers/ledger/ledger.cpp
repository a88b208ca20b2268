#include "checkers/ledger/ledger.h"

#include <fmt/format.h>

namespace assize::checkers::ledger {
namespace {

/// Hands a fact to the one of `to` if it is one of these kinds.
template <class... Facts, class To>
bool hand_over(const sim::Event& event, To& to) {
    const auto hand = [&](const auto* fact) {
        if (fact) to.on(*fact, event);
        return fact != nullptr;
    };
    return (hand(event.as<Facts>()) || ...);
}

}  // namespace

void Ledger::on_event(const sim::Event& event) {
    using namespace model;
    const bool of_logs =
        hand_over<BatchAppended, HighWatermarkMoved, LogStartMoved, LogTruncated, BecameLeader,
                  LogCreated, LogLoaded, LogTruncationFlushed, LogRestarted>(event, logs_);
    if (of_logs) return;
    const bool of_sends =
        hand_over<SendInvoked, SendEnded, ProducerBatchSent, ProducerBatchAcknowledged,
                  ProducerBatchRetried, ProducerBatchFailed, ProducerBatchSplit>(event, sends_);
    if (of_sends) return;
    const bool of_readings =
        hand_over<RecordDelivered, ReaderAssigned, ConsumerPositionSet, FinalReadEnded>(event,
                                                                                        readings_);
    if (!of_readings && event.kind.name == "process_died") readings_.on_process_died(event);
}

const Account& Ledger::account() const {
    if (!account_) {
        logs_.close();
        account_ = std::make_unique<Account>(partitions_.size(), sends_, logs_, readings_);
    }
    return *account_;
}

std::string Ledger::name_of(SendRef send) const {
    return fmt::format("{}/{}", sends_.producer_name(send.producer), send.number);
}

}  // namespace assize::checkers::ledger
