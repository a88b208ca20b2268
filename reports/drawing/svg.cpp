#include "reports/drawing/svg.h"

#include <fmt/format.h>

#include <initializer_list>
#include <iterator>

#include "reports/drawing/arrowhead.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

// Appends to the one document.
class SvgWriter {
public:
    std::string write(const Picture& picture);

private:
    template <class... Arguments>
    void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        fmt::format_to(std::back_inserter(svg_), format, std::forward<Arguments>(arguments)...);
    }

    void begin(const Tag& tag);
    void end(const Tag& tag);
    void line(const Line& line);
    void stretch(FinePoint from, FinePoint to, const Stroke& stroke);
    void head(const Line& line);
    void shape(const Shape& shape);
    void outline(const Shape& shape);
    void polygon(const Shape& shape, std::initializer_list<Point> corners);
    void fill_and_stroke(const Paint& fill, const Stroke& border);
    void dash(Dash dash);
    void text(const Shape& shape);

    std::string svg_;
};

std::string SvgWriter::write(const Picture& picture) {
    svg_.reserve(2000 + 200 * (picture.lines.size() + picture.shapes.size()));
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "width=\"{0}pt\" height=\"{1}pt\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
        "font-family=\"{2}, Verdana, sans-serif\" text-anchor=\"middle\">\n<title>{3}</title>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#FFFFFF\"/>\n",
        picture.width, picture.height, kFontName, escaped_for_xml(picture.title));
    for (const Line& each : picture.lines) line(each);
    for (const Shape& each : picture.shapes) shape(each);
    svg_ += "</svg>\n";
    return std::move(svg_);
}

// --- What speaks of an event is a group, with its tooltip, and a link.

void SvgWriter::begin(const Tag& tag) {
    if (!tag.id.empty() || !tag.classes.empty() || !tag.tooltip.empty()) {
        svg_ += "<g";
        if (!tag.id.empty()) put(" id=\"{}\"", escaped_for_xml(tag.id));
        if (!tag.classes.empty()) put(" class=\"{}\"", escaped_for_xml(tag.classes));
        svg_ += ">";
        if (!tag.tooltip.empty()) put("<title>{}</title>", escaped_for_xml(tag.tooltip));
    }
    if (!tag.href.empty()) put("<a xlink:href=\"{}\">", escaped_for_xml(tag.href));
}

void SvgWriter::end(const Tag& tag) {
    if (!tag.href.empty()) svg_ += "</a>";
    if (!tag.id.empty() || !tag.classes.empty() || !tag.tooltip.empty()) svg_ += "</g>";
    svg_ += "\n";
}

// --- Lines.

void SvgWriter::line(const Line& line) {
    begin(line.tag);
    const bool headless = line.head == Head::kNone;
    stretch(fine(line.from), headless ? fine(line.to) : arrowhead_of(line).base, line.stroke);
    if (!headless) head(line);
    end(line.tag);
}

void SvgWriter::stretch(FinePoint from, FinePoint to, const Stroke& stroke) {
    put("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"", decimal(from.x_tenths),
        decimal(from.y_tenths), decimal(to.x_tenths), decimal(to.y_tenths));
    fill_and_stroke({}, stroke);
    svg_ += "/>";
}

void SvgWriter::head(const Line& line) {
    const Arrowhead head = arrowhead_of(line);
    const FinePoint right = line.head == Head::kHalf ? head.base : head.right;
    svg_ += "<polygon points=\"";
    for (const FinePoint each : {head.left, fine(line.to), right}) {
        put("{},{} ", decimal(each.x_tenths), decimal(each.y_tenths));
    }
    svg_.back() = '"';
    const bool hollow = line.head == Head::kHollow;
    fill_and_stroke({.colour = hollow ? "#FFFFFF" : line.stroke.colour},
                    {.colour = line.stroke.colour, .tenths = 10});
    svg_ += "/>";
}

