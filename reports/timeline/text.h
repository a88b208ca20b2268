#pragma once

#include <cstddef>
#include <string>

#include "reports/timeline/timeline.h"

namespace assize::reports {

struct TextOptions {
    bool ascii = false;       // Nothing beyond ASCII, for those without UTF-8.
    std::size_t width = 100;  // Columns, at least 40.
    bool legend = false;      // Say at the end what the signs mean.
    bool heading = true;      // Title above, and what was left out below.
};

/// The timeline as lines of text, newline at the end of each.
std::string to_text(const Timeline& timeline, const TextOptions& options = {});

/// The timeline as a Mermaid sequence diagram (GitHub draws those in Markdown, after ```mermaid).
std::string to_mermaid(const Timeline& timeline);

}  // namespace assize::reports
