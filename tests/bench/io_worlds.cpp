#include "tests/bench/io_worlds.h"

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/network/network.h"
#include "sim/network/rules/cut.h"

namespace assize::bench {

namespace {

constexpr sim::HostId kSender(0);
constexpr sim::HostId kReceiver(1);
constexpr sim::HostId kBystander(2);
constexpr sim::Address kInbox{kReceiver, sim::Port(9092)};
constexpr std::size_t kFrameSize = 1'024;
constexpr std::size_t kPageSize = 4'096;
constexpr int kAppendsPerFile = 256;

std::unique_ptr<sim::Rule> cut_off_bystander() {
    return std::make_unique<sim::Cut>(sim::HostSet{kBystander}, sim::HostSet{kSender, kReceiver},
                                      sim::Ways::kBoth);
}

}  // namespace

StreamWorld::StreamWorld()
    : simulation_(sim::SimulationOptions{.seed = 1}),
      cut_elsewhere_(simulation_.network().install(cut_off_bystander())) {
    for (const char* name : {"sender", "receiver", "bystander"}) {
        simulation_.add_host({.name = name});
    }
    simulation_.host(kReceiver).start("p", [this](sim::Fiber& fiber) { receive(fiber); });
    simulation_.host(kSender).start("p", [this](sim::Fiber& fiber) { send(fiber); });
}

void StreamWorld::receive(sim::Fiber& fiber) {
    auto listener = simulation_.network().listen(fiber, kInbox.port);
    auto connection = listener->accept(fiber);
    while (connection->receive_exactly(fiber, kFrameSize)) frames_ += 1;
}

void StreamWorld::send(sim::Fiber& fiber) {
    auto connection = simulation_.network().connect(fiber, kInbox);
    while (connection->send(fiber, std::vector<std::byte>(kFrameSize))) {
    }
}

SyncWorld::SyncWorld() : simulation_(sim::SimulationOptions{.seed = 1}) {
    simulation_.add_host({.name = "host"}).start("p", [this](sim::Fiber& fiber) { write(fiber); });
}

void SyncWorld::write(sim::Fiber& fiber) {
    const std::vector<std::byte> page(kPageSize);
    auto file = fiber.host().disk().open(fiber, "/log", sim::OpenMode::kCreateNew);
    for (;;) {
        for (int i = 0; i < kAppendsPerFile; ++i) {
            if (!file->append(fiber, page) || !file->sync(fiber)) return;
            syncs_ += 1;
        }
        if (!file->truncate(fiber, 0)) return;
    }
}

}  // namespace assize::bench
