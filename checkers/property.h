#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "checkers/contract.h"
#include "checkers/verdict.h"
#include "sim/trace.h"

namespace assize::checkers {

/// What all properties are called. Names are a contract (interface.md, section 4).
namespace property {
inline constexpr std::string_view kAckedSurvives = "durability.acked-survives";
inline constexpr std::string_view kAtMostOnce = "delivery.at-most-once";
inline constexpr std::string_view kAtLeastOnce = "delivery.at-least-once";
inline constexpr std::string_view kExactlyOnce = "delivery.exactly-once";
inline constexpr std::string_view kNoPhantom = "delivery.no-phantom";
inline constexpr std::string_view kOrderPartition = "order.partition";
inline constexpr std::string_view kOrderProducer = "order.producer";
inline constexpr std::string_view kOrderKey = "order.key";
inline constexpr std::string_view kNoSkip = "order.no-skip";
inline constexpr std::string_view kOffsetStable = "order.offset-stable";
inline constexpr std::string_view kLogMatching = "replication.log-matching";
inline constexpr std::string_view kHighWatermark = "replication.high-watermark";
inline constexpr std::string_view kLeaderCompleteness = "replication.leader-completeness";
inline constexpr std::string_view kInSyncReplicas = "replication.in-sync-replicas";
inline constexpr std::string_view kLogIntegrity = "log.integrity";
inline constexpr std::string_view kOneLeaderPerEpoch = "control.one-leader-per-epoch";
inline constexpr std::string_view kMetadataDurable = "control.metadata-durable";
inline constexpr std::string_view kQuorumProtocol = "control.quorum-protocol";
inline constexpr std::string_view kBrokerLifecycle = "control.broker-lifecycle";
inline constexpr std::string_view kProducerSequence = "producer.sequence";
inline constexpr std::string_view kClusterRecovers = "liveness.cluster-recovers";
inline constexpr std::string_view kSendsEnd = "liveness.sends-end";
inline constexpr std::string_view kConsumersCatchUp = "liveness.consumers-catch-up";
}  // namespace property

/// Called at once when a property breaks, while the run goes on.
using Alarm = std::function<void(std::string_view property)>;

/// Judges one property. It sees each fact of the run from the first on, and answers at the end.
/// Memory and time are linear in what it saw.
class PropertyChecker {
public:
    PropertyChecker() = default;
    virtual ~PropertyChecker() = default;
    PropertyChecker(const PropertyChecker&) = delete;
    PropertyChecker& operator=(const PropertyChecker&) = delete;

    /// When it is called, the contract and its oracle of losses have seen the event already.
    virtual void on_event(const sim::Event& event) = 0;
    /// Called once, after the last event: the contract knows what really happened.
    virtual PropertyVerdict finish(const Contract& contract) = 0;

    void set_alarm(Alarm alarm) { alarm_ = std::move(alarm); }

protected:
    /// To be called when a violation is certain. What the contract excuses must not be reported.
    void raise(std::string_view property) const {
        if (alarm_) alarm_(property);
    }

private:
    Alarm alarm_;
};

}  // namespace assize::checkers
