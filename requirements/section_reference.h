// References to a bare section of a standard, such as 5.0/4.13.2. A scenario may name one where no
// requirement has an id; as no duty is tied to it, it can only note and never convict.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace requirements {

struct SectionReference {
  std::string version;  // "3.1.1" or "5.0"
  std::string section;  // "4.13.2"
};

// Takes text such as "5.0/4.13.2". Returns nothing when it is no such reference (an id, an unknown version,
// anything but numbers joined by dots behind the slash). Whether the section exists is not known here.
std::optional<SectionReference> parse_section_reference(std::string_view text);

// Returns the numbers that a text holds, in their order: {4, 13, 2}. What stands between them is skipped, so
// ids sort by it too. Numbers too large for an int count as the largest.
std::vector<int> numbers_in(std::string_view text);

}  // namespace requirements
