#pragma once

#include <string>

#include "model/controller/kraft/election_state.h"
#include "model/log/log_directory.h"
#include "model/wire/error_code.h"
#include "sim/fiber.h"
#include "sim/result.h"

namespace assize::model::kraft {

/// The file `quorum-state` in the directory of the metadata log.
class QuorumStateFile {
public:
    /// Reads the file; without one the node has never taken part. A file that cannot be read as
    /// one takes the directory offline: guessing could vote twice.
    static sim::Result<QuorumStateFile, wire::ErrorCode> open(sim::Fiber& fiber,
                                                              log::LogDirectory& directory,
                                                              const std::string& folder);

    const ElectionState& stored() const { return stored_; }

    /// Replaces what is stored, and says so in the trace. Durable when it returns.
    /// Fails: the directory's failure.
    sim::Result<void, wire::ErrorCode> store(sim::Fiber& fiber, const ElectionState& state);

private:
    QuorumStateFile(log::LogDirectory& directory, std::string path)
        : directory_(&directory), path_(std::move(path)) {}

    log::LogDirectory* directory_;
    std::string path_;
    ElectionState stored_;
};

}  // namespace assize::model::kraft
