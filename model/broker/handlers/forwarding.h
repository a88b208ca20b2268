#pragma once

#include "model/broker/request_table.h"
#include "model/broker/services.h"

namespace assize::model::broker {

/// What a broker does not decide itself: it hands such a request on to the active controller as it
/// came, and the answer back. When no controller answers in time, the answer says so.
RequestTable<BrokerServices> forwarded_requests();

}  // namespace assize::model::broker