void SvgWriter::fill_and_stroke(const Paint& fill, const Stroke& border) {
    if (!fill.colour.empty()) {
        put(" fill=\"{}\"", fill.colour);
        if (fill.percent < 100) put(" fill-opacity=\"0.{:02}\"", fill.percent);
    }
    if (border.tenths == 0) return;
    put(" stroke=\"{}\"", border.colour);
    if (border.tenths != 10) put(" stroke-width=\"{}\"", decimal(border.tenths));
    dash(border.dash);
}

void SvgWriter::dash(Dash dash) {
    switch (dash) {
        case Dash::kSolid: return;
        case Dash::kDashed: svg_ += " stroke-dasharray=\"6\""; return;
        case Dash::kDotted: svg_ += " stroke-dasharray=\"2,6\""; return;
    }
}

// --- Shapes, with the corners that Graphviz gives them.

void SvgWriter::shape(const Shape& shape) {
    begin(shape.tag);
    outline(shape);
    if (!shape.text.says.empty()) text(shape);
    end(shape.tag);
}

void SvgWriter::outline(const Shape& shape) {
    const Box& box = shape.box;
    const auto at = [&](std::int32_t x_thousandth, std::int32_t y_thousandth) {
        return Point{box.left + box.width * x_thousandth / 1000,
                     box.top + box.height * y_thousandth / 1000};
    };
    switch (shape.outline) {
        case Outline::kNone:
            if (shape.fill.colour.empty()) return;
            [[fallthrough]];
        case Outline::kRectangle:
        case Outline::kRounded:
            put("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", box.left, box.top, box.width,
                box.height);
            if (shape.outline == Outline::kRounded) {
                put(" rx=\"{}\"", std::min(box.width, box.height) / 3);
            }
            fill_and_stroke(shape.fill, shape.border);
            svg_ += "/>";
            return;
        case Outline::kHexagon:
            return polygon(shape, {at(250, 0), at(750, 0), at(1000, 500), at(750, 1000),
                                   at(250, 1000), at(0, 500)});
        case Outline::kOctagon:
            return polygon(shape, {at(293, 0), at(707, 0), at(1000, 293), at(1000, 707),
                                   at(707, 1000), at(293, 1000), at(0, 707), at(0, 293)});
        case Outline::kCircle:
            put("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", decimal(box.left * 10 + box.width * 5),
                decimal(box.top * 10 + box.height * 5), decimal(box.width * 5));
            fill_and_stroke(shape.fill, shape.border);
            svg_ += "/>";
            return;
    }
}

void SvgWriter::polygon(const Shape& shape, std::initializer_list<Point> corners) {
    svg_ += "<polygon points=\"";
    for (const Point corner : corners) put("{},{} ", corner.x, corner.y);
    svg_.back() = '"';
    fill_and_stroke(shape.fill, shape.border);
    svg_ += "/>";
}

void SvgWriter::text(const Shape& shape) {
    const Text& text = shape.text;
    const Box& box = shape.box;
    const std::int32_t middle = box.top * 10 + box.height * 5;
    const std::int32_t x = text.align == Align::kLeft    ? box.left * 10
                           : text.align == Align::kRight ? box.right() * 10
                                                         : box.left * 10 + box.width * 5;
    put("<text x=\"{}\" y=\"{}\" font-size=\"{}\"", decimal(x),
        decimal(middle + text.size * 36 / 10), text.size);
    if (text.align == Align::kLeft) svg_ += " text-anchor=\"start\"";
    if (text.align == Align::kRight) svg_ += " text-anchor=\"end\"";
    if (text.weight == FontWeight::kBold) svg_ += " font-weight=\"bold\"";
    put(" fill=\"{}\">{}</text>", text.colour, escaped_for_xml(text.says));
}

}  // namespace

std::string to_svg(const Picture& picture) {
    return SvgWriter().write(picture);
}

std::string escaped_for_xml(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char each : text) {
        switch (each) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += each;
        }
    }
    return escaped;
}

}  // namespace assize::reports
