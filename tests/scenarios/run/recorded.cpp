#include "tests/scenarios/run/recorded.h"

#include <memory>

namespace assize::scenarios {

std::vector<std::size_t> Recorded::all(std::string_view kind) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (log.kind_of(i) == kind) found.push_back(i);
    }
    return found;
}

std::vector<std::size_t> Recorded::all_by(std::string_view kind, std::string_view process) const {
    std::vector<std::size_t> found;
    for (const std::size_t i : all(kind)) {
        if (log.process_of(i) == process) found.push_back(i);
    }
    return found;
}

std::vector<std::string> Recorded::texts(std::string_view kind, std::string_view field) const {
    std::vector<std::string> texts;
    for (const std::size_t i : all(kind)) texts.emplace_back(log.text(i, field).value_or("?"));
    return texts;
}

Recorded record(const Plan& plan) {
    Recorded recorded;
    RunOptions options;
    options.observers.push_back([&](sim::Trace& trace) {
        return std::make_unique<reports::EventRecorder>(trace, recorded.log);
    });
    recorded.result = run(plan, options);
    return recorded;
}

}  // namespace assize::scenarios
