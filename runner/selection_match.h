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

/// Whether the whole text fits; `*` is any text, `?` one character, nothing else is special.
bool glob_matches(std::string_view pattern, std::string_view text);

/// A pattern made ready for many cases: whether it is a name of one of them decides what its `*` means.
class NamePattern {
 public:
  NamePattern(std::string_view pattern, std::span<const script::CaseInfo> cases);
  [[nodiscard]] bool matches(const script::CaseInfo& info) const;

 private:
  std::string_view pattern_;
  bool literal_;
};

/// Whether the case covers what `wanted` names: an id, the start of one, or a section.
bool covers_matches(std::string_view wanted, const script::CaseInfo& info);

}  // namespace runner
