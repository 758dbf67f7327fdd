// Which cases a scenario has: versions from `covers`, rows from `for`, and what each is called.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"
#include "script/ast.h"

namespace script {

/// More rows than this are an error.
inline constexpr std::size_t most_rows = 64;

/// "5.0" of "5.0/MQTT-3.3.1-5"; "" when there is none.
std::string_view version_part(std::string_view id);

/// Versions that `covers` names, 3.1.1 first.
std::vector<codec::Version> versions_of(const ScenarioNode& scenario);
/// The ids of one version, in the order of the text.
std::vector<Word> covered_ids(const ScenarioNode& scenario, codec::Version version);
std::vector<std::string> tags_of(const ScenarioNode& scenario);

/// One combination of the rows of all `for` headers.
struct CaseRow {
  std::string label;  ///< "qos=1,retain=0", the row's own label, or ""
  std::map<std::string, const ValueNode*> parameters;
};
/// At least one; never more than a few above most_rows (the checker tells when it is more).
std::vector<CaseRow> rows_of(const ScenarioNode& scenario);

/// "retain/newest-replaces-older[qos=1]@5.0"
std::string case_id(std::string_view suite, std::string_view scenario, std::string_view row,
                    codec::Version version);

}  // namespace script
