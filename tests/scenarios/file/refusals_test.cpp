#include <gtest/gtest.h>

#include <string>

#include "scenarios/file/plan_file.h"
#include "scenarios/file/read_scenario.h"
#include "tests/scenarios/file/files.h"

namespace assize::scenarios {

namespace {

/// All that is said about a text, a line each; empty when it is fine.
std::string refusal(std::string_view text, std::span<const std::string> settings = {}) {
    const auto scenario = read_scenario(text, "s.toml", settings);
    return scenario ? "" : to_string(scenario.error());
}

/// The small scenario with one line more, or another one in the place of the first.
std::string with(const std::string& line) {
    return small_scenario() + line;
}
std::string with(const std::string& line, const std::string& instead) {
    std::string text = small_scenario();
    const auto at = text.find(line);
    EXPECT_NE(at, std::string::npos) << line;
    return text.replace(at, line.size(), instead);
}

std::string plan_refusal(std::string_view text) {
    const auto plan = read_plan(text, "plan.toml");
    return plan ? "" : to_string(plan.error());
}

TEST(Refusals, AreNoneForAScenarioThatIsFine) {
    EXPECT_EQ(refusal(small_scenario()), "");
}

TEST(Refusals, NameThePlaceOfASyntaxError) {
    EXPECT_EQ(refusal("title = \"a\nseed = 1\n"),
              "s.toml:1:11: Error while parsing string: unescaped control characters other than "
              "TAB (U+0009) are explicitly prohibited\n");
    EXPECT_EQ(refusal("title = \"a\"\nseed = = 1\n"),
              "s.toml:2:8: Error while parsing value: could not determine value type\n");
    EXPECT_EQ(refusal("seed = 1\nseed = 2\n"),
              "s.toml:2:8: Error while parsing key-value pair: cannot redefine existing integer "
              "'seed'\n");
    EXPECT_EQ(refusal(with("faults = \"5s\"", "faults = \"5s\"\n[[fault]\nat = 1")),
              "s.toml:17:9: Error while parsing table header: expected ']', saw '\\n'\n");
}

TEST(Refusals, AreTextsThatSayNothing) {
    EXPECT_EQ(refusal(""),
              "s.toml:1:1: the file says nothing; expected a scenario: [cluster], [[topic]], "
              "[[producer]], [[fault]] and so on\n");
    EXPECT_EQ(refusal("# nothing\n"),
              "s.toml:1:1: the file says nothing; expected a scenario: [cluster], [[topic]], "
              "[[producer]], [[fault]] and so on\n");
    EXPECT_EQ(plan_refusal(""), "plan.toml:1:1: the file says nothing; expected a plan\n");
}

TEST(Refusals, AreTextsThatAreNotUtf8) {
    EXPECT_EQ(refusal("title = \"\xC3\x28\"\n"),
              "s.toml:1:9: Encountered invalid utf-8 sequence\n");
    EXPECT_EQ(refusal("\xFF\xFE[\0"), "s.toml:1:1: Encountered invalid utf-8 sequence\n");
}

TEST(Refusals, SuggestTheKeyThatWasMeant) {
    EXPECT_EQ(refusal(with("[cluster]\nbrokrs = 3\n")),
              "s.toml:23:1: unknown key 'brokrs' (did you mean brokers?)\n");
    EXPECT_EQ(refusal(with("[phasis]\n")),
              "s.toml:22:2: unknown key 'phasis' (did you mean phases?)\n");
    EXPECT_EQ(refusal(with("crash =", "crush =")),
              "s.toml:20:1: unknown key 'crush' (did you mean crash?)\n");
    EXPECT_EQ(refusal(with("keys = 5", "colour = 5")),
              "s.toml:9:1: unknown key 'colour'; the keys here are count, topic, rate, every, "
              "records, keys, value_bytes, partition, config, sends\n");
}

TEST(Refusals, ComeAllAtOnceInTheOrderOfTheFile) {
    EXPECT_EQ(refusal(R"(titel = "x"
[cluster]
brokers = 0
[[topic]]
name = "orders"
partitions = "many"
[[producer]]
topic = "orders"
rate = 5
config = { acks = "some", "linger.sm" = 5 }
[[fault]]
at = "5 parsecs"
crash = "leader"
)"),
              "s.toml:1:1: unknown key 'titel' (did you mean title?)\n"
              "s.toml:3:11: expected a whole number from 1 to 100, found 0\n"
              "s.toml:6:14: expected a whole number from 1 to 1000, found 'many'\n"
              "s.toml:10:12: Invalid value some for configuration acks: allowed is one of \"all\", "
              "\"-1\", \"0\", \"1\"\n"
              "s.toml:10:27: Unknown producer config name: linger.sm; did you mean linger.ms?\n"
              "s.toml:12:6: expected a duration in quotes with a unit (ns us ms s m h), such as "
              "\"250ms\", found '5 parsecs'\n");
}

TEST(Refusals, OfAKeyOfKafkaHideNothingElse) {
    EXPECT_EQ(refusal(R"([cluster.config]
broker.sesion.timeout.ms = 2000
[[topic]]
name = "orders"
config = { "min.insync.replica" = 1 }
[[producer]]
topic = "order"
rate = 5
[[fault]]
at = "1s"
crash = "broker-4"
)"),
              "s.toml:2:23: Unknown broker config name: broker.sesion.timeout.ms; did you mean "
              "broker.session.timeout.ms?\n"
              "s.toml:5:12: Unknown topic config name: min.insync.replica; did you mean "
              "min.insync.replicas?\n"
              "s.toml:7:9: there is no topic 'order' (did you mean orders?)\n"
              "s.toml:11:9: there is no target 'broker-4'; there are broker-1, broker-2, "
              "broker-3\n");
}

TEST(Refusals, SayWhatIsExpectedInsteadOfAWrongType) {
    EXPECT_EQ(refusal(with("rate = 20", "rate = \"20\"")),
              "s.toml:8:8: expected a whole number from 1 to 100000, found '20'\n");
    EXPECT_EQ(refusal(with("rate = 20", "rate = 2.5")),
              "s.toml:8:8: expected a whole number from 1 to 100000, found 2.5\n");
    EXPECT_EQ(refusal(with("topics = [\"orders\"]", "topics = \"orders\"")),
              "s.toml:12:10: expected an array, found 'orders'\n");
    EXPECT_EQ(refusal("cluster = 3\n" + small_scenario()),
              "s.toml:1:11: expected a table, found 3\n");
    EXPECT_EQ(refusal(with("[[fault]]", "[fault]")),
              "s.toml:18:1: expected an array of tables: [[...]], not [...], found a table\n");
    EXPECT_EQ(refusal("title = 1979-05-27\n" + small_scenario()),
              "s.toml:1:9: expected a text in quotes, found a date or time\n");
}

TEST(Refusals, AreDurationsAndSizesThatAreNone) {
    EXPECT_EQ(refusal(with("\"2s\"", "\"2 sec\"")),
              "s.toml:21:7: expected a duration in quotes with a unit (ns us ms s m h), such as "
              "\"250ms\", found '2 sec'\n");
    EXPECT_EQ(refusal(with("\"2s\"", "2")),
              "s.toml:21:7: expected a duration in quotes with a unit (ns us ms s m h), such as "
              "\"250ms\", found 2\n");
    EXPECT_EQ(refusal(with("\"2s\"", "\"-2s\"")),
              "s.toml:21:7: expected a duration from 1us to 86400s, found '-2s'\n");
    EXPECT_EQ(refusal(with("\"2s\"", "\"99999999999999999999s\"")),
              "s.toml:21:7: expected a duration in quotes with a unit (ns us ms s m h), such as "
              "\"250ms\", found '99999999999999999999s'\n");
    EXPECT_EQ(refusal(with("[cluster.link]\nbuffer = \"256 kib\"\n")),
              "s.toml:23:10: expected a size: a number of bytes, or with a unit such as "
              "\"256KiB\", found '256 kib'\n");
    EXPECT_EQ(refusal(with("[cluster.disk]\nbandwidth = \"100MB\"\n")),
              "s.toml:23:13: expected a bandwidth such as \"100MB/s\", from 1B/s to 9GB/s, found "
              "'100MB'\n");
    EXPECT_EQ(refusal(with("[cluster.disk]\npage_torn = 101\n")),
              "s.toml:23:13: expected a chance in per cent, from 0 to 100, such as 15 or \"0.5%\", "
              "found 101\n");
    EXPECT_EQ(refusal(with("[cluster.link]\nlatency = [\"3ms\", \"1ms\"]\n")),
              "s.toml:23:11: expected [least, most], found 3ms before 1ms\n");
}

TEST(Refusals, AreNumbersThatAreTooLarge) {
    EXPECT_EQ(refusal(with("rate = 20", "rate = 1000000000000000000")),
              "s.toml:8:8: expected a whole number from 1 to 100000, found 1000000000000000000\n");
    EXPECT_EQ(refusal(with("rate = 20", "rate = 99999999999999999999")),
              "s.toml:8:28: Error while parsing decimal integer: '99999999999999999999' is not "
              "representable in 64 bits\n");
    EXPECT_EQ(refusal(with("rate = 20", "rate = 90000")),
              "s.toml:8:8: a run sends at most 200000 records in all; with these it would be more, "
              "in 6s of warm-up and faults\n");
    EXPECT_EQ(refusal(with("rate = 20", "every = \"10us\"")),
              "s.toml:8:9: a run sends at most 200000 records in all; with these it would be more, "
              "in 6s of warm-up and faults\n");
    EXPECT_EQ(refusal(with("rate = 20", "rate = 1000\nvalue_bytes = 1048576")),
              "s.toml:8:8: a run sends at most 1GiB in all; with these it would be 12004MiB\n");
    EXPECT_EQ(refusal(with("[cluster]\nbrokers = 1000000\n")),
              "s.toml:23:11: expected a whole number from 1 to 100, found 1000000\n");
    EXPECT_EQ(refusal(with("[[random_faults]]\nevery = \"10ms\"\nkinds = [\"crash\"]\n") +
                          "[cluster]\nbrokers = 3\n",
                      std::vector<std::string>{"phases.faults=24h"}),
              "s.toml:8:8: a run sends at most 200000 records in all; with these it would be more, "
              "in 86401s of warm-up and faults\n"
              "s.toml:23:9: these would be 8640000 faults; a run has at most 10000\n");
}

TEST(Refusals, AreContradictionsOfAFault) {
    EXPECT_EQ(refusal(with("crash = \"leader(orders-0)\"", "note = \"nothing\"")),
              "s.toml:18:1: a fault without an action; expected one of crash, power_loss, wipe, "
              "pause, shut_down, cut, partition, ring, slow_link, stall, refuse, reset, corrupt, "
              "message, disk, disk_full, rot_log, clock_jump, clock_drift, reassign, elect_leader, "
              "alter_topic, delete_records\n");
    EXPECT_EQ(refusal(with("for = \"2s\"", "pause = \"broker-1\"")),
              "s.toml:21:9: a fault has one action; this one has 'crash' already\n");
    EXPECT_EQ(refusal(with("at = \"1s\"", "at = \"1s\"\nwhen = { event = \"host_booted\" }")),
              "s.toml:18:1: 'at' and 'when' contradict each other: a fault begins once\n");
    EXPECT_EQ(refusal(with("at = \"1s\"\n", "")),
              "s.toml:18:1: a fault needs 'at' (a time) or 'when' (an event)\n");
    EXPECT_EQ(refusal(with("at = \"1s\"", "at = \"1s\"\nthen = \"1s\"")),
              "s.toml:20:8: 'then' is for faults with 'when'\n");
    EXPECT_EQ(refusal(with("at = \"1s\"", "at = \"5s\"")),
              "s.toml:19:6: the phase of faults lasts 5s: at 5s this one would never begin\n");
    EXPECT_EQ(refusal(with("crash = \"leader(orders-0)\"",
                           "reset = { from = \"broker-1\", to = \"broker-2\" }")),
              "s.toml:21:7: 'reset' happens at once: it takes no 'for'\n");
    EXPECT_EQ(refusal(with("crash = \"leader(orders-0)\"", "cut = \"broker-1\"")),
              "s.toml:20:7: expected a table with 'from' and 'to', found 'broker-1'\n");
    EXPECT_EQ(refusal(with("crash = \"leader(orders-0)\"",
                           "slow_link = { from = \"broker-1\", to = \"broker-2\" }")),
              "s.toml:20:13: a slow link needs 'by' or 'bandwidth_divisor', or both\n");
}

TEST(Refusals, AreTargetsThatThereAreNot) {
    const auto crash = [](const std::string& target) {
        return refusal(with("\"leader(orders-0)\"", "\"" + target + "\""));
    };
    EXPECT_EQ(
        crash("broker-4"),
        "s.toml:20:9: there is no target 'broker-4'; there are broker-1, broker-2, broker-3\n");
    EXPECT_EQ(crash("leader(order-0)"),
              "s.toml:20:9: there is no topic 'order' (did you mean orders?)\n");
    EXPECT_EQ(crash("leader(orders-3)"),
              "s.toml:20:9: there is no partition orders-3: orders has 3, counted from 0\n");
    EXPECT_EQ(crash("follower(orders-0, 2)"),
              "s.toml:20:9: there is no follower 2 of orders-0: it has 2, counted from 0\n");
    EXPECT_EQ(crash("somebody else"),
              "s.toml:20:9: there is no target 'somebody else'; targets are names (broker-1, "
              "broker-2, broker-3, controller-101, controller-102, controller-103, producer-1, "
              "producer-2, consumer-1), brokers, controllers, nodes, clients, controller, "
              "leader(PARTITION), followers(PARTITION), follower(PARTITION, N), isr(PARTITION), "
              "and in scenarios 'random broker' and the like\n");
    EXPECT_EQ(crash("random brokr"),
              "s.toml:20:9: there is no target 'random brokr' (did you mean random broker?)\n");
    EXPECT_EQ(crash("producer-3"),
              "s.toml:20:9: there is no target 'producer-3'; there are producer-1, producer-2\n");
}

TEST(Refusals, AreTopicsThatThereAreNot) {
    EXPECT_EQ(refusal(with("topic = \"orders\"", "topic = \"order\"")),
              "s.toml:7:9: there is no topic 'order' (did you mean orders?)\n");
    EXPECT_EQ(refusal(with("topics = [\"orders\"]", "topics = [\"payments\"]")),
              "s.toml:12:11: there is no topic 'payments'; there are orders\n");
    EXPECT_EQ(refusal(with("keys = 5", "partition = 3")),
              "s.toml:9:13: there is no partition orders-3: orders has 3, counted from 0\n");
    EXPECT_EQ(refusal(with("partitions = 3", "partitions = 3\nreplication_factor = 4")),
              "s.toml:4:22: a replication factor of 4 needs as many brokers, and there are 3\n");
    EXPECT_EQ(refusal(with("partitions = 3", "partitions = 3\nassignment = [[1, 2]]")),
              "s.toml:4:14: 'assignment' is about 1 partitions, and there are 3\n");
    EXPECT_EQ(refusal(with("partitions = 3", "assignment = [[1, 2, 9]]")),
              "s.toml:3:22: there is no broker 9; there are broker-1, broker-2, broker-3\n");
    EXPECT_EQ(refusal(with("partitions = 3", "assignment = [[1, 1, 2]]")),
              "s.toml:3:14: a partition is assigned to a broker twice: [1, 1, 2]\n");
    EXPECT_EQ(refusal(with("name = \"orders\"", "name = \"or/ders\"")),
              "s.toml:2:8: 'or/ders' is no name for a topic: expected 1 to 249 of letters, digits, "
              "'.', '_' and '-', and no topic of Kafka's own\n");
    EXPECT_EQ(refusal(with("[[topic]]\nname = \"orders\"\n")),
              "s.toml:2:8: the topic 'orders' is there 2 times\n"
              "s.toml:23:8: the topic 'orders' is there 2 times\n");
}

TEST(Refusals, AreKafkasKeysThatThereAreNot) {
    EXPECT_EQ(refusal(with("[cluster.config]\n\"broker.sesion.timeout.ms\" = 2000\n")),
              "s.toml:23:1: Unknown broker config name: broker.sesion.timeout.ms; did you mean "
              "broker.session.timeout.ms?\n");
    EXPECT_EQ(refusal(with("[cluster.config]\nreplica.lag.time.max.ms = 0\n")),
              "s.toml:23:22: Invalid value 0 for configuration replica.lag.time.max.ms: allowed is "
              "at least 1\n");
    EXPECT_EQ(refusal(with("[cluster.config]\n\"node.id\" = 3\n")),
              "s.toml:23:1: Invalid value 3 for node.id: allowed is nothing: the list of nodes "
              "decides it\n");
    EXPECT_EQ(refusal(with("[cluster.nodes.broker-7]\nrack = \"a\"\n")),
              "s.toml:22:16: there is no node 'broker-7'; there are broker-1, broker-2, broker-3, "
              "controller-101, controller-102, controller-103\n");
    EXPECT_EQ(refusal(with("[cluster.nodes.broker-2.config]\n\"log.dirs\" = 3\n"
                           "\"num.replica.fetchers\" = \"few\"\n")),
              "s.toml:24:1: Invalid value few for configuration num.replica.fetchers: allowed is "
              "at least 1\n");
    EXPECT_EQ(
        refusal(with("partitions = 3",
                     "config = { \"min.insync.replicas\" = 0, \"segment.bytes\" = 1 }")),
        "s.toml:3:12: Invalid value 0 for configuration min.insync.replicas: allowed is at least "
        "1\n"
        "s.toml:3:39: Invalid value 1 for configuration segment.bytes: allowed is at least 14\n");
    EXPECT_EQ(refusal(with("keys = 5", "config = { \"delivery.timeout.ms\" = 5 }")),
              "s.toml:9:12: delivery.timeout.ms should be equal to or larger than linger.ms + "
              "request.timeout.ms\n");
    EXPECT_EQ(refusal(with("[cluster]\nroles = \"combined\"\ncontrollers = 3\n")),
              "s.toml:24:15: 'controllers' and roles = \"combined\" contradict each other: there "
              "each broker is a controller\n");
}

TEST(Refusals, AreWhatIsNotThereYet) {
    EXPECT_EQ(refusal(with("keys = 5", "config = { \"enable.idempotence\" = true }")),
              "s.toml:9:12: 'enable.idempotence' cannot be set to true: idempotent producers are "
              "not there yet\n");
    EXPECT_EQ(refusal(with("keys = 5", "config = { \"transactional.id\" = \"t\" }")),
              "s.toml:9:12: 'transactional.id' cannot be set: transactions are not there yet\n");
    EXPECT_EQ(refusal(with("topics = [\"orders\"]",
                           "topics = [\"orders\"]\nconfig = { \"group.id\" = \"g\" }")),
              "s.toml:13:12: 'group.id' cannot be set: consumer groups are not there yet: "
              "consumers read all partitions of their topics\n");
}

TEST(Refusals, AreEventsThatThereAreNot) {
    const auto when = [](const std::string& pattern) {
        return refusal(with("at = \"1s\"", "when = { " + pattern + " }"));
    };
    EXPECT_EQ(when("event = \"high_watermark_advanced\""),
              "s.toml:19:18: there is no event 'high_watermark_advanced' (did you mean "
              "high_watermark_moved?)\n");
    EXPECT_EQ(when("event = \"batch_appended\", fields = { basis_offset = 3 }"),
              "s.toml:19:47: the event batch_appended has no field 'basis_offset'; it has broker, "
              "topic_id, base, end, leader_epoch, crc, bytes, origin, producer_id, producer_epoch, "
              "base_sequence, transactional, control, sent_crc, max_timestamp_ms\n");
    EXPECT_EQ(when("event = \"batch_appended\", partition = \"order-0\""),
              "s.toml:19:48: there is no topic 'order' (did you mean orders?)\n");
    EXPECT_EQ(when("event = \"batch_appended\", nth = 0"),
              "s.toml:19:42: expected a whole number from 1 to 1000000000, found 0\n");
    EXPECT_EQ(when("by = \"broker-1\""),
              "s.toml:19:8: the key 'event' is missing: what happens: see assize list events\n");
}

TEST(Refusals, AreRulesForMessagesAndDisksThatMakeNoSense) {
    const auto fault = [](const std::string& action) {
        return refusal(with("crash = \"leader(orders-0)\"", action));
    };
    EXPECT_EQ(fault("message = { api = \"Produces\", fate = \"drop\" }"),
              "s.toml:20:19: expected one of Kafka's requests, such as \"Produce\", found "
              "'Produces' (did you mean Produce?)\n");
    EXPECT_EQ(fault("message = { api = \"Fetch\", fate = \"delay\" }"),
              "s.toml:20:11: the key 'by' is missing: how long the delay is\n");
    EXPECT_EQ(fault("message = { api = \"Fetch\", fate = \"drop\", by = \"1s\" }"),
              "s.toml:20:48: 'by' is for fate = \"delay\" only\n");
    EXPECT_EQ(fault("message = { api = \"Fetch\", fate = \"drop\", nth = 0 }"),
              "s.toml:20:49: expected a whole number from 1 to 1000000000, found 0\n");
    EXPECT_EQ(fault("disk = { target = \"broker-1\", operation = \"read\", effect = \"lies\" }"),
              "s.toml:20:60: the effect 'lies' does not suit the operation 'read'\n");
    EXPECT_EQ(fault("disk = { target = \"broker-1\", operation = \"write\", effect = \"slow\" }"),
              "s.toml:20:8: the key 'by' is missing: how much longer it takes\n");
    EXPECT_EQ(fault("disk = { target = \"broker-1\", operation = \"sync\", nth = 1, chance = 5 }"),
              "s.toml:20:69: 'nth' and 'chance' contradict each other\n");
}

TEST(Refusals, AreShortWhenAWordIsLong) {
    const std::string word(1'000'000, 'x');
    EXPECT_EQ(refusal(with("partitions = 3", "config = { " + word + " = 1 }")),
              "s.toml:3:12: Kafka has no key that long\n");
    EXPECT_FALSE(refusal(with("crash =", word + " =")).empty());
}

TEST(Refusals, ArePropertiesThatThereAreNot) {
    EXPECT_EQ(refusal(with("[expect]\n\"durability.acked-survive\" = \"violated\"\n")),
              "s.toml:23:1: there is no property 'durability.acked-survive' (did you mean "
              "durability.acked-survives?); assize list properties names all\n");
    EXPECT_EQ(refusal(with("[expect]\n\"order.key\" = \"broken\"\n")),
              "s.toml:23:15: expected one of held, violated, vacuous, undecided, found 'broken'\n");
}

TEST(Refusals, NameTheOptionThatIsWrong) {
    const auto set = [](const std::string& setting) {
        return refusal(small_scenario(), std::vector<std::string>{setting});
    };
    EXPECT_EQ(set("cluster.brokers=5"), "");
    EXPECT_EQ(set("cluster.brokers=0"),
              "--set cluster.brokers=0: expected a whole number from 1 to 100, found 0\n");
    EXPECT_EQ(set("cluster.brokrs=5"),
              "--set cluster.brokrs=5: unknown key 'brokrs' (did you mean brokers?)\n");
    EXPECT_EQ(set("topic.1.partitions=5"),
              "--set topic.1.partitions=5: the key 'name' is missing: such as orders\n");
    EXPECT_EQ(
        set("topic.5.partitions=5"),
        "--set topic.5.partitions=5: 'topic' has 1 elements, counted from 0: there is no '5'\n");
    EXPECT_EQ(set("topic.0.partitions.more=5"),
              "--set topic.0.partitions.more=5: 'topic.0.partitions' is 3, and has no 'more'\n");
    EXPECT_EQ(set("cluster.brokers"),
              "--set cluster.brokers: expected key=value, such as cluster.brokers=5 or "
              "topic.0.config.min.insync.replicas=1\n");
    EXPECT_EQ(set("producer.0.config.acks=some"),
              "--set producer.0.config.acks=some: Invalid value some for configuration acks: "
              "allowed is one of \"all\", \"-1\", \"0\", \"1\"\n");
}

TEST(Refusals, ArePlansOfAnotherVersionAndWhatIsNoPlan) {
    EXPECT_EQ(plan_refusal("plan = 2\n"),
              "plan.toml:1:8: this plan is of version 2, and this program reads version 1; make it "
              "again from its scenario and seed\n");
    EXPECT_EQ(plan_refusal("plan = \"x\"\n"),
              "plan.toml:1:8: this plan is of version 'x', and this program reads version 1; make "
              "it again from its scenario and seed\n");
    EXPECT_EQ(plan_refusal(small_scenario()),
              "plan.toml:1:1: this is no plan: it does not say 'plan = 1'\n");
    EXPECT_EQ(refusal("plan = 1\n" + small_scenario()),
              "s.toml:1:1: this is a plan, not a scenario\n");
    EXPECT_EQ(plan_refusal("plan = 1\nscenario = \"x\"\n[[fault]]\nat = \"1s\"\n"
                           "crash = \"random broker\"\n"),
              "plan.toml:5:9: 'random broker' is for scenarios: a plan leaves nothing open\n");
}

}  // namespace

}  // namespace assize::scenarios
