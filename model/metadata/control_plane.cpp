#include "model/metadata/control_plane.h"

namespace assize::model::metadata {

std::string_view to_string(ControlPlaneError error) {
    return error == ControlPlaneError::kTimedOut ? "timed_out" : "stopped";
}

}  // namespace assize::model::metadata
