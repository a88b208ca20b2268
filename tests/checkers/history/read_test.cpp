#include "checkers/history/read.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "tests/checkers/history/legal_history.h"

namespace assize::checkers {
namespace {

tl::expected<HistoryFile, ReadError> read(const std::string& text) {
    std::istringstream stream(text);
    return read_history(stream);
}

// "line:column: what", or what was read.
std::string refusal(const std::string& text) {
    const auto file = read(text);
    if (file) return fmt::format("read {} operations", file->history.size());
    return fmt::format("{}:{}: {}", file.error().place.line, file.error().place.column,
                       file.error().what);
}

// Everything that a history holds, as text.
std::string contents(const History& history) {
    std::string text;
    const auto message = [&](MessageId id) {
        return fmt::format("{}={}", to_string(history.name_of(history.key_of(id))),
                           to_string(history.value_of(id)));
    };
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const History::Operation& op = history[OpId(at)];
        text += fmt::format("#{} t{} p{} {} {} [{}, {}]", op.index, op.time.value_or(-1),
                            op.process, to_string(op.outcome), to_string(op.kind), op.invoked,
                            op.finished == History::kNever ? "never" : std::to_string(op.finished));
        for (const Sent& sent : history.sent_by(OpId(at))) {
            text += fmt::format(" send {}@{}", message(sent.message), sent.offset().value_or(-1));
        }
        for (const Polled& polled : history.polled_by(OpId(at))) {
            text += fmt::format(" poll {}@{}", message(polled.message), polled.offset);
        }
        for (const KeyId key : history.keys_of(OpId(at))) {
            text += fmt::format(" key {}", to_string(history.name_of(key)));
        }
        text += "\n";
    }
    return text;
}

const char* const kJson =
    R"({"index":0,"time":5,"process":3,"type":"invoke","f":"txn","value":[["poll"],["send",1,41]]}
{"index":1,"time":7,"process":"nemesis","type":"info","f":"kill","value":{"n1":"killed"}}
{"index":2,"time":9,"process":3,"type":"ok","f":"txn","value":)"
    R"([["poll",{"1":[[7,40],[9,"x"]]}],["send",1,[10,41]]],)"
    R"("rebalance-log":[{"type":"revoked","keys":[1,2]}]}
{"index":3,"time":10,"process":4,"type":"invoke","f":"subscribe","value":[1,"orders-0"]}
{"index":4,"time":11,"process":4,"type":"ok","f":"subscribe","value":[1,"orders-0"]}
{"index":5,"time":12,"process":4,"type":"invoke","f":"send","value":[["send",1,42]]}
{"index":6,"time":12,"process":3,"type":"invoke","f":"send","value":[["send",1,43]]}
{"index":7,"time":13,"process":3,"type":"info","f":"send","value":[["send",1,[null,43]]]}
)";

const char* const kEdn = R"(; What Jepsen writes.
[{:index 0, :time 5, :process 3, :type :invoke, :f :txn, :value [[:poll] [:send 1 41]]}
 {:index 1 :time 7 :process :nemesis :type :info :f :kill :value {"n1" :killed}}
 #jepsen.history.Op{:index 2 :time 9N :process 3 :type :ok :f :txn
  :value ([:poll {1 [[7 40] [9 :x]]}] [:send 1 [10 41]]) :error [:x \newline 1.5 ##NaN #{1 2}]
  :rebalance-log [{:type :revoked, :keys [1 2]}]}
 #_{:index 99} {:index 3 :time 10 :process 4 :type :invoke :f :subscribe :value [1 "orders-0"]}
 {:index 4 :time 11 :process 4 :type :ok :f :subscribe :value #{1 "orders-0"}}
 {:index 5 :time 12 :process 4 :type :invoke :f :send :value [[:send 1 42]]}
 {:index 6 :time 12 :process 3 :type :invoke :f :send :value [[:send 1 43]]}
 {:index 7 :time 13 :process 3 :type :info :f :send :value [[:send 1 [nil 43]]]}])";

const char* const kContents =
    "#2 t9 p3 ok txn [0, 2] send 1=41@10 poll 1=40@7 poll 1=x@9 key 1 key 2\n"
    "#4 t11 p4 ok subscribe [3, 4] key 1 key orders-0\n"
    "#7 t13 p3 info send [6, 7] send 1=43@-1\n"
    "#5 t12 p4 info send [5, never] send 1=42@-1\n";

TEST(ReadHistory, json_lines_and_edn_say_the_same) {
    for (const std::string text : {kJson, kEdn}) {
        const auto file = read(text);
        ASSERT_TRUE(file.has_value()) << refusal(text);
        EXPECT_EQ(contents(file->history), kContents);
        EXPECT_EQ(file->skipped, (std::map<std::string, std::uint64_t>{{"nemesis", 1}}));
        EXPECT_EQ(file->op_maps, 8u);
    }
}

