#include "sim/trace.h"

#include <algorithm>

namespace assize::sim {

NameId Trace::intern(std::string_view name) {
    const auto known = ids_of_names_.find(name);
    if (known != ids_of_names_.end()) return known->second;
    const NameId id(static_cast<std::uint32_t>(names_.size()));
    names_.emplace_back(name);
    ids_of_names_.emplace(name, id);
    hash_.add(name);
    return id;
}

void Trace::add_process(std::string_view name) {
    processes_.emplace_back(name);
    hash_.add(name);
}

void Trace::unsubscribe(TraceSubscriber& subscriber) {
    std::erase(subscribers_, &subscriber);
}

void Trace::add_stamp(Instant at, const std::optional<Emitter>& emitter, const About& about) {
    hash_.add(static_cast<std::uint64_t>(at.since_origin().nanoseconds()));
    const std::uint64_t who =
        emitter ? std::uint64_t{emitter->process.value()} << 32 | emitter->incarnation.value()
                : ~std::uint64_t{0};
    hash_.add(who);
    const auto shape = static_cast<std::uint64_t>(about.changed) | about.subjects.size() << 1 |
                       about.causes.size() << 32;
    hash_.add(shape);
    hash_.add(about.message ? about.message->value() : 0);
    for (EventId cause : about.causes) hash_.add(cause.value());
    for (const Subject& subject : about.subjects) {
        hash_.add(subject.kind);
        hash_.add(subject.name.value());
        hash_.add(static_cast<std::uint64_t>(subject.begin));
        hash_.add(static_cast<std::uint64_t>(subject.end));
    }
}

void Trace::publish(const sim::Event& event) {
    for (TraceSubscriber* subscriber : subscribers_) subscriber->on_event(event);
}

}  // namespace assize::sim
