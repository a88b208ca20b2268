#include "checkers/properties/producer_order.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "checkers/properties/story.h"

namespace assize::checkers {
namespace {

using ledger::kNoEvent;
using ledger::kNone;
using ledger::Ledger;
using ledger::OffsetFate;
using ledger::OffsetRow;
using ledger::Place;
using ledger::Send;
using ledger::SendRef;

/// Goes through the offsets of each partition, and remembers the latest send of each stream.
class OvertakingSearch {
public:
    OvertakingSearch(const Ledger& ledger, const Contract& contract, std::string_view property,
                     OrderOf order)
        : ledger_(ledger), contract_(contract), property_(property), order_(order) {
        for (std::uint32_t producer = 0; producer < ledger_.sends().producers(); ++producer) {
            met_.emplace_back(ledger_.sends().of(producer).size(), false);
        }
    }

    Cases<Overtaking> search() {
        const auto& account = ledger_.account();
        for (std::uint32_t partition = 0; partition < account.partitions(); ++partition) {
            latest_.clear();
            account.offsets(partition).for_each([&](std::int64_t offset, const OffsetRow& row) {
                if (row.send.known() && is_there(row)) look_at(partition, offset, row.send);
            });
        }
        return std::move(found_);
    }

    /// Of all that overtook that send the one which was sent next after it.
    void choose_closest(Overtaking& found) const {
        const Send& earlier = ledger_.sends().at(found.earlier);
        SendRef next = found.earlier;
        for (next.number += 1; next.number < found.later.number; ++next.number) {
            const Send& send = ledger_.sends().at(next);
            if (send.life != earlier.life) continue;
            if (order_ == OrderOf::kKey && send.key != earlier.key) continue;
            for (const Place& at : ledger_.account().places_of(next)) {
                const bool ahead = at.partition == found.earlier_at.partition &&
                                   at.offset < found.earlier_at.offset;
                if (!ahead || !(at.survives || at.deleted)) continue;
                found.later = next;
                found.later_at = at;
                return;
            }
        }
    }

private:
    /// Producer, its life, and the key if that matters.
    using Stream = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
    struct Latest {
        std::uint32_t number;
        std::int64_t offset;
    };

    static bool is_there(const OffsetRow& row) {
        if (row.fate == OffsetFate::kDeleted) return row.seen != kNoEvent;
        return row.fate == OffsetFate::kRead || row.fate == OffsetFate::kUnread ||
               row.fate == OffsetFate::kNotCommitted;
    }

    void look_at(std::uint32_t partition, std::int64_t offset, SendRef ref) {
        const Send& send = ledger_.sends().at(ref);
        if (order_ == OrderOf::kKey && send.key == kNone) return;
        if (met_[ref.producer][ref.number]) return;
        met_[ref.producer][ref.number] = true;
        const Stream stream{ref.producer, send.life, order_ == OrderOf::kKey ? send.key : 0};
        const auto [latest, is_new] = latest_.try_emplace(stream, Latest{ref.number, offset});
        if (is_new) return;
        if (ref.number > latest->second.number) {
            latest->second = {ref.number, offset};
            return;
        }
        const SendRef later{ref.producer, latest->second.number};
        found_.add(clause(ref, later),
                   {.earlier = ref,
                    .earlier_at = place(ref, partition, offset),
                    .later = later,
                    .later_at = place(later, partition, latest->second.offset)});
    }

    Clause clause(SendRef earlier, SendRef later) const {
        const Send& given_up = ledger_.sends().at(earlier);
        const sim::EventId sent = sent_at(later);
        if (!given_up.ok() && given_up.ended != kNoEvent && given_up.ended < sent) {
            return {.promise = Promise::kNone,
                    .reason =
                        "the producer had given it up: what is under way may still be "
                        "written, behind what was sent since"};
        }
        return clause_for(contract_, property_, ledger_, earlier);
    }

    /// When it went out first, or was asked for, when that is all that is known.
    sim::EventId sent_at(SendRef send) const {
        const Send& known = ledger_.sends().at(send);
        if (known.batch == kNone) return known.invoked;
        return ledger_.sends().batches()[known.batch].first_sent;
    }

    Place place(SendRef send, std::uint32_t partition, std::int64_t offset) const {
        for (const Place& at : ledger_.account().places_of(send)) {
            if (at.partition == partition && at.offset == offset) return at;
        }
        return {.partition = partition, .offset = offset};
    }

    const Ledger& ledger_;
    const Contract& contract_;
    std::string_view property_;
    OrderOf order_;
    std::vector<std::vector<bool>> met_;
    std::map<Stream, Latest> latest_;
    Cases<Overtaking> found_;
};

}  // namespace

Cases<Overtaking> find_overtakings(const Ledger& ledger, const Contract& contract,
                                   std::string_view property, OrderOf order) {
    OvertakingSearch search(ledger, contract, property, order);
    auto found = search.search();
    if (found.first()) search.choose_closest(*found.first());
    return found;
}

void tell(PropertyVerdict& verdict, const Ledger& ledger, const Overtaking& found) {
    Story story(verdict, ledger);
    const std::string earlier = story.name(found.earlier);
    const std::string later = story.name(found.later);
    const std::string& partition = story.partition(found.earlier_at.partition);
    verdict.summary = fmt::format("record {} of {} overtook {}, which was sent before it", later,
                                  partition, earlier);
    verdict.expected = fmt::format("{} before {} in {}", earlier, later, partition);
    verdict.observed = fmt::format("{} at {}, {} at {}", later, found.later_at.offset, earlier,
                                   found.earlier_at.offset);
    story.invoked(found.earlier);
    story.invoked(found.later);
    story.first_sent(found.earlier);
    story.first_sent(found.later);
    story.retried(found.earlier);
    story.written(found.later, found.later_at);
    story.written(found.earlier, found.earlier_at);
    story.about(found.earlier);
    story.about(found.later);
    story.about(found.earlier_at.partition, found.earlier_at.offset);
    story.about(found.later_at.partition, found.later_at.offset);
    story.close();
}

PropertyVerdict ProducerOrder::finish(const Contract& contract) {
    const auto cases =
        find_overtakings(ledger_, contract, property::kOrderProducer, OrderOf::kPartition);
    PropertyVerdict verdict =
        calm_verdict(property::kOrderProducer, contract, saw_records(ledger_));
    if (cases.first()) {
        condemn(verdict, cases);
        tell(verdict, ledger_, *cases.first());
    }
    count_risks(verdict, ledger_);
    return verdict;
}

}  // namespace assize::checkers
