#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/fact.h"
#include "sim/id.h"
#include "sim/running_hash.h"
#include "sim/time.h"

namespace assize::sim {

/// A name that facts speak of, such as a topic-partition's: interned, since it recurs.
using NameId = Id<struct NameIdTag, std::uint32_t>;

/// What a fact is about: a half-open interval of something that is named. The records [40, 42)
/// of orders-0 are `{"records", orders_0, 40, 42}`; a leader epoch is an interval of one.
/// Two facts touch when kind and name are equal and the intervals overlap.
struct Subject {
    std::string_view kind;  // A string literal: the vocabulary is the program's, not the run's.
    NameId name;
    std::int64_t begin;
    std::int64_t end;

    bool touches(const Subject& other) const {
        return kind == other.kind && name == other.name && begin < other.end && other.begin < end;
    }
};

/// Whether a fact changed any state. A fetch that brought nothing did not.
enum class Changed : bool { kNo, kYes };

/// Several of something: written in braces, or any contiguous range.
template <class T>
class ListOf : public std::span<const T> {
public:
    ListOf() = default;
    ListOf(std::initializer_list<T> list) : std::span<const T>(list.begin(), list.size()) {}
    ListOf(std::span<const T> list) : std::span<const T>(list) {}
    ListOf(const std::vector<T>& list) : std::span<const T>(list) {}
};

/// What the emitter of a fact says beyond the fact itself.
struct About {
    Changed changed;
    ListOf<Subject> subjects = {};
    ListOf<EventId> causes = {};  // Beyond the process's own last fact, and the message's sending.
    std::optional<MessageId> message = std::nullopt;
};

/// Who emits: a process in one of its lives. None for what befalls a whole host, or the network.
struct Emitter {
    ProcessId process;
    Incarnation incarnation;
};

/// A fact as subscribers see it, valid during the call only.
struct Event {
    EventId id;
    Instant at;
    std::optional<Emitter> emitter;
    const About& about;
    const FactKind& kind;
    const void* fact;

    /// The fact itself when it is an `F`, otherwise null.
    template <Fact F>
    const F* as() const {
        return &kind == &kFactKind<F> ? static_cast<const F*>(fact) : nullptr;
    }
};

/// Sees each fact as it happens.
class TraceSubscriber {
public:
    virtual ~TraceSubscriber() = default;
    virtual void on_event(const Event& event) = 0;
};

/// The run as a list of typed facts, each emitted once, by the one function that changes the
/// state, just before it does.
///
/// The trace itself keeps a running 64-bit hash of the canonical bytes of all facts and names;
/// whoever wants more subscribes. Invariant: ids count up from 1 without a gap.
class Trace {
public:
    Trace() = default;
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    template <Fact F>
    EventId emit(Instant at, std::optional<Emitter> emitter, const F& fact, const About& about) {
        last_ += 1;
        hash_.add(kFactKind<F>.name_hash);
        add_stamp(at, emitter, about);
        add_fields(fact, hash_);
        const EventId id(last_);
        if (!subscribers_.empty()) [[unlikely]] {
            publish(sim::Event{id, at, emitter, about, kFactKind<F>, &fact});
        }
        return id;
    }

    /// How many facts there are; also the id of the last.
    std::uint64_t size() const { return last_; }
    /// Equal for equal traces, whatever machine, compiler or build made them.
    std::uint64_t hash() const { return hash_.value(); }

    NameId intern(std::string_view name);
    std::string_view name(NameId id) const { return names_[id.value()]; }

    /// Introduces the next process; they are numbered as in the simulation.
    void add_process(std::string_view name);
    std::string_view name(ProcessId id) const { return processes_[id.value()]; }

    /// Requires: the subscriber outlives the trace, or is removed.
    void subscribe(TraceSubscriber& subscriber) { subscribers_.push_back(&subscriber); }
    void unsubscribe(TraceSubscriber& subscriber);

private:
    void add_stamp(Instant at, const std::optional<Emitter>& emitter, const About& about);
    void publish(const sim::Event& event);

    std::uint64_t last_ = 0;
    RunningHash hash_;
    std::vector<std::string> names_;  // By NameId.
    std::map<std::string, NameId, std::less<>> ids_of_names_;
    std::vector<std::string> processes_;  // By ProcessId.
    std::vector<TraceSubscriber*> subscribers_;
};

}  // namespace assize::sim
