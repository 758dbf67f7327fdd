// Ids that standing rules watch, and what of `covers` nothing can charge.
#include "script/standing_rule_ids.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/rules.h"
#include "requirements/section_reference.h"
#include "script/case_rows.h"
#include "script/diagnostic.h"
#include "script/walk.h"

namespace script {
namespace {

constexpr std::size_t most_without_else = 3;

constexpr std::array<std::string_view, 73> watched = {
    "3.1.1/MQTT-2.3.1-4",  "3.1.1/MQTT-2.3.1-6", "3.1.1/MQTT-2.3.1-7", "3.1.1/MQTT-3.1.4-5",
    "3.1.1/MQTT-3.12.4-1", "3.1.1/MQTT-3.2.0-1", "3.1.1/MQTT-3.2.2-1", "3.1.1/MQTT-3.3.1-1",
    "3.1.1/MQTT-3.3.1-3",  "3.1.1/MQTT-3.3.2-3", "3.1.1/MQTT-3.3.4-1", "3.1.1/MQTT-3.8.4-5",
    "3.1.1/MQTT-3.8.4-6",  "3.1.1/MQTT-4.3.3-1", "3.1.1/MQTT-4.7.2-1", "5.0/MQTT-2.2.1-4",
    "5.0/MQTT-2.2.1-5",    "5.0/MQTT-2.2.1-6",   "5.0/MQTT-3.1.2-24",  "5.0/MQTT-3.1.2-27",
    "5.0/MQTT-3.1.2-28",   "5.0/MQTT-3.1.2-29",  "5.0/MQTT-3.1.4-6",   "5.0/MQTT-3.11.3-2",
    "5.0/MQTT-3.12.4-1",   "5.0/MQTT-3.14.0-1",  "5.0/MQTT-3.14.4-1",  "5.0/MQTT-3.2.0-1",
    "5.0/MQTT-3.2.0-2",    "5.0/MQTT-3.2.2-16",  "5.0/MQTT-3.2.2-2",   "5.0/MQTT-3.3.1-1",
    "5.0/MQTT-3.3.1-3",    "5.0/MQTT-3.3.2-11",  "5.0/MQTT-3.3.2-14",  "5.0/MQTT-3.3.2-3",
    "5.0/MQTT-3.3.4-1",    "5.0/MQTT-3.3.4-5",   "5.0/MQTT-3.3.4-9",   "5.0/MQTT-3.8.4-6",
    "5.0/MQTT-3.8.4-8",    "5.0/MQTT-4.12.0-2",  "5.0/MQTT-4.12.0-5",  "5.0/MQTT-4.12.0-6",
    "5.0/MQTT-4.3.3-4",    "5.0/MQTT-4.3.3-6",   "5.0/MQTT-4.4.0-1",   "5.0/MQTT-4.7.2-1",
    "5.0/MQTT-4.9.0-2",    "5.0/U-075",          "3.1.1/MQTT-6.0.0-1", "3.1.1/MQTT-6.0.0-4",
    "5.0/MQTT-6.0.0-1",    "5.0/MQTT-6.0.0-4",   "5.0/MQTT-3.2.2-19",  "5.0/MQTT-3.2.2-20",
    "5.0/MQTT-3.4.2-2",    "5.0/MQTT-3.4.2-3",   "5.0/MQTT-3.5.2-2",   "5.0/MQTT-3.5.2-3",
    "5.0/MQTT-3.6.2-2",    "5.0/MQTT-3.6.2-3",   "5.0/MQTT-3.7.2-2",   "5.0/MQTT-3.7.2-3",
    "5.0/MQTT-3.9.2-1",    "5.0/MQTT-3.9.2-2",   "5.0/MQTT-3.11.2-1",  "5.0/MQTT-3.11.2-2",
    "5.0/MQTT-3.14.2-3",   "5.0/MQTT-3.14.2-4",  "5.0/MQTT-3.15.2-2",  "5.0/MQTT-3.15.2-3",
    "3.1.1/MQTT-3.3.1-11"};

/// Whether something may be said against the id without a line that names it.
bool charged_anyway(std::string_view id, const requirements::Catalogue& catalogue,
                    std::span<const std::string_view> standing_rules) {
  if (std::ranges::find(standing_rules, id) != standing_rules.end()) return true;
  // What the codec finds wrong with a packet of the server is charged to the rule that it names.
  if (codec::may_be_charged_to_servers(id)) return true;
  const requirements::Requirement* found = catalogue.find(id);
  // What has no grade `must` is charged as advice or a note, by a branch or a field that says `should` or
  // `may`.
  return found == nullptr || found->grade != requirements::Grade::must || found->basis == "format";
}

}  // namespace

std::span<const std::string_view> standing_rule_ids() {
  return watched;
}

std::vector<Diagnostic> unchargeable(const Suite& suite, const requirements::Catalogue& catalogue,
                                     std::span<const std::string_view> standing_rules) {
  Diagnostics found(suite.file, suite.lines);
  for (const ScenarioNode& scenario : suite.scenarios) {
    const std::vector<Word> charges = charges_in(scenario);
    for (const codec::Version version : versions_of(scenario)) {
      const std::vector<Word> ids = covered_ids(scenario, version);
      const bool has_else = std::ranges::any_of(
          charges, [&](const Word& id) { return version_part(id.text) == codec::name_of(version); });
      if (ids.size() > most_without_else && !has_else) {
        found.warning(
            ids[1].where,
            fmt::format("{} ids of {}, and every failure is charged to the first", ids.size(),
                        codec::name_of(version)),
            fmt::format("end the lines that are about the others in `else {}` and so on", ids[1].text));
        continue;
      }
      for (std::size_t i = 1; i < ids.size(); ++i) {
        const bool named = std::ranges::find(charges, ids[i].text, &Word::text) != charges.end();
        const bool section = requirements::parse_section_reference(ids[i].text).has_value();
        if (named || section || charged_anyway(ids[i].text, catalogue, standing_rules)) continue;
        found.warning(ids[i].where, fmt::format("no line and no standing rule can charge `{}`", ids[i].text),
                      fmt::format("end the line that is about it in `else {}`", ids[i].text));
      }
    }
  }
  return found.take();
}

}  // namespace script
