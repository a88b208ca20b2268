#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace.h"

namespace assize::reports {

/// All facts of a run, kept without their types: what reports are made of. The same whether it was
/// recorded as the run went, or read from its trace file.
/// Memory: some 60 bytes a fact, 16 a field and 24 a subject; texts are kept once.
class EventLog {
public:
    /// A text, kept once.
    using Name = sim::Id<struct EventLogNameTag, std::uint32_t>;

    /// What a field holds.
    struct Value {
        enum class Type : std::uint8_t { kNothing, kNumber, kFlag, kText, kNumbers };
        Type type;
        std::int64_t number;  // Or the flag, the Name of the text, or where the numbers are.
    };
    struct Field {
        Name name;
        Value value;
    };
    struct Subject {
        Name kind;
        Name name;
        std::int64_t begin;
        std::int64_t end;

        bool touches(const Subject& other) const {
            return kind == other.kind && name == other.name && begin < other.end &&
                   other.begin < end;
        }
    };
    struct Event {
        sim::EventId id;
        sim::Instant at;
        Name kind;
        std::optional<Name> process;  // None: about a host, or the network.
        std::uint32_t incarnation;    // 0 without a process.
        bool changed;
        std::optional<std::uint64_t> message;
    };

    std::size_t size() const { return rows_.size(); }
    bool empty() const { return rows_.empty(); }
    const Event& operator[](std::size_t index) const { return rows_[index].event; }
    /// Where the event of that id is: ids rise, mostly without a gap.
    std::optional<std::size_t> find(sim::EventId id) const;

    std::span<const Field> fields_of(std::size_t index) const;
    std::span<const Subject> subjects_of(std::size_t index) const;
    std::span<const std::uint64_t> causes_of(std::size_t index) const;

    std::string_view text(Name name) const { return *texts_[name.value()]; }
    std::string_view kind_of(std::size_t index) const { return text(rows_[index].event.kind); }
    /// Empty when no process stated it.
    std::string_view process_of(std::size_t index) const;
    /// None when no event mentions it.
    std::optional<Name> name_of(std::string_view text) const;

    // A field by its name; none when the event has no such field, or it holds nothing of the kind.

    std::optional<std::int64_t> number(std::size_t index, std::string_view field) const;
    std::optional<bool> flag(std::size_t index, std::string_view field) const;
    std::optional<std::string_view> text(std::size_t index, std::string_view field) const;
    std::optional<std::span<const std::int64_t>> numbers(std::size_t index,
                                                         std::string_view field) const;
    std::span<const std::int64_t> numbers_of(const Value& value) const;
    /// As a person reads it: 42, true, text, [1 2 3], or "none".
    std::string to_text(const Value& value) const;

    // Filling: an event first, then what belongs to it.

    Name intern(std::string_view text);
    void add(const Event& event);
    void add_field(Name name, Value value) { fields_.push_back({name, value}); }
    void add_numbers(Name field, std::span<const std::int64_t> numbers);
    void add_subject(const Subject& subject) { subjects_.push_back(subject); }
    void add_cause(std::uint64_t cause) { causes_.push_back(cause); }

private:
    struct Row {
        Event event;
        std::uint32_t first_field;  // Its part of the arrays ends where the next one's begins.
        std::uint32_t first_subject;
        std::uint32_t first_cause;
    };
    const Value* field(std::size_t index, std::string_view name, Value::Type type) const;
    template <class T>
    std::span<const T> part(const std::vector<T>& all, std::uint32_t Row::*first,
                            std::size_t index) const;

    std::vector<Row> rows_;
    std::vector<Field> fields_;
    std::vector<Subject> subjects_;
    std::vector<std::uint64_t> causes_;
    std::vector<std::int64_t> numbers_;                        // Each list after its length.
    std::map<std::string, std::uint32_t, std::less<>> names_;  // Nodes stay where they are.
    std::vector<const std::string*> texts_;                    // By Name: the keys of names_.

    static constexpr std::size_t kRecent = 4096;
    static std::size_t recent_slot(std::string_view text);
    std::vector<std::uint32_t> recent_ = std::vector<std::uint32_t>(kRecent, 0);  // By its slot.
};

/// Records a run as it goes.
class EventRecorder final : public sim::TraceSubscriber {
public:
    /// Subscribes. Requires: trace and log outlive this.
    EventRecorder(sim::Trace& trace, EventLog& log);
    ~EventRecorder() override;
    EventRecorder(const EventRecorder&) = delete;
    EventRecorder& operator=(const EventRecorder&) = delete;

    void on_event(const sim::Event& event) override;

private:
    sim::Trace& trace_;
    EventLog& log_;
};

}  // namespace assize::reports
