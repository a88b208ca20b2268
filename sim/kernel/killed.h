#pragma once

namespace assize::sim::kernel {

/// Unwinds a fiber that was killed. Nobody outside this folder may name it.
struct Killed {};

}  // namespace assize::sim::kernel
