#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/fact.h"

namespace assize::model {

// The facts about the logs of replicas. Their subjects are of the kind "records": the name is the
// topic-partition, the interval the offsets that it is about; and of the kind "leader_epoch".
// `broker` and `topic_id` say whose log of which topic it is.

enum class AppendedBy : std::uint8_t { kClient, kCoordinator, kReplication, kRaftLeader };
constexpr std::string_view to_string(AppendedBy origin) {
    switch (origin) {
        case AppendedBy::kClient: return "client";
        case AppendedBy::kCoordinator: return "coordinator";
        case AppendedBy::kReplication: return "replication";
        case AppendedBy::kRaftLeader: return "raft_leader";
    }
    return "?";
}

/// Why retention took a segment.
enum class RetentionReason : std::uint8_t { kTime, kSize, kLogStart };
constexpr std::string_view to_string(RetentionReason reason) {
    switch (reason) {
        case RetentionReason::kTime: return "time";
        case RetentionReason::kSize: return "size";
        case RetentionReason::kLogStart: return "log_start";
    }
    return "?";
}

/// Why a log start moved up.
enum class LogStartReason : std::uint8_t {
    kRetention,      // Segments were deleted.
    kDeleteRecords,  // A client asked for it.
    kLeader,         // A follower adopts its leader's.
    kSnapshot,       // The metadata log has a snapshot up to there.
};
constexpr std::string_view to_string(LogStartReason reason) {
    switch (reason) {
        case LogStartReason::kRetention: return "retention";
        case LogStartReason::kDeleteRecords: return "delete_records";
        case LogStartReason::kLeader: return "leader";
        case LogStartReason::kSnapshot: return "snapshot";
    }
    return "?";
}

/// Why a high watermark changed.
enum class HighWatermarkReason : std::uint8_t {
    kLeader,      // It is the leader's own, which counts who has the records.
    kFollower,    // It is what a follower was told, within its log. May go back.
    kTruncation,  // The log became shorter.
    kLogStart,    // The log start overtook it.
};
constexpr std::string_view to_string(HighWatermarkReason reason) {
    switch (reason) {
        case HighWatermarkReason::kLeader: return "leader";
        case HighWatermarkReason::kFollower: return "follower";
        case HighWatermarkReason::kTruncation: return "truncation";
        case HighWatermarkReason::kLogStart: return "log_start";
    }
    return "?";
}

struct LogCreated {
    static constexpr std::string_view kName = "log_created";
    static constexpr std::string_view kMeaning = "a broker made the log of a replica, empty";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t log_start;
    std::string_view path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogCreated::broker, "whose log");
        field("topic_id", &LogCreated::topic_id, "of the topic; empty if not known");
        field("log_start", &LogCreated::log_start, "where it begins");
        field("path", &LogCreated::path, "its directory");
    }
};

struct LogLoaded {
    static constexpr std::string_view kName = "log_loaded";
    static constexpr std::string_view kMeaning =
        "a broker read the log of a replica from its disk, and repaired it";
    std::int32_t broker;
    std::string_view topic_id;
    std::string_view path;
    std::int64_t log_start;
    std::int64_t log_end;
    std::int64_t high_watermark;
    std::int64_t recovery_point;
    bool clean_shutdown;
    std::int64_t segments_scanned;
    std::int64_t bytes_cut;
    std::int64_t segments_cut;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogLoaded::broker, "whose log");
        field("topic_id", &LogLoaded::topic_id, "of the topic; empty if not known");
        field("path", &LogLoaded::path, "its directory");
        field("log_start", &LogLoaded::log_start, "the log start offset it has now");
        field("log_end", &LogLoaded::log_end, "the end of its records now");
        field("high_watermark", &LogLoaded::high_watermark, "as checkpointed, within the log");
        field("recovery_point", &LogLoaded::recovery_point,
              "below which all was claimed to be durable");
        field("clean_shutdown", &LogLoaded::clean_shutdown, "whether the last life ended in order");
        field("segments_scanned", &LogLoaded::segments_scanned,
              "whose batches were checked, the last ones");
        field("bytes_cut", &LogLoaded::bytes_cut, "that were no good batches, or came after such");
        field("segments_cut", &LogLoaded::segments_cut, "that were deleted whole for that");
    }
};

