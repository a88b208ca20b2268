#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/file/file_error.h"
#include "scenarios/file/language.h"
#include "scenarios/file/value.h"
#include "scenarios/scenario.h"

namespace assize::scenarios::file {

/// Reading one file: what was wrong so far, and what can be judged only when all is known.
class Reading {
public:
    /// Of something that was read, once all is: nothing, or what is wrong with it.
    using Judge = std::function<std::string(const Scenario&)>;

    /// `options` are as the user gave them, for messages.
    Reading(Language language, std::string path, std::span<const std::string> options);

    Language language() const { return language_; }
    bool is_plan() const { return language_ == Language::kPlan; }

    /// Notes an error. One that was noted before at the same place is not noted again.
    void refuse(Place place, std::string message);
    /// Notes that a value is of a wrong kind: "expected a duration ..., found 5", and what was
    /// probably meant.
    void expect(const Value& value, std::string_view what, std::string_view meant = "");
    void judge_later(Place place, Judge judge);
    /// The same, unless something with that key is to be judged already.
    void judge_once(const std::string& key, Place place, Judge judge);

    /// Asks all that were to judge later, unless names are in doubt.
    void judge(const Scenario& scenario);
    /// What defines names was wrong: that others do not know them would be no news.
    void doubt_names() { names_are_certain_ = false; }
    bool names_are_certain() const { return names_are_certain_; }

    bool has_failed() const { return !errors_.empty(); }
    /// Those that others need not care about: Kafka's keys define no names.
    void forgive_since(std::size_t error_count) { forgiven_ += errors_.size() - error_count; }
    bool has_forgiven() const { return forgiven_ > 0; }
    std::size_t error_count() const { return errors_.size(); }
    std::size_t grave_error_count() const { return errors_.size() - forgiven_; }
    /// In the order of the file; those of options first.
    std::vector<FileError> errors() const;

    /// Where each of Kafka's keys of nodes stands: "" is the whole cluster.
    struct NodeKey {
        std::string node;
        std::string key;
        Place place;
    };
    std::vector<NodeKey> node_keys = {};
    std::string node = {};  // Whose keys are being read.

private:
    struct Error {
        Place place;
        std::string message;
        bool operator==(const Error&) const = default;
    };
    struct Pending {
        Place place;
        Judge judge;
    };

    Language language_;
    std::string path_;
    std::vector<std::string> options_;
    std::vector<Error> errors_;
    std::vector<Pending> pending_;
    std::set<std::string> once_;
    bool names_are_certain_ = true;
    std::size_t forgiven_ = 0;
};

}  // namespace assize::scenarios::file
