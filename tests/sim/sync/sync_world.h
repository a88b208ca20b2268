#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/simulation.h"

namespace assize::sim {

/// One process on one host, and a place where its fibers note what they see.
class SyncWorld : public testing::Test {
protected:
    /// Begins the process with `body` as its first fiber.
    Process& begin(FiberBody body) { return host_.start("p", std::move(body)); }
    void note(std::string what) { notes_.push_back(std::move(what)); }

    std::vector<std::string> notes_;
    Simulation simulation_{SimulationOptions{.seed = 1}};
    Host& host_ = simulation_.add_host({.name = "h"});
};

using Notes = std::vector<std::string>;

}  // namespace assize::sim
