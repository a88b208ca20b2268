#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "reports/drawing/layout.h"
#include "reports/timeline/timeline.h"

namespace assize::reports {

enum class PictureFormat : std::uint8_t { kSvg, kPng, kPdf, kDot };
std::string_view to_string(PictureFormat format);
/// By a file's name: "x.svg". None: it ends in nothing that is a picture.
std::optional<PictureFormat> picture_format_of(std::string_view file_name);

/// Who writes an SVG. Both write the same picture.
enum class SvgBy : std::uint8_t {
    /// We do: a millisecond for a page, 30 us a row beyond. What `assize run` uses, which is to end
    /// within a second in all.
    kOwn,
    /// Graphviz does, up to kGraphvizEventsMost: 30 ms for a page, after 50 ms to begin with.
    kGraphviz,
};
/// How many rows and arrows are still given to Graphviz for an SVG.
constexpr std::size_t kGraphvizEventsMost = 2000;

struct DrawOptions {
    LayoutOptions layout = {};
    SvgBy svg_by = SvgBy::kOwn;
};

/// What was drawn: the bytes of a file.
struct Drawn {
    std::string bytes;
    std::vector<std::string> remarks;  // Graphviz's, for whoever wants to know.
};

/// Draws pages, one below the other: one, as a rule, or all in an SVG. PNG and PDF are always
/// Graphviz's. Fails: when it is too large for the format (a PNG has at most 16 000 pixels either
/// way, beyond which its renderer would scale it down unasked; a PDF page 200 inches), with advice;
/// and when Graphviz does.
tl::expected<Drawn, std::string> draw(std::span<const Timeline> pages, PictureFormat format,
                                      const DrawOptions& options = {});
tl::expected<Drawn, std::string> draw(const Timeline& page, PictureFormat format,
                                      const DrawOptions& options = {});

}  // namespace assize::reports
