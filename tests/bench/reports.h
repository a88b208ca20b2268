#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace assize::bench {

using Figures = nlohmann::ordered_json;

/// None when the figures would mean nothing; says why on standard error.
std::optional<Figures> measure_kernel();
void print_kernel(const Figures& figures);

std::optional<Figures> measure_cluster();
void print_cluster(const Figures& figures);

std::optional<Figures> measure_checkers();
void print_checkers(const Figures& figures);

std::optional<Figures> measure_timeline();
void print_timeline(const Figures& figures);

}  // namespace assize::bench
