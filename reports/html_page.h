// The frame of every HTML page: style, script and data in one file, and a policy that lets nothing else run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// A block of data, which the script finds by its id.
struct HtmlData {
  std::string id;    ///< our own: letters, digits and `-`
  std::string json;  ///< as json_for_html() returns it
};

/// JSON that may stand in a <script> element: `<`, `>`, `&` and the two line separators of Unicode are
/// written as escapes, so that no string can end the element or begin another.
std::string json_for_html(std::string_view json);

/// Text between tags or in a quoted attribute; what is no UTF-8 and control characters are escaped.
std::string html_text(std::string_view text);

/// A whole page. `script` names the modules of reports/html in their order, without `.js`; `summary` is what
/// a reader without JavaScript learns. Title and summary are escaped here.
std::string html_page(std::string_view title, std::string_view summary,
                      const std::vector<std::string_view>& script, const std::vector<HtmlData>& data);

}  // namespace reports
