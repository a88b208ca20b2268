#pragma once

#include <cstdint>
#include <ostream>

namespace assize::checkers {

enum class Syntax { kEdn, kEdnVector, kJsonLines };

/// The one thing that goes wrong in an otherwise correct log.
enum class Flaw {
    kNone,
    kDroppedRecord,   // An acknowledged record that no poll returns.
    kSwappedRecords,  // Two records lie at one another's offsets, which were told differently.
    kDoubleRecord,    // A record lies there twice.
    kSkippedRecord,   // One consumer passes over a record.
    kStaleRead,       // One consumer polls once more what it had.
};

struct LegalHistory {
    std::uint64_t seed = 1;
    std::uint64_t operations = 100;  // Each is two op maps, except for those that never end.
    std::uint32_t keys = 4;
    std::uint32_t processes = 6;
    Syntax syntax = Syntax::kJsonLines;
    Flaw flaw = Flaw::kNone;
    std::uint64_t flaw_after = 0;  // How many occasions for the flaw go unused.
};

/// Writes what clients of a correct Kafka see: producers, consumers and transactions, of which some
/// fail and of some nobody knows, offsets with holes, and a process that polls everything at the
/// end. The log is a vector; it is that correct that nothing may be found.
/// Returns whether the flaw found its occasion.
bool write_legal_history(const LegalHistory& plan, std::ostream& out);

}  // namespace assize::checkers
