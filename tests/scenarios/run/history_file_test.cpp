#include "scenarios/run/history_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "checkers/history/read.h"
#include "checkers/jepsen/check.h"
#include "scenarios/run/run.h"
#include "tests/scenarios/run/plans.h"

namespace assize::scenarios {
namespace {

using namespace sim::literals;

/// What `assize check` says of a history file.
struct Checked {
    checkers::Validity validity;
    std::vector<std::string> anomalies;
};

Checked check(const std::string& text) {
    std::istringstream stream(text);
    const auto file = checkers::read_history(stream);
    if (!file) {
        ADD_FAILURE() << "line " << file.error().place.line << ": " << file.error().what;
        return {checkers::Validity::kUnknown, {}};
    }
    const checkers::HistoryVerdict verdict =
        checkers::check_history(file->history, {.sub_via = checkers::SubVia::kAssign});
    Checked checked{verdict.validity, {}};
    for (const auto& [kind, group] : verdict.findings.forbidden()) {
        checked.anomalies.emplace_back(to_string(kind));
    }
    return checked;
}

std::string history_of(const Plan& plan) {
    std::string text;
    RunOptions options;
    class Keeper final : public sim::TraceSubscriber {
    public:
        Keeper(sim::Trace& trace, std::string& text) : recorder_(trace), text_(text) {}
        ~Keeper() override { text_ = recorder_.to_json_lines(); }
        void on_event(const sim::Event&) override {}

    private:
        HistoryRecorder recorder_;
        std::string& text_;
    };
    options.observers.push_back(
        [&](sim::Trace& trace) { return std::make_unique<Keeper>(trace, text); });
    run(plan, options);
    return text;
}

TEST(HistoryFile, OfAQuietRunIsValid) {
    EXPECT_EQ(check(history_of(small_plan())).validity, checkers::Validity::kValid);
}

TEST(HistoryFile, OfARunWithACrashIsValid) {
    Plan plan = small_plan();
    plan.faults = {fault_at(1_s, fault::Crash{"leader(orders-0)"}, 1_s),
                   fault_at(2_s, fault::Crash{"producer-1"}, 500_ms)};
    const std::string history = history_of(plan);
    const Checked checked = check(history);
    EXPECT_NE(checked.validity, checkers::Validity::kUnknown);
    for (const std::string& anomaly : checked.anomalies) EXPECT_EQ(anomaly, "duplicate");
    EXPECT_NE(history.find(R"("process":"nemesis","type":"info","f":"crash")"), std::string::npos);
}

/// States facts by hand, as the users of clients would.
class Facts {
public:
    Facts() : recorder_(trace_) {
        for (const char* name : {"producer-1", "reader-1"}) trace_.add_process(name);
    }

    void send(std::int64_t number, std::optional<std::int32_t> partition = 0) {
        emit(0, model::SendInvoked{.send = number,
                                   .topic = "orders",
                                   .partition = partition,
                                   .key = std::nullopt,
                                   .value = value(number),
                                   .acks = -1});
    }
    void end(std::int64_t number, model::SendOutcome outcome, std::optional<std::int64_t> offset,
             std::string_view partition = "orders-0") {
        emit(0, model::SendEnded{.send = number,
                                 .value = value(number),
                                 .outcome = outcome,
                                 .partition = partition,
                                 .offset = offset,
                                 .error = ""});
    }
    void assign() { emit(1, model::ReaderAssigned{.partition = "orders-0", .from = 0}); }
    void deliver(std::int64_t offset, std::int64_t number) {
        emit(1, model::RecordDelivered{.partition = "orders-0",
                                       .offset = offset,
                                       .key = std::nullopt,
                                       .value = value(number)});
    }
    std::string history() const { return recorder_.to_json_lines(); }

private:
    static std::string value(std::int64_t number) { return fmt::format("producer-1/{}", number); }

    template <class Fact>
    void emit(std::uint32_t process, const Fact& fact) {
        now_ += 1_ms;
        trace_.emit(sim::Instant::at(now_),
                    sim::Emitter{sim::ProcessId(process), sim::Incarnation(1)}, fact,
                    {.changed = sim::Changed::kYes});
    }

    sim::Trace trace_;
    HistoryRecorder recorder_;
    sim::Duration now_ = 0_ms;
};

TEST(HistoryFile, ShowsALostWrite) {
    Facts facts;
    for (const std::int64_t number : {0, 1}) facts.send(number);
    for (const std::int64_t number : {0, 1}) facts.end(number, model::SendOutcome::kOk, number);
    facts.assign();
    facts.deliver(1, 1);

    const Checked checked = check(facts.history());
    EXPECT_EQ(checked.validity, checkers::Validity::kInvalid);
    EXPECT_NE(std::ranges::find(checked.anomalies, "lost-write"), checked.anomalies.end());
}

TEST(HistoryFile, GivesEachSendUnderWayAProcessOfItsOwn) {
    Facts facts;
    facts.send(0);
    facts.send(1);
    facts.end(0, model::SendOutcome::kOk, 0);
    facts.send(2);
    const auto line = [](int index, int ms, int process, const char* type, const char* send) {
        return fmt::format(R"({{"index":{},"time":{}000000,"process":{},"type":"{}",)"
                           R"("f":"send","value":[["send","orders-0",{}]]}})"
                           "\n",
                           index, ms, process, type, send);
    };
    EXPECT_EQ(facts.history(), line(0, 1, 0, "invoke", R"("producer-1/0")") +
                                   line(1, 2, 1, "invoke", R"("producer-1/1")") +
                                   line(2, 3, 0, "ok", R"([0,"producer-1/0"])") +
                                   line(3, 4, 0, "invoke", R"("producer-1/2")"));
}

TEST(HistoryFile, LearnsFromAReaderWhereARecordWentThatNobodyAnsweredFor) {
    Facts facts;
    facts.send(0, std::nullopt);
    facts.end(0, model::SendOutcome::kInfo, std::nullopt, "");
    facts.send(1);
    facts.end(1, model::SendOutcome::kFail, std::nullopt);
    facts.assign();
    facts.deliver(0, 0);

    EXPECT_EQ(check(facts.history()).anomalies, std::vector<std::string>{});
    EXPECT_EQ(facts.history().find("orders-?"), std::string::npos);
    EXPECT_NE(facts.history().find(R"([["poll",{"orders-0":[[0,"producer-1/0"]]}]])"),
              std::string::npos);
}

}  // namespace
}  // namespace assize::scenarios
