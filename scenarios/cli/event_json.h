#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>

#include "reports/describe.h"
#include "reports/event_log.h"

namespace assize::scenarios {

/// An event as in the trace file, and how reports tell of it: "who" and "line".
nlohmann::ordered_json event_json(const reports::EventLog& log, const reports::Describer& describer,
                                  std::size_t index);

/// "2943.190  #38   broker-1    truncate orders-0 42 -> 41"
std::string event_line(const reports::EventLog& log, const reports::Describer& describer,
                       std::size_t index);

}  // namespace assize::scenarios
