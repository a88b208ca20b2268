#include "tests/checkers/ledger/legal_run.h"

#include <array>
#include <string>
#include <vector>

#include "model/facts.h"

namespace assize::checkers {
namespace {

constexpr std::int64_t kBatch = 10;
constexpr std::uint32_t kProducers = 2;
constexpr std::size_t kPartitions = 4;

class LegalRun {
public:
    explicit LegalRun(sim::Trace& trace) : trace_(trace) {
        for (const char* name : {"broker-1", "broker-2", "broker-3", "producer-1", "producer-2",
                                 "consumer-1", "consumer-2", "reader-1"}) {
            trace_.add_process(name);
        }
        for (std::size_t i = 0; i < kPartitions; ++i) {
            labels_[i] = "orders-" + std::to_string(i);
            names_[i] = trace_.intern(labels_[i]);
        }
    }

    void begin() {
        for (std::size_t partition = 0; partition < kPartitions; ++partition) {
            for (std::uint32_t broker = 0; broker < 3; ++broker) {
                tell_log(broker, partition, 0, 1,
                         model::LogCreated{.broker = static_cast<std::int32_t>(broker + 1),
                                           .topic_id = "id",
                                           .log_start = 0,
                                           .path = labels_[partition]});
            }
            for (const std::uint32_t consumer : {kConsumer, kConsumer + 1}) {
                tell(consumer, model::ReaderAssigned{.partition = labels_[partition], .from = 0},
                     {});
            }
        }
    }

    void write(std::int64_t first_of_all) {
        const auto producer = static_cast<std::uint32_t>(first_of_all / kBatch) % kProducers;
        const auto partition = static_cast<std::size_t>(first_of_all / kBatch) % kPartitions;
        const std::int64_t first = sends_[producer];
        sends_[producer] += kBatch;
        const sim::NameId name = trace_.intern("producer-" + std::to_string(producer + 1));
        for (std::int64_t send = first; send < sends_[producer]; ++send) {
            invoke(producer, partition, name, send);
        }
        const std::int64_t base = ends_[partition];
        ends_[partition] += kBatch;
        append(producer, partition, {"send", name, first, first + kBatch}, base);
        for (std::int64_t send = first; send < sends_[producer]; ++send) {
            end(producer, partition, name, send, base + send - first);
        }
        for (const std::uint32_t reader : {kConsumer, kConsumer + 1}) {
            read(reader, partition, producer, first, base);
        }
        written_.push_back(
            {.producer = producer, .partition = partition, .first = first, .base = base});
    }

    void read_at_last() {
        for (std::size_t partition = 0; partition < kPartitions; ++partition) {
            tell(kReader, model::ReaderAssigned{.partition = labels_[partition], .from = 0}, {});
            for (const Written& batch : written_) {
                if (batch.partition != partition) continue;
                read(kReader, partition, batch.producer, batch.first, batch.base);
            }
            tell(kReader,
                 model::FinalReadEnded{
                     .partition = labels_[partition], .from = 0, .end = ends_[partition]},
                 {});
        }
    }

private:
    static constexpr std::uint32_t kProducer = 3;
    static constexpr std::uint32_t kConsumer = 5;
    static constexpr std::uint32_t kReader = 7;
    struct Written {
        std::uint32_t producer;
        std::size_t partition;
        std::int64_t first;
        std::int64_t base;
    };