struct BatchAppended {
    static constexpr std::string_view kName = "batch_appended";
    static constexpr std::string_view kMeaning =
        "a replica wrote a batch at the end of its log, in the page cache";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t base;
    std::int64_t end;
    std::int32_t leader_epoch;
    std::uint32_t crc;
    std::int64_t bytes;
    AppendedBy origin;
    std::optional<std::int64_t> producer_id;
    std::optional<std::int64_t> producer_epoch;
    std::optional<std::int64_t> base_sequence;
    bool transactional;
    bool control;
    std::optional<std::uint32_t> sent_crc = std::nullopt;
    std::int64_t max_timestamp_ms = -1;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &BatchAppended::broker, "whose log");
        field("topic_id", &BatchAppended::topic_id, "of the topic; empty if not known");
        field("base", &BatchAppended::base, "offset of its first record");
        field("end", &BatchAppended::end, "offset after its last one: the log end now");
        field("leader_epoch", &BatchAppended::leader_epoch, "that the batch carries");
        field("crc", &BatchAppended::crc, "the batch's own checksum: of all but offsets and epoch");
        field("bytes", &BatchAppended::bytes, "that it takes");
        field("origin", &BatchAppended::origin, "client, coordinator, replication or raft_leader");
        field("producer_id", &BatchAppended::producer_id, "of an idempotent producer");
        field("producer_epoch", &BatchAppended::producer_epoch, "of that producer");
        field("base_sequence", &BatchAppended::base_sequence,
              "of that producer; a marker has none");
        field("transactional", &BatchAppended::transactional,
              "whether it belongs to a transaction");
        field("control", &BatchAppended::control, "whether it holds a control record");
        field("sent_crc", &BatchAppended::sent_crc,
              "the checksum it came with, where the leader altered it (LogAppendTime)");
        field("max_timestamp_ms", &BatchAppended::max_timestamp_ms, "of its records");
    }
};

struct DuplicateRecognized {
    static constexpr std::string_view kName = "duplicate_recognized";
    static constexpr std::string_view kMeaning =
        "a leader was sent a batch that its log has already, and wrote nothing";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t base;
    std::int64_t end;
    std::int64_t producer_id;
    std::int64_t producer_epoch;
    std::int64_t base_sequence;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &DuplicateRecognized::broker, "whose log");
        field("topic_id", &DuplicateRecognized::topic_id, "of the topic; empty if not known");
        field("base", &DuplicateRecognized::base, "offset of the original");
        field("end", &DuplicateRecognized::end, "after the original");
        field("producer_id", &DuplicateRecognized::producer_id, "whose batch it is");
        field("producer_epoch", &DuplicateRecognized::producer_epoch, "of that producer");
        field("base_sequence", &DuplicateRecognized::base_sequence, "of that producer");
    }
};

struct LeaderEpochAssigned {
    static constexpr std::string_view kName = "leader_epoch_assigned";
    static constexpr std::string_view kMeaning = "a log noted durably where a leader epoch begins";
    std::int32_t broker;
    std::string_view topic_id;
    std::int32_t leader_epoch;
    std::int64_t start;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LeaderEpochAssigned::broker, "whose log");
        field("topic_id", &LeaderEpochAssigned::topic_id, "of the topic; empty if not known");
        field("leader_epoch", &LeaderEpochAssigned::leader_epoch, "which");
        field("start", &LeaderEpochAssigned::start, "where it begins");
    }
};

