// See the header. HTML entities rather than backslashes: they hold in tables and in <code>, too.
#include "reports/markdown_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "reports/text.h"

namespace reports::markdown {

std::string text(std::string_view raw) {
  constexpr std::string_view special = "&<>\"'`*_~[]\\@#|!{}$^";
  std::string out;
  for (const char c : printable(raw)) {
    if (special.find(c) == std::string_view::npos)
      out += c;
    else
      out += fmt::format("&#{};", static_cast<int>(c));
  }
  return out;
}

std::string code(std::string_view raw) {
  return "<code>" + text(raw) + "</code>";
}

std::string fenced(std::string_view block) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : block) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{}text\n{}{}{}\n", fence, block, block.ends_with('\n') ? "" : "\n", fence);
}

std::string folded(std::string_view summary_html, std::string_view content) {
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", summary_html, content);
}

}  // namespace reports::markdown
