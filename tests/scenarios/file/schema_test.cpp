#include "scenarios/file/schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/file/plan_file.h"
#include "scenarios/file/plan_of.h"
#include "scenarios/file/read_scenario.h"
#include "scenarios/file/tables.h"
#include "scenarios/file/toml_text.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::json;
using file::Language;

// The keys of a text that its schema does not have. A schema of alternatives allows what any does.
void find_unknown(const Json& schema, const file::Value& value, const std::string& path,
                  std::vector<std::string>& unknown) {
    if (schema.contains("anyOf")) {
        std::vector<std::string> fewest{"?"};
        bool first = true;
        for (const Json& each : schema["anyOf"]) {
            std::vector<std::string> these;
            find_unknown(each, value, path, these);
            if (first || these.size() < fewest.size()) fewest = these;
            first = false;
        }
        unknown.insert(unknown.end(), fewest.begin(), fewest.end());
        return;
    }
    if (const file::Array* array = value.array()) {
        if (!schema.contains("items")) return;
        for (const file::Value& each : *array) {
            find_unknown(schema["items"], each, path + "[]", unknown);
        }
    }
    const file::Table* table = value.table();
    if (!table) return;
    if (schema.value("type", "") != "object") return unknown.push_back(path + " is a table");
    for (const file::Entry& each : table->entries) {
        const std::string below = path + "." + each.key;
        if (schema.contains("properties") && schema["properties"].contains(each.key)) {
            find_unknown(schema["properties"][each.key], each.value, below, unknown);
        } else if (schema["additionalProperties"].is_object()) {
            find_unknown(schema["additionalProperties"], each.value, below, unknown);
        } else {
            unknown.push_back(below);
        }
    }
}

std::vector<std::string> unknown_keys(Language language, const std::string& text) {
    auto table = file::read_toml(text, "test.toml");
    EXPECT_TRUE(table);
    std::vector<std::string> unknown;
    find_unknown(Json::parse(json_schema(language)), file::Value::of(*table), "", unknown);
    return unknown;
}

TEST(JsonSchema, KnowsAllKeysOfTheLibrary) {
    for (const auto& path : library_files()) {
        EXPECT_EQ(unknown_keys(Language::kScenario, text_of(path)), std::vector<std::string>())
            << path;
    }
}

TEST(JsonSchema, KnowsAllKeysOfPlans) {
    for (const auto& path : library_files()) {
        const auto scenario = read_scenario(text_of(path), path.string());
        ASSERT_TRUE(scenario);
        EXPECT_EQ(unknown_keys(Language::kPlan, to_toml(plan_of(*scenario, 1))),
                  std::vector<std::string>())
            << path;
    }
}

TEST(JsonSchema, KnowsNoOtherKeys) {
    EXPECT_EQ(unknown_keys(Language::kScenario, "[cluster]\nbrokrs = 3\n[[fault]]\ncrush = 1\n"),
              (std::vector<std::string>{".cluster.brokrs", ".fault[].crush"}));
}

TEST(JsonSchema, SaysOfEveryKeyWhatItIs) {
    const Json schema = Json::parse(json_schema());
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for (const auto& [key, what] : schema["properties"].items()) {
        EXPECT_FALSE(what["description"].get<std::string>().empty()) << key;
    }
    EXPECT_EQ(schema["properties"]["cluster"]["properties"]["brokers"]["maximum"], 100);
}

template <class S>
void expect_documented(const std::string& manual) {
    for (const file::Field<S>& each : file::fields<S>()) {
        EXPECT_NE(manual.find(each.name), std::string::npos) << each.name;
    }
}

TEST(Manual, HasEveryKey) {
    const std::string manual =
        text_of(std::filesystem::path(ASSIZE_SOURCE_FOLDER) / "docs" / "scenarios.md");
    expect_documented<Scenario>(manual);
    expect_documented<ClusterScenario>(manual);
    expect_documented<NodeScenario>(manual);
    expect_documented<TopicPlan>(manual);
    expect_documented<ProducerScenario>(manual);
    expect_documented<ConsumerScenario>(manual);
    expect_documented<PhaseScenario>(manual);
    expect_documented<file::FaultTable>(manual);
    expect_documented<EventPattern>(manual);
    expect_documented<RandomFaults>(manual);
}

}  // namespace

}  // namespace assize::scenarios
