#pragma once

#include <vector>

#include "sim/id.h"
#include "sim/network/tcp/backlog.h"
#include "sim/network/tcp/circuit.h"

namespace assize::sim::tcp {

/// What each process holds in the network, so that its death finds it: at once, when that is
/// nothing.
class Holdings {
public:
    void add(ProcessId process, End& end);
    void remove(ProcessId process, End& end);
    void add(ProcessId process, BacklogKey backlog) { of(process).backlogs.push_back(backlog); }
    void remove(ProcessId process, BacklogKey backlog) {
        std::erase(of(process).backlogs, backlog);
    }

    /// What it has held for longest; null when there is nothing.
    End* first_end(ProcessId process) const {
        return process.value() < held_.size() ? held_[process.value()].first : nullptr;
    }
    const BacklogKey* first_backlog(ProcessId process) const {
        if (process.value() >= held_.size()) return nullptr;
        const std::vector<BacklogKey>& backlogs = held_[process.value()].backlogs;
        return backlogs.empty() ? nullptr : &backlogs[0];
    }

private:
    struct Held {
        End* first = nullptr;  // They link to one another, in the order in which they came.
        End* last = nullptr;
        std::vector<BacklogKey> backlogs;
    };

    Held& of(ProcessId process);

    std::vector<Held> held_;  // By ProcessId, as far as somebody has held something.
};

}  // namespace assize::sim::tcp
