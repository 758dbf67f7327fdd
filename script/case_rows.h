// Which cases a scenario has: versions from `covers`, rows from `for`, and what each is called.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/matrix.h"
#include "codec/version.h"
#include "script/ast.h"

namespace script {

/// More rows than this are an error; variants of a matrix do not count.
inline constexpr std::size_t most_rows = 64;

/// "5.0" of "5.0/MQTT-3.3.1-5"; "" when there is none.
std::string_view version_part(std::string_view id);

/// Versions that `covers` names, 3.1.1 first.
std::vector<codec::Version> versions_of(const ScenarioNode& scenario);
/// The ids of one version, in the order of the text.
std::vector<Word> covered_ids(const ScenarioNode& scenario, codec::Version version);
std::vector<std::string> tags_of(const ScenarioNode& scenario);
/// What the scenario was called before, each as "suite/scenario"; `suite` is where it stands now.
std::vector<std::string> former_names_of(std::string_view suite, const ScenarioNode& scenario);

/// One combination of the rows of all `for` headers.
struct CaseRow {
  std::string label;  ///< "qos=1,retain=0", the row's own label, the variant's, or ""
  std::map<std::string, const ValueNode*> parameters;
  std::map<std::string, const codec::Variant*> variants;  ///< of matrices

  /// The illegal variant that the case is about; null when there is none.
  const codec::Variant* fault() const;
};
/// How many there are in a version; 0 when a matrix names a packet that the version does not have.
std::size_t row_count(const ScenarioNode& scenario, codec::Version version);
/// The n-th of them, the last `for` varying first.
CaseRow row_at(const ScenarioNode& scenario, codec::Version version, std::size_t index);

/// The variants that a `for … in illegal PACKET` goes over.
std::span<const codec::Variant> variants_of(const MatrixNode& node, codec::Version version);

/// The ids that a case covers: first the one that its variant violates, if a reaction can break it; then
/// those of the scenario's text.
std::vector<std::string> case_covers(const ScenarioNode& scenario, codec::Version version,
                                     const CaseRow& row);

/// "retain/newest-replaces-older[qos=1]@5.0"
std::string case_id(std::string_view suite, std::string_view scenario, std::string_view row,
                    codec::Version version);
/// The same for a scenario's whole name, "retain/newest-replaces-older".
std::string case_id(std::string_view name, std::string_view row, codec::Version version);

}  // namespace script
