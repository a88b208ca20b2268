# Included by the folder above: only there can its library depend on what a command makes.
#
# The page is files of this folder, and dygraphs out of its package, put into one source.
set(html "${CMAKE_CURRENT_LIST_DIR}")
set(page_parts
    style.css
    print.css
    page.js
    events.js
    words.js
    story.js
    properties.js
    plots.js
    plot_data.js
    glyphs.js
    lanes.js
    layers.js
    search.js
    timeline.js
    draw.js
    overview.js
    details.js
    main.js)
list(TRANSFORM page_parts PREPEND "${html}/")
set(page_source "${CMAKE_CURRENT_BINARY_DIR}/html_page.cpp")
add_custom_command(
  OUTPUT "${page_source}"
  COMMAND Python3::Interpreter "${html}/assemble.py" "${page_source}"
          "${html}/page.html" ${page_parts} "${dygraphs_css}" "${dygraphs_js}"
  DEPENDS "${html}/assemble.py" "${html}/page.html" ${page_parts} "${dygraphs_css}" "${dygraphs_js}"
  COMMENT "Assembling report.html"
  VERBATIM)

target_sources(assize_reports PRIVATE "${page_source}")
target_include_directories(assize_reports PRIVATE "${PROJECT_SOURCE_DIR}")
