"use strict";
// What each kind of event looks like: a sign, a colour of style.css, and which group it is in.

const GROUPS = ["faults", "life", "leaders", "logs", "clients", "messages", "controller",
                "network", "disk"];

const LOOKS = {
  phase_began: ["§", "quiet", "faults"], fault_began: ["⚡", "bad", "faults"],
  fault_ended: ["○", "bad", "faults"], operator_answered: ["◇", "quiet", "faults"],
  healing_ended: ["○", "good", "faults"], sends_awaited: ["○", "quiet", "faults"],
  consumers_awaited: ["○", "quiet", "faults"],
  process_started: ["⟳", "good", "life"], process_died: ["✖", "bad", "life"],
  process_paused: ["‖", "bad", "life"], process_resumed: ["▶", "good", "life"],
  host_lost_power: ["✖", "bad", "life"], host_booted: ["⟳", "good", "life"],
  host_wiped: ["✖", "bad", "life"], broker_state_changed: ["◇", "quiet", "life"],
  node_failed: ["✖", "bad", "life"], kraft_failed: ["✖", "bad", "life"],
  wall_clock_jumped: ["⚠", "bad", "life"],
  partition_changed: ["★", "blue", "leaders"], became_leader: ["★", "leader", "leaders"],
  became_follower: ["☆", "leader", "leaders"], isr_committed: ["◆", "leader", "leaders"],
  isr_change_proposed: ["◇", "leader", "leaders"], isr_change_reverted: ["◇", "bad", "leaders"],
  controller_activated: ["★", "blue", "leaders"], controller_resigned: ["☆", "blue", "leaders"],
  batch_appended: ["▮", "blue", "logs"], high_watermark_moved: ["▲", "good", "logs"],
  log_truncated: ["✂", "bad", "logs"], truncation_decided: ["✂", "bad", "logs"],
  log_loaded: ["▤", "quiet", "logs"], log_restarted: ["✂", "bad", "logs"],
  follower_state_updated: ["▵", "quiet", "logs"], produce_committed: ["✓", "good", "logs"],
  produce_failed: ["✗", "bad", "logs"], log_directory_failed: ["✖", "bad", "logs"],
  send_invoked: ["●", "ink", "clients"], send_ended: ["✓", "good", "clients"],
  record_delivered: ["▼", "good", "clients"], final_read_ended: ["▼", "blue", "clients"],
  producer_batch_retried: ["↻", "bad", "clients"], producer_batch_failed: ["✗", "bad", "clients"],
  frame_dropped: ["✕", "bad", "network"], connection_reset: ["✕", "bad", "network"],
  connection_refused: ["✕", "bad", "network"], connection_timed_out: ["✕", "bad", "network"],
  request_timed_out: ["✕", "bad", "network"], rule_installed: ["⚡", "bad", "network"],
  file_lost_power: ["✖", "bad", "disk"], bytes_corrupted: ["⚠", "bad", "disk"],
  disk_fault_struck: ["⚠", "bad", "disk"], file_sync_failed: ["✖", "bad", "disk"],
};

// The groups of kinds without a look of their own: the first that matches.
const BY_NAME = [
  [/^message_/, "messages"], [/^(send|record|reader|final|producer_batch|records|consumer)/, "clients"],
  [/^(fault|phase|healing)/, "faults"], [/^(process|host|wall|broker_state|node)/, "life"],
  [/^(file|directory|path|disk|bytes|write_mis)/, "disk"],
  [/^(listener|connection|rule|frame|request|response)/, "network"],
  [/^(became|isr|replica)/, "leaders"],
  [/^(log|batch|segment|high|recovery|leader_epoch|fetcher|truncation|produce|offsets|clean|dup)/,
   "logs"],
];

function lookOf(kind) {
  const [glyph, hue, group] = LOOKS[kind] ?? ["•", "quiet", null];
  return {glyph, hue,
          group: group ?? BY_NAME.find(([pattern]) => pattern.test(kind))?.[1] ?? "controller"};
}

// Those of all kinds of a run, by their number.
const looksOf = (events) => events.kinds.map(lookOf);

// The same where it depends on the event: a process may end in order, a send may fail.
function lookOfEvent(events, index) {
  const look = lookOf(events.kind(index));
  if (!["process_died", "send_ended"].includes(events.kind(index))) return look;
  if (events.field(index, "death") === "returned") return {...look, glyph: "○", hue: "quiet"};
  const outcome = events.field(index, "outcome");
  if (outcome === "fail") return {...look, glyph: "✗", hue: "bad"};
  if (outcome === "info") return {...look, glyph: "?", hue: "unsure"};
  return look;
}
