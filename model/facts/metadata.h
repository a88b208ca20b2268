#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace assize::model {

// The facts about what each node knows of the cluster. Their subject is the "records" of
// "__cluster_metadata-0" that were applied.

struct MetadataApplied {
    static constexpr std::string_view kName = "metadata_applied";
    static constexpr std::string_view kMeaning =
        "a node took committed records of the metadata log, or a snapshot, into its image";
    std::int32_t node;
    std::int64_t from;
    std::int64_t end;
    std::int32_t epoch;
    bool snapshot;
    std::vector<std::int64_t> epochs;
    std::vector<std::int64_t> epoch_begins;
    std::uint64_t digest;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("node", &MetadataApplied::node, "whose image");
        field("from", &MetadataApplied::from, "offset of the first record; 0 for a snapshot");
        field("end", &MetadataApplied::end, "offset after the last record");
        field("epoch", &MetadataApplied::epoch, "of the controller that wrote the last record");
        field("snapshot", &MetadataApplied::snapshot, "whether the image was replaced as a whole");
        field("epochs", &MetadataApplied::epochs,
              "of the controllers that wrote the records; a decision of epoch e at offset o is "
              "committed when o is within");
        field("epoch_begins", &MetadataApplied::epoch_begins, "at which offset each begins");
        field("digest", &MetadataApplied::digest, "of the image: equal for equal images");
    }
};

using MetadataFacts = std::tuple<MetadataApplied>;

}  // namespace assize::model