    std::string value(std::uint32_t producer, std::int64_t send) const {
        return "producer-" + std::to_string(producer + 1) + "/" + std::to_string(send);
    }
    void invoke(std::uint32_t producer, std::size_t partition, sim::NameId name,
                std::int64_t send) {
        const std::string text = value(producer, send);
        tell(kProducer + producer,
             model::SendInvoked{.send = send,
                                .topic = "orders",
                                .partition = static_cast<std::int32_t>(partition),
                                .key = "k" + std::to_string(send % 20),
                                .value = text,
                                .acks = -1},
             {{"send", name, send, send + 1}});
    }
    void append(std::uint32_t producer, std::size_t partition, const sim::Subject& sends,
                std::int64_t base) {
        const std::uint64_t batch = ++batches_[producer];
        const auto crc = static_cast<std::uint32_t>((base / kBatch + 1) * 2654435761);
        tell(kProducer + producer,
             model::ProducerBatchSent{.partition = labels_[partition],
                                      .batch = batch,
                                      .broker = model::BrokerId(1),
                                      .records = kBatch,
                                      .crc = crc,
                                      .attempt = 1,
                                      .acks = -1},
             {sends});
        for (std::uint32_t broker = 0; broker < 3; ++broker) copy(broker, partition, base, crc);
        tell_log(0, partition, base, base + kBatch,
                 model::HighWatermarkMoved{.broker = 1,
                                           .topic_id = "id",
                                           .from = base,
                                           .to = base + kBatch,
                                           .reason = model::HighWatermarkReason::kLeader});
        tell(kProducer + producer,
             model::ProducerBatchAcknowledged{.partition = labels_[partition],
                                              .batch = batch,
                                              .records = kBatch,
                                              .base_offset = model::Offset(base),
                                              .acks = -1},
             {sends});
    }
    void copy(std::uint32_t broker, std::size_t partition, std::int64_t base, std::uint32_t crc) {
        tell_log(broker, partition, base, base + kBatch,
                 model::BatchAppended{.broker = static_cast<std::int32_t>(broker + 1),
                                      .topic_id = "id",
                                      .base = base,
                                      .end = base + kBatch,
                                      .leader_epoch = 0,
                                      .crc = crc,
                                      .bytes = 1000,
                                      .origin = broker == 0 ? model::AppendedBy::kClient
                                                            : model::AppendedBy::kReplication,
                                      .producer_id = std::nullopt,
                                      .producer_epoch = std::nullopt,
                                      .base_sequence = std::nullopt,
                                      .transactional = false,
                                      .control = false});
    }
    void end(std::uint32_t producer, std::size_t partition, sim::NameId name, std::int64_t send,
             std::int64_t offset) {
        const std::string text = value(producer, send);
        tell(kProducer + producer,
             model::SendEnded{.send = send,
                              .value = text,
                              .outcome = model::SendOutcome::kOk,
                              .partition = labels_[partition],
                              .offset = offset,
                              .error = ""},
             {{"send", name, send, send + 1}, {"records", names_[partition], offset, offset + 1}});
    }
    void read(std::uint32_t reader, std::size_t partition, std::uint32_t producer,
              std::int64_t first, std::int64_t base) {
        for (std::int64_t i = 0; i < kBatch; ++i) {
            const std::string text = value(producer, first + i);
            tell(reader,
                 model::RecordDelivered{.partition = labels_[partition],
                                        .offset = base + i,
                                        .key = "k" + std::to_string((first + i) % 20),
                                        .value = text},
                 {{"records", names_[partition], base + i, base + i + 1}});
        }
    }

    template <class F>
    void tell(std::uint32_t process, const F& fact, const std::vector<sim::Subject>& subjects) {
        now_ = now_ + sim::Duration::microseconds(1);
        trace_.emit(now_, sim::Emitter{sim::ProcessId(process), sim::Incarnation(1)}, fact,
                    {.changed = sim::Changed::kYes, .subjects = subjects});
    }
    template <class F>
    void tell_log(std::uint32_t broker, std::size_t partition, std::int64_t begin, std::int64_t end,
                  const F& fact) {
        tell(broker, fact, {{"records", names_[partition], begin, end}});
    }

    sim::Trace& trace_;
    sim::Instant now_ = sim::Instant::origin();
    std::array<std::string, kPartitions> labels_;
    std::array<sim::NameId, kPartitions> names_ = {sim::NameId(0), sim::NameId(0), sim::NameId(0),
                                                   sim::NameId(0)};
    std::array<std::int64_t, kPartitions> ends_ = {};
    std::array<std::int64_t, kProducers> sends_ = {};
    std::array<std::uint64_t, kProducers> batches_ = {};
    std::vector<Written> written_;
};

}  // namespace

TrialSetup setup_of_legal_run() {
    TrialSetup setup;
    setup.topics = {{.name = "orders", .partitions = 4, .min_insync_replicas = 2}};
    for (const char* name : {"producer-1", "producer-2"}) {
        setup.producers.push_back({.name = name, .enable_idempotence = true});
    }
    for (const char* name : {"consumer-1", "consumer-2"}) {
        setup.consumers.push_back({.name = name, .topics = {"orders"}});
    }
    for (std::int32_t id = 1; id < 4; ++id) {
        setup.nodes.push_back({.id = id, .name = "broker-" + std::to_string(id)});
    }
    return setup;
}

void tell_legal_run(sim::Trace& trace, std::int64_t records) {
    LegalRun run(trace);
    run.begin();
    for (std::int64_t first = 0; first < records; first += kBatch) run.write(first);
    run.read_at_last();
}

}  // namespace assize::checkers
