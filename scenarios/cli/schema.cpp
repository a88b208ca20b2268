#include "scenarios/file/schema.h"

#include <fmt/format.h>

#include <memory>

#include "scenarios/cli/command.h"

namespace assize::scenarios {

Command add_schema(CLI::App& line, const CommonOptions&) {
    CLI::App* parser =
        line.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
    const auto plan = std::make_shared<bool>(false);
    parser->add_flag("--plan", *plan, "That of plans instead: plan.toml of a run folder");
    return Command{.parser = parser, .run = [plan] {
                       const auto language =
                           *plan ? file::Language::kPlan : file::Language::kScenario;
                       fmt::print("{}\n", json_schema(language));
                       return ExitCode::kHeld;
                   }};
}

}  // namespace assize::scenarios
