#pragma once

#include "model/wire/api_key.h"
#include "sim/network/rules/frame_rule.h"

namespace assize::model::rpc {

// What a sim::FrameRule may pick: whole requests, or whole answers, of one API. Clients and
// servers send each as one frame. Who is asked is known by its port, which is below those that
// clients are given.

/// Requests of that API.
sim::FrameRule::Predicate frames_that_request(wire::ApiKey api);

/// Answers to requests of that API. It has to see the requests, too: those that were sent before
/// the rule was installed are not recognized.
sim::FrameRule::Predicate frames_that_answer(wire::ApiKey api);

}  // namespace assize::model::rpc
