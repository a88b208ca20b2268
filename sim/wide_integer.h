#pragma once

namespace assize::sim {

/// For products of two 64-bit integers: exact, whatever they are.
__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

}  // namespace assize::sim
