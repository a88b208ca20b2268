#pragma once

#include <span>
#include <string>

#include "scenarios/file/reading.h"
#include "scenarios/file/value.h"

namespace assize::scenarios::file {

/// Puts what the user set by hand into the tables of a file. Each setting is "key=value": the key
/// a path of names and, for arrays, numbers from 0 (one beyond the last appends); the value as in
/// TOML, or plain text. What is wrong with it is noted in `reading`.
void apply_settings(Reading& reading, std::span<const std::string> settings, Value& file);

}  // namespace assize::scenarios::file
