// The door of the scenario language: text in, checked scenarios and compiled plans out, or diagnostics.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "requirements/catalogue.h"
#include "script/plan.h"

namespace script {

/// What is wrong with a scenario file, told as a compiler would: `file:line:col: error: …`, the line, a
/// caret, a hint.
struct Diagnostic {
  enum class Severity : std::uint8_t { error, warning };
  Severity severity{};
  std::string file;
  Location where;
  std::string message;
  std::string suggestion;   ///< "did you mean `topic`?", or empty
  std::string source_line;  ///< the line as it stands
};
/// The diagnostic on several lines, without colour, ending in a newline.
std::string render(const Diagnostic& diagnostic);

/// A parsed file; opaque here, see script/ast.h.
struct Suite;
using SuitePtr = std::shared_ptr<const Suite>;

struct ParseResult {
  SuitePtr suite;  ///< null when there were errors
  std::vector<Diagnostic> diagnostics;
};
/// Parses and checks one file. Does not throw, whatever the text.
ParseResult parse(std::string_view file, std::string_view text, const requirements::Catalogue& catalogue);
/// Checks that hold between scenarios and files: suite and scenario names that stand twice, former names that
/// another scenario has or had.
std::vector<Diagnostic> check_together(std::span<const SuitePtr> suites);

/// The suite as `fmt` prints it; parsing that again gives the same.
std::string print(const Suite& suite);

/// What is known of a case before the probe.
struct CaseInfo {
  std::string id;  ///< "retain/newest-replaces-older[qos=1]@5.0"
  std::string suite;
  std::string scenario;
  std::string row;
  bool of_matrix{};  ///< `row` names a variant of a packet, one of many that belong together
  std::string sentence;
  std::string file;
  Location where;
  codec::Version version{};
  std::vector<std::string> covers;  ///< the first is charged by default, as in CasePlan
  std::vector<std::string> tags;
  std::vector<std::string> formerly;  ///< ids that it had before, as `id`
  bool controls_broker{};             ///< it stops, kills or starts the broker
  SuitePtr source;
  std::size_t scenario_index{};
  std::size_t row_index{};
};
/// Every case of a suite, version by version, row by row, in the order of the text.
std::vector<CaseInfo> cases_of(const SuitePtr& suite);

/// The plan of one case. Fails (with a sentence) only when the environment lacks something: `$users.reader`
/// without users, a `$server.` bound that is too large to unroll (over 20,000 steps). The message names what
/// is missing, in words of `needs`.
struct Missing {
  std::string capability;  ///< "users", "acl", "server.receive_maximum"
  std::string message;
};
std::expected<CasePlan, Missing> compile(const CaseInfo& info, const Environment& environment);

/// What the case needs, without the rest of the plan, which may not be possible where that is missing.
std::vector<Need> needs_of(const CaseInfo& info, const Environment& environment);

/// The text of the scenario, as in the file: for reports. First line has number where.line.
std::vector<std::string> source_lines(const CaseInfo& info);

}  // namespace script
