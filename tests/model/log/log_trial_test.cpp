#include "tests/model/log/log_trial.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace rc {

template <>
struct Arbitrary<assize::model::log::Command> {
    static Gen<assize::model::log::Command> arbitrary() {
        using assize::model::log::Act;
        using assize::model::log::Command;
        const auto act = gen::weightedElement<Act>({{10, Act::kAppend},
                                                    {6, Act::kAppendMany},
                                                    {6, Act::kProduce},
                                                    {3, Act::kEndTxn},
                                                    {2, Act::kNewEpoch},
                                                    {2, Act::kRoll},
                                                    {3, Act::kFlush},
                                                    {4, Act::kTruncate},
                                                    {5, Act::kAdvanceHighWatermark},
                                                    {2, Act::kDeleteRecords},
                                                    {3, Act::kRetention},
                                                    {3, Act::kSleep},
                                                    {6, Act::kRead},
                                                    {1, Act::kCloseAndOpen},
                                                    {2, Act::kCrash},
                                                    {2, Act::kCutPower},
                                                    {3, Act::kCutPowerSoon}});
        return gen::build<Command>(gen::set(&Command::act, act),
                                   gen::set(&Command::a, gen::inRange<std::uint32_t>(0, 100'000)),
                                   gen::set(&Command::b, gen::inRange<std::uint32_t>(0, 100'000)));
    }
};

}  // namespace rc

namespace assize::model::log {
namespace {

RC_GTEST_PROP(LogTrial, a_log_is_its_model_through_crashes_and_power_losses, (std::uint64_t seed)) {
    const auto commands = *rc::gen::scale(4.0, rc::gen::arbitrary<std::vector<Command>>());
    RC_ASSERT(LogTrial(seed, {}).run(commands) == "");
}

RC_GTEST_PROP(LogTrial, a_log_is_its_model_when_nothing_unsynced_survives, (std::uint64_t seed)) {
    const auto commands = *rc::gen::scale(4.0, rc::gen::arbitrary<std::vector<Command>>());
    RC_ASSERT(LogTrial(seed, nothing_survives()).run(commands) == "");
}

}  // namespace
}  // namespace assize::model::log
