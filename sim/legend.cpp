#include "sim/legend.h"

#include <type_traits>
#include <utility>

#include "sim/disk/facts.h"
#include "sim/facts.h"
#include "sim/network/facts.h"

namespace assize::sim {

std::vector<LegendEntry> legend() {
    using Facts = decltype(std::tuple_cat(std::declval<ProcessAndHostFacts>(),
                                          std::declval<NetworkFacts>(), std::declval<DiskFacts>()));
    return legend_of(std::type_identity<Facts>());
}

}  // namespace assize::sim
