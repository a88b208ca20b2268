#pragma once

#include <cstdint>

namespace assize::bench {

/// What a cluster of 3 brokers and 3 controllers, with 6 partitions of 3 replicas each, 4
/// producers with acks=all and 2 consumers that read everything, costs on this machine.
struct ClusterFigures {
    double idle_speedup;           // Virtual seconds of an idle cluster per second of the wall.
    double single_records_per_s;   // End to end, one record of 100 bytes a request.
    double batched_records_per_s;  // End to end, in batches of 16 KiB.
    double events_per_s;           // Facts stated, with one record a request.
    double rss_mib;                // After 60 virtual seconds of it, beyond what is on the disks.
};

ClusterFigures measure_cluster();

}  // namespace assize::bench
