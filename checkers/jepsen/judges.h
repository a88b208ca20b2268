#pragma once

#include "checkers/jepsen/anomaly.h"
#include "checkers/jepsen/logs.h"

namespace assize::checkers {

// One judge per family of anomalies. Each adds what it finds, in the order of the history, in time
// linear in the history unless it says otherwise.
// Source: jepsen.tests.kafka, where not said to be ours.

/// inconsistent-offsets: an offset holds two values.
void judge_inconsistent_offsets(const Logs& logs, Findings& findings);
/// duplicate: a value lies at two offsets. Polling one offset twice is none.
void judge_duplicates(const Logs& logs, Findings& findings);

/// G1a and aborted-read-in-aborted-reader: what surely failed to be sent is polled.
void judge_aborted_reads(const Logs& logs, Findings& findings);
/// garbage-read (ours): what nobody sent is polled.
void judge_garbage_reads(const Logs& logs, Findings& findings);
/// precommitted-read: one operation sends a value and polls it. Once per operation.
void judge_precommitted_reads(const Logs& logs, Findings& findings);

/// lost-write: a value was surely sent, a later one was polled, and it was not.
void judge_lost_writes(const Logs& logs, Findings& findings);
/// unseen: values acknowledged that no operation which ended well had polled at the end: lost, or
/// late. One finding for all of them.
void judge_unseen(const Logs& logs, Findings& findings);

/// int-poll-skip, int-nonmonotonic-poll, int-send-skip, int-nonmonotonic-send: within one
/// operation.
void judge_within_operations(const Logs& logs, Findings& findings);
/// poll-skip, nonmonotonic-poll, nonmonotonic-send: from one operation of a process to its next.
/// Departs: a poll of an empty list does not make Jepsen's checker's position unknown.
void judge_along_processes(const Logs& logs, Findings& findings);

/// append-not-linearizable (ours): what was sent after another's acknowledgement lies before it.
/// Jepsen sees it as G0-realtime, and allows that.
void judge_append_order(const Logs& logs, Findings& findings);

/// G0, G1c, G0-realtime, G1c-realtime: circles of operations of which each must come before the
/// next. Finds at least one in each strongly connected component that has one, and shows a short
/// one.
/// Departs: a circle is judged by its own edges. One without the order of appends is found, and is
/// an anomaly, whatever ww-deps says.
void judge_cycles(const Logs& logs, WwDeps ww_deps, Findings& findings);

}  // namespace assize::checkers