struct LogTruncated {
    static constexpr std::string_view kName = "log_truncated";
    static constexpr std::string_view kMeaning = "a replica dropped the end of its log";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t from;
    std::int64_t to;
    std::int64_t log_start;
    std::int64_t high_watermark;
    std::int64_t recovery_point;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogTruncated::broker, "whose log");
        field("topic_id", &LogTruncated::topic_id, "of the topic; empty if not known");
        field("from", &LogTruncated::from, "the log end before");
        field("to", &LogTruncated::to, "the log end now");
        field("log_start", &LogTruncated::log_start, "the log start now");
        field("high_watermark", &LogTruncated::high_watermark, "now");
        field("recovery_point", &LogTruncated::recovery_point, "now");
    }
};

struct LogTruncationFlushed {
    static constexpr std::string_view kName = "log_truncation_flushed";
    static constexpr std::string_view kMeaning = "from now on no power loss undoes a truncation";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogTruncationFlushed::broker, "whose log");
        field("topic_id", &LogTruncationFlushed::topic_id, "of the topic; empty if not known");
        field("to", &LogTruncationFlushed::to, "the end that it left");
    }
};

struct LogRestarted {
    static constexpr std::string_view kName = "log_restarted";
    static constexpr std::string_view kMeaning =
        "a replica dropped all of its log, which goes on elsewhere";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t from;
    std::int64_t at;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogRestarted::broker, "whose log");
        field("topic_id", &LogRestarted::topic_id, "of the topic; empty if not known");
        field("from", &LogRestarted::from, "the log end before");
        field("at", &LogRestarted::at, "log start and log end now");
    }
};

struct SegmentRolled {
    static constexpr std::string_view kName = "segment_rolled";
    static constexpr std::string_view kMeaning = "a log began a new segment";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t base;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &SegmentRolled::broker, "whose log");
        field("topic_id", &SegmentRolled::topic_id, "of the topic; empty if not known");
        field("base", &SegmentRolled::base, "its base offset");
    }
};

struct SegmentDeleted {
    static constexpr std::string_view kName = "segment_deleted";
    static constexpr std::string_view kMeaning = "retention took the first segment of a log";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t base;
    std::int64_t end;
    std::int64_t bytes;
    std::int64_t largest_timestamp_ms;
    std::int64_t now_ms;
    RetentionReason reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &SegmentDeleted::broker, "whose log");
        field("topic_id", &SegmentDeleted::topic_id, "of the topic; empty if not known");
        field("base", &SegmentDeleted::base, "its base offset");
        field("end", &SegmentDeleted::end, "where the next one begins");
        field("bytes", &SegmentDeleted::bytes, "that it held");
        field("largest_timestamp_ms", &SegmentDeleted::largest_timestamp_ms, "of its records");
        field("now_ms", &SegmentDeleted::now_ms, "what the wall clock showed");
        field("reason", &SegmentDeleted::reason, "time, size or log_start");
    }
};

struct LogStartMoved {
    static constexpr std::string_view kName = "log_start_moved";
    static constexpr std::string_view kMeaning = "the records below were given up for good";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t from;
    std::int64_t to;
    LogStartReason reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogStartMoved::broker, "whose log");
        field("topic_id", &LogStartMoved::topic_id, "of the topic; empty if not known");
        field("from", &LogStartMoved::from, "the log start before");
        field("to", &LogStartMoved::to, "the log start now");
        field("reason", &LogStartMoved::reason, "why");
    }
};

struct HighWatermarkMoved {
    static constexpr std::string_view kName = "high_watermark_moved";
    static constexpr std::string_view kMeaning = "a replica's idea of what is committed changed";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t from;
    std::int64_t to;
    HighWatermarkReason reason;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &HighWatermarkMoved::broker, "whose log");
        field("topic_id", &HighWatermarkMoved::topic_id, "of the topic; empty if not known");
        field("from", &HighWatermarkMoved::from, "before");
        field("to", &HighWatermarkMoved::to, "now");
        field("reason", &HighWatermarkMoved::reason,
              "as a leader, as a follower, by truncation, or by log start");
    }
};

