#include "checkers/ledger/ledger.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "checkers/judge.h"
#include "tests/checkers/ledger/legal_run.h"
#include "tests/checkers/ledger/script.h"

namespace assize::checkers {
namespace {

using ledger::OffsetFate;
using ledger::OffsetRow;
using ledger::SendFate;
using model::SendOutcome;

/// "0:read 1:cut"
std::string offsets(const Script& script, const char* partition = "orders-0") {
    std::string text;
    const std::uint32_t number = script.ledger().find_partition(partition);
    script.ledger().account().offsets(number).for_each(
        [&](std::int64_t offset, const OffsetRow& row) {
            if (!text.empty()) text += " ";
            text += std::to_string(offset) + ":" + std::string(to_string(row.fate));
        });
    return text;
}

TEST(Ledger, each_send_ends_in_one_row_and_each_offset_in_one) {
    Script script;
    script.lead(1, 0, 0);
    script.whole(0, 0);
    script.whole(1, 1);
    script.whole(2, 2);
    script.delete_below(1);
    script.final_read(1, 3, {{1, 1}, {2, 2}});
    EXPECT_EQ(script.fate(0), SendFate::kDeleted);
    EXPECT_EQ(script.fate(1), SendFate::kAtOneOffset);
    EXPECT_EQ(script.fate(2), SendFate::kAtOneOffset);
    EXPECT_EQ(offsets(script), "0:deleted 1:read 2:read");
}

TEST(Ledger, a_batch_is_found_in_the_log_by_its_checksum) {
    Script script;
    script.lead(1, 0, 0);
    for (int i = 0; i < 3; ++i) script.send(i);
    script.batch(1, {0, 2});
    script.batch(2, {1});
    script.append(1, 2, 0);
    script.append(1, 1, 1);
    const auto& account = script.ledger().account();
    const auto place_of = [&](std::uint32_t send) {
        const auto places = account.places_of({0, send});
        return places.size() == 1 ? places[0].offset : -1;
    };
    EXPECT_EQ(place_of(0), 1);
    EXPECT_EQ(place_of(1), 0);
    EXPECT_EQ(place_of(2), 2);
}

TEST(Ledger, that_no_leader_wrote_a_batch_proves_that_its_sends_are_in_no_log) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.batch(2, {1});
    script.give_up(2);
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.fate(1), SendFate::kNeverWritten);
    EXPECT_EQ(script.ledger().account().row_of({0, 1}).because, "no leader ever wrote its batch");
}

TEST(Ledger, a_send_in_no_batch_never_left_its_producer) {
    Script script;
    script.whole(0, 0);
    script.send(1);
    script.end_send(1, SendOutcome::kInfo, std::nullopt, "REQUEST_TIMED_OUT");
    EXPECT_EQ(script.fate(1), SendFate::kNeverWritten);
    EXPECT_EQ(script.ledger().account().row_of({0, 1}).because, "it never left its producer");
}

TEST(Ledger, a_leader_that_alters_a_batch_says_which_one_it_was) {
    Script script;
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0, Script::Altered::kAsTold);
    script.lead(2, 1, 0);
    script.send(1);
    script.batch(2, {1});
    script.append(2, 2, 0, 1, Script::Altered::kAsTold);
    const auto& account = script.ledger().account();
    const auto& written = script.ledger().logs().written();
    ASSERT_EQ(account.places_of({0, 0}).size(), 1u);
    EXPECT_EQ(written[account.places_of({0, 0})[0].written].leader_epoch, 0);
    ASSERT_EQ(account.places_of({0, 1}).size(), 1u);
    EXPECT_EQ(written[account.places_of({0, 1})[0].written].leader_epoch, 1);
}

TEST(Ledger, where_a_log_alters_batches_silently_it_is_an_open_question) {
    Script script;
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0, 0, Script::Altered::kSilently);
    script.give_up(1);
    EXPECT_EQ(script.fate(0), SendFate::kOpen);
}

TEST(Ledger, where_a_log_alters_batches_silently_reading_them_decides) {
    Script script;
    for (int i = 0; i < 2; ++i) {
        script.send(i);
        const auto batch = static_cast<std::uint64_t>(i + 1);
        script.batch(batch, {i});
        if (i == 0) script.append(1, batch, 0, 0, Script::Altered::kSilently);
        script.give_up(batch);
    }
    script.final_read(0, 1, {{0, 0}});
    EXPECT_EQ(script.fate(0), SendFate::kAtOneOffset);
    EXPECT_EQ(script.fate(1), SendFate::kNeverWritten);
}

