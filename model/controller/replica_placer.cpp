#include "model/controller/replica_placer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assize::model::controller {

namespace {

/// The brokers of a rack in their order, each time begun one further.
class Stripe {
public:
    void add(BrokerId broker) { brokers_.push_back(broker); }
    void start_anywhere(sim::Random& random) {
        if (!brokers_.empty()) offset_ = random.below(brokers_.size());
    }

    /// The next for that partition; none when it has had them all.
    std::optional<BrokerId> next(std::int32_t partition) {
        if (brokers_.empty()) return std::nullopt;
        if (partition_ != partition) {
            partition_ = partition;
            taken_ = 0;
            offset_ = (offset_ + 1) % brokers_.size();
        }
        if (taken_ == brokers_.size()) return std::nullopt;
        return brokers_[(offset_ + taken_++) % brokers_.size()];
    }

private:
    BrokerIds brokers_;
    std::optional<std::int32_t> partition_;
    std::size_t offset_ = 0;
    std::size_t taken_ = 0;
};

struct Rack {
    Stripe unfenced;
    Stripe fenced;

    std::optional<BrokerId> next(std::int32_t partition) {
        const auto broker = unfenced.next(partition);
        return broker ? broker : fenced.next(partition);
    }
};

class Racks {
public:
    Racks(const std::vector<UsableBroker>& brokers, sim::Random& random) {
        std::map<std::optional<std::string>, Rack> by_name;
        for (const UsableBroker& broker : brokers) {
            Rack& rack = by_name[broker.rack];
            (broker.fenced ? rack.fenced : rack.unfenced).add(broker.id);
        }
        for (auto& [name, rack] : by_name) {
            rack.fenced.start_anywhere(random);
            rack.unfenced.start_anywhere(random);
            racks_.push_back(std::move(rack));
        }
        offset_ = random.below(racks_.size());
    }

    /// Requires: an unfenced broker, and as many brokers as replicas.
    BrokerIds place(std::int32_t partition, std::size_t replication_factor) {
        BrokerIds replicas;
        std::size_t first = offset_;
        for (;; first = (first + 1) % racks_.size()) {
            if (const auto leader = racks_[first].unfenced.next(partition)) {
                replicas.push_back(*leader);
                break;
            }
        }
        // The leader's rack has had its turn in the first round.
        bool skip_first = true;
        for (std::size_t at = offset_; replicas.size() < replication_factor;
             at = (at + 1) % racks_.size()) {
            if (at == first && std::exchange(skip_first, false)) continue;
            if (const auto broker = racks_[at].next(partition)) replicas.push_back(*broker);
        }
        offset_ = (offset_ + 1) % racks_.size();
        return replicas;
    }

private:
    std::vector<Rack> racks_;
    std::size_t offset_ = 0;
};

}  // namespace

std::vector<UsableBroker> usable_brokers(const MetadataImage& image) {
    std::vector<UsableBroker> usable;
    for (const auto& [id, broker] : *image.brokers) {
        if (broker.in_controlled_shutdown) continue;
        usable.push_back({.id = id, .rack = broker.rack, .fenced = broker.fenced});
    }
    return usable;
}

Decision<std::vector<BrokerIds>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                std::int32_t partitions,
                                                std::int32_t replication_factor,
                                                sim::Random& random) {
    if (replication_factor <= 0) {
        return refuse(ErrorCode::kInvalidReplicationFactor,
                      fmt::format("Invalid replication factor {}: the replication factor must be "
                                  "positive.",
                                  replication_factor));
    }
    const auto unfenced =
        std::count_if(brokers.begin(), brokers.end(), [](const auto& b) { return !b.fenced; });
    if (unfenced == 0) {
        return refuse(ErrorCode::kInvalidReplicationFactor,
                      fmt::format("Unable to replicate the partition {} time(s): All brokers are "
                                  "currently fenced.",
                                  replication_factor));
    }
    if (replication_factor > std::ssize(brokers)) {
        return refuse(ErrorCode::kInvalidReplicationFactor,
                      fmt::format("Unable to replicate the partition {} time(s): The target "
                                  "replication factor of {} cannot be reached because only {} "
                                  "broker(s) are registered.",
                                  replication_factor, replication_factor, brokers.size()));
    }
    Racks racks(brokers, random);
    std::vector<BrokerIds> placed;
    for (std::int32_t partition = 0; partition < partitions; ++partition) {
        placed.push_back(racks.place(partition, static_cast<std::size_t>(replication_factor)));
    }
    return placed;
}

}  // namespace assize::model::controller
