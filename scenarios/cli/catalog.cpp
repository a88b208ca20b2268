#include "scenarios/cli/catalog.h"

#include <iterator>
#include <variant>

#include "scenarios/plan.h"

namespace assize::scenarios {

namespace {

constexpr CatalogEntry kProperties[] = {
    {"control.broker-lifecycle", "brokers are registered, fenced and unfenced by the rules"},
    {"control.metadata-durable", "what the metadata quorum committed is never taken back"},
    {"control.one-leader-per-epoch", "a partition, and the quorum, has one leader in each epoch"},
    {"control.quorum-protocol", "nodes of the quorum vote, lead and follow by the rules"},
    {"delivery.at-least-once", "what was acknowledged is delivered to each consumer"},
    {"delivery.at-most-once", "no record is in its partition twice, or delivered twice"},
    {"delivery.exactly-once", "what was acknowledged is delivered, once"},
    {"delivery.no-phantom", "what is delivered was sent"},
    {"durability.acked-survives", "an acknowledged record is there when all is healed"},
    {"liveness.cluster-recovers", "after healing each partition is led, and in sync"},
    {"liveness.consumers-catch-up", "after healing each consumer reads all there is"},
    {"liveness.sends-end", "each send ends within delivery.timeout.ms"},
    {"log.integrity", "a log is what was appended: no hole, no change, and it survives a restart"},
    {"order.key", "the records of one key are delivered in the order in which they were sent"},
    {"order.no-skip", "no consumer skips a record that is there"},
    {"order.offset-stable", "an offset always holds the same record"},
    {"order.partition", "each consumer sees a partition in the order of its offsets"},
    {"order.producer", "the records of one producer lie in the order in which they were sent"},
    {"producer.sequence", "a log takes an idempotent producer's batches in order, each once"},
    {"replication.high-watermark", "the high watermark passes what all in sync have, no more"},
    {"replication.in-sync-replicas", "who is in the ISR has what it takes to be"},
    {"replication.leader-completeness", "a new leader has all that was committed before"},
    {"replication.log-matching", "logs that agree on an epoch and offset agree on all before"},
};

// In the order of the variant.
constexpr CatalogEntry kFaults[] = {
    {"crash", "the process dies; it is started again at the end", "crash = \"leader(orders-0)\""},
    {"power_loss", "the host goes dark, unsynced pages are lost or torn",
     "power_loss = \"brokers\""},
    {"wipe", "the process dies and its disk is replaced by an empty one", "wipe = \"broker-1\""},
    {"pause", "the process freezes while time goes on", "pause = \"leader(orders-0)\""},
    {"shut_down", "an orderly shutdown; started again at the end", "shut_down = \"broker-1\""},
    {"cut", "nothing passes between two sets of hosts, or one way",
     "cut = { from = [\"broker-1\"], to = [\"brokers\"], one_way = true }"},
    {"partition", "groups of hosts that do not see each other",
     "partition = { groups = [[\"broker-1\"], [\"broker-2\", \"broker-3\"]] }"},
    {"ring", "each host sees its two neighbours only",
     "ring = { nodes = [\"brokers\", \"controllers\"] }"},
    {"slow_link", "links are slower, or narrower",
     "slow_link = { from = [\"clients\"], to = [\"brokers\"], by = \"50ms\" }"},
    {"stall", "what is sent waits until the end",
     "stall = { from = [\"broker-1\"], to = [\"controllers\"] }"},
    {"refuse", "nobody can connect", "refuse = \"broker-1\""},
    {"reset", "connections are reset, once",
     "reset = { from = [\"clients\"], to = [\"brokers\"] }"},
    {"corrupt", "bits flip in frames",
     "corrupt = { from = [\"clients\"], to = [\"brokers\"], per_mille = 10 }"},
    {"message", "one kind of message is dropped, delayed, held or corrupted",
     "message = { api = \"Produce\", side = \"response\", nth = 1, fate = \"drop\" }"},
    {"disk", "an operation on a disk fails, is slow, or lies",
     "disk = { target = \"broker-1\", operation = \"sync\", effect = \"fail\" }"},
    {"disk_full", "no space is left", "disk_full = \"broker-1\""},
    {"rot_log", "one bit of a partition's log flips",
     "rot_log = { target = \"broker-1\", partition = \"orders-0\" }"},
    {"clock_jump", "a wall clock is set", "clock_jump = { target = \"broker-1\", by = \"-5s\" }"},
    {"clock_drift", "a wall clock runs at another rate",
     "clock_drift = { target = \"broker-1\", parts_per_million = 200 }"},
    {"reassign", "an operator moves a partition",
     "reassign = { partition = \"orders-0\", replicas = [2, 3, 4] }"},
    {"elect_leader", "an operator asks for an election",
     "elect_leader = { partition = \"orders-0\", unclean = true }"},
    {"alter_topic", "an operator changes a topic's configuration",
     "alter_topic = { topic = \"orders\", config = { \"min.insync.replicas\" = 1 } }"},
    {"delete_records", "an operator deletes the first records of a partition",
     "delete_records = { partition = \"orders-0\", before = 40 }"},
};
static_assert(std::size(kFaults) == std::variant_size_v<FaultAction>);

}  // namespace

std::span<const CatalogEntry> property_catalog() {
    return kProperties;
}

std::span<const CatalogEntry> fault_catalog() {
    return kFaults;
}

}  // namespace assize::scenarios
