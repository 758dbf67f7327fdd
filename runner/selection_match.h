// Whether one case fits one pattern or one `--covers`; shared by the selection and by what is said when it is
// empty.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "script/script.h"

namespace runner {

/// The names that a case answers to, from the suite to the whole id.
std::vector<std::string> names_of(const script::CaseInfo& info);

/// The names that it had before (`formerly`): each suite it stood in, scenario, and so on.
std::vector<std::string> former_names_of(const script::CaseInfo& info);

/// Whether the whole text fits; `*` is any text, `?` one character, nothing else is special.
bool glob_matches(std::string_view pattern, std::string_view text);

/// A pattern made ready for many cases: whether it is a name of one of them decides what its `*` means.
class NamePattern {
 public:
  NamePattern(std::string_view pattern, std::span<const script::CaseInfo> cases);
  /// By the name that it has, or by one that it had.
  [[nodiscard]] bool matches(const script::CaseInfo& info) const;
  /// Only by a name that it had.
  [[nodiscard]] bool matches_formerly(const script::CaseInfo& info) const;

  /// Whether one of the names is what the pattern says.
  [[nodiscard]] bool fits(const std::vector<std::string>& names) const;

 private:
  std::string_view pattern_;
  bool literal_;
};

/// A scenario that a pattern reaches by a former name alone.
struct Renamed {
  std::string pattern;
  std::string before;  ///< "retain/old"
  std::string now;     ///< "retain/cleared"

  friend bool operator==(const Renamed&, const Renamed&) = default;
};
/// Of every scenario and pattern one, in the order of the patterns.
std::vector<Renamed> reached_by_former_names(std::span<const std::string> patterns,
                                             std::span<const script::CaseInfo> cases);

/// Whether the case covers what `wanted` names: an id, the start of one, or a section.
bool covers_matches(std::string_view wanted, const script::CaseInfo& info);

}  // namespace runner
