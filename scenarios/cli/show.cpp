#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string>

#include "reports/describe.h"
#include "reports/event_filter.h"
#include "reports/replica_state.h"
#include "reports/timeline/timeline.h"
#include "scenarios/cli/command.h"
#include "scenarios/cli/complain.h"
#include "scenarios/cli/event_json.h"
#include "scenarios/cli/kept_run.h"
#include "scenarios/event_kinds.h"

namespace assize::scenarios {

namespace {

constexpr std::size_t kNeighbours = 4;

// 38 of "38" or "#38".
std::optional<std::uint64_t> id_in(std::string_view text) {
    if (text.starts_with('#')) text.remove_prefix(1);
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return id;
}

// What one event is, for people.
class EventPage {
public:
    EventPage(const KeptRun& run, std::size_t index)
        : run_(run), log_(run.log), index_(index), describer_(run.log) {}

    void print() const {
        print_head();
        print_fields();
        print_subjects();
        print_changes();
        print_steps();
        print_others();
    }

private:
    void print_head() const {
        const reports::EventLog::Event& event = log_[index_];
        fmt::print("#{}   at {} ms", event.id.value(), reports::milliseconds(event.at));
        if (event.process) {
            fmt::print("   {}, life {}", log_.text(*event.process), event.incarnation);
        }
        fmt::print("\n\n  {}\n\n", describer_.line(index_));
        const sim::LegendEntry* kind = find_event_kind(log_.kind_of(index_));
        fmt::print("{}{}{}\n", log_.kind_of(index_), kind ? ": " : "", kind ? kind->meaning : "");
    }

    void print_fields() const {
        const sim::LegendEntry* kind = find_event_kind(log_.kind_of(index_));
        for (const reports::EventLog::Field& field : log_.fields_of(index_)) {
            const std::string_view name = log_.text(field.name);
            std::string_view meaning;
            for (const auto& known : kind ? kind->fields : decltype(kind->fields)()) {
                if (known.name == name) meaning = known.meaning;
            }
            fmt::print("  {:<22} {:<20} {}\n", name, log_.to_text(field.value), meaning);
        }
        fmt::print("  {:<22} {}\n", "changed anything", log_[index_].changed ? "yes" : "no");
        if (log_[index_].message) fmt::print("  {:<22} {}\n", "message", *log_[index_].message);
    }

    void print_subjects() const {
        if (log_.subjects_of(index_).empty()) return;
        fmt::print("\nabout\n");
        for (const reports::EventLog::Subject& subject : log_.subjects_of(index_)) {
            fmt::print("  {} {} [{}, {})\n", log_.text(subject.kind), log_.text(subject.name),
                       subject.begin, subject.end);
        }
    }

    void print_changes() const {
        const auto changes = reports::changes_of(log_, index_, describer_.partition_of(index_));
        if (changes.empty()) return;
        fmt::print("\nwhat it changed at {}, of {}\n", log_.process_of(index_),
                   describer_.partition_of(index_));
        for (const reports::StateChange& change : changes) {
            fmt::print("  {:<22} {} -> {}\n", change.what,
                       change.before.empty() ? "none" : change.before,
                       change.after.empty() ? "none" : change.after);
        }
    }

    void print_steps() const {
        for (const checkers::PropertyVerdict& property : run_.summary.verdict.properties) {
            for (std::size_t i = 0; i < property.witness.size(); ++i) {
                if (property.witness[i].event != log_[index_].id) continue;
                fmt::print("\nstep {} of {} of the witness of {}{}{}\n", i + 1,
                           property.witness.size(), property.name,
                           property.witness[i].role.empty() ? "" : ": ", property.witness[i].role);
            }
        }
    }

    void print_others() const {
        std::vector<std::size_t> causes;
        for (const std::uint64_t cause : log_.causes_of(index_)) {
            if (const auto found = log_.find(sim::EventId(cause))) causes.push_back(*found);
        }
        const auto near = reports::neighbours_of(log_, index_, kNeighbours);
        print_list("causes", causes);
        print_list("before it, about the same", near.before);
        print_list("after it, about the same", near.after);
    }

    void print_list(std::string_view heading, const std::vector<std::size_t>& events) const {
        if (events.empty()) return;
        fmt::print("\n{}\n", heading);
        for (const std::size_t each : events) {
            fmt::print("  {}\n", event_line(log_, describer_, each));
        }
    }

    const KeptRun& run_;
    const reports::EventLog& log_;
    const std::size_t index_;
    const reports::Describer describer_;
};

void print_json(const KeptRun& run, std::size_t index) {
    const reports::Describer describer(run.log);
    auto json = event_json(run.log, describer, index);
    const auto near = reports::neighbours_of(run.log, index, kNeighbours);
    for (const auto& [name, events] : {std::pair("before", near.before), {"after", near.after}}) {
        json[name] = nlohmann::ordered_json::array();
        for (const std::size_t each : events) json[name].push_back(run.log[each].id.value());
    }
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

ExitCode run_show(const std::string& folder, const std::string& event,
                  const CommonOptions& common) {
    const auto id = id_in(event);
    if (!id) {
        return complain(
            ExitCode::kUsage,
            fmt::format("'{}' is not the id of an event: reports show them as #38", event));
    }
    const auto run = read_kept_run(folder);
    if (!run) return complain(ExitCode::kBadInput, run.error());
    const auto index = run->log.find(sim::EventId(*id));
    if (!index) {
        return complain(
            ExitCode::kBadInput,
            run->log.empty()
                ? fmt::format("the trace in {} has no events", folder)
                : fmt::format("there is no event #{} in {}: they are #{} to #{}", *id, folder,
                              run->log[0].id.value(), run->log[run->log.size() - 1].id.value()));
    }
    if (common.json) {
        print_json(*run, *index);
    } else {
        EventPage(*run, *index).print();
    }
    return ExitCode::kHeld;
}

}  // namespace

Command add_show(CLI::App& line, const CommonOptions& common) {
    CLI::App* parser = line.add_subcommand("show", "Show all of one event of a run");
    const auto folder = std::make_shared<std::string>();
    const auto event = std::make_shared<std::string>();
    parser->add_option("run", *folder, "The folder of the run: out/latest")
        ->type_name("RUN")
        ->required();
    parser->add_option("event", *event, "Its id: 38 or #38")->type_name("EVENT")->required();
    return Command{.parser = parser,
                   .run = [folder, event, &common] { return run_show(*folder, *event, common); }};
}

}  // namespace assize::scenarios
