#include "scenarios/file/properties.h"

namespace assize::scenarios::file {

const std::vector<std::string>& property_names() {
    static const std::vector<std::string> kNames{
        "atomicity.transaction",
        "control.metadata-durable",
        "control.one-leader-per-epoch",
        "delivery.at-least-once",
        "delivery.at-most-once",
        "delivery.exactly-once",
        "delivery.no-phantom",
        "durability.acked-survives",
        "group.commit-monotonic",
        "group.single-owner",
        "isolation.read-committed",
        "liveness.cluster-recovers",
        "liveness.consumers-catch-up",
        "liveness.group-stabilises",
        "liveness.sends-end",
        "liveness.transactions-close",
        "order.key",
        "order.offset-stable",
        "order.partition",
        "order.producer",
        "producer.sequence",
        "replication.high-watermark",
        "replication.leader-completeness",
        "replication.log-matching",
    };
    return kNames;
}

}  // namespace assize::scenarios::file
