#include "checkers/setup.h"

#include <algorithm>

namespace assize::checkers {

const TopicSetup* TrialSetup::topic(std::string_view name) const {
    const auto found = std::ranges::find(topics, name, &TopicSetup::name);
    return found == topics.end() ? nullptr : &*found;
}

const ProducerSetup* TrialSetup::producer(std::string_view name) const {
    const auto found = std::ranges::find(producers, name, &ProducerSetup::name);
    return found == producers.end() ? nullptr : &*found;
}

}  // namespace assize::checkers
