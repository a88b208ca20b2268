#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/types.h"
#include "scenarios/scenario.h"

namespace assize::scenarios::file {

/// A Target, taken apart.
struct TargetText {
    enum class Kind : std::uint8_t {
        kName,         // "broker-1", "producer-2": of one node or client.
        kBrokers,      // All of a kind.
        kControllers,  //
        kNodes,        //
        kClients,      //
        kController,   // The active one.
        kLeader,       // Of a partition.
        kFollowers,
        kFollower,  // The nth, from 0.
        kIsr,
        // Of scenarios only: drawn by the seed.
        kRandomBroker,
        kRandomController,
        kRandomNode,
        kRandomProducer,
        kRandomConsumer,
        kRandomClient,
        kRandomLeader,    // Of any partition.
        kRandomFollower,  // Of `partition`, or of any.
    };
    Kind kind;
    std::string name = {};
    std::optional<model::TopicPartition> partition = std::nullopt;
    std::int32_t nth = 0;

    bool is_random() const { return kind >= Kind::kRandomBroker; }
    bool operator==(const TargetText&) const = default;
};

/// None when it is no such text. Whether there is what it names is another question.
std::optional<TargetText> parse_target(std::string_view text);

/// Nothing, or what is wrong with a target: that it is misspelt, or that there is no such thing.
std::string judge_target(std::string_view text, const Scenario& scenario);

/// Nothing, or what is wrong with "orders-0": no such topic, or it has fewer partitions.
std::string judge_partition(std::string_view text, const Scenario& scenario);
std::string judge_topic(std::string_view name, const Scenario& scenario);

}  // namespace assize::scenarios::file