struct RecoveryPointMoved {
    static constexpr std::string_view kName = "recovery_point_moved";
    static constexpr std::string_view kMeaning = "all below is durable, says the log";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t from;
    std::int64_t to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &RecoveryPointMoved::broker, "whose log");
        field("topic_id", &RecoveryPointMoved::topic_id, "of the topic; empty if not known");
        field("from", &RecoveryPointMoved::from, "before");
        field("to", &RecoveryPointMoved::to, "now");
    }
};

struct ProducersExpired {
    static constexpr std::string_view kName = "producers_expired";
    static constexpr std::string_view kMeaning =
        "a log forgot producers that were idle for too long";
    std::int32_t broker;
    std::string_view topic_id;
    std::vector<std::int64_t> producer_ids;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &ProducersExpired::broker, "whose log");
        field("topic_id", &ProducersExpired::topic_id, "of the topic; empty if not known");
        field("producer_ids", &ProducersExpired::producer_ids, "which");
    }
};

struct LogClosed {
    static constexpr std::string_view kName = "log_closed";
    static constexpr std::string_view kMeaning = "a log was closed in order: all of it is durable";
    std::int32_t broker;
    std::string_view topic_id;
    std::int64_t log_end;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogClosed::broker, "whose log");
        field("topic_id", &LogClosed::topic_id, "of the topic; empty if not known");
        field("log_end", &LogClosed::log_end, "its end");
    }
};

struct LogSetAside {
    static constexpr std::string_view kName = "log_set_aside";
    static constexpr std::string_view kMeaning =
        "a broker gave up a log: its directory has another name now";
    std::int32_t broker;
    std::string_view topic_id;
    std::string_view to;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogSetAside::broker, "whose log");
        field("topic_id", &LogSetAside::topic_id, "of the topic; empty if not known");
        field("to", &LogSetAside::to, "its path now");
    }
};

struct LogDirectoryFailed {
    static constexpr std::string_view kName = "log_directory_failed";
    static constexpr std::string_view kMeaning =
        "a broker took a log directory offline, for an I/O error";
    std::int32_t broker;
    std::string_view path;
    std::string_view operation;
    std::string_view error;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &LogDirectoryFailed::broker, "whose directory");
        field("path", &LogDirectoryFailed::path, "which");
        field("operation", &LogDirectoryFailed::operation, "what failed");
        field("error", &LogDirectoryFailed::error, "what the disk said");
    }
};

struct CleanShutdownMarked {
    static constexpr std::string_view kName = "clean_shutdown_marked";
    static constexpr std::string_view kMeaning =
        "a broker noted in a log directory that it ended in order";
    std::int32_t broker;
    std::string_view path;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &CleanShutdownMarked::broker, "whose directory");
        field("path", &CleanShutdownMarked::path, "which");
    }
};

struct OffsetsCheckpointed {
    static constexpr std::string_view kName = "offsets_checkpointed";
    static constexpr std::string_view kMeaning =
        "a broker wrote down an offset for each log of a directory";
    std::int32_t broker;
    std::string_view path;
    std::int64_t logs;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
        field("broker", &OffsetsCheckpointed::broker, "whose directory");
        field("path", &OffsetsCheckpointed::path, "of the file");
        field("logs", &OffsetsCheckpointed::logs, "how many");
    }
};

using LogFacts =
    std::tuple<LogCreated, LogLoaded, BatchAppended, DuplicateRecognized, LeaderEpochAssigned,
               LogTruncated, LogTruncationFlushed, LogRestarted, SegmentRolled, SegmentDeleted,
               LogStartMoved, HighWatermarkMoved, RecoveryPointMoved, ProducersExpired, LogClosed,
               LogSetAside, LogDirectoryFailed, CleanShutdownMarked, OffsetsCheckpointed>;

}  // namespace assize::model
