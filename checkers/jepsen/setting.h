#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "checkers/history/source.h"

namespace assize::checkers {

/// How consumers came to their partitions: by their own choice, or a group's.
enum class SubVia : std::uint8_t { kAssign, kSubscribe };

/// Whether the order of the log counts as an order between transactions.
enum class WwDeps : std::uint8_t { kNo, kYes };

/// The configuration under which a history came about, with Kafka's defaults: what it does not
/// promise is no failure. Source: semantics of Kafka 4; see Contract rules in allowed.cpp.
struct KafkaContract {
    enum class Acks : std::uint8_t { kNone, kLeader, kAll };

    Acks acks = Acks::kAll;
    bool enable_idempotence = true;
    bool retries = true;            // Whether there are any.
    bool several_in_flight = true;  // max.in.flight.requests.per.connection > 1.
    bool read_committed = false;    // isolation.level.
    bool unclean_leader_election_enable = false;
};

/// Reads a file of Kafka's own form: `key=value` lines, with comments after #. Of all keys those
/// matter that clients and brokers use: acks, enable.idempotence, retries,
/// max.in.flight.requests.per.connection, isolation.level, transactional.id and
/// unclean.leader.election.enable. Other keys of Kafka's are passed over.
/// Fails: at a value out of range, a key given twice, or one that looks like a slip.
tl::expected<KafkaContract, ReadError> read_contract(std::istream& stream);

/// In which setting a history is judged. Without a contract, Jepsen's rules hold.
struct Setting {
    SubVia sub_via = SubVia::kAssign;
    WwDeps ww_deps = WwDeps::kNo;
    std::optional<KafkaContract> contract = std::nullopt;
};

}  // namespace assize::checkers
