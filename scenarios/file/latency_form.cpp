#include "scenarios/file/fields.h"
#include "scenarios/file/forms.h"
#include "scenarios/file/units.h"

namespace assize::scenarios::file {

namespace {

using sim::Duration;
using sim::LatencyLaw;
using Latency = DurationForm<0, kHour>;

// As a table has it: all are optional, since each law has its own.
struct LatencyTable {
    std::optional<Duration> least = std::nullopt;
    std::optional<Duration> mean_excess = std::nullopt;
    std::vector<LatencyLaw::Quantile> quantiles = {};

    bool operator==(const LatencyTable&) const = default;
};

// [per mille, latency]
struct QuantileForm {
    using type = LatencyLaw::Quantile;
    static std::optional<type> read(Reading& reading, const Value& value) {
        const Array* pair = value.array();
        if (!pair || pair->size() != 2) {
            reading.expect(value, "[per mille of all, \"latency\"]");
            return std::nullopt;
        }
        const auto per_mille = NumberForm<std::uint32_t, 1, 1000>::read(reading, (*pair)[0]);
        const auto latency = Latency::read(reading, (*pair)[1]);
        if (!per_mille || !latency) return std::nullopt;
        return type{.per_mille = *per_mille, .latency = *latency};
    }
    static Value write(const type& point) {
        Array pair;
        pair.push_back(Value::of(std::int64_t{point.per_mille}));
        pair.push_back(write_duration(point.latency));
        return Value::of(std::move(pair));
    }
    static Table schema(Language) { return schema_of_type("array"); }
};

}  // namespace

template <>
const std::vector<Field<LatencyTable>>& fields() {
    static const std::vector<Field<LatencyTable>> kFields{
        field<&LatencyTable::least, Latency>("least", "it takes at least so long ..."),
        field<&LatencyTable::mean_excess, Latency>(
            "mean_excess", "... and so much longer on average, exponentially distributed"),
        field<&LatencyTable::quantiles, ListForm<QuantileForm>>(
            "quantiles", "measured: [per mille, latency] points, rising, the last at 1000"),
    };
    return kFields;
}

namespace {

bool rise(const std::vector<LatencyLaw::Quantile>& points) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i - 1].per_mille >= points[i].per_mille) return false;
        if (points[i - 1].latency > points[i].latency) return false;
    }
    return !points.empty() && points.back().per_mille == 1000;
}

std::optional<LatencyLaw> read_uniform(Reading& reading, const Value& value, const Array& array) {
    if (array.size() != 2) {
        reading.refuse(value.place,
                       fmt::format("expected [least, most], found an array of {}", array.size()));
        return std::nullopt;
    }
    const auto least = Latency::read(reading, array[0]);
    const auto most = Latency::read(reading, array[1]);
    if (!least || !most) return std::nullopt;
    if (*least > *most) {
        reading.refuse(value.place, fmt::format("expected [least, most], found {} before {}",
                                                to_text(*least), to_text(*most)));
        return std::nullopt;
    }
    return LatencyLaw::uniform(*least, *most);
}

std::optional<LatencyLaw> read_table(Reading& reading, const Value& value) {
    const auto table = StructForm<LatencyTable>::read(reading, value);
    if (!table) return std::nullopt;
    const bool exponential = table->least && table->mean_excess;
    if (exponential && table->quantiles.empty()) {
        return LatencyLaw::exponential(*table->least, *table->mean_excess);
    }
    if (!table->least && !table->mean_excess) {
        if (rise(table->quantiles)) return LatencyLaw::quantiles(table->quantiles);
        reading.refuse(value.place,
                       "expected quantiles whose per mille and latencies rise, the last at 1000");
        return std::nullopt;
    }
    reading.refuse(value.place, "expected 'least' and 'mean_excess', or 'quantiles' alone");
    return std::nullopt;
}

}  // namespace

std::optional<LatencyLaw> LatencyForm::read(Reading& reading, const Value& value) {
    if (value.table()) return read_table(reading, value);
    if (const Array* array = value.array()) return read_uniform(reading, value, *array);
    const auto fixed = Latency::read(reading, value);
    if (!fixed) return std::nullopt;
    return LatencyLaw::fixed(*fixed);
}

Value LatencyForm::write(const LatencyLaw& law) {
    if (const auto* fixed = std::get_if<Duration>(&law.law())) return write_duration(*fixed);
    if (const auto* uniform = std::get_if<LatencyLaw::Uniform>(&law.law())) {
        Array both;
        both.push_back(write_duration(uniform->least));
        both.push_back(write_duration(uniform->most));
        return Value::of(std::move(both));
    }
    LatencyTable table;
    if (const auto* exponential = std::get_if<LatencyLaw::Exponential>(&law.law())) {
        table.least = exponential->least;
        table.mean_excess = exponential->mean_excess;
    } else {
        table.quantiles = std::get<std::vector<LatencyLaw::Quantile>>(law.law());
    }
    return StructForm<LatencyTable>::write(table);
}

Table LatencyForm::schema(Language language) {
    Table range = list_schema(Latency::schema(language), 2);
    range.add("maxItems", Value::of(std::int64_t{2}));
    return either(Latency::schema(language),
                  either(std::move(range), schema_of_fields<LatencyTable>(language)));
}

}  // namespace assize::scenarios::file
