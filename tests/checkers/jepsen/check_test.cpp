#include "checkers/jepsen/check.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "checkers/history/read.h"
#include "tests/checkers/history/legal_history.h"

namespace assize::checkers {
namespace {

// Operations as "process type f value", with the value in EDN; the index is the place.
using Ops = std::vector<std::string>;

History history_of(const Ops& ops) {
    std::string text;
    for (const std::string& op : ops) {
        std::istringstream words(op);
        std::string process, type, f, value;
        words >> process >> type >> f;
        std::getline(words, value);
        text +=
            fmt::format("{{:process {} :type :{} :f :{} :value {}}}\n", process, type, f, value);
    }
    std::istringstream stream(text);
    auto file = read_history(stream);
    if (!file) throw std::runtime_error(file.error().what + "\n" + text);
    return std::move(file->history);
}

std::string names_of(const AnomalyGroups& groups) {
    std::vector<std::string_view> names;
    for (const auto& [kind, group] : groups) names.push_back(to_string(kind));
    return fmt::format("{}", fmt::join(names, " "));
}

// The names of what is forbidden.
std::string anomalies(const Ops& ops, const Setting& setting = {}) {
    const History history = history_of(ops);
    return names_of(check_history(history, setting).findings.forbidden());
}

// The names of what is seen and allowed.
std::string info(const Ops& ops, const Setting& setting = {}) {
    const History history = history_of(ops);
    return names_of(check_history(history, setting).findings.allowed());
}

// What the first anomaly of a kind says, whether it is allowed or not.
std::string observed(const Ops& ops, AnomalyKind kind, const Setting& setting = {}) {
    const History history = history_of(ops);
    const Findings findings = check_history(history, setting).findings;
    for (const AnomalyGroups* groups : {&findings.forbidden(), &findings.allowed()}) {
        const auto found = groups->find(kind);
        if (found != groups->end()) return found->second.shown.front().observed;
    }
    return "nothing";
}

// A process that polls everything of key x and sees it as it should be.
Ops with_polls(Ops ops, const std::string& records) {
    ops.push_back("99 invoke poll [[:poll]]");
    ops.push_back("99 ok poll [[:poll {:x " + records + "}]]");
    return ops;
}

// Three records that one process sends to x, one after another.
const Ops kThreeSends{
    "0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [10 1]]]",
    "0 invoke send [[:send :x 2]]", "0 ok send [[:send :x [11 2]]]",
    "0 invoke send [[:send :x 3]]", "0 ok send [[:send :x [13 3]]]",
};
const std::string kThreeRecords = "[[10 1] [11 2] [13 3]]";

Ops after_three_sends(const Ops& ops) {
    Ops all = kThreeSends;
    all.insert(all.end(), ops.begin(), ops.end());
    return with_polls(all, kThreeRecords);
}

TEST(CheckHistory, what_is_polled_as_it_was_sent_is_valid) {
    EXPECT_EQ(anomalies(with_polls(kThreeSends, kThreeRecords)), "");
    EXPECT_EQ(info(with_polls(kThreeSends, kThreeRecords)), "");
}

TEST(CheckHistory, where_nothing_was_done_nothing_is_known) {
    const auto validity = [](const Ops& ops) {
        const History history = history_of(ops);
        return check_history(history, {}).validity;
    };
    EXPECT_EQ(validity({"0 invoke assign [:x]", "0 ok assign [:x]"}), Validity::kUnknown);
    EXPECT_EQ(validity({"0 invoke send [[:send :x 1]]", "0 fail send [[:send :x 1]]"}),
              Validity::kUnknown);
    EXPECT_EQ(validity(with_polls(kThreeSends, kThreeRecords)), Validity::kValid);
    EXPECT_EQ(validity(kThreeSends), Validity::kInvalid);
}

TEST(InconsistentOffsets, an_offset_has_one_value) {
    const Ops sends{"0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [7 1]]]",
                    "0 invoke send [[:send :x 2]]", "0 ok send [[:send :x [7 2]]]"};
    EXPECT_EQ(anomalies(sends), "inconsistent-offsets unseen");
    EXPECT_EQ(observed(sends, AnomalyKind::kInconsistentOffsets), "1, 2");
}

TEST(InconsistentOffsets, an_unknown_send_counts_when_another_of_its_values_was_polled) {
    Ops ops{"0 invoke send [[:send :x 1] [:send :y 1]]",
            "0 info send [[:send :x [0 1]] [:send :y 1]]", "1 invoke send [[:send :x 2]]",
            "1 ok send [[:send :x [0 2]]]"};
    EXPECT_EQ(anomalies(ops), "unseen");
    ops.push_back("2 invoke poll [[:poll]]");
    ops.push_back("2 ok poll [[:poll {:y [[5 1]]}]]");
    EXPECT_EQ(anomalies(ops), "inconsistent-offsets unseen");
}

TEST(Duplicate, a_value_lies_at_one_offset) {
    const Ops sends{"0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [1 1]]]",
                    "1 invoke send [[:send :x 2]]", "1 info send [[:send :x 2]]"};
    const Ops ops = with_polls(sends, "[[2 2] [3 1]]");
    EXPECT_EQ(anomalies(ops), "duplicate");
    EXPECT_EQ(observed(ops, AnomalyKind::kDuplicate), "at offsets 1, 3");
    EXPECT_EQ(anomalies(with_polls(sends, "[[1 1] [2 2]]")), "");
}

TEST(Duplicate, a_poll_that_fails_is_right_all_the_same_and_a_send_that_fails_has_no_place) {
    const Ops ops{"0 invoke send [[:send :x 0]]", "0 ok send [[:send :x [1 0]]]",
                  "0 invoke send [[:send :x 1]]", "0 fail send [[:send :x [2 1]]]",
                  "1 invoke poll [[:poll]]",      "1 fail poll [[:poll {:x [[11 0] [12 1]]}]]"};
    EXPECT_EQ(anomalies(ops), "aborted-read-in-aborted-reader duplicate unseen");
    EXPECT_EQ(observed(ops, AnomalyKind::kDuplicate), "at offsets 1, 11");
}

TEST(AbortedRead, what_failed_to_be_sent_is_never_polled) {
    const Ops failed{"0 invoke send [[:send :x 2] [:send :y 3]]",
                     "0 fail send [[:send :x 2] [:send :y 3]]"};
    EXPECT_EQ(anomalies(with_polls(failed, "[[0 2]]")), "G1a");
    Ops aborted = failed;
    aborted.push_back("1 invoke poll [[:poll]]");
    aborted.push_back("1 info poll [[:poll {:x [[0 2]]}]]");
    EXPECT_EQ(anomalies(aborted), "aborted-read-in-aborted-reader");
    EXPECT_EQ(anomalies(with_polls({"0 invoke send [[:send :x 2]]", "0 info send [[:send :x 2]]"},
                                   "[[0 2]]")),
              "");
}

TEST(GarbageRead, what_nobody_sent_is_never_polled) {
    EXPECT_EQ(anomalies(with_polls(kThreeSends, "[[10 1] [11 2] [13 3] [14 4]]")), "garbage-read");
    // One that was still under way when the history ended has been sent.
    EXPECT_EQ(anomalies(with_polls({"0 invoke send [[:send :x 4]]"}, "[[14 4]]")), "");
}

TEST(PrecommittedRead, a_transaction_does_not_poll_what_it_sends) {
    EXPECT_EQ(anomalies({"0 invoke txn [[:send :x 1] [:poll]]",
                         "0 ok txn [[:send :x [0 1]] [:poll {:x [[0 1]]}]]"}),
              "precommitted-read");
    EXPECT_EQ(anomalies(with_polls({"0 invoke txn [[:send :x 1] [:poll]]",
                                    "0 ok txn [[:send :x [0 1]] [:poll {:x []}]]"},
                                   "[[0 1]]")),
              "");
}

TEST(LostWrite, what_was_sent_before_something_polled_is_polled) {
    const Ops ops = with_polls(kThreeSends, "[[10 1] [13 3]]");
    EXPECT_EQ(anomalies(ops), "int-poll-skip lost-write unseen");
    EXPECT_EQ(observed(ops, AnomalyKind::kLostWrite),
              "nobody polled it, though #7 polled 3 of key x at offset 13");
    // What lies behind everything polled may come later.
    EXPECT_EQ(anomalies(with_polls(kThreeSends, "[[10 1] [11 2]]")), "unseen");
}

TEST(LostWrite, an_unknown_transaction_that_was_polled_in_part_is_lost_in_part) {
    const Ops sends{"0 invoke send [[:send :x 1] [:send :y 2]]",
                    "0 info send [[:send :x 1] [:send :y [0 2]]]", "1 invoke send [[:send :y 3]]",
                    "1 info send [[:send :y 3]]"};
    Ops ops = sends;
    ops.push_back("3 invoke poll [[:poll]]");
    ops.push_back("3 ok poll [[:poll {:y [[1 3]]}]]");
    EXPECT_EQ(anomalies(ops), "");
    EXPECT_EQ(anomalies(with_polls(ops, "[[0 1]]")), "lost-write");
}

TEST(LostWrite, a_value_overwritten_at_its_offset_is_lost) {
    const Ops sends{"0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [0 1]]]",
                    "0 invoke send [[:send :x 2] [:send :x 3]]",
                    "0 ok send [[:send :x [0 2]] [:send :x [2 3]]]"};
    const std::string found = anomalies(with_polls(sends, "[[0 2] [2 3]]"));
    EXPECT_NE(found.find("inconsistent-offsets"), std::string::npos) << found;
    EXPECT_NE(found.find("lost-write"), std::string::npos) << found;
}

TEST(Unseen, all_that_was_acknowledged_is_polled_at_the_end) {
    EXPECT_EQ(anomalies(kThreeSends), "unseen");
    EXPECT_EQ(observed(kThreeSends, AnomalyKind::kUnseen), "3 never polled: 3 of key x");
    // A poll whose outcome nobody knows has shown nothing.
    Ops ops = kThreeSends;
    ops.push_back("1 invoke poll [[:poll]]");
    ops.push_back("1 info poll [[:poll {:x " + kThreeRecords + "}]]");
    EXPECT_EQ(anomalies(ops), "unseen");
}

TEST(IntPollSkip, one_operation_polls_without_holes) {
    EXPECT_EQ(anomalies(after_three_sends(
                  {"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[10 1] [13 3]]}]]"})),
              "int-poll-skip");
    EXPECT_EQ(
        anomalies(after_three_sends({"1 invoke poll [[:poll] [:poll]]",
                                     "1 fail poll [[:poll {:x [[10 1]]}] [:poll {:x [[13 3]]}]]"})),
        "int-poll-skip");
    // Where nobody knows of a record, there is none: offsets may have holes.
    EXPECT_EQ(anomalies(after_three_sends(
                  {"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[11 2] [13 3]]}]]"})),
              "");
}

TEST(IntPollSkip, a_rebalance_of_the_key_excuses_it) {
    const auto rebalanced = [](const std::string& key) {
        return with_polls(
            {"0 invoke send [[:send :x 1] [:send :x 2] [:send :x 3]]",
             "0 ok send [[:send :x [10 1]] [:send :x [11 2]] [:send :x [13 3]]]",
             "1 invoke txn [[:poll]]",
             "1 ok txn [[:poll {:x [[10 1] [13 3]]}]] :rebalance-log [{:type :lost :keys [" + key +
                 "]}]"},
            kThreeRecords);
    };
    EXPECT_EQ(anomalies(rebalanced(":x")), "");
    EXPECT_EQ(anomalies(rebalanced(":y")), "int-poll-skip");
}

TEST(IntNonmonotonicPoll, one_operation_polls_forwards) {
    const Ops back =
        after_three_sends({"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[13 3] [10 1]]}]]"});
    EXPECT_EQ(anomalies(back), "int-nonmonotonic-poll");
    EXPECT_EQ(observed(back, AnomalyKind::kIntNonmonotonicPoll), "1, 2 back");
    const Ops again =
        after_three_sends({"1 invoke poll [[:poll] [:poll]]",
                           "1 ok poll [[:poll {:x [[11 2] [13 3]]}] [:poll {:x [[13 3]]}]]"});
    EXPECT_EQ(anomalies(again), "int-nonmonotonic-poll");
    EXPECT_EQ(observed(again, AnomalyKind::kIntNonmonotonicPoll), "the same again");
}

TEST(IntSendSkip, others_may_send_between) {
    const Ops sends{"0 invoke send [[:send :x 1] [:send :x 3]]", "1 invoke send [[:send :x 2]]",
                    "1 info send [[:send :x 2]]", "0 ok send [[:send :x [1 1]] [:send :x 3]]"};
    EXPECT_EQ(anomalies(with_polls(sends, "[[1 1] [2 2] [3 3]]")), "");
    EXPECT_EQ(info(with_polls(sends, "[[1 1] [2 2] [3 3]]")), "int-send-skip");
    EXPECT_EQ(info(with_polls(sends, "[[0 2] [1 1] [3 3]]")), "");
}

TEST(IntNonmonotonicSend, one_operations_records_lie_in_order) {
    const Ops sends{"0 invoke send [[:send :x 1] [:send :x 2]]",
                    "0 ok send [[:send :x [2 1]] [:send :x [1 2]]]"};
    EXPECT_EQ(anomalies(with_polls(sends, "[[1 2] [2 1]]")), "int-nonmonotonic-send");
    const Ops unknown{"0 invoke send [[:send :x 1] [:send :x 2]]",
                      "0 info send [[:send :x 1] [:send :x 2]]"};
    EXPECT_EQ(anomalies(with_polls(unknown, "[[1 2] [2 1]]")), "int-nonmonotonic-send");
    EXPECT_EQ(anomalies(with_polls(unknown, "[[1 1] [2 2]]")), "");
}

// A process that polls the first record and then the third, with something in between.
Ops skipping(const Ops& between) {
    Ops ops{"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[10 1]]}]]"};
    ops.insert(ops.end(), between.begin(), between.end());
    ops.push_back("1 invoke poll [[:poll]]");
    ops.push_back("1 ok poll [[:poll {:x [[13 3]]}]]");
    return after_three_sends(ops);
}

TEST(PollSkip, a_process_polls_on_where_it_was) {
    EXPECT_EQ(anomalies(skipping({})), "poll-skip");
    EXPECT_EQ(observed(skipping({}), AnomalyKind::kPollSkip), "3, 1 too far");
    EXPECT_EQ(anomalies(skipping({"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[11 2]]}]]"})),
              "");
    // What somebody else polls does not help.
    EXPECT_EQ(anomalies(skipping({"2 invoke poll [[:poll]]", "2 ok poll [[:poll {:x [[11 2]]}]]"})),
              "poll-skip");
    // An empty poll is no reason to forget.
    EXPECT_EQ(anomalies(skipping({"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x []}]]"})),
              "poll-skip");
}

TEST(PollSkip, a_process_may_go_elsewhere_when_it_chooses_other_keys) {
    EXPECT_EQ(anomalies(skipping({"1 invoke assign [:y]", "1 ok assign [:y]"})), "");
    EXPECT_EQ(anomalies(skipping({"1 invoke assign [:y]", "1 info assign [:y]"})), "");
    EXPECT_EQ(anomalies(skipping({"1 invoke assign [:y]", "1 fail assign [:y]"})), "poll-skip");
    EXPECT_EQ(anomalies(skipping({"1 invoke subscribe [:x :y]", "1 ok subscribe [:x :y]"})),
              "poll-skip");
}

TEST(PollSkip, a_group_may_move_positions) {
    EXPECT_EQ(anomalies(skipping({}), {.sub_via = SubVia::kSubscribe}), "");
    EXPECT_EQ(info(skipping({}), {.sub_via = SubVia::kSubscribe}), "poll-skip");
}

TEST(PollSkip, what_failed_is_polled_again) {
    const auto after_failure = [](const std::string& records) {
        return skipping({"1 invoke poll [[:poll]]", "1 fail poll [[:poll {:x [[11 2]]}]]",
                         "1 invoke poll [[:poll]]", "1 info poll [[:poll {:x " + records + "}]]",
                         "1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[11 2]]}]]"});
    };
    EXPECT_EQ(anomalies(after_failure("[[11 2]]")), "");
    EXPECT_EQ(anomalies(after_failure("[[13 3]]")), "poll-skip");
}

TEST(NonmonotonicPoll, a_process_does_not_poll_what_it_has_polled) {
    const Ops again =
        after_three_sends({"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[10 1] [11 2]]}]]",
                           "1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[11 2] [13 3]]}]]"});
    EXPECT_EQ(anomalies(again), "nonmonotonic-poll");
    EXPECT_EQ(info(again, {.sub_via = SubVia::kSubscribe}), "nonmonotonic-poll");
    EXPECT_EQ(anomalies(after_three_sends(
                  {"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[10 1] [11 2]]}]]",
                   "2 invoke poll [[:poll]]", "2 ok poll [[:poll {:x [[11 2] [13 3]]}]]"})),
              "");
}

TEST(NonmonotonicSend, a_processs_records_lie_in_order) {
    const auto sending = [](const Ops& between) {
        Ops ops{"0 invoke send [[:send :x 3]]", "0 ok send [[:send :x [3 3]]]"};
        ops.insert(ops.end(), between.begin(), between.end());
        ops.push_back("0 invoke send [[:send :x 1]]");
        ops.push_back("0 info send [[:send :x 1]]");
        return with_polls(ops, "[[1 1] [3 3]]");
    };
    EXPECT_EQ(anomalies(sending({})), "append-not-linearizable nonmonotonic-send");
    // Jepsen forgets at an assignment. Real time does not.
    EXPECT_EQ(anomalies(sending({"0 invoke assign [:y]", "0 ok assign [:y]"})),
              "append-not-linearizable");
}

TEST(AppendOrder, what_is_sent_after_an_acknowledgement_lies_behind_it) {
    const Ops back = with_polls({"0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [5 1]]]",
                                 "1 invoke send [[:send :x 2]]", "1 ok send [[:send :x [4 2]]]"},
                                "[[4 2] [5 1]]");
    EXPECT_EQ(anomalies(back), "append-not-linearizable");
    // Jepsen's name for it, which Jepsen allows.
    EXPECT_EQ(info(back, {.ww_deps = WwDeps::kYes}), "G0-realtime");
    EXPECT_EQ(anomalies(with_polls({"0 invoke send [[:send :x 1]]", "1 invoke send [[:send :x 2]]",
                                    "0 ok send [[:send :x [5 1]]]", "1 ok send [[:send :x [4 2]]]"},
                                   "[[4 2] [5 1]]")),
              "");
}

TEST(Cycles, two_transactions_do_not_see_one_another) {
    const auto seeing = [](const std::string& second) {
        return with_polls(
            {"0 invoke txn [[:send :x 1] [:poll]]", "1 invoke txn [[:send :y 2] [:poll]]",
             "0 ok txn [[:send :x [0 1]] [:poll {:y [[0 2]]}]]",
             "1 ok txn [[:send :y [0 2]] [:poll {:x " + second + "}]]"},
            "[[0 1]]");
    };
    EXPECT_EQ(anomalies(seeing("[[0 1]]")), "G1c");
    EXPECT_EQ(anomalies(seeing("[]")), "");
    // Its edges are reads alone, so the order of the log is no excuse.
    EXPECT_EQ(anomalies(seeing("[[0 1]]"), {.ww_deps = WwDeps::kYes}), "G1c");
    EXPECT_EQ(observed(seeing("[[0 1]]"), AnomalyKind::kG1c),
              "#2 sent 1 of key x, which #3 polled; #3 sent 2 of key y, which #2 polled");
}

TEST(Cycles, nothing_is_polled_before_it_is_sent) {
    const Ops future = {"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[0 1]]}]]",
                        "0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [0 1]]]"};
    EXPECT_EQ(anomalies(future), "G1c-realtime");
    EXPECT_EQ(anomalies(future, {.ww_deps = WwDeps::kYes}), "G1c-realtime");
    EXPECT_EQ(observed(future, AnomalyKind::kG1cRealtime),
              "#3 sent 1 of key x, which #1 polled; #1 had ended before #3 began");
    // While the send is under way, it may be.
    EXPECT_EQ(anomalies({"0 invoke send [[:send :x 1]]", "1 invoke poll [[:poll]]",
                         "1 ok poll [[:poll {:x [[0 1]]}]]", "0 ok send [[:send :x [0 1]]]"}),
              "");
}

TEST(Cycles, longer_ones_through_real_time_are_found) {
    // 0 sees what 1 sends, which sees what 2 sends, which begins when 0 has ended.
    const Ops ops{
        "0 invoke txn [[:poll]]",          "1 invoke txn [[:send :x 1] [:poll]]",
        "0 ok txn [[:poll {:x [[0 1]]}]]", "2 invoke send [[:send :y 2]]",
        "2 ok send [[:send :y [0 2]]]",    "1 ok txn [[:send :x [0 1]] [:poll {:y [[0 2]]}]]"};
    EXPECT_EQ(anomalies(ops), "G1c-realtime");
    EXPECT_EQ(observed(ops, AnomalyKind::kG1cRealtime),
              "#2 had ended before #4 began; #4 sent 2 of key y, which #5 polled; "
              "#5 sent 1 of key x, which #2 polled");
}

TEST(Cycles, transactions_may_overwrite_one_another) {
    const Ops ops = with_polls(
        {"0 invoke send [[:send :x 1] [:send :y 1]]", "1 invoke send [[:send :x 2] [:send :y 2]]",
         "0 ok send [[:send :x [0 1]] [:send :y [1 1]]]",
         "1 ok send [[:send :x [1 2]] [:send :y [0 2]]]", "9 invoke poll [[:poll]]",
         "9 ok poll [[:poll {:y [[0 2] [1 1]]}]]"},
        "[[0 1] [1 2]]");
    EXPECT_EQ(anomalies(ops), "");
    EXPECT_EQ(info(ops), "");
    EXPECT_EQ(info(ops, {.ww_deps = WwDeps::kYes}), "G0");
    EXPECT_EQ(observed(ops, AnomalyKind::kG0, {.ww_deps = WwDeps::kYes}),
              "#2 sent what lies right before 2 of key x, which #3 sent; "
              "#3 sent what lies right before 1 of key y, which #2 sent");
}

TEST(Cycles, one_of_a_read_and_the_order_of_the_log_is_allowed) {
    const Ops ops = with_polls(
        {"0 invoke txn [[:send :x 1] [:poll]]", "1 invoke txn [[:send :x 2] [:send :y 3]]",
         "1 ok txn [[:send :x [1 2]] [:send :y [0 3]]]",
         "0 ok txn [[:send :x [0 1]] [:poll {:y [[0 3]]}]]"},
        "[[0 1] [1 2]]");
    EXPECT_EQ(anomalies(ops), "");
    EXPECT_EQ(info(ops, {.ww_deps = WwDeps::kYes}), "G1c");
}

KafkaContract contract_of(const std::string& text) {
    std::istringstream stream(text);
    const auto contract = read_contract(stream);
    if (!contract) throw std::runtime_error(contract.error().what);
    return *contract;
}

TEST(Contract, what_was_not_promised_is_no_anomaly) {
    const Ops lost = with_polls(kThreeSends, "[[10 1] [13 3]]");
    const Ops twice = with_polls(kThreeSends, "[[10 1] [11 2] [13 3] [14 1]]");
    const Ops aborted =
        with_polls({"0 invoke send [[:send :x 2]]", "0 fail send [[:send :x 2]]"}, "[[0 2]]");
    const auto judged_by = [](const Ops& ops, const std::string& contract) {
        return anomalies(ops, {.contract = contract_of(contract)});
    };
    EXPECT_EQ(judged_by(lost, ""), "int-poll-skip lost-write unseen");
    EXPECT_EQ(judged_by(lost, "acks=1"), "int-poll-skip");
    EXPECT_EQ(judged_by(twice, ""), "duplicate");
    EXPECT_EQ(judged_by(twice, "enable.idempotence=false"), "");
    EXPECT_EQ(judged_by(twice, "enable.idempotence=false\nretries=0"), "duplicate");
    EXPECT_EQ(judged_by(aborted, ""), "");
    EXPECT_EQ(judged_by(aborted, "isolation.level=read_committed"), "G1a");
    const Ops future = {"1 invoke poll [[:poll]]", "1 ok poll [[:poll {:x [[0 1]]}]]",
                        "0 invoke send [[:send :x 1]]", "0 ok send [[:send :x [0 1]]]"};
    EXPECT_EQ(judged_by(future, ""), "G1c-realtime");
}

TEST(Contract, it_is_read_as_kafka_does_and_slips_are_told) {
    const auto refusal = [](const std::string& text) {
        std::istringstream stream(text);
        const auto contract = read_contract(stream);
        if (contract) return std::string("read");
        return fmt::format("{}:{}: {}", contract.error().place.line, contract.error().place.column,
                           contract.error().what);
    };
    EXPECT_EQ(refusal("# producer\nbootstrap.servers=b1:9092\nacks = all\n\n"), "read");
    EXPECT_EQ(refusal("ack=1"), "1:1: unknown key 'ack' (did you mean acks?)");
    EXPECT_EQ(refusal("acks=2"), "1:6: acks is '2', expected one of 0, 1, all, -1");
    EXPECT_EQ(refusal("acks=1\nacks=1"), "2:1: acks a second time");
    EXPECT_EQ(refusal("acks"), "1:1: expected key=value");
    EXPECT_EQ(refusal("retries=-1"), "1:9: retries is '-1', expected a number from 0 on");
    EXPECT_EQ(refusal("acks=1\nenable.idempotence=true"),
              "2:20: enable.idempotence needs acks=all, retries, and at most 5 requests in flight");
    EXPECT_FALSE(contract_of("acks=1").enable_idempotence);
    EXPECT_TRUE(contract_of("transactional.id=t").enable_idempotence);
}

HistoryVerdict verdict_on(const LegalHistory& plan, History& history) {
    std::stringstream text;
    RC_PRE(write_legal_history(plan, text) || plan.flaw == Flaw::kNone);
    auto file = read_history(text);
    RC_ASSERT(file.has_value());
    history = std::move(file->history);
    return check_history(history, {.ww_deps = WwDeps::kYes});
}

LegalHistory any_plan() {
    return {.seed = *rc::gen::arbitrary<std::uint64_t>(),
            .operations = *rc::gen::inRange<std::uint64_t>(60, 400),
            .keys = *rc::gen::inRange<std::uint32_t>(1, 5),
            .processes = *rc::gen::inRange<std::uint32_t>(2, 9),
            .syntax = *rc::gen::element(Syntax::kEdn, Syntax::kEdnVector, Syntax::kJsonLines)};
}

RC_GTEST_PROP(CheckHistory, nothing_is_found_in_a_correct_log, ()) {
    History history;
    const HistoryVerdict verdict = verdict_on(any_plan(), history);
    RC_ASSERT(names_of(verdict.findings.forbidden()) == "");
    RC_ASSERT(verdict.validity == Validity::kValid);
}

RC_GTEST_PROP(CheckHistory, one_flaw_in_the_log_is_found_and_called_by_its_name, ()) {
    LegalHistory plan = any_plan();
    plan.flaw_after = *rc::gen::inRange<std::uint64_t>(0, 5);
    plan.flaw = *rc::gen::element(Flaw::kDroppedRecord, Flaw::kSwappedRecords, Flaw::kDoubleRecord,
                                  Flaw::kSkippedRecord, Flaw::kStaleRead);
    History history;
    const HistoryVerdict verdict = verdict_on(plan, history);
    const auto has = [&](AnomalyKind kind) { return verdict.findings.forbidden().contains(kind); };
    switch (plan.flaw) {
        case Flaw::kNone: break;
        case Flaw::kDroppedRecord: RC_ASSERT(has(AnomalyKind::kUnseen)); break;
        case Flaw::kSwappedRecords:
            RC_ASSERT(has(AnomalyKind::kInconsistentOffsets));
            RC_ASSERT(has(AnomalyKind::kDuplicate));
            break;
        case Flaw::kDoubleRecord: RC_ASSERT(has(AnomalyKind::kDuplicate)); break;
        case Flaw::kSkippedRecord: RC_ASSERT(has(AnomalyKind::kPollSkip)); break;
        case Flaw::kStaleRead: RC_ASSERT(has(AnomalyKind::kNonmonotonicPoll)); break;
    }
    RC_ASSERT(verdict.validity == Validity::kInvalid);
}

}  // namespace
}  // namespace assize::checkers
