// See the header.
#include "fuzz/support/well_formed_html.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace fuzz {
namespace {

constexpr std::array<std::string_view, 6> without_end{"meta", "link", "br", "img", "input", "hr"};

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':';
}

class Reader {
 public:
  explicit Reader(std::string_view page) : left_(page) {}

  std::optional<std::vector<HtmlElement>> read() {
    constexpr std::string_view doctype = "<!doctype html>";
    if (!take(doctype) && !take("<!DOCTYPE html>")) return std::nullopt;
    while (!left_.empty())
      if (!(left_[0] == '<' ? tag() : text())) return std::nullopt;
    if (!open_.empty()) return std::nullopt;
    return std::move(elements_);
  }

 private:
  bool take(std::string_view what) {
    if (!left_.starts_with(what)) return false;
    left_.remove_prefix(what.size());
    return true;
  }
  std::string_view take_while(auto holds) {
    std::size_t size = 0;
    while (size < left_.size() && holds(left_[size])) ++size;
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }
  void skip_space() {
    take_while([](char c) { return c == ' ' || c == '\n'; });
  }

  bool text() {
    std::string_view found = take_while([](char c) { return c != '<'; });
    for (std::size_t at = found.find('&'); at != std::string_view::npos; at = found.find('&', at + 1)) {
      std::size_t end = at + 1;
      while (end < found.size() && (is_letter(found[end]) || found[end] == '#')) ++end;
      if (end == found.size() || found[end] != ';' || end == at + 1) return false;
    }
    return true;
  }

  bool tag() {
    if (take("<!--")) {
      const std::size_t end = left_.find("-->");
      if (end == std::string_view::npos) return false;
      left_.remove_prefix(end + 3);
      return true;
    }
    if (take("</")) {
      const std::string_view name = take_while(is_letter);
      if (open_.empty() || open_.back() != name || !take(">")) return false;
      open_.pop_back();
      return true;
    }
    left_.remove_prefix(1);
    HtmlElement element{.name = take_while(is_letter), .attributes = {}, .text = {}};
    if (element.name.empty()) return false;
    const char* const begin = left_.data();
    if (!attributes()) return false;
    element.attributes = {begin, static_cast<std::size_t>(left_.data() - begin)};
    const bool ends_itself = take("/");
    if (!take(">")) return false;
    const bool has_end = !ends_itself && std::ranges::find(without_end, element.name) == without_end.end();
    if (element.name == "script" || element.name == "style") {
      // The first end tag ends it, whatever stands around that.
      const std::size_t end = left_.find("</" + std::string(element.name));
      if (end == std::string_view::npos) return false;
      element.text = left_.substr(0, end);
      left_.remove_prefix(end);
    }
    if (has_end) open_.push_back(element.name);
    elements_.push_back(element);
    return true;
  }

  bool attributes() {
    for (skip_space(); !left_.empty() && is_letter(left_[0]); skip_space()) {
      take_while(is_letter);
      if (!take("=")) continue;
      if (!take("\"")) return false;
      take_while([](char c) { return c != '"' && c != '<'; });
      if (!take("\"")) return false;
    }
    return true;
  }

  std::string_view left_;
  std::vector<std::string_view> open_;
  std::vector<HtmlElement> elements_;
};

}  // namespace

std::optional<std::vector<HtmlElement>> elements_of_html(std::string_view page) {
  return Reader(page).read();
}

}  // namespace fuzz
