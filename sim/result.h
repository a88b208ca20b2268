#pragma once

#include <tl/expected.hpp>

namespace assize::sim {

/// A value, or the reason why there is none. Errors are answers to expect, so they are values;
/// exceptions only unwind a killed fiber.
template <class T, class E>
using Result = tl::expected<T, E>;

/// `return Failure(DiskError::kNoSpace);` in a function that returns a Result.
template <class E>
constexpr tl::unexpected<E> Failure(E error) {
    return tl::unexpected<E>(error);
}

}  // namespace assize::sim
