#pragma once

#include <cstddef>
#include <cstdint>

/// What a fuzz program defines: takes any bytes, and survives them. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
