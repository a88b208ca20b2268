#include "checkers/jepsen/setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string_view>

#include "checkers/history/slips.h"

namespace assize::checkers {

namespace {

constexpr std::array<std::string_view, 7> kKeys{
    "acks",
    "enable.idempotence",
    "isolation.level",
    "max.in.flight.requests.per.connection",
    "retries",
    "transactional.id",
    "unclean.leader.election.enable",
};

// A value and where it stands.
struct Given {
    std::string value;
    SourcePlace place;
};
using GivenByKey = std::map<std::string, Given, std::less<>>;
using Refusal = std::optional<ReadError>;

std::string_view without_space(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Refusal take_line(std::string_view line, std::uint32_t number, GivenByKey& given) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#' || line[begin] == '!') return {};
    const SourcePlace at_key{.line = number, .column = static_cast<std::uint32_t>(begin + 1)};
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return ReadError{at_key, "expected key=value"};
    const std::string_view key = without_space(line.substr(0, equals));
    const std::string_view value = without_space(line.substr(equals + 1));
    if (std::ranges::find(kKeys, key) == kKeys.end()) {
        const auto meant = one_slip_from(key, kKeys);
        if (!meant) return {};
        return ReadError{at_key, fmt::format("unknown key '{}' (did you mean {}?)", key, *meant)};
    }
    const SourcePlace at_value{.line = number, .column = static_cast<std::uint32_t>(equals + 2)};
    if (!given.try_emplace(std::string(key), Given{std::string(value), at_value}).second) {
        return ReadError{at_key, fmt::format("{} a second time", key)};
    }
    return {};
}

// The number that a text says, from 0 on; -1 when it says none.
std::int64_t number_in(std::string_view text) {
    std::int64_t number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

/// Takes one key after another out of what was given.
class Taking {
public:
    explicit Taking(const GivenByKey& given) : given_(given) {}

    bool has(std::string_view key) const { return given_.contains(key); }

    /// Which of `words` the value is; `otherwise` when the key is not there.
    std::size_t word(std::string_view key, std::span<const std::string_view> words,
                     std::size_t otherwise) {
        const auto found = given_.find(key);
        if (found == given_.end()) return otherwise;
        const auto word = std::ranges::find(words, found->second.value);
        if (word != words.end()) return static_cast<std::size_t>(word - words.begin());
        refuse(found->second, key, fmt::format("one of {}", fmt::join(words, ", ")));
        return otherwise;
    }
    bool flag(std::string_view key, bool otherwise) {
        constexpr std::array<std::string_view, 2> kWords{"false", "true"};
        return word(key, kWords, otherwise ? 1 : 0) == 1;
    }
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t otherwise) {
        const auto found = given_.find(key);
        if (found == given_.end()) return otherwise;
        const std::int64_t number = number_in(found->second.value);
        if (number >= least) return number;
        refuse(found->second, key, fmt::format("a number from {} on", least));
        return otherwise;
    }

    const Refusal& refusal() const { return refusal_; }

private:
    void refuse(const Given& given, std::string_view key, std::string_view expected) {
        if (refusal_) return;
        refusal_ = ReadError{given.place,
                             fmt::format("{} is '{}', expected {}", key, given.value, expected)};
    }

    const GivenByKey& given_;
    Refusal refusal_;
};

tl::expected<KafkaContract, ReadError> contract_from(const GivenByKey& given) {
    constexpr std::array<std::string_view, 4> kAcks{"0", "1", "all", "-1"};
    constexpr std::array<std::string_view, 2> kIsolation{"read_uncommitted", "read_committed"};
    Taking taking(given);
    const std::size_t acks = std::min<std::size_t>(2, taking.word("acks", kAcks, 2));
    const std::int64_t in_flight = taking.number("max.in.flight.requests.per.connection", 1, 5);
    KafkaContract contract{
        .acks = static_cast<KafkaContract::Acks>(acks),
        .enable_idempotence = true,
        .retries = taking.number("retries", 0, 1) > 0,
        .several_in_flight = in_flight > 1,
        .read_committed = taking.word("isolation.level", kIsolation, 0) == 1,
        .unclean_leader_election_enable = taking.flag("unclean.leader.election.enable", false),
    };
    // As Kafka's producer does: idempotence is on unless something else rules it out.
    const bool possible =
        contract.acks == KafkaContract::Acks::kAll && contract.retries && in_flight <= 5;
    const bool asked = taking.flag("enable.idempotence", taking.has("transactional.id"));
    if (asked && !possible) {
        const std::string_view key =
            given.contains("enable.idempotence") ? "enable.idempotence" : "transactional.id";
        return tl::unexpected(ReadError{
            given.find(key)->second.place,
            fmt::format("{} needs acks=all, retries, and at most 5 requests in flight", key)});
    }
    contract.enable_idempotence = taking.flag("enable.idempotence", possible);
    if (taking.refusal()) return tl::unexpected(*taking.refusal());
    return contract;
}

}  // namespace

tl::expected<KafkaContract, ReadError> read_contract(std::istream& stream) {
    GivenByKey given;
    std::string line;
    for (std::uint32_t number = 1; std::getline(stream, line); ++number) {
        if (const Refusal refusal = take_line(line, number, given)) {
            return tl::unexpected(*refusal);
        }
    }
    return contract_from(given);
}

}  // namespace assize::checkers
