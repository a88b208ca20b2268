#include "checkers/white_box/lives.h"

#include <algorithm>
#include <array>
#include <string>

namespace assize::checkers {

namespace {

/// Finds one field of a fact whose type is not known here.
class HostOf final : public sim::FieldReader {
public:
    explicit HostOf(const sim::Event& event) { event.kind.read_fields(event.fact, *this); }
    std::optional<std::int64_t> host;

private:
    void number(std::string_view field, std::int64_t value) override {
        if (field == "host") host = value;
    }
    void text(std::string_view, std::string_view) override {}
    void flag(std::string_view, bool) override {}
    void numbers(std::string_view, const std::vector<std::int64_t>&) override {}
    void nothing(std::string_view) override {}
};

constexpr auto kDiskErrors = std::to_array<std::string_view>(
    {"bytes_corrupted", "write_misdirected", "file_sync_failed", "disk_fault_struck"});

}  // namespace

template <class Mark>
void Lives::for_nodes_of(std::int64_t host, Mark mark) {
    for (const auto& [id, process] : processes_) {
        if (process.host == host && process.node) mark(nodes_[*process.node]);
    }
}

void Lives::on_event(const sim::Event& event) {
    const std::string_view name = event.kind.name;
    const std::uint64_t id = event.id.value();
    if (name == "process_started" && event.emitter) {
        processes_[event.emitter->process].host = HostOf(event).host;
    } else if (name == "process_died" && event.emitter) {
        const Process& process = processes_[event.emitter->process];
        if (process.node) nodes_[*process.node].died_at = id;
    } else if (name == "host_lost_power") {
        disaster_ = id;
        for_nodes_of(HostOf(event).host.value_or(-1), [&](Node& node) { node.lost_power_at = id; });
    } else if (name == "host_wiped") {
        disaster_ = id;
        for_nodes_of(HostOf(event).host.value_or(-1), [&](Node& node) { node.wiped_at = id; });
    } else if (std::ranges::find(kDiskErrors, name) != kDiskErrors.end()) {
        for_nodes_of(HostOf(event).host.value_or(-1), [&](Node& node) { node.disk_erred_at = id; });
    }
}

void Lives::note(std::int32_t id, const sim::Event& event) {
    if (!event.emitter) return;
    Node& node = nodes_[id];
    if (node.process == event.emitter->process) return;
    node.process = event.emitter->process;
    processes_[event.emitter->process].node = id;
}

std::vector<std::int32_t> Lives::wiped_by(const sim::Event& event) const {
    std::vector<std::int32_t> wiped;
    for (const auto& [id, node] : nodes_) {
        if (node.wiped_at == event.id.value()) wiped.push_back(id);
    }
    return wiped;
}

const Lives::Node& Lives::node(std::int32_t id) const {
    static const Node kUnknown;
    const auto found = nodes_.find(id);
    return found == nodes_.end() ? kUnknown : found->second;
}

}  // namespace assize::checkers
