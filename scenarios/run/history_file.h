#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/facts/trial.h"
#include "sim/trace.h"

namespace assize::scenarios {

/// The history of a run as Jepsen has it: what users of clients asked and were told, projected out
/// of the facts of a trial, as op maps (interface.md, section 5).
///
/// A Jepsen process does one thing at a time, and a producer has many sends under way: so each send
/// is of a process of its own, which takes the producer's next one when it knows how that ended.
/// The life of a consumer is a process. What a consumer hands over at one instant is one poll.
/// Memory: some 200 bytes an operation.
class HistoryRecorder final : public sim::TraceSubscriber {
public:
    /// Subscribes. Requires: the trace outlives this.
    explicit HistoryRecorder(sim::Trace& trace);
    ~HistoryRecorder() override;
    HistoryRecorder(const HistoryRecorder&) = delete;
    HistoryRecorder& operator=(const HistoryRecorder&) = delete;

    void on_event(const sim::Event& event) override;

    /// All of it: one op map a line. What was polled for and never came is left out.
    std::string to_json_lines() const;

private:
    enum class Type : std::uint8_t { kInvoke, kOk, kFail, kInfo };
    enum class Kind : std::uint8_t { kSend, kPoll, kAssign, kNemesis };
    struct Operation {
        sim::Instant at;
        std::int64_t process;
        Type type;
        Kind kind;
        std::size_t what;  // Which of sends_, polls_, assigns_ or nemeses_.
    };
    struct Send {
        std::string producer;
        std::string topic;
        std::string key;  // "orders-0"; empty as long as nobody knows.
        std::string value;
        std::optional<std::int64_t> offset = std::nullopt;
        std::int64_t process;
    };
    struct Message {
        std::int64_t offset;
        std::string value;
    };
    struct Poll {
        std::map<std::string, std::vector<Message>> messages = {};  // By key.
        bool ended = false;
    };
    struct Nemesis {
        std::string f;
        std::string value;
    };
    /// One life of a consumer.
    struct Reader {
        std::int64_t process;
        std::optional<std::size_t> poll = std::nullopt;    // Under way, or just ended.
        std::optional<std::size_t> assign = std::nullopt;  // Just done.
        sim::Instant at = sim::Instant::origin();          // When that was.
    };
    using Life = std::pair<std::string, std::uint32_t>;

    void on(const sim::Event& event, const model::SendInvoked& fact);
    void on(const sim::Event& event, const model::SendEnded& fact);
    void on(const sim::Event& event, const model::ReaderAssigned& fact);
    void on(const sim::Event& event, const model::RecordDelivered& fact);
    void on_fault(const sim::Event& event, std::string f, std::string value);
    std::string name_of(const sim::Event& event) const;
    Reader& reader_of(const sim::Event& event);
    void begin_poll(const sim::Event& event, Reader& reader);
    std::int64_t take_process(const std::string& producer);

    std::string value_of(const Operation& operation) const;
    std::string value_of(const Send& send, bool with_offset) const;
    std::string value_of(const Poll& poll, bool ended) const;

    sim::Trace& trace_;
    std::vector<Operation> operations_;
    std::vector<Send> sends_;
    std::vector<Poll> polls_;
    std::vector<std::vector<std::string>> assigns_;
    std::vector<Nemesis> nemeses_;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> open_sends_;
    std::map<std::string, std::size_t, std::less<>> sends_by_value_;
    std::map<std::string, std::vector<std::int64_t>> free_processes_;  // By producer.
    std::map<Life, Reader> readers_;
    std::int64_t next_process_ = 0;
};

}  // namespace assize::scenarios
