#include "scenarios/file/schema.h"

#include <nlohmann/json.hpp>

#include "scenarios/file/tables.h"

namespace assize::scenarios {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const file::Value& value);

struct JsonOf {
    Json operator()(bool flag) const { return flag; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const file::Fraction& fraction) const { return fraction.text; }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(const file::Moment&) const { return nullptr; }
    Json operator()(const file::Array& array) const {
        Json json = Json::array();
        for (const file::Value& each : array) json.push_back(json_of(each));
        return json;
    }
    Json operator()(const file::Table& table) const {
        Json json = Json::object();
        for (const file::Entry& each : table.entries) json[each.key] = json_of(each.value);
        return json;
    }
};

Json json_of(const file::Value& value) {
    return std::visit(JsonOf{}, value.is);
}

}  // namespace

std::string json_schema(file::Language language) {
    Json schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", language == file::Language::kPlan ? "A plan of Assize" : "A scenario of Assize"},
    };
    schema.update(JsonOf{}(file::schema_of_fields<Scenario>(language)));
    return schema.dump(2);
}

}  // namespace assize::scenarios
