#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assize::model {

/// A cluster that is wrong on purpose, in one place, so that one can see who notices: tests of the
/// checkers run them, and `assize run --variant`. None of them is a configuration of Kafka, and no
/// key of Kafka's names them: `ClusterConfig::variant` does.
///
/// Each acts in one line, where Kafka does the right thing.
enum class Variant : std::uint8_t {
    /// A producer with acks=all is answered as soon as the leader has its records, whatever the
    /// rest of the ISR has. Durability hangs on the leader alone.
    kAcknowledgeBeforeIsr,
    /// A follower of a new leader cuts its log to its own high watermark before it fetches, as
    /// Kafka did before KIP-101. That lags behind the leader's: what is acknowledged may go.
    kTruncateToHighWatermark,
    /// A leader's high watermark is the end of its own log: consumers read what may yet be cut.
    kHighWatermarkRunsAhead,
    /// Of a fetch by a consumer the first record is missing, whenever it is alone in its batch and
    /// another is there to be read.
    kSkipRecordOnFetch,
    /// The first replica that is up leads, whether or not it is in the ISR, and says nothing of
    /// unclean elections.
    kElectOutsideIsr,
    /// The leader of the quorum commits what it alone has on its disk.
    kCommitMetadataWithMinority,
};

/// "acknowledge_before_isr": as the enumerator, in snake case.
std::string_view to_string(Variant variant);
/// What is wrong, in one sentence, for lists.
std::string_view describe(Variant variant);
/// All of them, in the order of the enum.
std::span<const Variant> all_variants();
/// None when nothing is called so.
std::optional<Variant> variant_of(std::string_view name);

}  // namespace assize::model
