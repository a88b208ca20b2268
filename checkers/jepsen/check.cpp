#include "checkers/jepsen/check.h"

#include <algorithm>

#include "checkers/jepsen/judges.h"
#include "checkers/jepsen/logs.h"

namespace assize::checkers {

namespace {

bool was_put_to_the_test(const History& history) {
    return std::ranges::any_of(history.operations(), [](const History::Operation& operation) {
        return operation.outcome == Outcome::kOk && operation.kind != OpKind::kAssign &&
               operation.kind != OpKind::kSubscribe;
    });
}

}  // namespace

HistoryVerdict check_history(const History& history, const Setting& setting) {
    const Logs logs(history);
    Findings findings(setting);
    judge_inconsistent_offsets(logs, findings);
    judge_duplicates(logs, findings);
    judge_aborted_reads(logs, findings);
    judge_garbage_reads(logs, findings);
    judge_precommitted_reads(logs, findings);
    judge_lost_writes(logs, findings);
    judge_unseen(logs, findings);
    judge_within_operations(logs, findings);
    judge_along_processes(logs, findings);
    judge_append_order(logs, findings);
    judge_cycles(logs, setting.ww_deps, findings);
    const Validity validity = !findings.forbidden().empty()  ? Validity::kInvalid
                              : was_put_to_the_test(history) ? Validity::kValid
                                                             : Validity::kUnknown;
    return {.validity = validity, .findings = std::move(findings)};
}

}  // namespace assize::checkers
