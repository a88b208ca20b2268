#include "model/controller/kraft/quorum_state_file.h"

#include <optional>

#include "model/controller/kraft/subjects.h"
#include "model/facts/kraft.h"
#include "model/log/disk_files.h"

namespace assize::model::kraft {

sim::Result<QuorumStateFile, wire::ErrorCode> QuorumStateFile::open(sim::Fiber& fiber,
                                                                    log::LogDirectory& directory,
                                                                    const std::string& folder) {
    QuorumStateFile file(directory, folder + "/quorum-state");
    const auto text = log::read_text(fiber, directory.disk(), file.path_);
    if (!text) {
        if (text.error() == sim::DiskError::kNotFound) return file;
        return sim::Failure(directory.fail(text.error(), "read " + file.path_));
    }
    const auto state = from_json(*text);
    if (!state) return sim::Failure(directory.fail(sim::DiskError::kIo, "parse " + file.path_));
    file.stored_ = *state;
    return file;
}

sim::Result<void, wire::ErrorCode> QuorumStateFile::store(sim::Fiber& fiber,
                                                          const ElectionState& state) {
    const auto written = log::replace_file(fiber, directory_->disk(), path_, to_json(state),
                                           log::Durability::kSynced);
    if (!written) return sim::Failure(directory_->fail(written.error(), "write " + path_));
    stored_ = state;
    const auto& voted = state.voted;
    directory_->life().emit(
        KraftElectionStored{
            .node = directory_->broker().value(),
            .epoch = state.epoch.value(),
            .leader = number_of(state.leader),
            .voted = number_of(voted ? std::optional(voted->id) : std::nullopt),
            .voted_directory =
                voted && voted->directory_id ? to_string(*voted->directory_id) : std::string(),
        },
        {.changed = sim::Changed::kYes,
         .subjects = {epoch_subject(directory_->life(), state.epoch)}});
    return {};
}

}  // namespace assize::model::kraft
