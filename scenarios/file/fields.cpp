#include "scenarios/file/fields.h"

#include <fmt/ranges.h>

namespace assize::scenarios::file {

namespace field_detail {

bool stands_in(In in, Language language) {
    if (in == In::kBoth) return true;
    return (in == In::kPlans) == (language == Language::kPlan);
}

std::string unknown_key(std::string_view key, const std::vector<std::string>& known) {
    const std::string meant = did_you_mean(key, known);
    if (!meant.empty()) return fmt::format("unknown key '{}'{}", key, meant);
    return fmt::format("unknown key '{}'; the keys here are {}", key, fmt::join(known, ", "));
}

std::string wrong_language(std::string_view key, In in) {
    return in == In::kPlans
               ? fmt::format("'{}' is a key of plans, not of scenarios", key)
               : fmt::format("'{}' is a key of scenarios: a plan leaves nothing open", key);
}

}  // namespace field_detail

Table either(Table a, Table b) {
    Array both;
    both.push_back(Value::of(std::move(a)));
    both.push_back(Value::of(std::move(b)));
    Table schema;
    schema.add("anyOf", Value::of(std::move(both)));
    return schema;
}

}  // namespace assize::scenarios::file