TEST(ReadHistory, edn_may_be_one_op_map_a_line_and_json_may_have_a_byte_order_mark) {
    EXPECT_EQ(refusal("{:process 1 :type :invoke :f :poll :value [[:poll]]}\n"
                      "{:process 1 :type :ok :f :poll :value [[:poll {}]]}\n"),
              "read 1 operations");
    EXPECT_EQ(refusal("\xef\xbb\xbf" + std::string(kJson)), "read 4 operations");
    EXPECT_EQ(refusal("[]"), "read 0 operations");
}

TEST(ReadHistory, operations_that_move_no_messages_are_skipped_and_counted) {
    const auto file = read(R"({"process":1,"type":"invoke","f":"crash","value":null}
{"process":1,"type":"info","f":"crash"}
{"process":1,"type":"ok","f":"debug-topic-partitions","value":{"1":{"2":3}}}
)");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->skipped,
              (std::map<std::string, std::uint64_t>{{"crash", 2}, {"debug-topic-partitions", 1}}));
}

TEST(ReadHistory, what_ends_badly_may_leave_out_what_was_asked) {
    const auto file = read(R"({"process":1,"type":"invoke","f":"send","value":[["send",2,3]]}
{"process":1,"type":"info","f":"send","value":null}
)");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(contents(file->history), "#1 t-1 p1 info send [0, 1] send 2=3@-1\n");
}

TEST(ReadHistory, integers_of_any_size_stay_what_they_are) {
    const auto file = read(
        R"({"process":1,"type":"ok","f":"poll","value":[["poll",{"a":[[0,9223372036854775807],)"
        R"([1,-9223372036854775808],[2,"7"],[3,7]]}]]})");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(contents(file->history),
              "#0 t-1 p1 ok poll [0, 0] poll a=9223372036854775807@0 poll "
              "a=-9223372036854775808@1 poll a=7@2 poll a=7@3\n");
    EXPECT_EQ(file->history.messages(), 4u);
    EXPECT_FALSE(file->history.has_invocations());
}

// What is wrong with a file, and where. The op map is the second of two lines.
struct Damage {
    std::string json;
    std::string edn;
    std::string at_json;
    std::string at_edn;
    std::string what;
};

std::string op(const std::string& fields) {
    return R"({"index":1,"process":1,"type":"ok",)" + fields + "}";
}

std::string edn_op(const std::string& fields) {
    return "{:index 1 :process 1 :type :ok " + fields + "}";
}

