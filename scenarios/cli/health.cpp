#include "scenarios/cli/health.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "scenarios/cli/build_info.h"
#include "scenarios/cli/subprocess.h"

namespace assize::scenarios {

namespace {

// "model name : Some Processor" on x86; other machines have other words, or none.
std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "unknown";
}

}  // namespace

Machine inspect_machine() {
    utsname system{};
    uname(&system);
    return Machine{
        .kernel = std::string(system.sysname) + " " + system.release + " " + system.machine,
        .processor = processor_name(),
        .cores = sysconf(_SC_NPROCESSORS_ONLN),
    };
}

std::optional<std::vector<Package>> inspect_packages() {
    std::vector<std::string> command{"dpkg-query", "--show",
                                     "--showformat=${db:Status-Status} ${Package} ${Version}\n"};
    std::vector<Package> packages;
    for (const std::string_view name : build_info().packages) {
        command.emplace_back(name);
        packages.push_back(Package{.name = std::string(name), .version = std::nullopt});
    }

    // It complains about each package that it does not know: the answer says so better.
    const auto answer = run_and_capture(command, StandardError::kDropped);
    if (!answer) return std::nullopt;

    std::istringstream lines(answer->standard_output);
    for (std::string status, name, version; lines >> status >> name && lines.get() == ' ';) {
        std::getline(lines, version);
        const auto package = std::ranges::find(packages, name, &Package::name);
        if (status == "installed" && package != packages.end()) package->version = version;
    }
    return packages;
}

}  // namespace assize::scenarios
