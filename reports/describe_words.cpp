#include "reports/describe_words.h"

#include <array>

namespace assize::reports {

namespace {

// --- Trials: what users asked and were told, and what was done to the cluster.
constexpr Words kTrial[] = {
    {"send_invoked", "", "send {value} to {topic}[-{partition}][, key {key}], acks={acks:acks}"},
    {"send_ended", "outcome=ok", "{value} is acknowledged[ at {partition}[@{offset}]]"},
    {"send_ended", "outcome=fail", "{value} failed[: {error}]"},
    {"send_ended", "outcome=info", "nobody knows what became of {value}[: {error}]"},
    {"record_delivered", "", "read {value} at {partition}@{offset}"},
    {"reader_assigned", "", "reads {partition}[ from @{from} on]"},
    {"final_read_ended", "", "has read {partition} from @{from} to its end @{end}"},
    {"phase_began", "", "phase: {phase}"},
    {"fault_began", "", "{what}"},
    {"fault_ended", "", "{action}[ of {targets}] ends"},
    {"operator_answered", "", "{action} is answered[: {error}][, {message}]"},
    {"healing_ended", "whole=true", "the cluster is whole again"},
    {"healing_ended", "", "the cluster is not whole[: {lacks}][?excused ; it cannot be]"},
    {"sends_awaited", "ended=true", "all sends have ended"},
    {"sends_awaited", "", "not all sends have ended"},
    {"consumers_awaited", "caught_up=true", "all consumers have caught up"},
    {"consumers_awaited", "", "not all consumers have caught up"},
};

constexpr Words kClient[] = {
    {"producer_batch_sent", "",
     "sends batch {batch} of {partition} to {broker:node}, records: {records}, attempt {attempt}"},
    {"producer_batch_acknowledged", "",
     "batch {batch} of {partition} is written[ at @{base_offset}], {records} records"},
    {"producer_batch_retried", "",
     "batch {batch} of {partition}: attempt {attempt} ended with {error}, will retry"},
    {"producer_batch_failed", "maybe_written=true",
     "batch {batch} of {partition} failed: {error}; it may be in a log all the same"},
    {"producer_batch_failed", "", "batch {batch} of {partition} failed: {error}"},
    {"producer_batch_split", "", "split batch {batch} of {partition}, it was too large"},
    {"records_consumed", "", "consumed {position_before..position_after} of {partition}"},
    {"consumer_position_set", "",
     "goes on reading {partition} at @{position_after}[, not @{position_before}] ({reason})"},
};

constexpr Words kRpc[] = {
    {"message_sent", "", "{api} {side}"},
    {"message_received", "", "{api} {side}"},
    {"request_refused", "", "closed a connection from {peer:host}: {reason}"},
    {"response_refused", "", "closed the connection to {peer:host}: that was no answer"},
    {"request_timed_out", "", "request {correlation_id} to {peer:host} timed out"},
};

constexpr Words kBroker[] = {
    {"broker_state_changed", "", "state {from} -> {to}"},
    {"broker_registered", "", "is registered, broker epoch {epoch}"},
    {"broker_registration_failed", "", "could not register: {error}"},
    {"broker_fencing_learned", "fenced=true", "learned that it is fenced"},
    {"broker_fencing_learned", "", "learned that it is not fenced any more"},
    {"metadata_refused", "", "stopped, a record of the metadata log makes no sense: {why}"},
    {"node_failed", "", "stopped: {why}"},
};

constexpr Words kReplication[] = {
    {"became_leader", "", "leads {of} in epoch {leader_epoch} from @{start_offset}, ISR {isr}"},
    {"became_follower", "",
     "follows[ {leader:node}] in {of}, epoch {leader_epoch}, log end @{log_end}"},
    {"replica_stopped", "", "stopped its replica of {of}[: {error}]"},
    {"isr_change_proposed", "", "asks for ISR {isr} -> {proposed} of {of}"},
    {"isr_committed", "", "ISR [{isr:was} -> ]{isr} of {of}"},
    {"isr_change_reverted", "", "ISR {isr} of {of} stays: {error}"},
    {"follower_state_updated", "", "learns that {follower:node} has {of} up to @{end_offset}"},
    {"min_isr_changed", "", "{to} must be in sync in {of}, no longer {from}"},
    {"follower_read_served", "", "serves {of}{begin..end} as a follower"},
    {"truncation_decided", "", "is to truncate {of} from @{log_end} to @{to} ({cause})"},
    {"fetcher_started", "", "fetches {of} from {leader:node} at @{fetch_offset}"},
    {"fetcher_stopped", "", "stopped fetching {of} from {leader:node} ({reason})"},
    {"produce_committed", "",
     "{of}{first_offset..=last_offset} is committed, high watermark {high_watermark}"},
    {"produce_failed", "",
     "refuses acks=all for {of}: {error}, {isr} in sync of {min_isr} that must be"},
};

constexpr Words kLog[] = {
    {"log_created", "", "created the log of {of} at @{log_start}"},
    {"log_loaded", "bytes_cut=0", "loaded the log of {of}: @{log_start} to @{log_end}"},
    {"log_loaded", "",
     "loaded the log of {of}: @{log_start} to @{log_end}, after cutting {bytes_cut} bytes"},
    {"batch_appended", "", "append {base..end} to {of}, epoch {leader_epoch} ({origin})"},
    {"duplicate_recognized", "", "has {of}{base..end} already: nothing appended"},
    {"leader_epoch_assigned", "", "epoch {leader_epoch} of {of} begins at @{start}"},
    {"log_truncated", "", "truncate {of} {from} -> {to}"},
    {"log_truncation_flushed", "", "the truncation of {of} to {to} is durable"},
    {"log_restarted", "", "dropped all of {of}, goes on at @{at}"},
    {"segment_rolled", "", "new segment of {of} at @{base}"},
    {"segment_deleted", "", "deleted segment {base..end} of {of} ({reason})"},
    {"log_start_moved", "", "log start of {of} {from} -> {to} ({reason})"},
    {"high_watermark_moved", "", "high watermark of {of} {from} -> {to} ({reason})"},
    {"recovery_point_moved", "", "{of} is durable up to @{to}"},
    {"producers_expired", "", "forgot producers {producer_ids} of {of}"},
    {"txn_marker_appended", "commit=true",
     "the transaction of producer {producer_id} is committed"},
    {"txn_marker_appended", "", "the transaction of producer {producer_id} is aborted"},
    {"producer_state_changed", "",
     "{of} remembers producer {producer_id}: epoch {producer_epoch}[, sequence {last_sequence}]"
     "[, in a transaction from @{txn_first_offset} on]"},
    {"producer_states_rebuilt", "", "{of} up to @{at} remembers producers {producer_ids}"},
    {"index_entries_added", "",
     "indexed {of} in segment @{segment}[: @{last_offset} lies at byte {position}]"
     "[; @{timestamp_offset} is the latest so far]"},
    {"segment_indexed", "", "the indexes of segment @{segment} of {of} are as the disk has them"},
    {"timestamp_looked_up", "", "looked in {of} for a time[, found @{found}]"},
    {"log_closed", "", "closed the log of {of} at @{log_end}"},
    {"log_set_aside", "", "set the log of {of} aside as {to}"},
    {"log_directory_failed", "", "log directory {path} is offline: {operation}: {error}"},
    {"clean_shutdown_marked", "", "marked a clean shutdown in {path}"},
    {"offsets_checkpointed", "", "checkpointed {path} of {logs} logs"},
};

constexpr Words kController[] = {
    {"controller_activated", "", "is the active controller, epoch {epoch}"},
    {"controller_resigned", "", "is the active controller no longer, epoch {epoch}"},
    {"controller_failed", "", "controller failed: {why}"},
    {"partition_changed", "leader=none",
     "{of} has no leader, epoch {leader_epoch}, ISR [{isr:was} -> ]{isr}[, ELR {elr}] ({reason})"},
    {"partition_changed", "leader_elected=true",
     "leader of {of}[ {leader:node_was} ->] {leader:node}, epoch {leader_epoch}, "
     "ISR {isr}[?unclean , UNCLEAN]"},
    {"partition_changed", "", "ISR [{isr:was} -> ]{isr} of {of}[, ELR {elr}] ({reason})"},
    {"broker_registration_accepted", "",
     "takes {broker:node} in, broker epoch {broker_epoch}[?fenced , fenced]"},
    {"broker_fencing_changed", "fenced=true", "fences {broker:node} ({reason})"},
    {"broker_fencing_changed", "in_controlled_shutdown=true",
     "{broker:node} begins a controlled shutdown ({reason})"},
    {"broker_fencing_changed", "", "unfences {broker:node} ({reason})"},
    {"broker_unregistered", "", "strikes {broker:node} off"},
    {"broker_shutdown_granted", "", "lets {broker:node} go[!controlled , uncontrolled]"},
    {"topic_created", "", "creates topic {topic}"},
    {"topic_deleted", "", "deletes topic {topic}"},
    {"config_changed", "value=none", "{resource_type} {resource}: {key} is as by default again"},
    {"config_changed", "", "{resource_type} {resource}: {key} = {value}"},
    {"producer_ids_allocated", "", "gives producer ids {first} to {end} to {broker:node}"},
    {"feature_level_changed", "", "feature {feature} is at level {level}"},
    {"write_operation_completed", "", "{operation} is done, {records} metadata records"},
    {"write_operation_failed", "", "{operation} failed: {error}"},
    {"metadata_applied", "snapshot=true", "loaded the metadata up to @{end}"},
    {"metadata_applied", "", "applied metadata {from..end}"},
};

constexpr Words kKraft[] = {
    {"kraft_started", "", "joins the metadata quorum {voters}, epoch {stored_epoch}"},
    {"kraft_election_stored", "",
     "noted durably: epoch {epoch}[, voted for {voted:node}][, leader {leader:node}]"},
    {"kraft_state_changed", "",
     "{from} in epoch {from_epoch} -> {to} in epoch {epoch}[, leader {leader:node}]"},
    {"kraft_vote_answered", "pre_vote=true",
     "[?granted would vote][!granted would not vote] for {candidate:node} in epoch {epoch}"},
    {"kraft_vote_answered", "",
     "[?granted votes][!granted does not vote] for {candidate:node} in epoch {epoch}"},
    {"kraft_vote_counted", "",
     "hears from {voter:node}: [?granted granted][!granted refused][?pre_vote  (pre-vote)]"},
    {"kraft_election_won", "pre_vote=true", "may run for leader of epoch {epoch}: {granted}"},
    {"kraft_election_won", "", "is elected by {granted} in epoch {epoch}"},
    {"kraft_replica_progressed", "", "learns that {replica:node} has the metadata up to @{end}"},
    {"kraft_high_watermark_advanced", "", "metadata is committed up to @{to}"},
    {"kraft_snapshot_created", "", "snapshot of the metadata up to @{end}"},
    {"kraft_snapshot_deleted", "", "deleted the snapshot up to @{end}"},
    {"kraft_snapshot_loaded", "", "began anew from the snapshot up to @{end}"},
    {"kraft_leadership_claimed", "", "leads the metadata quorum in epoch {epoch}"},
    {"kraft_failed", "", "the quorum's node failed: {why}"},
};

// --- The world itself.
constexpr Words kWorld[] = {
    {"process_started", "", "starts"},
    {"process_died", "death=returned", "ends"},
    {"process_died", "", "dies ({death})"},
    {"process_paused", "", "freezes"},
    {"process_resumed", "", "wakes up"},
    {"host_lost_power", "", "loses power"},
    {"host_booted", "", "has power again"},
    {"host_wiped", "", "is replaced by an empty host"},
    {"wall_clock_jumped", "", "its clock jumps by {by_ns:ms}"},
    {"wall_drift_changed", "", "its clock drifts by {parts_per_billion} parts per billion"},
};

constexpr Words kNetwork[] = {
    {"listener_opened", "", "listens on port {port}"},
    {"listener_closed", "", "listens no more on port {port}"},
    {"connection_opened", "", "connects to {to_host:host}:{to_port}"},
    {"connection_refused", "", "was refused by {to_host:host}:{to_port}"},
    {"connection_accepted", "", "accepts connection {connection}"},
    {"connection_closed", "", "closed connection {connection}"},
    {"connection_reset", "", "connection {connection} is reset ({cause})"},
    {"connection_timed_out", "", "connection {connection} timed out"},
    {"rule_installed", "", "network: {description}"},
    {"rule_removed", "", "network: rule {rule} ends"},
    {"frame_delayed", "", "a frame is delayed by {by_ns:ms}"},
    {"frame_held", "", "a frame is held back"},
    {"frame_released", "", "a frame that was held back goes on"},
    {"frame_dropped", "", "a frame is lost, and connection {connection} with it"},
    {"frame_corrupted", "", "{bits} bits of a frame flip"},
};

constexpr Words kDisk[] = {
    {"directory_created", "", "mkdir {path}"},
    {"file_created", "", "create {path}"},
    {"path_renamed", "", "rename {from} to {to}"},
    {"path_unlinked", "", "delete {path}"},
    {"directory_synced", "", "synced directory {path}, {changes} changes"},
    {"file_synced", "", "synced {bytes} bytes of {of}"},
    {"file_sync_failed", "", "sync of {of} failed: {bytes} bytes are clean but lost"},
    {"file_lost_power", "",
     "power loss: {of} {size_before} -> {size} bytes; unsynced pages: {pages_kept} kept, "
     "{pages_torn} torn, {pages_lost} lost"},
    {"directory_change_lost", "", "power loss undid: {change} {path}"},
    {"disk_fault_installed", "", "disk fault: {effect} on {operation} of {path}"},
    {"disk_fault_released", "", "disk fault {fault} lets go what it held up"},
    {"disk_fault_removed", "", "disk fault {fault} ends, it struck {strikes} times"},
    {"disk_fault_struck", "", "disk fault: {effect} on {operation} of {path}"},
    {"bytes_corrupted", "", "bits of {of} flip at byte {offset}"},
    {"write_misdirected", "", "{bytes} bytes of {of} land elsewhere[, in {landed_in}]"},
};

template <std::size_t... kSizes>
constexpr auto join(const Words (&... parts)[kSizes]) {
    std::array<Words, (kSizes + ...)> all;
    std::size_t next = 0;
    const auto append = [&](const auto& part) {
        for (const Words& each : part) all[next++] = each;
    };
    (append(parts), ...);
    return all;
}

constexpr auto kAllWords = join(kTrial, kClient, kRpc, kBroker, kReplication, kLog, kController,
                                kKraft, kWorld, kNetwork, kDisk);

}  // namespace

std::span<const Words> all_words() {
    return kAllWords;
}

}  // namespace assize::reports