const std::vector<Damage> kDamages{
    {op(R"("f":"poll","value":[["poll",{"1":[[0]]}]])"),
     edn_op(":f :poll :value [[:poll {1 [[0]]}]]"), "2:70", "2:60", "expected [offset, value]"},
    {op(R"("f":"poll","value":[["poll",{"1":[["a",1]]}]])"),
     edn_op(":f :poll :value [[:poll {1 [[:a 1]]}]]"), "2:71", "2:61",
     "expected an offset, found a text"},
    {op(R"("f":"poll","value":[["poll",{"1":[[-1,1]]}]])"),
     edn_op(":f :poll :value [[:poll {1 [[-1 1]]}]]"), "2:71", "2:61", "an offset of -1"},
    {op(R"("f":"poll","value":[["poll",{"1":[[0,null]]}]])"),
     edn_op(":f :poll :value [[:poll {1 [[0 nil]]}]]"), "2:73", "2:63",
     "expected a value that names one message, found null"},
    {op(R"("f":"poll","value":7)"), edn_op(":f :poll :value 7"), "2:55", "2:48",
     "expected a list of micro-operations, found a number"},
    {op(R"("f":"poll","value":[["pull"]])"), edn_op(":f :poll :value [[:pull]]"), "2:57", "2:50",
     "expected [send ...] or [poll]"},
    {op(R"("f":"poll","value":[["send",1,2]])"), edn_op(":f :poll :value [[:send 1 2]]"), "2:56",
     "2:49", "a send within a poll; only a txn has both"},
    {op(R"("f":"send","value":[["send",1]])"), edn_op(":f :send :value [[:send 1]]"), "2:56",
     "2:49", "expected [send key value]"},
    {op(R"("f":"send","value":[["send",1,1.5]])"), edn_op(":f :send :value [[:send 1 1.5]]"),
     "2:66", "2:58",
     "expected a value that names one message, found a number that is no 64-bit integer"},
    {op(R"("f":"poll")"), edn_op(":f :poll"), "2:1", "2:1", "ok poll without value"},
    {op(R"("f":"pol","value":[])"), edn_op(":f :pol :value []"), "2:40", "2:35",
     "unknown f 'pol' (did you mean poll?)"},
    {op(R"("f":7,"value":[])"), edn_op(":f 7 :value []"), "2:40", "2:35",
     "expected the name of an operation, found a number"},
    {op(R"("f":"poll","valeu":[])"), edn_op(":f :poll :valeu []"), "2:47", "2:41",
     "unknown name 'valeu' (did you mean value?)"},
    {op(R"("f":"poll","value":[],"f":"send")"), edn_op(":f :poll :value [] :f :send"), "2:58",
     "2:51", "a second f in one operation"},
    {R"({"index":0,"process":1,"type":"ok","f":"poll","value":[]})",
     "{:index 0 :process 1 :type :ok :f :poll :value []}", "2:10", "2:9", "index 0 a second time"},
    {R"({"process":1,"type":"ok","f":"poll","value":[]})",
     "{:process 1 :type :ok :f :poll :value []}", "2:1", "2:1",
     "an operation without index, unlike those before"},
    {R"({"index":1,"process":"p1","type":"ok","f":"poll","value":[]})",
     "{:index 1 :process :p1 :type :ok :f :poll :value []}", "2:22", "2:20",
     "expected the number of a process or nemesis, found a text"},
    {R"({"index":1,"process":1,"type":"OK","f":"poll","value":[]})",
     "{:index 1 :process 1 :type :OK :f :poll :value []}", "2:31", "2:28",
     "unknown type 'OK'; the types are invoke, ok, fail, info"},
    {R"({"index":1,"process":1,"f":"poll","value":[]})", "{:index 1 :process 1 :f :poll :value []}",
     "2:1", "2:1", "an operation without type"},
    {R"({"index":1,"time":"now","process":1,"type":"ok","f":"poll","value":[]})",
     "{:index 1 :time :now :process 1 :type :ok :f :poll :value []}", "2:19", "2:17",
     "expected a time in nanoseconds, found a text"},
    {op(R"("f":"assign","value":[[]])"), edn_op(":f :assign :value [[]]"), "2:58", "2:51",
     "expected a key, found a list"},
    {op(R"("f":"poll","value":[],"rebalance-log":[3])"),
     edn_op(":f :poll :value [] :rebalance-log [3]"), "2:75", "2:67",
     "expected a rebalance (a map), found a number"},
    {"7", "7", "2:1", "2:1", "expected an operation (a map), found a number"},
};

TEST(ReadHistory, damage_is_told_with_its_place) {
    for (const Damage& damage : kDamages) {
        const std::string json = R"({"index":0,"process":2,"type":"ok","f":"poll","value":[]})"
                                 "\n";
        const std::string edn = "{:index 0 :process 2 :type :ok :f :poll :value []}\n";
        EXPECT_EQ(refusal(json + damage.json), damage.at_json + ": " + damage.what);
        EXPECT_EQ(refusal(edn + damage.edn), damage.at_edn + ": " + damage.what);
    }
}

TEST(ReadHistory, a_process_does_one_operation_at_a_time_and_ends_what_it_began) {
    const std::string poll = R"({"process":1,"type":"invoke","f":"poll","value":[["poll"]]})";
    const std::string ok = R"({"process":1,"type":"ok","f":"poll","value":[["poll",{}]]})";
    const std::string sent = R"({"process":1,"type":"ok","f":"send","value":[]})";
    EXPECT_EQ(refusal(poll + "\n" + poll),
              "2:12: process 1 invokes an operation before index 0 has ended");
    EXPECT_EQ(refusal(poll + "\n" + ok + "\n" + ok),
              "3:1: an operation ends here that was never invoked");
    EXPECT_EQ(refusal(poll + "\n" + sent), "2:30: process 1 ends a send and invoked a poll");
}

TEST(ReadHistory, a_file_of_another_kind_is_refused) {
    EXPECT_EQ(refusal(""), "1:1: there is nothing in it");
    EXPECT_EQ(refusal("\n \n"), "1:1: there is nothing in it");
    EXPECT_EQ(refusal("[{\"index\":0}]"),
              "1:1: a JSON array; a history in JSON has one operation a line (jq -c '.[]')");
    EXPECT_EQ(refusal("[scenario]\nname = 1\n"),
              "1:2: expected an operation (a map), found a text");
    EXPECT_EQ(refusal(std::string("\x7f"
                                  "ELF\2\1\0\0",
                                  8)),
              "1:1: a control character; is this a text file?");
    EXPECT_EQ(refusal("{:process \xff\xfe}"), "1:11: this is not UTF-8");
    EXPECT_EQ(refusal("{\"process\":\"\xff\"}").substr(0, 23), "1:13: this is not JSON:");
}

