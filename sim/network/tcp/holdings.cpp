#include "sim/network/tcp/holdings.h"

namespace assize::sim::tcp {

void Holdings::add(ProcessId process, End& end) {
    Held& held = of(process);
    end.before = held.last;
    end.behind = nullptr;
    (held.last ? held.last->behind : held.first) = &end;
    held.last = &end;
}

void Holdings::remove(ProcessId process, End& end) {
    Held& held = of(process);
    (end.before ? end.before->behind : held.first) = end.behind;
    (end.behind ? end.behind->before : held.last) = end.before;
}

Holdings::Held& Holdings::of(ProcessId process) {
    if (process.value() >= held_.size()) held_.resize(process.value() + 1);
    return held_[process.value()];
}

}  // namespace assize::sim::tcp
