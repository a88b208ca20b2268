#pragma once

#include <set>
#include <string>

#include "model/config/broker_config.h"
#include "model/metadata/control_plane.h"
#include "sim/sync/task_group.h"

namespace assize::model::broker {

/// Creates topics that clients ask about and that are not there: `auto.create.topics.enable`.
/// Source: Kafka, AutoTopicCreationManager.
class TopicCreation {
public:
    /// Requires: `tasks` goes before this does.
    TopicCreation(metadata::ControlPlane& controllers, const config::BrokerConfig& config,
                  sim::TaskGroup& tasks)
        : controllers_(controllers), config_(config), tasks_(tasks) {}

    /// Asks the controller for a topic, unless it was asked and has not answered yet. Does not
    /// wait: whether it worked shows in the metadata.
    void create(const std::string& topic);

private:
    void ask(sim::Fiber& fiber, const std::string& topic);

    metadata::ControlPlane& controllers_;
    const config::BrokerConfig& config_;
    sim::TaskGroup& tasks_;
    std::set<std::string> under_way_;
};

}  // namespace assize::model::broker
