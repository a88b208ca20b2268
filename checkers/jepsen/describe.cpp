#include "checkers/jepsen/describe.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::checkers {

std::string naming(const History& history, MessageId message) {
    return fmt::format("{} of key {}", to_string(history.value_of(message)),
                       to_string(history.name_of(history.key_of(message))));
}

std::string naming(const History& history, OpId op) {
    return fmt::format("#{}", history[op].index);
}

std::vector<MessageId> between(const Logs& logs, MessageId first, MessageId second) {
    std::vector<MessageId> found;
    const KeyId key = logs.history().key_of(first);
    const auto from = logs.last_rank(first);
    const auto to = logs.last_rank(second);
    if (!from || !to) return found;
    for (std::size_t rank = *from + std::size_t{1}; rank < *to && found.size() < kMaxListed;
         ++rank) {
        found.push_back(logs.message_at(key, rank));
    }
    return found;
}

}  // namespace assize::checkers
