#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/metadata/delta.h"
#include "sim/random.h"

namespace assize::model::metadata {

/// Records that fit to one another, drawn at random.
class RandomLog {
public:
    explicit RandomLog(std::uint64_t seed) : random_(seed) {}

    MetadataRecord next() {
        for (;;) {
            MetadataRecord record = draw();
            if (delta_.apply(record)) return record;
        }
    }

    const MetadataImage& image() const { return delta_.image(); }

private:
    std::int32_t small() { return static_cast<std::int32_t>(random_.below(4)); }
    // Of one of the last, which may be gone.
    Uuid topic_id() { return Uuid(1, topics_ - std::min(topics_, random_.below(5))); }

    std::vector<std::int32_t> some_brokers() {
        std::vector<std::int32_t> brokers;
        for (std::int32_t id = 0; id < 4; ++id) {
            if (random_.below(2) == 0) brokers.push_back(id);
        }
        return brokers;
    }

    MetadataRecord draw() {
        switch (random_.below(10)) {
            case 0: return register_broker();
            case 1: return registration_change();
            case 2: {
                wire::TopicRecord record;
                record.topic_id = Uuid(1, ++topics_);  // An id is never used again.
                record.name = "t" + std::to_string(small());
                return record;
            }
            case 3: return partition();
            case 4:
            case 5: return partition_change();
            case 6: {
                wire::ConfigRecord record;
                record.resource_type = random_.below(2) == 0 ? 2 : 4;
                record.resource_name = "t" + std::to_string(small());
                record.name = "key" + std::to_string(small());
                if (random_.below(3) == 0) {
                    record.value.reset();
                } else {
                    record.value = std::to_string(small());
                }
                return record;
            }
            case 7: {
                wire::ProducerIdsRecord record;
                record.next_producer_id = image().next_producer_id + 1000;
                return record;
            }
            case 8: {
                wire::FeatureLevelRecord record;
                record.name = "feature" + std::to_string(small());
                record.feature_level = static_cast<std::int16_t>(small());
                return record;
            }
            default: return rare();
        }
    }

    MetadataRecord rare() {
        if (random_.below(3) != 0) return wire::NoOpRecord();
        if (random_.below(2) == 0) {
            wire::RemoveTopicRecord record;
            record.topic_id = topic_id();
            return record;
        }
        wire::UnregisterBrokerRecord record;
        record.broker_id = small();
        record.broker_epoch = epoch_of(record.broker_id);
        return record;
    }

    MetadataRecord register_broker() {
        wire::RegisterBrokerRecord record;
        record.broker_id = small();
        record.broker_epoch = ++epoch_;
        record.incarnation_id = Uuid(2, random_.next());
        record.end_points.push_back({"PLAINTEXT", "b" + std::to_string(record.broker_id), 9092, 0});
        record.features.push_back({"metadata.version", 1, 21});
        record.rack.reset();
        if (random_.below(2) == 0) record.rack = "r" + std::to_string(small());
        record.log_dirs = {Uuid(3, random_.below(9)), Uuid(3, 10)};
        record.fenced = random_.below(2) == 0;
        return record;
    }

    std::int64_t epoch_of(std::int32_t id) {
        const BrokerRegistration* broker = image().broker(BrokerId(id));
        return broker ? broker->epoch.value() : -1;
    }

    MetadataRecord registration_change() {
        wire::BrokerRegistrationChangeRecord record;
        record.broker_id = small();
        record.broker_epoch = epoch_of(record.broker_id);
        record.fenced = static_cast<std::int8_t>(small() % 3 - 1);
        record.in_controlled_shutdown = static_cast<std::int8_t>(small() % 2);
        return record;
    }

    MetadataRecord partition() {
        wire::PartitionRecord record;
        record.topic_id = topic_id();
        record.partition_id = small();
        record.replicas = some_brokers();
        record.isr = some_brokers();
        record.directories.resize(record.replicas.size());
        record.leader = record.replicas.empty() ? -1 : record.replicas.front();
        record.leader_epoch = small();
        record.partition_epoch = small();
        if (random_.below(2) == 0) record.eligible_leader_replicas = some_brokers();
        if (random_.below(2) == 0) record.last_known_elr = some_brokers();
        return record;
    }

    MetadataRecord partition_change() {
        wire::PartitionChangeRecord record;
        record.topic_id = topic_id();
        record.partition_id = small();
        if (random_.below(2) == 0) record.isr = some_brokers();
        if (random_.below(2) == 0) record.leader = small() - 1;
        if (random_.below(3) == 0) {
            record.replicas = some_brokers();
            record.directories.emplace(record.replicas->size());
        }
        if (random_.below(3) == 0) record.adding_replicas = some_brokers();
        if (random_.below(3) == 0) record.removing_replicas = some_brokers();
        if (random_.below(3) == 0)
            record.leader_recovery_state = static_cast<std::int8_t>(small() % 2);
        return record;
    }

    sim::Random random_;
    MetadataDelta delta_{MetadataImage()};
    std::int64_t epoch_ = 0;
    std::uint64_t topics_ = 0;
};

inline MetadataImage replayed(const std::vector<MetadataRecord>& records) {
    MetadataDelta delta{MetadataImage()};
    for (const MetadataRecord& record : records) {
        if (!delta.apply(record)) return {};
    }
    return delta.image();
}

}  // namespace assize::model::metadata
