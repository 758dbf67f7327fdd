// Puts a page together. The policy names the hashes of style and script: even if a string of a broker became
// markup, a browser would run none of it and fetch nothing.
#include "reports/html_page.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <stdexcept>

#include "cmake/embedded_file.h"
#include "crypto/digest.h"
#include "reports/text.h"

namespace reports {

/// The files of reports/html; defined by cmake/embed.cmake.
std::span<const embedded::File> html_files();

namespace {

std::string_view file_named(std::string_view name) {
  const auto files = html_files();
  const auto found = std::ranges::find(files, name, &embedded::File::name);
  if (found == files.end()) throw std::logic_error(fmt::format("no {} is built in", name));
  return found->text;
}

/// All modules share one scope of their own.
std::string script_of(const std::vector<std::string_view>& modules) {
  std::string script = "\n(() => {\n'use strict';\n";
  for (const auto name : modules) script += file_named(fmt::format("{}.js", name));
  return script + "})();\n";
}

/// One style for both pages; the order counts.
std::string style_of_page() {
  std::string style = "\n";
  for (const auto* name :
       {"frame.css", "views.css", "diagram.css", "matrix.css", "campaign.css", "narrow.css"})
    style += file_named(name);
  return style;
}

std::string hash_of(std::string_view text) {
  return "'sha256-" + crypto::to_base64(crypto::sha256(text)) + "'";
}

/// The template with each @NAME@ replaced. What is put in is not looked at again.
template <typename Value>
std::string filled_in(std::string_view frame, const Value& value_of) {
  std::string out;
  while (true) {
    const auto begin = frame.find('@');
    out += frame.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const auto end = frame.find('@', begin + 1);
    out += value_of(frame.substr(begin + 1, end - begin - 1));
    frame.remove_prefix(end + 1);
  }
}

}  // namespace

std::string json_for_html(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto rest = json.substr(i);
    switch (json[i]) {
      case '<': out += "\\u003c"; continue;
      case '>': out += "\\u003e"; continue;
      case '&': out += "\\u0026"; continue;
      default: break;
    }
    if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
      out += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
      continue;
    }
    out += json[i];
  }
  return out;
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_page(std::string_view title, std::string_view summary,
                      const std::vector<std::string_view>& script, const std::vector<HtmlData>& data) {
  std::string code = script_of(script);
  std::string style = style_of_page();
  std::string blocks;
  for (const auto& block : data) {
    blocks += R"(<script type="application/json" id=")" + block.id + "\">";
    blocks += block.json;
    blocks += "</script>\n";
  }
  return filled_in(file_named("page.html"), [&](std::string_view name) -> std::string {
    if (name == "TITLE") return html_text(title);
    if (name == "SUMMARY") return html_text(summary);
    if (name == "SCRIPT_HASH") return hash_of(code);
    if (name == "STYLE_HASH") return hash_of(style);
    if (name == "STYLE") return style;
    if (name == "SCRIPT") return code;
    if (name == "DATA") return blocks;
    throw std::logic_error(fmt::format("page.html asks for {}", name));
  });
}

}  // namespace reports
