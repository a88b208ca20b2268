#pragma once

#include <string>

#include "reports/describe.h"
#include "reports/event_log.h"

namespace assize::reports {

/// The events as JSON columns, as events.js reads them:
///     texts     each text once; all else refers to them by index
///     first, ids       the first id; how far each next one is from the one before, null: always 1
///     times     nanoseconds, each since the one before
///     kinds, kind      the kinds by text; which one each event is of
///     processes, process   the same, -1: none
///     changed   one digit an event
///     fields    by kind: [[name, type, values]], a value an event of that kind. Numbers ("n") are
///               differences to the last one, texts ("t") indices, flags ("f") 0 and 1, lists ("l")
///               as they are; null: nothing
///     subjects  [kind, name, event, begin, length] as columns; event and begin as differences
///     messages  [event, message] as columns of differences;  causes  [event, cause] likewise
///     lines     by index: what words alone do not tell (describe_words.h: `was`)
std::string event_columns(const EventLog& log, const Describer& describer);

}  // namespace assize::reports
