#include "model/metadata/record.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "model/wire/message.h"
#include "model/wire/reader.h"
#include "model/wire/writer.h"

namespace assize::model::metadata {

namespace {

constexpr std::uint32_t kFrameVersion = 1;

using Decoded = sim::Result<MetadataRecord, ReplayError>;

template <class Record>
Decoded decode_as(wire::Reader& reader, std::uint32_t version) {
    if (version > static_cast<std::uint32_t>(Record::kVersionMax)) {
        return sim::Failure(
            ReplayError{fmt::format("version {} of {} is not known", version, Record::kName)});
    }
    auto record = wire::decode<Record>(reader, static_cast<std::int16_t>(version));
    if (!record) {
        return sim::Failure(ReplayError{fmt::format("{} cannot be read", Record::kName)});
    }
    if (!reader.at_end()) {
        return sim::Failure(ReplayError{fmt::format("{} ends too late", Record::kName)});
    }
    return MetadataRecord(std::move(*record));
}

template <std::size_t... index>
Decoded decode_by_id(wire::Reader& reader, std::uint32_t id, std::uint32_t version,
                     std::index_sequence<index...>) {
    std::optional<Decoded> decoded;
    const auto try_one = [&]<class Record>(std::in_place_type_t<Record>) {
        if (id == static_cast<std::uint32_t>(Record::kRecordId)) {
            decoded = decode_as<Record>(reader, version);
        }
    };
    (try_one(std::in_place_type<std::variant_alternative_t<index, MetadataRecord>>), ...);
    if (decoded) return *decoded;
    return sim::Failure(ReplayError{fmt::format("record {} is not used here", id)});
}

}  // namespace

wire::Bytes encode(const MetadataRecord& record) {
    return std::visit(
        []<class Record>(const Record& each) {
            constexpr std::int16_t kVersion = Record::kVersionMax;
            wire::Writer writer(wire::encoded_size(each, kVersion) + 4);
            writer.uvarint(kFrameVersion);
            writer.uvarint(static_cast<std::uint64_t>(Record::kRecordId));
            writer.uvarint(static_cast<std::uint64_t>(kVersion));
            wire::encode(each, kVersion, writer);
            return wire::Bytes(writer.take());
        },
        record);
}

sim::Result<MetadataRecord, ReplayError> decode(const wire::Bytes& value) {
    wire::Reader reader(value);
    const std::uint32_t frame_version = reader.uvarint();
    const std::uint32_t id = reader.uvarint();
    const std::uint32_t version = reader.uvarint();
    if (!reader.ok() || frame_version != kFrameVersion) {
        return sim::Failure(ReplayError{"bytes that are no metadata record"});
    }
    return decode_by_id(reader, id, version,
                        std::make_index_sequence<std::variant_size_v<MetadataRecord>>());
}

std::string to_string(const MetadataRecord& record) {
    return std::visit([](const auto& each) { return wire::to_string(each); }, record);
}

}  // namespace assize::model::metadata
