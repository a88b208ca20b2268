#pragma once

#include <string>

#include "checkers/history/read.h"
#include "checkers/jepsen/check.h"

namespace assize::scenarios {

/// What `assize check` has to tell.
struct HistoryReport {
    const std::string& path;
    const checkers::HistoryFile& file;
    const checkers::Setting& setting;
    const checkers::HistoryVerdict& verdict;
};

/// A few lines per kind of anomaly, for people: at most two examples of each.
void print_text(const HistoryReport& report);

/// {"valid", "anomalies", "info", ...}, with the first 32 of each kind.
void print_json(const HistoryReport& report);

}  // namespace assize::scenarios
