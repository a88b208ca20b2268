#include "model/controller/decision_facts.h"

#include <string>
#include <variant>

#include "model/controller/leadership_updates.h"
#include "model/facts/controller.h"
#include "sim/simulation.h"

namespace assize::model::controller {

namespace {

struct Statement {
    const sim::Life& life;
    const Decider& decider;
    Offset offset;
    const ClusterView& before;
    const ClusterView& after;

    std::int32_t controller() const { return decider.controller.value(); }
    std::int32_t epoch() const { return decider.epoch.value(); }

    sim::NameId name(std::string_view text) const {
        return life.process().simulation().trace().intern(text);
    }
    sim::Subject own_record() const {
        return {"records", name("__cluster_metadata-0"), offset.value(), offset.value() + 1};
    }

    template <class F>
    void emit(const F& fact) const {
        life.emit(fact, {.changed = sim::Changed::kYes, .subjects = {own_record()}});
    }
    template <class F>
    void emit(const F& fact, sim::Subject subject) const {
        life.emit(fact, {.changed = sim::Changed::kYes, .subjects = {own_record(), subject}});
    }

    sim::Subject broker_epoch(std::int32_t broker, std::int64_t number) const {
        return {"broker_epoch", name("broker-" + std::to_string(broker)), number, number + 1};
    }

    void partition(const Uuid& topic_id, std::int32_t index) const {
        const TopicImage& topic = *after.image.topics.find(topic_id);
        const PartitionRegistration& now = *topic.partition(index);
        const PartitionRegistration* old = before.image.topics.find(topic_id, index);
        const bool elected = now.leader && (!old || old->leader != now.leader);
        std::vector<std::int64_t> isr_epochs;
        for (BrokerId broker : now.isr) {
            const BrokerRegistration* known = after.image.broker(broker);
            isr_epochs.push_back(known ? known->epoch.value() : -1);
        }
        PartitionChanged fact{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .topic = topic.name,
            .topic_id = to_string(topic.id),
            .partition = index,
            .reason = decider.reason,
            .leader = std::nullopt,
            .leader_epoch = now.leader_epoch.value(),
            .partition_epoch = now.partition_epoch.value(),
            .replicas = metadata::to_wire(now.replicas),
            .isr = metadata::to_wire(now.isr),
            .isr_broker_epochs = std::move(isr_epochs),
            .elr = metadata::to_wire(now.elr),
            .last_known_elr = metadata::to_wire(now.last_known_elr),
            .adding = metadata::to_wire(now.adding),
            .removing = metadata::to_wire(now.removing),
            .min_isr = election_rules(after, topic).min_isr,
            .leader_elected = elected,
            .unclean = elected && old && !metadata::contains(old->isr, *now.leader) &&
                       !metadata::contains(old->elr, *now.leader),
            .recovering = now.leader_recovery_state == metadata::LeaderRecoveryState::kRecovering,
        };
        if (now.leader) fact.leader = now.leader->value();
        emit(fact, {"leader_epoch", name(to_string(TopicPartition{topic.name, index})),
                    fact.leader_epoch, fact.leader_epoch + 1});
    }

    void operator()(const wire::PartitionRecord& record) const {
        partition(record.topic_id, record.partition_id);
    }
    void operator()(const wire::PartitionChangeRecord& record) const {
        partition(record.topic_id, record.partition_id);
    }

    void operator()(const wire::RegisterBrokerRecord& record) const {
        const BrokerRegistration* old = before.image.broker(BrokerId(record.broker_id));
        emit(
            BrokerRegistrationAccepted{
                .controller = controller(),
                .epoch = epoch(),
                .offset = offset.value(),
                .broker = record.broker_id,
                .broker_epoch = record.broker_epoch,
                .incarnation = to_string(record.incarnation_id),
                .previous_epoch = old ? std::optional(old->epoch.value()) : std::nullopt,
                .fenced = record.fenced,
            },
            broker_epoch(record.broker_id, record.broker_epoch));
    }

    void fencing(std::int32_t broker) const {
        const BrokerRegistration& now = *after.image.broker(BrokerId(broker));
        emit(
            BrokerFencingChanged{
                .controller = controller(),
                .epoch = epoch(),
                .offset = offset.value(),
                .broker = broker,
                .broker_epoch = now.epoch.value(),
                .fenced = now.fenced,
                .in_controlled_shutdown = now.in_controlled_shutdown,
                .reason = decider.reason,
                .metadata_offset = decider.broker_metadata_offset,
            },
            broker_epoch(broker, now.epoch.value()));
    }
    void operator()(const wire::BrokerRegistrationChangeRecord& record) const {
        fencing(record.broker_id);
    }
    void operator()(const wire::FenceBrokerRecord& record) const { fencing(record.id); }
    void operator()(const wire::UnfenceBrokerRecord& record) const { fencing(record.id); }

    void operator()(const wire::UnregisterBrokerRecord& record) const {
        emit(
            BrokerUnregistered{
                .controller = controller(),
                .epoch = epoch(),
                .offset = offset.value(),
                .broker = record.broker_id,
                .broker_epoch = record.broker_epoch,
            },
            broker_epoch(record.broker_id, record.broker_epoch));
    }

    void operator()(const wire::TopicRecord& record) const {
        emit(TopicCreated{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .topic = record.name,
            .topic_id = to_string(record.topic_id),
        });
    }
    void operator()(const wire::RemoveTopicRecord& record) const {
        emit(TopicDeleted{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .topic = before.image.topics.find(record.topic_id)->name,
            .topic_id = to_string(record.topic_id),
        });
    }

    void operator()(const wire::ConfigRecord& record) const {
        emit(ConfigChanged{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .resource_type = to_string(metadata::ConfigResourceType(record.resource_type)),
            .resource = record.resource_name,
            .key = record.name,
            .value = record.value,
        });
    }

    void operator()(const wire::ProducerIdsRecord& record) const {
        emit(ProducerIdsAllocated{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .broker = record.broker_id,
            .first = before.image.next_producer_id,
            .end = record.next_producer_id,
        });
    }

    void operator()(const wire::FeatureLevelRecord& record) const {
        emit(FeatureLevelChanged{
            .controller = controller(),
            .epoch = epoch(),
            .offset = offset.value(),
            .feature = record.name,
            .level = record.feature_level,
        });
    }

    // Nothing is different for them, or nobody writes them.
    void operator()(const wire::NoOpRecord&) const {}
    void operator()(const wire::RegisterControllerRecord&) const {}
    void operator()(const wire::ClearElrRecord&) const {}
    void operator()(const wire::BeginTransactionRecord&) const {}
    void operator()(const wire::EndTransactionRecord&) const {}
    void operator()(const wire::AbortTransactionRecord&) const {}
};

}  // namespace

void state_decision(const sim::Life& life, const Decider& decider, Offset offset,
                    const ClusterView& before, const ClusterView& after,
                    const MetadataRecord& record) {
    std::visit(Statement{life, decider, offset, before, after}, record);
}

}  // namespace assize::model::controller
