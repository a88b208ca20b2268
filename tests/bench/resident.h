#pragma once

namespace assize::bench {

/// The memory of this program that is resident now.
double resident_bytes();

}  // namespace assize::bench
