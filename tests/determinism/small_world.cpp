#include "tests/determinism/small_world.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/network/network.h"
#include "sim/network/rules/corruption.h"
#include "sim/network/rules/cut.h"
#include "sim/network/rules/slow_link.h"
#include "sim/network/rules/stall.h"
#include "sim/simulation.h"
#include "sim/sync/channel.h"
#include "sim/sync/task_group.h"

namespace assize {

namespace {

using namespace sim;  // All of it is under test here.

constexpr Port kPort = Port(1);
constexpr Duration kLife = 3_s;

struct Written {
    static constexpr std::string_view kName = "written";
    static constexpr std::string_view kMeaning = "a server of the small world wrote a frame";
    std::int64_t bytes;
    std::int64_t file_size;
    WallInstant wall_time;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("bytes", &Written::bytes, "how many");
        field("file_size", &Written::file_size, "with them");
        field("wall_time_ns", &Written::wall_time, "as the host has it");
    }
};

struct Answered {
    static constexpr std::string_view kName = "answered";
    static constexpr std::string_view kMeaning = "a client of the small world got its answer";
    std::int64_t frame;
    Duration took;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("frame", &Answered::frame, "to which");
        field("took_ns", &Answered::took, "on the host's clock");
    }
};

class SmallWorld {
public:
    explicit SmallWorld(std::uint64_t seed)
        : simulation_(options(seed)), random_(simulation_.random("small world")) {
        const auto hosts = static_cast<std::uint32_t>(random_.between(2, 5));
        for (std::uint32_t i = 0; i < hosts; ++i) add_host(i);
        for (int i = 0; i < 12; ++i) plan_fault(random_.between(0_s, kLife));
    }

    WorldOutcome run() {
        simulation_.run_for(kLife);
        rules_.clear();
        disk_faults_.clear();
        simulation_.run_for(kLife);
        return {simulation_.trace().hash(), simulation_.trace().size(),
                simulation_.scheduler().events_handled()};
    }

private:
    static SimulationOptions options(std::uint64_t seed) {
        const auto order = seed % 2 == 0 ? kernel::ReadyOrder::kFifo : kernel::ReadyOrder::kRandom;
        LinkProfile link;
        link.latency = seed % 3 == 0 ? LatencyLaw::exponential(50_us, 200_us)
                                     : LatencyLaw::quantiles({{500, 1_ms}, {1000, 20_ms}});
        return {.seed = seed, .ready_order = order, .link = link};
    }

    void add_host(std::uint32_t number) {
        const auto drift = Drift::parts_per_billion(random_.between(-200'000, 200'000));
        Host& host =
            simulation_.add_host({.name = "h" + std::to_string(number),
                                  .clock = {.wall_drift = drift, .monotonic_drift = drift}});
        processes_.push_back(&host.start("server", [this](Fiber& fiber) { serve(fiber); }));
        processes_.push_back(&host.start("client", [this](Fiber& fiber) { ask(fiber); }));
    }

    // --- What the processes do.

    void serve(Fiber& fiber) {
        auto listener = simulation_.network().listen(fiber, kPort);
        if (!listener) return;
        TaskGroup connections(fiber);
        while (auto connection = listener->accept(fiber)) {
            auto shared = std::make_shared<Connection>(std::move(*connection));
            connections.spawn([this, shared](Fiber& task) { write_down(task, *shared); });
        }
    }

