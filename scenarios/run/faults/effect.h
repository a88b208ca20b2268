#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "model/types.h"
#include "scenarios/plan.h"
#include "scenarios/run/faults/answer_watch.h"
#include "scenarios/run/faults/lives.h"
#include "scenarios/run/operator.h"
#include "scenarios/run/targets.h"
#include "scenarios/run/world.h"
#include "sim/result.h"

namespace assize::scenarios {

/// What it takes to do a fault.
struct FaultTools {
    World& world;
    Lives& lives;
    Operator& by_operator;
    const AnswerWatch* answers;  // Null when no fault of the plan needs it.
};

/// A fault whose targets are known: ready to be done.
struct Effect {
    Names targets;
    std::string what;  // In words.
    std::function<void()> act = {};
    /// Empty when there is nothing to take back: it is over at once.
    std::function<void()> take_back = {};
    /// How often it struck so far; empty when it strikes by being there.
    std::function<std::uint64_t()> strikes = {};
    /// What an operator asks for, which takes its time: then there is no act.
    struct Answer {
        std::string error;  // Empty when it is done.
        std::string message;
    };
    std::function<Answer(sim::Fiber&, model::client::Admin&)> ask = {};
    /// What he asks for at the end; when empty it is over as soon as he is answered.
    std::function<Answer(sim::Fiber&, model::client::Admin&)> ask_back = {};
};

/// Fails: there is nobody whom it could strike at this moment, in words.
using EffectResult = sim::Result<Effect, std::string>;

// One per kind of action, by what it is done to.

EffectResult effect_of(const fault::Crash& crash, const FaultTools& tools);
EffectResult effect_of(const fault::PowerLoss& loss, const FaultTools& tools);
EffectResult effect_of(const fault::Wipe& wipe, const FaultTools& tools);
EffectResult effect_of(const fault::Pause& pause, const FaultTools& tools);
EffectResult effect_of(const fault::ShutDown& shut_down, const FaultTools& tools);
EffectResult effect_of(const fault::ClockJump& jump, const FaultTools& tools);
EffectResult effect_of(const fault::ClockDrift& drift, const FaultTools& tools);

EffectResult effect_of(const fault::Cut& cut, const FaultTools& tools);
EffectResult effect_of(const fault::Partition& partition, const FaultTools& tools);
EffectResult effect_of(const fault::Ring& ring, const FaultTools& tools);
EffectResult effect_of(const fault::SlowLink& slow, const FaultTools& tools);
EffectResult effect_of(const fault::Stall& stall, const FaultTools& tools);
EffectResult effect_of(const fault::Refuse& refuse, const FaultTools& tools);
EffectResult effect_of(const fault::Reset& reset, const FaultTools& tools);
EffectResult effect_of(const fault::Corrupt& corrupt, const FaultTools& tools);
EffectResult effect_of(const fault::Message& message, const FaultTools& tools);

EffectResult effect_of(const fault::Disk& disk, const FaultTools& tools);
EffectResult effect_of(const fault::DiskFull& full, const FaultTools& tools);
EffectResult effect_of(const fault::RotLog& rot, const FaultTools& tools);

EffectResult effect_of(const fault::Reassign& reassign, const FaultTools& tools);
EffectResult effect_of(const fault::ElectLeader& elect, const FaultTools& tools);
EffectResult effect_of(const fault::AlterTopic& alter, const FaultTools& tools);
EffectResult effect_of(const fault::DeleteRecords& del, const FaultTools& tools);

EffectResult effect_of(const FaultAction& action, const FaultTools& tools);

}  // namespace assize::scenarios
