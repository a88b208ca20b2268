#include "scenarios/run/history_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "sim/trace_line.h"

namespace assize::scenarios {

namespace {

std::string list(const std::vector<std::string>& items) {
    return fmt::format("[{}]", fmt::join(items, ","));
}

}  // namespace

HistoryRecorder::HistoryRecorder(sim::Trace& trace) : trace_(trace) {
    trace_.subscribe(*this);
}

HistoryRecorder::~HistoryRecorder() {
    trace_.unsubscribe(*this);
}

void HistoryRecorder::on_event(const sim::Event& event) {
    if (const auto* invoked = event.as<model::SendInvoked>()) return on(event, *invoked);
    if (const auto* ended = event.as<model::SendEnded>()) return on(event, *ended);
    if (const auto* assigned = event.as<model::ReaderAssigned>()) return on(event, *assigned);
    if (const auto* delivered = event.as<model::RecordDelivered>()) return on(event, *delivered);
    if (const auto* began = event.as<model::FaultBegan>()) {
        return on_fault(event, began->action, began->what);
    }
    if (const auto* ended = event.as<model::FaultEnded>()) {
        return on_fault(event, ended->action + "-end", ended->targets);
    }
}

// --- What is taken down.

void HistoryRecorder::on(const sim::Event& event, const model::SendInvoked& fact) {
    const std::string producer = name_of(event);
    const std::size_t send = sends_.size();
    const std::int64_t process = take_process(producer);
    sends_.push_back(
        {.producer = producer,
         .topic = std::string(fact.topic),
         .key = fact.partition ? fmt::format("{}-{}", fact.topic, *fact.partition) : "",
         .value = std::string(fact.value),
         .process = process});
    open_sends_[{producer, fact.send}] = send;
    sends_by_value_.emplace(fact.value, send);
    operations_.push_back({event.at, process, Type::kInvoke, Kind::kSend, send});
}

void HistoryRecorder::on(const sim::Event& event, const model::SendEnded& fact) {
    const auto found = open_sends_.find({name_of(event), fact.send});
    if (found == open_sends_.end()) return;
    Send& send = sends_[found->second];
    if (!fact.partition.empty()) send.key = fact.partition;
    send.offset = fact.offset;
    Type type = Type::kOk;
    if (fact.outcome == model::SendOutcome::kFail) type = Type::kFail;
    if (fact.outcome == model::SendOutcome::kInfo) type = Type::kInfo;
    operations_.push_back({event.at, send.process, type, Kind::kSend, found->second});
    // Of whom nobody knows what he did, nobody hears again.
    if (type != Type::kInfo) free_processes_[send.producer].push_back(send.process);
    open_sends_.erase(found);
}

void HistoryRecorder::on(const sim::Event& event, const model::ReaderAssigned& fact) {
    Reader& reader = reader_of(event);
    if (reader.assign && reader.at == event.at) {
        assigns_[*reader.assign].emplace_back(fact.partition);
        return;
    }
    reader.assign = assigns_.size();
    reader.at = event.at;
    assigns_.push_back({std::string(fact.partition)});
    operations_.push_back({event.at, reader.process, Type::kInvoke, Kind::kAssign, *reader.assign});
    operations_.push_back({event.at, reader.process, Type::kOk, Kind::kAssign, *reader.assign});
    begin_poll(event, reader);
}

void HistoryRecorder::on(const sim::Event& event, const model::RecordDelivered& fact) {
    Reader& reader = reader_of(event);
    if (!reader.poll) begin_poll(event, reader);
    const bool goes_on = polls_[*reader.poll].ended && reader.at == event.at;
    if (!goes_on) {
        if (polls_[*reader.poll].ended) begin_poll(event, reader);
        polls_[*reader.poll].ended = true;
        reader.at = event.at;
        operations_.push_back({event.at, reader.process, Type::kOk, Kind::kPoll, *reader.poll});
    }
    polls_[*reader.poll].messages[std::string(fact.partition)].push_back(
        {fact.offset, std::string(fact.value)});
    // Where a record is says where its send went, if nobody else did.
    const auto send = sends_by_value_.find(fact.value);
    if (send != sends_by_value_.end() && sends_[send->second].key.empty()) {
        sends_[send->second].key = fact.partition;
    }
}

void HistoryRecorder::on_fault(const sim::Event& event, std::string f, std::string value) {
    operations_.push_back({event.at, 0, Type::kInfo, Kind::kNemesis, nemeses_.size()});
    nemeses_.push_back({std::move(f), std::move(value)});
}

std::string HistoryRecorder::name_of(const sim::Event& event) const {
    return event.emitter ? std::string(trace_.name(event.emitter->process)) : std::string();
}

HistoryRecorder::Reader& HistoryRecorder::reader_of(const sim::Event& event) {
    const Life life{name_of(event), event.emitter ? event.emitter->incarnation.value() : 0};
    const auto found = readers_.find(life);
    if (found != readers_.end()) return found->second;
    return readers_.emplace(life, Reader{.process = next_process_++}).first->second;
}

void HistoryRecorder::begin_poll(const sim::Event& event, Reader& reader) {
    reader.poll = polls_.size();
    polls_.emplace_back();
    operations_.push_back({event.at, reader.process, Type::kInvoke, Kind::kPoll, *reader.poll});
}

std::int64_t HistoryRecorder::take_process(const std::string& producer) {
    std::vector<std::int64_t>& free = free_processes_[producer];
    if (free.empty()) return next_process_++;
    const std::int64_t process = free.back();
    free.pop_back();
    return process;
}

// --- What is written.

std::string HistoryRecorder::to_json_lines() const {
    constexpr std::string_view kTypes[] = {"invoke", "ok", "fail", "info"};
    constexpr std::string_view kKinds[] = {"send", "poll", "assign"};
    fmt::memory_buffer out;
    std::size_t index = 0;
    for (const Operation& operation : operations_) {
        if (operation.kind == Kind::kPoll && !polls_[operation.what].ended) continue;
        const bool is_nemesis = operation.kind == Kind::kNemesis;
        fmt::format_to(
            std::back_inserter(out),
            R"({{"index":{},"time":{},"process":{},"type":"{}","f":{},"value":{}}})"
            "\n",
            index++, operation.at.since_origin().nanoseconds(),
            is_nemesis ? "\"nemesis\"" : std::to_string(operation.process),
            kTypes[static_cast<std::size_t>(operation.type)],
            is_nemesis ? sim::json_quoted(nemeses_[operation.what].f)
                       : fmt::format("\"{}\"", kKinds[static_cast<std::size_t>(operation.kind)]),
            value_of(operation));
    }
    return fmt::to_string(out);
}

std::string HistoryRecorder::value_of(const Operation& operation) const {
    const bool invoked = operation.type == Type::kInvoke;
    switch (operation.kind) {
        case Kind::kSend: return value_of(sends_[operation.what], operation.type == Type::kOk);
        case Kind::kPoll: return value_of(polls_[operation.what], !invoked);
        case Kind::kNemesis: return sim::json_quoted(nemeses_[operation.what].value);
        case Kind::kAssign: break;
    }
    std::vector<std::string> keys;
    for (const std::string& key : assigns_[operation.what]) keys.push_back(sim::json_quoted(key));
    return list(keys);
}

std::string HistoryRecorder::value_of(const Send& send, bool with_offset) const {
    const std::string key = sim::json_quoted(send.key.empty() ? send.topic + "-?" : send.key);
    const std::string value = sim::json_quoted(send.value);
    if (!with_offset || !send.offset) return fmt::format(R"([["send",{},{}]])", key, value);
    return fmt::format(R"([["send",{},[{},{}]]])", key, *send.offset, value);
}

std::string HistoryRecorder::value_of(const Poll& poll, bool ended) const {
    if (!ended) return R"([["poll"]])";
    std::vector<std::string> keys;
    for (const auto& [key, messages] : poll.messages) {
        std::vector<std::string> pairs;
        for (const Message& message : messages) {
            pairs.push_back(
                fmt::format("[{},{}]", message.offset, sim::json_quoted(message.value)));
        }
        keys.push_back(fmt::format("{}:{}", sim::json_quoted(key), list(pairs)));
    }
    return fmt::format(R"([["poll",{{{}}}]])", fmt::join(keys, ","));
}

}  // namespace assize::scenarios