TEST(ReadHistory, columns_count_characters) {
    EXPECT_EQ(refusal("{:error \"äöü€\" :process 1.5 :type :ok :f :poll}"),
              "1:25: expected the number of a process or nemesis, found a number that is no "
              "64-bit integer");
    EXPECT_EQ(refusal("{\"error\":\"äöü€\",\"process\":1.5,\"type\":\"ok\",\"f\":\"poll\"}"),
              "1:27: expected the number of a process or nemesis, found a number that is no "
              "64-bit integer");
}

TEST(ReadHistory, edn_that_is_no_edn_is_told_with_its_place) {
    EXPECT_EQ(refusal("[{:index 0"), "1:11: the file ends before the '}' of what begins at 1:2");
    EXPECT_EQ(refusal("["), "1:2: the file ends before the ']' of the vector at 1:1");
    EXPECT_EQ(refusal("{:index 0]"), "1:10: expected '}', found ']'");
    EXPECT_EQ(refusal("{:index}"), "1:8: a map ends after a key without a value");
    EXPECT_EQ(refusal("{:index \"a"), "1:11: the file ends within the string at 1:9");
    EXPECT_EQ(refusal("{:index \"\\q\"}"), "1:9: a string with an unknown escape");
    EXPECT_EQ(refusal("{:index \"\\u12\"}"),
              "1:9: a string with \\u and not four hexadecimal digits");
    EXPECT_EQ(refusal("{:index \"\\ud800\"}"), "1:9: a string that is not UTF-8");
    EXPECT_EQ(refusal("[] []"), "1:4: more after the ']' of the vector");
    EXPECT_EQ(refusal("[}"), "1:2: '}' closes nothing");
    EXPECT_EQ(refusal("{: 1}"), "1:2: a keyword without a name");
    const std::string deep(200'000, '[');
    EXPECT_NE(refusal("{:a " + deep).find("forms lie too deep"), std::string::npos);
    std::string discards;
    for (int i = 0; i < 100'000; ++i) discards += "#_";
    EXPECT_NE(refusal("{:a " + discards).find("forms lie too deep"), std::string::npos);
    EXPECT_NE(refusal("{\"a\":" + deep).find("values lie too deep"), std::string::npos);
}

std::string legal(Syntax syntax, std::uint64_t seed) {
    std::ostringstream out;
    write_legal_history({.seed = seed, .operations = 30, .syntax = syntax}, out);
    return out.str();
}

RC_GTEST_PROP(ReadHistory, a_file_that_is_cut_off_is_refused_or_read_up_to_a_line, ()) {
    const auto syntax = *rc::gen::element(Syntax::kEdn, Syntax::kEdnVector, Syntax::kJsonLines);
    const std::string text = legal(syntax, *rc::gen::arbitrary<std::uint64_t>());
    const auto size = *rc::gen::inRange<std::size_t>(1, text.size() - 1);
    const std::string cut = text.substr(0, size);
    // The end of a line is where an op map ends, and then nobody can tell.
    const bool at_end = text[size - 1] == '}' || text[size - 1] == '\n';
    const bool must_fail = syntax == Syntax::kEdnVector || !at_end;
    const auto file = read(cut);
    if (must_fail) RC_ASSERT(!file.has_value());
    if (!file) {
        const auto lines = static_cast<std::uint64_t>(std::ranges::count(cut, '\n'));
        RC_ASSERT(file.error().place.line <= lines + 1);
    }
}

RC_GTEST_PROP(ReadHistory, damaged_bytes_never_do_harm, ()) {
    const auto syntax = *rc::gen::element(Syntax::kEdn, Syntax::kEdnVector, Syntax::kJsonLines);
    std::string text = legal(syntax, *rc::gen::arbitrary<std::uint64_t>());
    for (const auto& [at, byte] : *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
             rc::gen::pair(rc::gen::arbitrary<std::size_t>(), rc::gen::arbitrary<char>()))) {
        text[at % text.size()] = byte;
    }
    const auto file = read(text);
    if (!file) RC_ASSERT(!file.error().what.empty());
}

RC_GTEST_PROP(ReadHistory, edn_and_json_of_one_history_are_equal, ()) {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto json = read(legal(Syntax::kJsonLines, seed));
    RC_ASSERT(json.has_value());
    for (const Syntax syntax : {Syntax::kEdn, Syntax::kEdnVector}) {
        const auto edn = read(legal(syntax, seed));
        RC_ASSERT(edn.has_value());
        RC_ASSERT(contents(edn->history) == contents(json->history));
    }
}

}  // namespace
}  // namespace assize::checkers
