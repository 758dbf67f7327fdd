// The same case in two results, which may have been written by versions of the program that call it
// otherwise.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"

namespace reports {

/// The cases of one result by every name that they have or had. Points into them.
class CasesByName {
 public:
  explicit CasesByName(const std::vector<runner::CaseResult>& cases);
  /// The same case in the other result: by its id, else by a former id of either; null when there is none.
  [[nodiscard]] const runner::CaseResult* same_as(const runner::CaseResult& other) const;

 private:
  [[nodiscard]] const runner::CaseResult* named(std::string_view id) const;
  std::map<std::string_view, const runner::CaseResult*, std::less<>> by_id_;
  std::map<std::string_view, const runner::CaseResult*, std::less<>> by_former_id_;
};

}  // namespace reports
