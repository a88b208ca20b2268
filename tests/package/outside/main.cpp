#include <fmt/format.h>
#include <sim/simulation.h>

namespace sim = assize::sim;
using namespace sim::literals;

int main() {
    sim::Simulation world({.seed = 7});
    sim::Host& host = world.add_host({.name = "h1"});
    sim::Process& ticker = host.start("ticker", [](sim::Fiber& fiber) {
        for (;;) fiber.sleep(1_s);
    });
    world.at(sim::Instant::at(90_s), [&ticker] { ticker.crash(); });
    world.run_until_idle();
    fmt::print("{} facts, trace {:016x}\n", world.trace().size(), world.trace().hash());
}
