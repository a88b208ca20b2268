#include "scenarios/run/operator.h"

#include <utility>

#include "sim/sync/condition.h"

namespace assize::scenarios {

using namespace sim::literals;

Operator::Operator(World& world)
    : world_(world), process_(world.add_helper("operator", [](sim::Fiber& fiber) {
          // Jobs are fibers of this life: it lasts as long as the world.
          sim::Condition never;
          never.wait(fiber);
      })) {}

void Operator::begin(Job job) {
    jobs_ += 1;
    process_.spawn([this, job = std::move(job)](sim::Fiber& fiber) {
        model::config::AdminConfig config;
        config.request_timeout = 5_s;
        config.default_api_timeout = 30_s;
        model::client::Admin admin(fiber, world_.cluster().bootstrap(), config);
        job(fiber, admin);
        jobs_ -= 1;
    });
}

}  // namespace assize::scenarios
