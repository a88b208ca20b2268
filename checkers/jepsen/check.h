#pragma once

#include <cstdint>

#include "checkers/history.h"
#include "checkers/jepsen/anomaly.h"
#include "checkers/jepsen/setting.h"

namespace assize::checkers {

/// What a history says of the Kafka behind it.
enum class Validity : std::uint8_t {
    kValid,
    kInvalid,
    kUnknown,  // Nothing was sent or polled with success, so nothing was put to the test.
};

struct HistoryVerdict {
    Validity validity;
    Findings findings;
};

/// Looks for all anomalies. Time and memory are linear in the history but for sorting.
/// The history must outlive the verdict's names.
HistoryVerdict check_history(const History& history, const Setting& setting);

}  // namespace assize::checkers
