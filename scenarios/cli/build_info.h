#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assize::scenarios {

/// A library that Assize was built with.
struct Dependency {
    std::string_view name;
    std::string_view required;  // The oldest version that will do; empty when any will.
    std::string_view found;     // The version it was built with; empty when it has none.
};

/// What was known when this program was built.
struct BuildInfo {
    std::string_view version;
    std::string_view git_revision;  // "unknown" outside a git checkout; "-dirty" after changes.
    std::string_view compiler;
    std::string_view build_type;
    std::span<const Dependency> dependencies;
    std::span<const std::string_view> packages;  // The names in packages.txt.
};

const BuildInfo& build_info();

/// "assize 0.1.0 (1f3c9aa)"
std::string version_line();

}  // namespace assize::scenarios
