#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "checkers/history/read.h"
#include "checkers/jepsen/check.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/history_report.h"
#include "scenarios/cli/input_file.h"
#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

const std::vector<std::string> kSubVias{"assign", "subscribe"};

struct CheckOptions {
    std::string history;
    std::string sub_via = kSubVias.front();
    bool ww_deps = false;
    std::string contract;  // Empty: none.
};

// What `read` makes of a file, or a complaint that names the file and the place.
template <class Read>
auto read_file(const std::string& path, const Read& read)
    -> tl::expected<typename decltype(read(std::declval<std::istream&>()))::value_type,
                    std::string> {
    auto file = open_input(path);
    if (!file) return tl::unexpected(file.error());
    auto result = read(*file);
    if (!result) {
        const checkers::ReadError& error = result.error();
        return tl::unexpected(
            fmt::format("{}:{}:{}: {}", path, error.place.line, error.place.column, error.what));
    }
    if (const auto all = check_all_read(*file, path); !all) return tl::unexpected(all.error());
    return std::move(*result);
}

ExitCode exit_code_of(checkers::Validity validity) {
    switch (validity) {
        case checkers::Validity::kValid: return ExitCode::kHeld;
        case checkers::Validity::kInvalid: return ExitCode::kViolated;
        case checkers::Validity::kUnknown: return ExitCode::kUndecided;
    }
    return ExitCode::kInternal;
}

ExitCode run_check(const CheckOptions& options, const CommonOptions& common) {
    if (std::ranges::find(kSubVias, options.sub_via) == kSubVias.end()) {
        return complain(
            ExitCode::kUsage,
            fmt::format("--sub-via is '{}'{}; it is one of {}", options.sub_via,
                        did_you_mean(options.sub_via, kSubVias), fmt::join(kSubVias, ", ")));
    }
    checkers::Setting setting{
        .sub_via = options.sub_via == "subscribe" ? checkers::SubVia::kSubscribe
                                                  : checkers::SubVia::kAssign,
        .ww_deps = options.ww_deps ? checkers::WwDeps::kYes : checkers::WwDeps::kNo,
    };
    if (!options.contract.empty()) {
        const auto contract = read_file(options.contract, checkers::read_contract);
        if (!contract) return complain(ExitCode::kBadInput, contract.error());
        setting.contract = *contract;
    }
    const auto file = read_file(options.history, checkers::read_history);
    if (!file) return complain(ExitCode::kBadInput, file.error());

    const checkers::HistoryVerdict verdict = checkers::check_history(file->history, setting);
    const HistoryReport report{
        .path = options.history, .file = *file, .setting = setting, .verdict = verdict};
    common.json ? print_json(report) : print_text(report);
    return exit_code_of(verdict.validity);
}

}  // namespace

Command add_check(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand(
        "check", "Check a client history that something else recorded, such as Jepsen");
    const auto options = std::make_shared<CheckOptions>();
    parser->add_option("history", options->history, "The history: Jepsen's EDN, or JSON lines")
        ->type_name("HISTORY")
        ->required();
    parser->add_option("--sub-via", options->sub_via,
                       "How consumers chose their partitions: assign, subscribe");
    parser->add_flag("--ww-deps", options->ww_deps,
                     "Look for cycles that need the order of the log as well");
    parser
        ->add_option("--contract", options->contract,
                     "Kafka's configuration (key=value lines): what it promises is judged")
        ->type_name("FILE");
    return Command{.parser = parser,
                   .run = [options, &common] { return run_check(*options, common); }};
}

}  // namespace assize::scenarios
