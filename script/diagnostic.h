// Collecting diagnostics: each place and message once, in the order of the text.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "script/script.h"

namespace script {

class Diagnostics {
 public:
  Diagnostics(std::string_view file, const std::vector<std::string>& lines) : file_(file), lines_(lines) {}

  void error(const Location& where, std::string message, std::string suggestion = {});
  void warning(const Location& where, std::string message, std::string suggestion = {});

  bool has_errors() const { return errors_ > 0; }
  /// Grows with every error that is new.
  std::size_t errors() const { return errors_; }
  /// Whether an error stands on one of these lines.
  bool errors_between(std::uint32_t first_line, std::uint32_t last_line) const;
  /// Sorted by place; leaves the collection empty.
  std::vector<Diagnostic> take();

 private:
  void add(Diagnostic::Severity severity, const Location& where, std::string message, std::string suggestion);

  std::string file_;
  const std::vector<std::string>& lines_;
  std::vector<Diagnostic> found_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> known_;
  std::size_t errors_ = 0;
};

/// "did you mean `topic`?", or "" when there is nothing to suggest.
std::string did_you_mean(std::string_view word);

}  // namespace script
