#include "model/variant.h"

#include <algorithm>
#include <array>

namespace assize::model {

namespace {

constexpr std::array kVariants{
    Variant::kAcknowledgeBeforeIsr,   Variant::kTruncateToHighWatermark,
    Variant::kHighWatermarkRunsAhead, Variant::kSkipRecordOnFetch,
    Variant::kElectOutsideIsr,        Variant::kCommitMetadataWithMinority};

}  // namespace

std::string_view to_string(Variant variant) {
    switch (variant) {
        case Variant::kAcknowledgeBeforeIsr: return "acknowledge_before_isr";
        case Variant::kTruncateToHighWatermark: return "truncate_to_high_watermark";
        case Variant::kHighWatermarkRunsAhead: return "high_watermark_runs_ahead";
        case Variant::kSkipRecordOnFetch: return "skip_record_on_fetch";
        case Variant::kElectOutsideIsr: return "elect_outside_isr";
        case Variant::kCommitMetadataWithMinority: return "commit_metadata_with_minority";
    }
    return "?";
}

std::string_view describe(Variant variant) {
    switch (variant) {
        case Variant::kAcknowledgeBeforeIsr:
            return "acks=all is answered before the ISR has the records";
        case Variant::kTruncateToHighWatermark:
            return "a follower of a new leader cuts its log to its high watermark";
        case Variant::kHighWatermarkRunsAhead:
            return "a leader's high watermark is the end of its own log";
        case Variant::kSkipRecordOnFetch: return "a consumer's fetch leaves out its first record";
        case Variant::kElectOutsideIsr: return "any replica that is up is elected as if in sync";
        case Variant::kCommitMetadataWithMinority:
            return "the quorum's leader commits what it alone has";
    }
    return "?";
}

std::span<const Variant> all_variants() {
    return kVariants;
}

std::optional<Variant> variant_of(std::string_view name) {
    const auto* found =
        std::ranges::find_if(kVariants, [&](Variant each) { return to_string(each) == name; });
    if (found == kVariants.end()) return std::nullopt;
    return *found;
}

}  // namespace assize::model
