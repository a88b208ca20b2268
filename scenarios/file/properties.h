#pragma once

#include <string>
#include <vector>

namespace assize::scenarios::file {

/// The properties that runs are judged by, by name: what [expect] may speak of.
const std::vector<std::string>& property_names();

}  // namespace assize::scenarios::file
