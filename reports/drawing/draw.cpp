#include "reports/drawing/draw.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/drawing/dot.h"
#include "reports/drawing/graphviz.h"
#include "reports/drawing/svg.h"

namespace assize::reports {

namespace {

constexpr std::int32_t kPixelsMost = 16'000;  // At Graphviz's 96 to the inch.
constexpr std::int32_t kPdfPointsMost = 14'400;

std::optional<std::string> too_large(const Picture& picture, PictureFormat format) {
    const std::int32_t longer = std::max(picture.width, picture.height);
    if (format == PictureFormat::kPng && longer * 96 / 72 > kPixelsMost) {
        return fmt::format(
            "a PNG of this would have {} x {} pixels, and more than {} cannot be drawn: write an "
            "SVG, or show less",
            picture.width * 96 / 72, picture.height * 96 / 72, kPixelsMost);
    }
    if (format == PictureFormat::kPdf && longer > kPdfPointsMost) {
        return fmt::format(
            "a PDF page of this would be {} x {} inches, and 200 is the most: write an SVG, or "
            "show less",
            picture.width / 72, picture.height / 72);
    }
    return std::nullopt;
}

Graphviz::Format graphviz_format(PictureFormat format) {
    if (format == PictureFormat::kPng) return Graphviz::Format::kPng;
    return format == PictureFormat::kPdf ? Graphviz::Format::kPdf : Graphviz::Format::kSvg;
}

}  // namespace

std::string_view to_string(PictureFormat format) {
    switch (format) {
        case PictureFormat::kSvg: return "svg";
        case PictureFormat::kPng: return "png";
        case PictureFormat::kPdf: return "pdf";
        case PictureFormat::kDot: return "dot";
    }
    return "?";
}

std::optional<PictureFormat> picture_format_of(std::string_view file_name) {
    for (const PictureFormat format :
         {PictureFormat::kSvg, PictureFormat::kPng, PictureFormat::kPdf, PictureFormat::kDot}) {
        if (file_name.ends_with(fmt::format(".{}", to_string(format)))) return format;
    }
    return std::nullopt;
}

tl::expected<Drawn, std::string> draw(const Timeline& page, PictureFormat format,
                                      const DrawOptions& options) {
    return draw(std::span(&page, 1), format, options);
}

tl::expected<Drawn, std::string> draw(std::span<const Timeline> pages, PictureFormat format,
                                      const DrawOptions& options) {
    const Picture picture = lay_out(pages, options.layout);
    if (const auto refusal = too_large(picture, format)) return tl::unexpected(*refusal);
    if (format == PictureFormat::kDot) return Drawn{to_dot(picture), {}};
    std::size_t events = 0;
    for (const Timeline& page : pages) events += page.rows.size() + page.arrows.size();
    const bool many = events > kGraphvizEventsMost;
    if (format == PictureFormat::kSvg && (many || options.svg_by == SvgBy::kOwn)) {
        return Drawn{to_svg(picture), {}};
    }
    auto drawing = Graphviz().draw(to_dot(picture), graphviz_format(format));
    if (!drawing) return tl::unexpected(drawing.error());
    return Drawn{std::move(drawing->bytes), std::move(drawing->remarks)};
}

}  // namespace assize::reports
