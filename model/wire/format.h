#pragma once

namespace assize::model::wire {

/// How a version of a message writes lengths: fixed integers, or since KIP-482 varints, with a
/// section of tagged fields after every struct.
enum class Format : bool { kPlain, kFlexible };

}  // namespace assize::model::wire
