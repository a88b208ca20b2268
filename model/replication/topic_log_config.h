#pragma once

#include "model/config/broker_config.h"
#include "model/config/topic_config.h"
#include "model/log/log_config.h"

namespace assize::model::replication {

/// What a topic's config says to its logs.
log::LogConfig log_config_of(const config::TopicConfig& topic, const config::BrokerConfig& broker);

}  // namespace assize::model::replication
