#pragma once

#include "reports/event_log.h"
#include "sim/trace.h"

namespace assize::reports {

/// The events of losing_run(): broker-1, cut off, is alone in the ISR and acknowledges
/// producer-1/41; it dies, broker-2 leads uncleanly, and broker-1 cuts its log when it is back.
/// Before that come as many sends that go well as asked for.
EventLog losing_events(int sends_before = 2);

/// The same for whoever has subscribed.
void tell_losing_run(sim::Trace& trace, int sends_before = 2);

}  // namespace assize::reports
