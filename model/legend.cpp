#include "model/legend.h"

#include <tuple>
#include <type_traits>
#include <utility>

#include "model/facts.h"

namespace assize::model {

std::vector<sim::LegendEntry> legend() {
    using Facts = decltype(std::tuple_cat(
        std::declval<TrialFacts>(), std::declval<ClientFacts>(), std::declval<RpcFacts>(),
        std::declval<BrokerFacts>(), std::declval<ReplicationFacts>(), std::declval<LogFacts>(),
        std::declval<LogProducerFacts>(), std::declval<LogIndexFacts>(),
        std::declval<ControllerFacts>(), std::declval<MetadataFacts>(),
        std::declval<KraftFacts>()));
    return sim::legend_of(std::type_identity<Facts>());
}

}  // namespace assize::model
