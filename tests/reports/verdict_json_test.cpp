#include "reports/verdict_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/reports/sample_run.h"

namespace assize::reports {
namespace {

using nlohmann::json;

// What is wrong with the verdict of a run after `change` was made to it.
template <class Change>
std::string complaint_after(const Change& change) {
    json verdict = json::parse(to_verdict_json(losing_run()));
    change(verdict);
    const auto run = read_verdict_json(verdict.dump(), "verdict.json");
    return run ? "nothing" : run.error();
}

TEST(VerdictJson, HoldsTheMembersOfTheContractAndNoOthersInTheirPlace) {
    const json verdict = json::parse(to_verdict_json(losing_run()));
    EXPECT_EQ(verdict["schema"], 1);
    EXPECT_EQ(verdict["scenario"], "rolling_crash");
    EXPECT_EQ(verdict["seed"], 41);
    EXPECT_EQ(verdict["git"], "1f3c9aa");
    EXPECT_EQ(verdict["result"], "violated");
    EXPECT_EQ(verdict["trace_hash"], "9c1f04e2a77b0d15");
    EXPECT_EQ(verdict["reproduce"], "assize run scenarios/rolling_crash.toml --seed 41");
    EXPECT_EQ(verdict["stats"], json::parse(R"({"events": 39, "virtual_ns": 3101204000,
        "wall_ns": 120000000, "records_acked": 42, "records_delivered": 41, "faults": 2,
        "faults_idle": 0})"));
    const json& property = verdict["properties"][1];
    EXPECT_EQ(property["name"], "durability.acked-survives");
    EXPECT_EQ(property["promised"], true);
    EXPECT_EQ(property["status"], "violated");
    EXPECT_EQ(property["witness"], json({28, 30, 33, 38, 39}));
    EXPECT_EQ(property["subjects"], json::parse(R"([{"kind": "records", "name": "orders-0",
        "begin": 41, "end": 42}])"));
    EXPECT_EQ(property["exposure"], json::parse(R"({"acknowledged": 42, "leader_crashes": 1})"));
}

TEST(VerdictJson, WhatIsReadIsWhatWasWritten) {
    RunSummary run = losing_run();
    run.seed = UINT64_MAX;
    run.stats.faults_idle = 1;
    run.variant = "elect_outside_isr";
    run.notes = {"fault 2 (disk), drawn at random, struck nothing"};
    run.verdict.expectations = {{"durability.acked-survives", checkers::Status::kViolated, true}};
    const std::string text = to_verdict_json(run);
    const auto again = read_verdict_json(text, "verdict.json");
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(to_verdict_json(*again), text);
    EXPECT_EQ(again->seed, UINT64_MAX);
    EXPECT_EQ(again->stats.faults_idle, 1);
    EXPECT_EQ(again->notes, run.notes);
    EXPECT_EQ(again->variant, "elect_outside_isr");
    EXPECT_EQ(again->trace_hash, run.trace_hash);
    EXPECT_EQ(again->determinism, Determinism::kChecked);
    EXPECT_EQ(again->verdict.properties[1].witness[2].role, "UNCLEAN: broker-2 was not in ISR {1}");
    ASSERT_EQ(again->verdict.expectations.size(), 1u);
    EXPECT_TRUE(again->verdict.expectations[0].met);
}

TEST(VerdictJson, TheContractsMembersAloneCanBeRead) {
    json verdict = json::parse(to_verdict_json(losing_run()));
    for (const char* ours : {"path", "title", "version", "cluster", "faults", "determinism_checked",
                             "expectations", "folder", "files"}) {
        verdict.erase(ours);
    }
    for (json& property : verdict["properties"]) {
        for (const char* ours : {"reason", "summary", "roles", "cases"}) property.erase(ours);
    }
    const auto run = read_verdict_json(verdict.dump(), "verdict.json");
    ASSERT_TRUE(run) << run.error();
    EXPECT_EQ(run->verdict.properties[1].witness.size(), 5u);
}

TEST(VerdictJson, TextThatIsNoUtf8IsReplacedRatherThanRefused) {
    RunSummary run = losing_run();
    run.title = "caf\xe9";
    EXPECT_EQ(json::parse(to_verdict_json(run))["title"], "caf\uFFFD");
}

TEST(VerdictJson, AMemberThatMakesNoSenseIsNamedWithWhatItMayBe) {
    EXPECT_EQ(complaint_after([](json&) {}), "nothing");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["result"] = "good"; }),
              "verdict.json: result is not one of held, violated, undecided");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict.erase("seed"); }),
              "verdict.json: seed is not a number that is not negative");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["trace_hash"] = "9c1f"; }),
              "verdict.json: trace_hash is not 16 hex digits");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["properties"][1]["witness"][2] = "x"; }),
              "verdict.json: properties[1].witness[2] is not the id of an event");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["properties"][0] = 3; }),
              "verdict.json: properties[0] is not an object");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["stats"] = json::array(); }),
              "verdict.json: stats is not an object");
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["properties"][1]["exposure"] = 7; }),
              "verdict.json: properties[1].exposure is not an object");
}

TEST(VerdictJson, AnotherSchemaIsRefusedWithARemedy) {
    EXPECT_EQ(complaint_after([](json& verdict) { verdict["schema"] = 2; }),
              "verdict.json: schema is 2, and this program reads schema 1: another version of "
              "Assize wrote it; run the scenario again");
}

TEST(VerdictJson, WhatIsNoJsonIsRefusedWithThePlace) {
    const auto cut_off = read_verdict_json("{\n  \"schema\": 1,\n", "out/x/verdict.json");
    ASSERT_FALSE(cut_off);
    EXPECT_TRUE(cut_off.error().starts_with("out/x/verdict.json: parse error at line 3"))
        << cut_off.error();
    for (const char* text : {"", "[]", "null", "7", "\xff\xfe", "{}"}) {
        EXPECT_FALSE(read_verdict_json(text, "verdict.json")) << text;
    }
}

}  // namespace
}  // namespace assize::reports
