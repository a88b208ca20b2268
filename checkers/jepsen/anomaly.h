#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checkers/history.h"
#include "checkers/jepsen/setting.h"

namespace assize::checkers {

/// What can be wrong with a client history. Jepsen's names where Jepsen has one.
enum class AnomalyKind : std::uint8_t {
    kG0,           // Transactions overwrite one another in a circle.
    kG0Realtime,   // The same, with real time in the circle.
    kG1a,          // A value is polled whose send surely failed.
    kG1c,          // Transactions see one another in a circle.
    kG1cRealtime,  // The same with real time, such as a value polled before its send.
    kAbortedReadInAbortedReader,  // G1a, and the reader failed or crashed too. Not in Jepsen.
    kAppendNotLinearizable,       // Sent after another was acknowledged, and lies before it. Ours.
    kDuplicate,                   // A value at two offsets.
    kGarbageRead,          // A value is polled that nobody sent. Jepsen's checker dies of it.
    kInconsistentOffsets,  // Two values at one offset.
    kIntNonmonotonicPoll,  // One operation polls backwards, or the same again.
    kIntNonmonotonicSend,  // One operation's sends lie in another order.
    kIntPollSkip,          // One operation's polls pass over a message.
    kIntSendSkip,          // Another's message lies between one operation's sends.
    kLostWrite,            // A message that was surely sent, and polls pass it by.
    kNonmonotonicPoll,     // A process polls what it has polled, or before.
    kNonmonotonicSend,     // A process's sends lie in another order.
    kPollSkip,             // A process's polls pass over a message.
    kPrecommittedRead,     // A transaction polls what it sends itself.
    kUnseen,               // Acknowledged messages that nobody had polled at the end.
};
constexpr std::size_t kAnomalyKinds = 20;
std::string_view to_string(AnomalyKind kind);

/// What an anomaly consists of, by Jepsen's names where it has them.
using Term =
    std::variant<std::int64_t, std::string, KeyId, MessageId, OpId, std::vector<std::int64_t>,
                 std::vector<std::string>, std::vector<MessageId>, std::vector<OpId>>;
struct Detail {
    std::string_view name;
    Term term;
};

/// Where two anomalies of one kind are not equally bad.
enum class Trait : std::uint8_t {
    kNone,
    kAppendOrder,       // A cycle that needs the order in which records were appended.
    kFuture,            // A cycle of two: something was polled before its send began.
    kAcknowledgedOnly,  // Offsets that contradict one another, of which at most one was polled.
};

struct Anomaly {
    AnomalyKind kind;
    Trait trait = Trait::kNone;
    std::vector<Detail> details;
    std::string expected;
    std::string observed;
    std::vector<OpId> ops = {};  // The operations that show it, each also in `details`.

    /// Adds a detail.
    void tell(std::string_view name, Term term);
};

/// Anomalies of one kind: how many there are, and the first of them.
struct AnomalyGroup {
    static constexpr std::size_t kMaxShown = 32;

    std::uint64_t count = 0;
    std::vector<Anomaly> shown;
};
using AnomalyGroups = std::map<AnomalyKind, AnomalyGroup>;

/// Takes anomalies down, sorted by whether the setting allows them.
class Findings {
public:
    explicit Findings(const Setting& setting) : setting_(setting) {}

    /// Counts an anomaly. `describe()` makes the Anomaly, and is called for the first ones only.
    template <class Describe>
    void add(AnomalyKind kind, Trait trait, const Describe& describe) {
        auto& groups = is_allowed(kind, trait, setting_) ? allowed_ : forbidden_;
        AnomalyGroup& group = groups[kind];
        if (group.count++ < AnomalyGroup::kMaxShown) {
            group.shown.push_back(describe());
            group.shown.back().kind = kind;
            group.shown.back().trait = trait;
        }
    }
    template <class Describe>
    void add(AnomalyKind kind, const Describe& describe) {
        add(kind, Trait::kNone, describe);
    }

    const AnomalyGroups& forbidden() const { return forbidden_; }
    const AnomalyGroups& allowed() const { return allowed_; }

private:
    static bool is_allowed(AnomalyKind kind, Trait trait, const Setting& setting);

    Setting setting_;
    AnomalyGroups forbidden_;
    AnomalyGroups allowed_;
};

}  // namespace assize::checkers
