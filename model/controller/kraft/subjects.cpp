#include "model/controller/kraft/subjects.h"

#include <cstdint>

#include "sim/simulation.h"

namespace assize::model::kraft {

namespace {

sim::NameId name_of_log(const sim::Life& life) {
    return life.process().simulation().trace().intern("__cluster_metadata-0");
}

}  // namespace

sim::Subject epoch_subject(const sim::Life& life, LeaderEpoch epoch) {
    return {.kind = "leader_epoch",
            .name = name_of_log(life),
            .begin = epoch.value(),
            .end = std::int64_t{epoch.value()} + 1};
}

sim::Subject records_subject(const sim::Life& life, Offset begin, Offset end) {
    return {
        .kind = "records", .name = name_of_log(life), .begin = begin.value(), .end = end.value()};
}

}  // namespace assize::model::kraft
