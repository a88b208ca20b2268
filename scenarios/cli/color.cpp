#include "scenarios/cli/color.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "scenarios/near_miss.h"

namespace assize::scenarios {

namespace {

const std::vector<std::string> kColorModes{"auto", "always", "never"};

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value != '\0';
}

bool is_dumb_terminal() {
    const char* term = std::getenv("TERM");
    return term && std::string_view(term) == "dumb";
}

}  // namespace

std::optional<std::string> check_color(const CommonOptions& common) {
    if (std::ranges::find(kColorModes, common.color) != kColorModes.end()) return std::nullopt;
    return fmt::format("--color is '{}'{}; it is one of {}", common.color,
                       did_you_mean(common.color, kColorModes), fmt::join(kColorModes, ", "));
}

reports::Color color_for(const CommonOptions& common) {
    const bool of_itself = isatty(STDOUT_FILENO) == 1 && !is_set("NO_COLOR") && !is_dumb_terminal();
    const bool wanted = common.color == "always" || (common.color == "auto" && of_itself);
    return wanted ? reports::Color::kYes : reports::Color::kNo;
}

}  // namespace assize::scenarios
