#include "scenarios/file/properties.h"

#include "reports/property_words.h"

namespace assize::scenarios::file {

const std::vector<std::string>& property_names() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        for (const auto& property : reports::all_properties()) names.emplace_back(property.name);
        return names;
    }();
    return kNames;
}

}  // namespace assize::scenarios::file
