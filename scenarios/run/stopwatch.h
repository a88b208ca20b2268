#pragma once

#include <cstdint>

namespace assize::scenarios {

/// How long something takes in the real world. Nothing but what the user is told may depend on it.
class Stopwatch {
public:
    Stopwatch();
    std::int64_t elapsed_ns() const;

private:
    std::int64_t begun_ns_;
};

}  // namespace assize::scenarios
