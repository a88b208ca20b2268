#include "scenarios/file/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace assize::scenarios::file {

Reading::Reading(Language language, std::string path, std::span<const std::string> options)
    : language_(language), path_(std::move(path)), options_(options.begin(), options.end()) {}

void Reading::refuse(Place place, std::string message) {
    Error error{.place = place, .message = std::move(message)};
    if (std::ranges::find(errors_, error) == errors_.end()) errors_.push_back(std::move(error));
}

void Reading::expect(const Value& value, std::string_view what, std::string_view meant) {
    refuse(value.place, fmt::format("expected {}, found {}{}", what, describe(value), meant));
}

void Reading::judge_later(Place place, Judge judge) {
    pending_.push_back({.place = place, .judge = std::move(judge)});
}

void Reading::judge_once(const std::string& key, Place place, Judge judge) {
    if (once_.insert(key).second) judge_later(place, std::move(judge));
}

void Reading::judge(const Scenario& scenario) {
    if (!names_are_certain_) return;
    for (const Pending& each : pending_) {
        if (std::string wrong = each.judge(scenario); !wrong.empty()) {
            refuse(each.place, std::move(wrong));
        }
    }
    pending_.clear();
}

std::vector<FileError> Reading::errors() const {
    std::vector<Error> sorted = errors_;
    std::ranges::stable_sort(sorted, {}, [](const Error& error) {
        // Options have no line.
        return std::tuple(error.place.line, error.place.column, error.place.option);
    });
    std::vector<FileError> errors;
    for (Error& error : sorted) {
        const Place& place = error.place;
        const bool of_option = place.option > 0;
        errors.push_back({
            .path =
                of_option ? "--set " + options_[static_cast<std::size_t>(place.option - 1)] : path_,
            .line = place.line,
            .column = place.column,
            .message = std::move(error.message),
        });
    }
    return errors;
}

}  // namespace assize::scenarios::file
