#pragma once

#include <string>
#include <vector>

#include "checkers/history.h"
#include "checkers/jepsen/logs.h"

namespace assize::checkers {

/// How many things an anomaly lists at most; what is left out is counted.
constexpr std::size_t kMaxListed = 32;

/// "41 of key 3".
std::string naming(const History& history, MessageId message);

/// "#12": the operation that ended at index 12.
std::string naming(const History& history, OpId op);

/// The messages between two ranks of a key, at most kMaxListed.
std::vector<MessageId> between(const Logs& logs, KeyId key, std::uint32_t first,
                               std::uint32_t second);

}  // namespace assize::checkers
