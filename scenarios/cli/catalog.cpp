#include "scenarios/cli/catalog.h"

#include <iterator>
#include <variant>

#include "scenarios/plan.h"

namespace assize::scenarios {

namespace {

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
     "ring = { nodes = [\"broker-1\", \"broker-2\", \"broker-3\"] }"},
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
     "disk = { target = \"broker-1\", operation = \"sync\", effect = \"fails\" }"},
    {"disk_full", "no space is left", "disk_full = \"broker-1\""},
    {"rot_log", "one bit of a partition's log flips",
     "rot_log = { target = \"broker-1\", partition = \"orders-0\" }"},
    {"clock_jump", "a wall clock is set", "clock_jump = { target = \"broker-1\", by = \"-5s\" }"},
    {"clock_drift", "a wall clock runs at another rate",
     "clock_drift = { target = \"broker-1\", ppm = 200 }"},
    {"reassign", "an operator moves a partition",
     "reassign = { partition = \"orders-0\", replicas = [2, 3, 4] }"},
    {"elect_leader", "an operator asks for an election",
     "elect_leader = { partition = \"orders-0\", unclean = true }"},
    {"alter_topic", "an operator changes a topic's configuration, and changes it back at the end",
     "alter_topic = { topic = \"orders\", config = { \"min.insync.replicas\" = 1 } }"},
    {"delete_records", "an operator deletes the first records of a partition",
     "delete_records = { partition = \"orders-0\", before = 40 }"},
};
static_assert(std::size(kFaults) == std::variant_size_v<FaultAction>);

}  // namespace

std::span<const CatalogEntry> fault_catalog() {
    return kFaults;
}

}  // namespace assize::scenarios
