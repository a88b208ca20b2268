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

std::vector<MessageId> between(const Logs& logs, KeyId key, std::uint32_t first,
                               std::uint32_t second) {
    std::vector<MessageId> found;
    for (std::uint32_t rank = first + 1; rank < second && found.size() < kMaxListed; ++rank) {
        found.push_back(logs.message_at(key, rank));
    }
    return found;
}

}  // namespace assize::checkers
