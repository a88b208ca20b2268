#include "tests/sim/network/storm.h"

#include "sim/network/rules/corruption.h"
#include "sim/network/rules/cut.h"
#include "sim/network/rules/frame_rule.h"
#include "sim/network/rules/partition.h"
#include "sim/network/rules/slow_link.h"
#include "sim/network/rules/stall.h"

namespace assize::sim {

namespace {

LinkProfile link() {
    return {.latency = LatencyLaw::uniform(100_us, 3_ms),
            .bytes_per_second = 1'000'000,
            .buffer_bytes = 300};
}

}  // namespace

/// That a fiber is at work on a connection. When it goes before it is done, that is broken.
class Storm::Presence {
public:
    Presence(Storm& storm, const Connection& connection)
        : storm_(storm), stream_(connection.local(), connection.remote()) {}
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() {
        if (done_) return;
        storm_.broken.insert(stream_);
        storm_.broken.insert({stream_.second, stream_.first});
    }
    void done() { done_ = true; }
    const Stream& sends() const { return stream_; }
    Stream receives() const { return {stream_.second, stream_.first}; }

private:
    Storm& storm_;
    const Stream stream_;
    bool done_ = false;
};

Storm::Storm(std::uint64_t seed)
    : sim({.seed = seed, .ready_order = kernel::ReadyOrder::kRandom, .link = link()}) {
    for (const char* name : {"a", "b", "c"}) {
        sim.add_host({.name = name}).start(name, [this](Fiber& fiber) { serve(fiber); });
    }
}

void Storm::run(const std::vector<Act>& acts) {
    for (const Act& act : acts) schedule(act);
    sim.run_for(10_s);
    heal();
    sim.run_for(800_s);
}

void Storm::schedule(const Act& act) {
    sim.at(sim.now() + act.at, [this, act] { happen(act); });
}

void Storm::serve(Fiber& fiber) {
    auto listener = sim.network().listen(fiber, kPort, {.backlog = 4});
    for (std::uint32_t number = 0;; ++number) {
        auto accepted = listener->accept(fiber);
        if (!accepted) return;
        auto connection = std::make_shared<Connection>(std::move(*accepted));
        chat(fiber, std::move(connection), number);
    }
}

// Writes and reads at the same time.
void Storm::chat(Fiber& fiber, std::shared_ptr<Connection> connection, std::uint32_t number) {
    fiber.spawn([this, connection](Fiber& reader) { read(reader, *connection); });
    fiber.spawn([this, connection, number](Fiber& writer) { write(writer, *connection, number); });
}

void Storm::write(Fiber& fiber, Connection& connection, std::uint32_t number) {
    Presence presence(*this, connection);
    Random random(number);
    for (std::uint64_t frames = random.below(20); frames > 0; --frames) {
        Bytes frame(1 + random.below(200));
        for (std::byte& byte : frame) byte = static_cast<std::byte>(random.next());
        const Bytes copy = frame;
        if (!connection.send(fiber, std::move(frame))) return;
        Bytes& all = sent[presence.sends()];
        all.insert(all.end(), copy.begin(), copy.end());
        if (random.happens(Chance::percent(50))) fiber.sleep(random.between(0_ms, 100_ms));
    }
    connection.shutdown_send();
    presence.done();
}

void Storm::read(Fiber& fiber, Connection& connection) {
    Presence presence(*this, connection);
    Random random(connection.remote().port.value());
    for (;;) {
        const std::size_t count = 1 + random.below(300);
        const auto bytes = random.happens(Chance::percent(30))
                               ? connection.receive_exactly(fiber, count, fiber.after(1_s))
                               : connection.receive(fiber, count);
        if (bytes) {
            Bytes& all = received[presence.receives()];
            all.insert(all.end(), bytes->begin(), bytes->end());
        } else if (bytes.error() == NetworkError::kEnd) {
            // What receive_exactly has left there.
            const auto rest = connection.receive(fiber, 1 << 20);
            if (!rest) return presence.done();
            Bytes& all = received[presence.receives()];
            all.insert(all.end(), rest->begin(), rest->end());
        } else if (bytes.error() != NetworkError::kTimedOut) {
            return;
        }
    }
}

void Storm::happen(const Act& act) {
    switch (act.kind) {
        case Act::Kind::kChat:
            if (!node(act.a).alive()) return;
            fibers_.push_back(node(act.a).spawn([this, act](Fiber& fiber) {
                auto connection = sim.network().connect(fiber, {host(act.b).id(), kPort},
                                                        fiber.after(act.lasts + 1_s));
                if (!connection) return;
                chat(fiber, std::make_shared<Connection>(std::move(*connection)), act.number);
            }));
            return;
        case Act::Kind::kRule: {
            const RuleId id = sim.network().install(rule_of(act)).keep();
            rules_.insert(id);
            sim.at(sim.now() + act.lasts, [this, id] {
                if (rules_.erase(id) != 0) sim.network().remove(id);
            });
            return;
        }
        case Act::Kind::kReset:
            sim.network().reset_connections({host(act.a).id()}, {host(act.b).id()});
            return;
        case Act::Kind::kCrash:
            if (!host(act.a).has_power()) return;
            break_all_of(host(act.a).id());
            node(act.a).crash();
            node(act.a).start();
            return;
        case Act::Kind::kPowerLoss:
            break_all_of(host(act.a).id());
            host(act.a).lose_power();
            sim.at(sim.now() + act.lasts, [this, act] {
                host(act.a).restore_power();
                if (!node(act.a).alive()) node(act.a).start();
            });
            return;
        case Act::Kind::kPause:
            node(act.a).pause();
            sim.at(sim.now() + act.lasts, [this, act] { node(act.a).resume(); });
            return;
        case Act::Kind::kKillFiber:
            if (!fibers_.empty()) sim.scheduler().kill(fibers_[act.number % fibers_.size()]);
            return;
    }
}

std::unique_ptr<Rule> Storm::rule_of(const Act& act) {
    const HostSet from{host(act.a).id()};
    const HostSet to{host(act.b).id()};
    const auto some = [k = act.number](const FrameInTransit& frame) {
        return frame.bytes.size() % 7 == k % 7;
    };
    const auto frame_rule = [&](Verdict verdict) {
        return std::make_unique<FrameRule>("some", some, Occurrence::every(), verdict);
    };
    switch (act.number % 10) {
        case 0: return std::make_unique<Cut>(from, to, Ways::kOne);
        case 1: return std::make_unique<Cut>(from, to, Ways::kBoth);
        case 2: return std::make_unique<Partition>(std::vector<HostSet>{from, to});
        case 3: return std::make_unique<SlowLink>(from, to, Slowdown{50_ms, 3});
        case 4: return std::make_unique<Stall>(from, to);
        case 5: return frame_rule(Verdict::hold());
        case 6: return frame_rule(Verdict::delayed(30_ms));
        case 7: return frame_rule(Verdict::drop());
        case 8: return frame_rule(Verdict::drop_remainder());
        default:
            corrupted = true;
            return std::make_unique<Corruption>(from, to, Chance::percent(9));
    }
}

void Storm::break_all_of(HostId host) {
    for (const auto& [stream, bytes] : sent) {
        if (stream.first.host != host && stream.second.host != host) continue;
        broken.insert(stream);
        broken.insert({stream.second, stream.first});
    }
}

void Storm::heal() {
    for (const RuleId id : std::exchange(rules_, {})) sim.network().remove(id);
    for (std::uint32_t i = 0; i < 3; ++i) {
        host(i).restore_power();
        node(i).resume();
        if (!node(i).alive()) node(i).start();
    }
}

std::vector<Act> random_acts(Random& random, std::size_t count, Duration within) {
    std::vector<Act> acts;
    while (acts.size() < count) {
        // Every other act is a chat.
        const auto kind = static_cast<Act::Kind>(random.below(2) * (1 + random.below(6)));
        acts.push_back(Act{.kind = kind,
                           .a = static_cast<std::uint32_t>(random.below(3)),
                           .b = static_cast<std::uint32_t>(random.below(3)),
                           .number = static_cast<std::uint32_t>(random.below(1'000'000)),
                           .at = random.between(Duration::zero(), within),
                           .lasts = random.between(Duration::zero(), 2_s)});
    }
    return acts;
}

}  // namespace assize::sim