    void write_down(Fiber& fiber, Connection& connection) {
        auto file = fiber.host().disk().open(fiber, "/log", OpenMode::kCreateIfMissing);
        if (!file) return;
        while (const auto bytes = connection.receive(fiber, 4'096, fiber.after(500_ms))) {
            if (!file->append(fiber, *bytes)) return;
            if (bytes->size() % 3 == 0 && !file->sync(fiber)) return;
            fiber.life().emit(Written{static_cast<std::int64_t>(bytes->size()),
                                      file->size().value_or(-1), fiber.wall_time()},
                              {.changed = Changed::kYes, .message = connection.last_received()});
            if (!connection.send(fiber, std::vector<std::byte>(8))) return;
        }
    }

    void ask(Fiber& fiber) {
        Random random = simulation_.random("client").split(fiber.host().name(),
                                                           fiber.life().incarnation().value());
        for (;;) {
            const HostId to(static_cast<std::uint32_t>(random.below(simulation_.hosts())));
            auto connection =
                simulation_.network().connect(fiber, Address{to, kPort}, fiber.after(300_ms));
            if (connection) converse(fiber, *connection, random);
            fiber.sleep(random.exponential(20_ms));
        }
    }

    static void converse(Fiber& fiber, Connection& connection, Random& random) {
        for (std::int64_t frame = 0; frame < 20; ++frame) {
            const MonotonicInstant asked = fiber.now();
            std::vector<std::byte> bytes(1 + random.below(3'000));
            if (!connection.send(fiber, std::move(bytes), fiber.after(200_ms))) return;
            if (!connection.receive_exactly(fiber, 8, fiber.after(200_ms))) return;
            fiber.life().emit(Answered{frame, fiber.now() - asked}, {.changed = Changed::kNo});
        }
    }

    // --- What befalls them.

    void plan_fault(Duration at) {
        simulation_.at(Instant::origin() + at, [this] { befall(); });
    }

    void befall() {
        Process& process = *processes_[random_.below(processes_.size())];
        const HostId other(static_cast<std::uint32_t>(random_.below(simulation_.hosts())));
        switch (random_.below(9)) {
            case 0: process.crash(); return start_later(process);
            case 1: process.host().lose_power(); return start_later(process);
            case 2: process.pause(); return later([&process] { process.resume(); });
            case 3:
                return install(
                    std::make_unique<Cut>(HostSet{process.host().id()}, HostSet{other},
                                          random_.below(2) == 0 ? Ways::kOne : Ways::kBoth));
            case 4: return harm_link(HostSet{process.host().id()}, HostSet{other});
            case 5: return process.host().jump_wall_clock(random_.between(-(60_s), 60_s));
            case 6: return break_disk(process.host(), disk_fault::Slow{random_.exponential(30_ms)});
            case 7: return break_disk(process.host(), disk_fault::LosesPages{});
            default: process.host().wipe(); return start_later(process);
        }
    }

    void install(std::unique_ptr<Rule> rule) {
        rules_.push_back(simulation_.network().install(std::move(rule)));
        later([this] { rules_.clear(); });
    }
    void harm_link(HostSet from, HostSet to) {
        switch (random_.below(3)) {
            case 0: return install(std::make_unique<Stall>(from, to));
            case 1: return install(std::make_unique<Corruption>(from, to, Chance::percent(10)));
            default:
                install(std::make_unique<SlowLink>(
                    from, to, Slowdown{.extra_latency = 5_ms, .bandwidth_divisor = 100}));
        }
    }
    void break_disk(Host& host, DiskFaultEffect effect) {
        disk_faults_.push_back(host.disk().install({.path = "/*",
                                                    .operation = DiskOperation::kSync,
                                                    .when = FaultTiming::by(Chance::percent(50)),
                                                    .effect = std::move(effect)}));
    }
    void start_later(Process& process) {
        later([&process] {
            process.host().restore_power();
            for (Process* dead : process.host().processes()) {
                if (!dead->alive()) dead->start();
            }
        });
    }
    void later(std::function<void()> action) {
        simulation_.at(simulation_.now() + random_.exponential(200_ms), std::move(action));
    }

    Simulation simulation_;
    Random random_;
    std::vector<Process*> processes_;
    std::vector<RuleGuard> rules_;
    std::vector<DiskFaultGuard> disk_faults_;
};

}  // namespace

WorldOutcome run_small_world(std::uint64_t seed) {
    return SmallWorld(seed).run();
}

}  // namespace assize
