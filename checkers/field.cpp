#include "checkers/field.h"

#include <vector>

namespace assize::checkers {

namespace {

class OneField final : public sim::FieldReader {
public:
    OneField(const sim::Event& event, std::string_view field) : field_(field) {
        event.kind.read_fields(event.fact, *this);
    }
    std::optional<std::int64_t> number_found;
    std::optional<std::string> text_found;

private:
    void number(std::string_view field, std::int64_t value) override {
        if (field == field_) number_found = value;
    }
    void text(std::string_view field, std::string_view value) override {
        if (field == field_) text_found = std::string(value);
    }
    void flag(std::string_view, bool) override {}
    void numbers(std::string_view, const std::vector<std::int64_t>&) override {}
    void nothing(std::string_view) override {}

    std::string_view field_;
};

}  // namespace

std::optional<std::int64_t> number_in(const sim::Event& event, std::string_view field) {
    return OneField(event, field).number_found;
}

std::optional<std::string> text_in(const sim::Event& event, std::string_view field) {
    return OneField(event, field).text_found;
}

}  // namespace assize::checkers
