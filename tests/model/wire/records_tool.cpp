// Speaks for Assize with another implementation of record batches, a line at a time:
//
//     records_tool decode     a batch in hexadecimal digits -> the same in JSON, or {"error": why}
//     records_tool encode     such JSON -> a batch in hexadecimal digits
//
// Keys and values are hexadecimal digits too, or null.

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/wire/record_batch.h"

namespace {

namespace wire = assize::model::wire;
namespace model = assize::model;
using nlohmann::json;

std::vector<std::byte> from_hex(std::string_view hex) {
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        const std::string digits(hex.substr(at, 2));
        bytes.push_back(static_cast<std::byte>(std::stoi(digits, nullptr, 16)));
    }
    return bytes;
}

json to_json(const std::optional<wire::Bytes>& blob) {
    return blob ? json(wire::to_hex(blob->span())) : json();
}

std::optional<wire::Bytes> blob_of(const json& hex) {
    if (hex.is_null()) return std::nullopt;
    return wire::Bytes(from_hex(hex.get<std::string>()));
}

json to_json(const wire::Record& record) {
    json headers = json::array();
    for (const auto& header : record.headers)
        headers.push_back({header.key, to_json(header.value)});
    return {{"offset", record.offset.value()},
            {"timestamp", record.timestamp_ms},
            {"key", to_json(record.key)},
            {"value", to_json(record.value)},
            {"headers", headers}};
}

json to_json(const std::optional<wire::ProducerStamp>& producer) {
    if (!producer) return {};
    return {producer->id.value(), producer->epoch.value(), producer->base_sequence->value()};
}

json decoded(std::string_view hex) {
    const auto bytes = from_hex(hex);
    const auto batch = wire::first_batch(bytes);
    if (!batch) return {{"error", to_string(batch.error())}};
    if (!check_crc(*batch)) return {{"error", to_string(wire::BatchError::kBadCrc)}};
    const auto records = batch->records();
    if (!records) return {{"error", to_string(records.error())}};
    json answer = {{"compression", to_string(batch->compression())},
                   {"transactional", batch->is_transactional()},
                   {"producer", to_json(batch->producer())},
                   {"max_timestamp", batch->max_timestamp_ms()},
                   {"records", json::array()}};
    for (const auto& record : *records) answer["records"].push_back(to_json(record));
    return answer;
}

wire::BatchOptions options_of(const json& batch) {
    wire::BatchOptions options;
    options.compression = *wire::compression_named(batch.at("compression").get<std::string>());
    options.transactional = batch.at("transactional").get<bool>();
    const json& producer = batch.at("producer");
    if (producer.is_null()) return options;
    options.producer =
        wire::ProducerStamp{.id = model::ProducerId(producer.at(0).get<std::int64_t>()),
                            .epoch = model::ProducerEpoch(producer.at(1).get<std::int16_t>()),
                            .base_sequence = model::Sequence(producer.at(2).get<std::int32_t>())};
    return options;
}

std::optional<std::span<const std::byte>> span_of(const std::optional<wire::Bytes>& blob) {
    if (!blob) return std::nullopt;
    return blob->span();
}

std::string encoded(const json& batch) {
    wire::RecordBatchBuilder builder(options_of(batch));
    for (const json& record : batch.at("records")) {
        std::vector<wire::RecordHeader> headers;
        for (const json& header : record.at("headers")) {
            headers.push_back(
                {.key = header.at(0).get<std::string>(), .value = blob_of(header.at(1))});
        }
        const auto key = blob_of(record.at("key"));
        const auto value = blob_of(record.at("value"));
        builder.append(record.at("timestamp").get<std::int64_t>(), span_of(key), span_of(value),
                       headers);
    }
    return wire::to_hex(builder.build());
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc == 2 ? argv[1] : "";
    if (command != "decode" && command != "encode") {
        fmt::print(stderr, "usage: records_tool decode|encode\n");
        return 2;
    }
    for (std::string line; std::getline(std::cin, line);) {
        fmt::print("{}\n", command == "decode" ? decoded(line).dump() : encoded(json::parse(line)));
    }
    return 0;
}
