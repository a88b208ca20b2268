#include "reports/timeline/lane_words.h"

#include <algorithm>

namespace assize::reports {

namespace {

using Kind = Timeline::MarkKind;
using enum Weight;
using enum Scope;

constexpr LaneWords kAllLaneWords[] = {
    // What users asked for, and were told.
    {"send_invoked", "", Kind::kSend, kHigh, kRecords, "send {value}"},
    {"send_ended", "outcome=ok", Kind::kPromise, kHigh, kRecords, "acked[ @{offset}]"},
    {"send_ended", "outcome=fail", Kind::kRefusal, kHigh, kRecords, "failed", "{error}"},
    {"send_ended", "", Kind::kRefusal, kHigh, kRecords, "unknown", "{error}"},
    {"record_delivered", "", Kind::kDelivery, kHigh, kRecords, "got @{offset}"},
    {"reader_assigned", "", Kind::kDelivery, kMiddle, kPartition, "reads[ from @{from}]"},
    {"final_read_ended", "", Kind::kDelivery, kHigh, kPartition, "read {from..end}"},
    {"producer_batch_sent", "attempt=1", Kind::kSend, kMiddle, kRecords, "batch {batch}"},
    {"producer_batch_sent", "", Kind::kSend, kMiddle, kRecords, "retry {attempt}"},
    {"producer_batch_acknowledged", "", Kind::kPromise, kMiddle, kRecords, "batch written"},
    {"producer_batch_retried", "", Kind::kRefusal, kMiddle, kRecords, "will retry", "{error}"},
    {"producer_batch_failed", "", Kind::kRefusal, kHigh, kRecords, "batch failed", "{error}"},
    {"producer_batch_split", "", Kind::kSend, kLow, kRecords, "split"},
    {"records_consumed", "", Kind::kDelivery, kMiddle, kRecords,
     "read {position_before..position_after}"},
    {"consumer_position_set", "reason=truncation", Kind::kDelivery, kHigh, kPartition,
     "back to @{position_after}"},
    {"consumer_position_set", "", Kind::kDelivery, kLow, kPartition, "to @{position_after}"},

    // What was done to the cluster. Faults whose lanes say it, give way to those.
    {"phase_began", "", Kind::kPhase, kMust, kAlways, "phase: {phase}"},
    {"healing_ended", "whole=true", Kind::kPhase, kMust, kAlways, "the cluster is whole again"},
    {"healing_ended", "", Kind::kPhase, kMust, kAlways, "not whole: {lacks}"},
    {"fault_began", "", Kind::kFault, kMust, kAlways, "{what}"},
    {"fault_ended", "", Kind::kFault, kMust, kAlways, "{action} of {targets} ends"},
    {"operator_answered", "error=", Kind::kFault, kMust, kAlways, "{action}: done"},
    {"operator_answered", "", Kind::kFault, kMust, kAlways, "{action}: {error}"},
    {"process_died", "death=returned", Kind::kOther, kNone, kNever, "ends"},
    {"process_died", "death=power_loss", Kind::kCrash, kMust, kAlways, "power loss"},
    {"process_died", "", Kind::kCrash, kMust, kAlways, "{death}"},
    {"process_started", "", Kind::kRestart, kMust, kAlways, "up"},
    {"process_paused", "", Kind::kPause, kMust, kAlways, "paused"},
    {"process_resumed", "", Kind::kResume, kMust, kAlways, "resumed"},
    {"host_lost_power", "", Kind::kCrash, kLow, kAlways, "power loss"},
    {"host_booted", "", Kind::kRestart, kLow, kAlways, "power"},
    {"host_wiped", "", Kind::kCrash, kMust, kAlways, "wiped"},
    {"wall_clock_jumped", "", Kind::kClockFault, kMust, kAlways, "clock is set", "by {by_ns:ms}"},
    {"wall_drift_changed", "", Kind::kClockFault, kMust, kAlways, "drift",
     "{parts_per_billion} ppb"},
    {"rule_installed", "", Kind::kNetworkFault, kMust, kAlways, "{description}"},
    {"rule_removed", "", Kind::kNetworkFault, kMust, kAlways, "rule {rule} of the network ends"},
    {"disk_fault_installed", "", Kind::kDiskFault, kMust, kAlways, "disk: {effect}",
     "{operation} of {path}"},
    {"disk_fault_removed", "", Kind::kDiskFault, kMust, kAlways, "disk well",
     "struck {strikes} times"},
    {"disk_fault_struck", "", Kind::kDiskFault, kLow, kAlways, "{operation}: {effect}"},
    {"log_directory_failed", "", Kind::kDiskFault, kMust, kAlways, "dir offline",
     "{path}: {error}"},
    {"node_failed", "", Kind::kCrash, kMust, kAlways, "fails", "{why}"},
    {"kraft_failed", "", Kind::kCrash, kMust, kAlways, "fails", "{why}"},
    {"controller_failed", "", Kind::kCrash, kMust, kAlways, "fails", "{why}"},
    {"metadata_refused", "", Kind::kCrash, kMust, kAlways, "fails", "{why}"},

    // Roles, epochs and ISR.
    {"partition_changed", "leader=none", Kind::kLeader, kMust, kPartition,
     "no leader e{leader_epoch}", "ISR {isr}[, ELR {elr}], {reason}"},
    {"partition_changed", "unclean=true", Kind::kLeader, kMust, kPartition,
     "{leader} leads e{leader_epoch}!", "UNCLEAN: ISR was[ {isr:was}], is {isr}"},
    {"partition_changed", "leader_elected=true", Kind::kLeader, kMust, kPartition,
     "{leader} leads e{leader_epoch}", "ISR {isr}, {reason}"},
    {"partition_changed", "reason=alter_partition", Kind::kIsr, kMust, kPartition, "ISR {isr}"},
    {"partition_changed", "", Kind::kIsr, kMust, kPartition, "ISR {isr}", "{reason}"},
    {"became_leader", "", Kind::kLeader, kMust, kPartition, "leads e{leader_epoch}", "ISR {isr}"},
    {"became_follower", "", Kind::kFollower, kHigh, kPartition,
     "[follows {leader} ]e{leader_epoch}"},
    {"replica_stopped", "", Kind::kFollower, kMiddle, kPartition, "stops", "{error}"},
    {"isr_change_proposed", "", Kind::kIsr, kHigh, kPartition, "asks {proposed}"},
    {"isr_committed", "", Kind::kIsr, kMust, kPartition, "ISR {isr}"},
    {"isr_change_reverted", "", Kind::kIsr, kMust, kPartition, "ISR {isr} stays", "{error}"},
    {"fetcher_started", "", Kind::kFollower, kLow, kPartition, "fetch @{fetch_offset}"},
    {"fetcher_stopped", "", Kind::kFollower, kLow, kPartition, "no fetch", "{reason}"},

    // Logs.
    {"batch_appended", "", Kind::kAppend, kHigh, kRecords, "+{base..end}"},
    {"duplicate_recognized", "", Kind::kAppend, kHigh, kRecords, "has {base..end}"},
    {"high_watermark_moved", "reason=leader", Kind::kHighWatermark, kMiddle, kRecords, "HW {to}"},
    {"high_watermark_moved", "", Kind::kHighWatermark, kLow, kRecords, "HW {to}"},
    {"follower_state_updated", "", Kind::kHighWatermark, kLow, kRecords,
     "{follower} has <{end_offset}"},
    {"produce_committed", "", Kind::kHighWatermark, kMiddle, kRecords, "committed",
     "[{first_offset..=last_offset} ]is on {maximal_isr} replicas"},
    {"produce_failed", "", Kind::kRefusal, kHigh, kRecords, "not committed", "{error}"},
    {"truncation_decided", "", Kind::kTruncate, kMiddle, kPartition, "to cut to {to}", "{cause}"},
    {"log_truncated", "", Kind::kTruncate, kMust, kPartition, "cut {from}>{to}"},
    {"log_truncation_flushed", "", Kind::kTruncate, kLow, kPartition, "cut is durable"},
    {"log_restarted", "", Kind::kTruncate, kMust, kPartition, "empty at {at}"},
    {"log_start_moved", "", Kind::kLog, kHigh, kPartition, "start {to}", "{reason}"},
    {"segment_deleted", "", Kind::kLog, kMiddle, kPartition, "deletes {base..end}", "{reason}"},
    {"recovery_point_moved", "", Kind::kLog, kLow, kRecords, "durable <{to}"},
    {"log_created", "", Kind::kLog, kLow, kPartition, "new log"},
    {"log_loaded", "", Kind::kLog, kHigh, kPartition, "log {log_start}..{log_end}",
     "[!clean_shutdown unclean shutdown, ]high watermark {high_watermark}"},
    {"log_set_aside", "", Kind::kLog, kHigh, kPartition, "set aside"},
    {"leader_epoch_assigned", "", Kind::kLog, kLow, kPartition, "e{leader_epoch} at {start}"},

    // Controllers.
    {"controller_activated", "", Kind::kElection, kMust, kCluster, "active e{epoch}"},
    {"controller_resigned", "", Kind::kElection, kMust, kCluster, "resigns e{epoch}"},
    {"kraft_state_changed", "to=leader", Kind::kElection, kMiddle, kCluster, "wins e{epoch}"},
    {"kraft_state_changed", "to=candidate", Kind::kElection, kMiddle, kCluster, "runs e{epoch}"},
    {"kraft_state_changed", "", Kind::kElection, kLow, kPartition, "{to} e{epoch}"},
    {"broker_fencing_changed", "fenced=true", Kind::kController, kHigh, kCluster, "fences {broker}",
     "{reason}"},
    {"broker_fencing_changed", "in_controlled_shutdown=true", Kind::kController, kHigh, kCluster,
     "{broker} may leave"},
    {"broker_fencing_changed", "", Kind::kController, kMiddle, kCluster, "unfences {broker}"},
    {"broker_unregistered", "", Kind::kController, kMiddle, kCluster, "strikes off {broker}"},
    {"topic_created", "", Kind::kController, kMiddle, kPartition, "new {topic}"},
    {"topic_deleted", "", Kind::kController, kHigh, kPartition, "no {topic}"},
    {"config_changed", "", Kind::kController, kMiddle, kCluster, "sets {resource}",
     "{key}={value}"},
    {"broker_state_changed", "to=running", Kind::kRestart, kLow, kCluster, "running"},
    {"broker_state_changed", "to=pending_controlled_shutdown", Kind::kPause, kHigh, kCluster,
     "leaves"},

    // Messages have arrows, and are marked where those are cut.
    {"message_sent", "", Kind::kMessage, kNone, kNever, "{api}"},
    {"message_received", "", Kind::kMessage, kNone, kNever, "{api}"},
};

}  // namespace

std::span<const LaneWords> all_lane_words() {
    return kAllLaneWords;
}

LaneWordsTable::LaneWordsTable(const EventLog& log) : log_(log) {
    const std::span<const LaneWords> all = kAllLaneWords;
    for (auto begin = all.begin(); begin != all.end();) {
        const auto end = std::find_if(
            begin, all.end(), [&](const LaneWords& each) { return each.kind != begin->kind; });
        if (const auto kind = log_.name_of(begin->kind)) {
            if (words_.size() <= kind->value()) words_.resize(kind->value() + 1);
            words_[kind->value()] = {begin, end};
        }
        begin = end;
    }
}

const LaneWords* LaneWordsTable::words_for(std::size_t index) const {
    const std::uint32_t kind = log_[index].kind.value();
    if (kind >= words_.size()) return nullptr;
    for (const LaneWords& each : words_[kind]) {
        if (applies(each, index)) return &each;
    }
    return nullptr;
}

bool LaneWordsTable::applies(const LaneWords& words, std::size_t index) const {
    if (words.when.empty()) return true;
    const std::size_t equals = words.when.find('=');
    const std::string_view name = words.when.substr(0, equals);
    for (const EventLog::Field& field : log_.fields_of(index)) {
        if (log_.text(field.name) != name) continue;
        return log_.to_text(field.value) == words.when.substr(equals + 1);
    }
    return false;
}

}  // namespace assize::reports
