#include "tests/reports/legend_of_words.h"

#include <algorithm>
#include <iterator>

#include "model/legend.h"

namespace assize::reports {

std::vector<sim::LegendEntry> whole_legend() {
    std::vector<sim::LegendEntry> legend = sim::legend();
    std::ranges::copy(model::legend(), std::back_inserter(legend));
    return legend;
}

std::set<std::string> fields_in(std::string_view words) {
    std::set<std::string> fields;
    for (std::size_t at = 0; (at = words.find_first_of("{?!", at)) != words.npos; ++at) {
        // What stands alone is a sign of the sentence.
        if (words[at] != '{' && (at == 0 || words[at - 1] != '[')) continue;
        const std::size_t end = words.find_first_of(words[at] == '{' ? ":.}" : " ", at);
        fields.emplace(words.substr(at + 1, end - at - 1));
        if (words[end] != '.') continue;
        const std::size_t other = words.find_first_not_of(".=", end);
        fields.emplace(words.substr(other, words.find('}', other) - other));
    }
    fields.erase("of");
    return fields;
}

}  // namespace assize::reports
