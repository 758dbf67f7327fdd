// The chapters of the two standards, by which reports group the requirements.
#pragma once

#include <string>
#include <string_view>

namespace reports {

struct Chapter {
  std::string number;      ///< "3.3", "6"; empty for the target's own promises
  std::string_view title;  ///< "PUBLISH"; empty when unknown
};

/// The chapter in which a requirement stands, by the catalogue and, for an id that it does not have, by the
/// number in the id.
Chapter chapter_of(std::string_view id);

/// Whether one chapter's number stands before the other's; the empty one is last.
bool is_before(std::string_view number, std::string_view other);

}  // namespace reports
