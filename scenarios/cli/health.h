#pragma once

#include <optional>
#include <string>
#include <vector>

namespace assize::scenarios {

/// A Debian package that Assize is built from.
struct Package {
    std::string name;
    std::optional<std::string> version;  // None: it is not installed.
};

/// The machine we are on, as far as it matters when somebody reports a bug.
struct Machine {
    std::string kernel;
    std::string processor;
    long cores;
};

Machine inspect_machine();

/// Each package of packages.txt. Nothing at all where dpkg does not keep the packages.
std::optional<std::vector<Package>> inspect_packages();

}  // namespace assize::scenarios
