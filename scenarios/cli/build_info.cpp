#include "scenarios/cli/build_info.h"

#include <fmt/format.h>

#include <array>

namespace assize::scenarios {

// Written by cmake/write_revision.cmake, and compiled apart from all else.
extern const std::string_view kGitRevision;

namespace {

constexpr auto kDependencies = std::to_array<Dependency>({
#include "dependencies.inc"
});

constexpr auto kPackages = std::to_array<std::string_view>({
#include "packages.inc"
});

}  // namespace

const BuildInfo& build_info() {
    static const BuildInfo info{
        .version = ASSIZE_VERSION,
        .git_revision = kGitRevision,
        .compiler = ASSIZE_COMPILER,
        .build_type = ASSIZE_BUILD_TYPE,
        .dependencies = kDependencies,
        .packages = kPackages,
    };
    return info;
}

std::string version_line() {
    return fmt::format("assize {} ({})", build_info().version, build_info().git_revision);
}

}  // namespace assize::scenarios
