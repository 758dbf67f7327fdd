// Whether a page of HTML is put together as strictly as XML would be, which our pages are and HTML need not
// be: then no string of a result has become markup.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace fuzz {

struct HtmlElement {
  std::string_view name;
  std::string_view attributes;  ///< as they stand
  std::string_view text;        ///< of <script> and <style>: all between the tags
};

/// All elements in their order; nothing when a tag is not closed, is closed by another, or has an attribute
/// without quotes, or when there is a `<` or a `&` in a text that begins nothing.
std::optional<std::vector<HtmlElement>> elements_of_html(std::string_view page);

}  // namespace fuzz
