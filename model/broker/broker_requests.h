#pragma once

#include "model/broker/request_table.h"
#include "model/broker/services.h"

namespace assize::model::broker {

/// All that a broker answers on its port: which APIs in which versions, and who handles them.
const RequestTable<BrokerServices>& broker_requests();

}  // namespace assize::model::broker