TEST(Ledger, what_was_cut_before_it_was_acknowledged_is_no_loss) {
    Script script;
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0);
    script.lead(2, 1, 0);
    script.truncate(1, 1, 0);
    script.give_up(1);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.fate(0), SendFate::kCut);
    EXPECT_EQ(offsets(script), "0:cut");
}

TEST(Ledger, what_was_acknowledged_and_cut_is_lost) {
    Script script;
    script.lead(1, 0, 0);
    script.whole(0, 0);
    script.lead(2, 1, 0);
    script.truncate(1, 1, 0);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.fate(0), SendFate::kLost);
}

TEST(Ledger, a_truncation_that_power_loss_undid_took_nothing) {
    Script script;
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0);
    script.truncate(1, 1, 0);
    script.load(1, 1);
    EXPECT_EQ(script.fate(0), SendFate::kAtOneOffset);
}

TEST(Ledger, what_a_restart_did_not_find_is_gone) {
    Script script;
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0);
    script.load(1, 0);
    script.give_up(1);
    EXPECT_EQ(script.fate(0), SendFate::kCut);
}

TEST(Ledger, what_the_final_read_could_not_see_is_in_the_log_all_the_same) {
    Script script;
    script.lead(1, 0, 0);
    script.send(0);
    script.batch(1, {0});
    script.append(1, 1, 0);
    script.final_read(0, 0, {});
    EXPECT_EQ(script.fate(0), SendFate::kAtOneOffset);
    EXPECT_EQ(offsets(script), "0:not_committed");
}

TEST(Ledger, an_offset_at_which_nobody_wrote_is_a_hole) {
    Script script;
    script.whole(0, 0);
    script.whole(1, 3);
    script.final_read(0, 5, {{0, 0}, {3, 1}});
    const auto& holes = script.ledger().account().holes();
    ASSERT_EQ(holes.size(), 2u);
    EXPECT_EQ(holes[0].begin, 1);
    EXPECT_EQ(holes[0].end, 3);
    EXPECT_EQ(holes[1].begin, 4);
    EXPECT_EQ(holes[1].end, 5);
}

TEST(Ledger, a_producer_that_restarts_numbers_its_batches_anew) {
    Script script;
    script.whole(0, 0);
    script.restart_producer();
    script.send(1);
    script.batch(1, {1});
    script.write(1, 1);
    script.ack(1, 1);
    script.final_read(0, 2, {{0, 0}, {1, 1}});
    EXPECT_EQ(script.fate(0), SendFate::kAtOneOffset);
    EXPECT_EQ(script.fate(1), SendFate::kAtOneOffset);
    EXPECT_EQ(script.ledger().sends().batches().size(), 2u);
}

TEST(Ledger, the_logs_of_the_cluster_itself_are_not_in_it) {
    Script script;
    script.whole(0, 0);
    script.partition("__cluster_metadata-0").control(1, 0);
    EXPECT_EQ(script.ledger().partitions(), 1u);
}

TEST(Ledger, a_long_legal_run_is_held_by_all_that_it_decides) {
    sim::Trace trace;
    Judge judge(setup_of_legal_run(), trace);
    tell_legal_run(trace, 2000);
    const Verdict verdict = judge.finish({});
    for (const PropertyVerdict& property : verdict.properties) {
        if (!property.name.starts_with("delivery.") && !property.name.starts_with("order."))
            continue;
        EXPECT_EQ(property.status, Status::kHeld) << property.name << " " << property.summary;
        EXPECT_EQ(property.promise, Promise::kPromised) << property.name;
    }
    const auto& balance = verdict.find(property::kExactlyOnce)->exposure;
    EXPECT_EQ(balance.at("sends_at_one_offset"), 2000);
    EXPECT_EQ(balance.at("offsets_read"), 2000);
}

TEST(Ledger, an_offset_that_is_far_beyond_all_others_costs_no_more) {
    Script script;
    script.whole(0, 0);
    script.read("consumer-1", {{0, 0}, {INT64_MAX - 1, 0}});
    EXPECT_EQ(script.status(property::kAtMostOnce), "violated");
    EXPECT_EQ(script.status(property::kNoSkip), "held*");
}

}  // namespace
}  // namespace assize::checkers
