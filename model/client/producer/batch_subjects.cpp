#include "model/client/producer/batch_subjects.h"

#include "sim/process.h"
#include "sim/simulation.h"

namespace assize::model::client {

std::vector<sim::Subject> subjects_of(const ProducerBatch& batch, sim::Fiber& fiber) {
    std::vector<sim::Subject> subjects;
    if (batch.numbered().empty()) return subjects;
    const sim::Process& process = fiber.process();
    const sim::NameId producer = process.simulation().trace().intern(process.name());
    subjects.reserve(batch.numbered().size());
    for (const NumberedRecords& records : batch.numbered()) {
        subjects.push_back({"send", producer, records.begin, records.end});
    }
    return subjects;
}

}  // namespace assize::model::client
