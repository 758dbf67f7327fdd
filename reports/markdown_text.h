// Pieces of Markdown out of which nothing breaks, whatever a broker sent.
#pragma once

#include <string>
#include <string_view>

namespace reports::markdown {

/// Text that stays what it is, on one line.
std::string text(std::string_view raw);
/// The same as code.
std::string code(std::string_view raw);
/// A block that nothing in it can end: its fence is longer than any run of backticks inside.
std::string fenced(std::string_view block);
/// What is shown when the reader asks for it.
std::string folded(std::string_view summary_html, std::string_view content);

}  // namespace reports::markdown
