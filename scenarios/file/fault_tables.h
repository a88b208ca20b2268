#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/file/tables.h"
#include "scenarios/plan.h"

namespace assize::scenarios::file {

/// A fault::Disk as its table has it.
struct DiskTable {
    Target target = {};
    std::string path = "*";
    sim::DiskOperation operation = sim::DiskOperation::kSync;
    std::string effect = "fails";
    std::optional<sim::DiskError> error = std::nullopt;
    std::optional<sim::Duration> by = std::nullopt;
    std::optional<std::string> onto = std::nullopt;
    std::optional<std::uint64_t> nth = std::nullopt;
    std::optional<sim::Chance> chance = std::nullopt;
};
struct DiskForm {
    using type = fault::Disk;
    static std::optional<type> read(Reading& reading, const Value& value);
    static Value write(const type& disk);
    static Table schema(Language language) { return schema_of_fields<DiskTable>(language); }
};

template <>
const std::vector<Field<DiskTable>>& fields();
template <>
const std::vector<Field<fault::Crash>>& fields();
template <>
const std::vector<Field<fault::PowerLoss>>& fields();
template <>
const std::vector<Field<fault::Wipe>>& fields();
template <>
const std::vector<Field<fault::Pause>>& fields();
template <>
const std::vector<Field<fault::ShutDown>>& fields();
template <>
const std::vector<Field<fault::Cut>>& fields();
template <>
const std::vector<Field<fault::Partition>>& fields();
template <>
const std::vector<Field<fault::Ring>>& fields();
template <>
const std::vector<Field<fault::SlowLink>>& fields();
template <>
const std::vector<Field<fault::Stall>>& fields();
template <>
const std::vector<Field<fault::Refuse>>& fields();
template <>
const std::vector<Field<fault::Reset>>& fields();
template <>
const std::vector<Field<fault::Corrupt>>& fields();
template <>
const std::vector<Field<fault::Message>>& fields();
template <>
const std::vector<Field<fault::DiskFull>>& fields();
template <>
const std::vector<Field<fault::RotLog>>& fields();
template <>
const std::vector<Field<fault::ClockJump>>& fields();
template <>
const std::vector<Field<fault::ClockDrift>>& fields();
template <>
const std::vector<Field<fault::Reassign>>& fields();
template <>
const std::vector<Field<fault::ElectLeader>>& fields();
template <>
const std::vector<Field<fault::AlterTopic>>& fields();
template <>
const std::vector<Field<fault::DeleteRecords>>& fields();

template <>
struct Whole<fault::Message> {
    static void judge(Reading& reading, const Value& value, fault::Message& message);
};
template <>
struct Whole<fault::SlowLink> {
    static void judge(Reading& reading, const Value& value, fault::SlowLink& slow);
};
template <>
struct Whole<fault::Reassign> {
    static void judge(Reading& reading, const Value& value, fault::Reassign& reassign);
};
template <>
struct Whole<DiskTable> {
    static void judge(Reading& reading, const Value& value, DiskTable& disk);
};

}  // namespace assize::scenarios::file
