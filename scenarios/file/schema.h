#pragma once

#include <string>

#include "scenarios/file/language.h"

namespace assize::scenarios {

/// The JSON Schema (draft 2020-12) of scenario files, or of plans, for editors and other tools.
/// Made of the tables that files are read by.
std::string json_schema(file::Language language = file::Language::kScenario);

}  // namespace assize::scenarios
