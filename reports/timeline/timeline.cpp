#include "reports/timeline/timeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace assize::reports {

std::string_view to_string(Timeline::Role role) {
    switch (role) {
        case Timeline::Role::kClient: return "client";
        case Timeline::Role::kController: return "controller";
        case Timeline::Role::kBroker: return "broker";
        case Timeline::Role::kOther: return "other";
    }
    return "?";
}

std::string_view to_string(Timeline::MarkKind kind) {
    using Kind = Timeline::MarkKind;
    switch (kind) {
        case Kind::kAppend: return "append";
        case Kind::kHighWatermark: return "high_watermark";
        case Kind::kTruncate: return "truncate";
        case Kind::kLog: return "log";
        case Kind::kIsr: return "isr";
        case Kind::kLeader: return "leader";
        case Kind::kFollower: return "follower";
        case Kind::kElection: return "election";
        case Kind::kController: return "controller";
        case Kind::kCrash: return "crash";
        case Kind::kRestart: return "restart";
        case Kind::kPause: return "pause";
        case Kind::kResume: return "resume";
        case Kind::kDiskFault: return "disk_fault";
        case Kind::kClockFault: return "clock_fault";
        case Kind::kNetworkFault: return "network_fault";
        case Kind::kFault: return "fault";
        case Kind::kPhase: return "phase";
        case Kind::kSend: return "send";
        case Kind::kPromise: return "promise";
        case Kind::kRefusal: return "refusal";
        case Kind::kDelivery: return "delivery";
        case Kind::kMessage: return "message";
        case Kind::kViolation: return "violation";
        case Kind::kOther: return "other";
    }
    return "?";
}

std::string_view to_string(Timeline::Fate fate) {
    switch (fate) {
        case Timeline::Fate::kArrived: return "arrived";
        case Timeline::Fate::kChangedNothing: return "changed_nothing";
        case Timeline::Fate::kLost: return "lost";
        case Timeline::Fate::kDelayed: return "delayed";
        case Timeline::Fate::kRepeated: return "repeated";
    }
    return "?";
}

std::string_view to_string(Timeline::LaneStateKind state) {
    using Kind = Timeline::LaneStateKind;
    switch (state) {
        case Kind::kLeader: return "leader";
        case Kind::kInSync: return "in_sync";
        case Kind::kOutOfSync: return "out_of_sync";
        case Kind::kUp: return "up";
        case Kind::kActive: return "active";
        case Kind::kPaused: return "paused";
        case Kind::kDown: return "down";
    }
    return "?";
}

std::string milliseconds(sim::Instant at) {
    const std::int64_t microseconds = at.since_origin().nanoseconds() / 1000;
    return fmt::format("{}.{:03}", microseconds / 1000, microseconds % 1000);
}

std::string short_duration(sim::Duration duration) {
    const std::int64_t us = duration.nanoseconds() / 1000;
    if (us < 1000) return fmt::format("{} us", us);
    if (us < 10'000) return fmt::format("{}.{} ms", us / 1000, us % 1000 / 100);
    if (us < 1'000'000) return fmt::format("{} ms", us / 1000);
    if (us < 10'000'000) return fmt::format("{}.{} s", us / 1'000'000, us % 1'000'000 / 100'000);
    return fmt::format("{} s", us / 1'000'000);
}

std::string counted(std::int64_t events, const std::vector<Timeline::CountOfKind>& by_kind,
                    std::size_t most) {
    std::string text = fmt::format("{} event{}", grouped(events), events == 1 ? "" : "s");
    std::int64_t others = events;
    for (std::size_t i = 0; i < std::min(most, by_kind.size()); ++i) {
        text +=
            fmt::format("{} {} {}", i == 0 ? ":" : ",", grouped(by_kind[i].count), by_kind[i].kind);
        others -= by_kind[i].count;
    }
    if (others > 0 && most > 0 && !by_kind.empty()) {
        text += fmt::format(", {} other{}", grouped(others), others == 1 ? "" : "s");
    }
    return text;
}

std::string grouped(std::int64_t number) {
    std::string digits = fmt::format("{}", number);
    const std::ptrdiff_t sign = number < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > sign; at -= 3) {
        digits.insert(digits.begin() + at, ' ');
    }
    return digits;
}

}  // namespace assize::reports
