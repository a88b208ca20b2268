#pragma once

#include <optional>
#include <string>

#include "reports/event_log.h"

namespace assize::scenarios {

/// What two runs that should be the same first differ in, in words: the event's number and time,
/// and what each has there. None when they are the same.
std::optional<std::string> first_difference(const reports::EventLog& one,
                                            const reports::EventLog& other);

}  // namespace assize::scenarios
