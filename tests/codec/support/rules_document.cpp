// Markdown from codec/rules.h.
#include "tests/codec/support/rules_document.h"

#include <fmt/format.h>

#include "codec/property_table.h"
#include "codec/rules.h"

namespace codec::test {
namespace {

std::string or_dash(std::string_view text) {
  return text.empty() ? "–" : std::string(text);
}

}  // namespace

std::string rules_table() {
  std::string table = "| what is wrong | kind | code | 3.1.1 | 5.0 |\n|---|---|---|---|---|\n";
  for (const RuleDescription& row : rules()) {
    if (row.rule == Rule::none) continue;
    const bool by_property = row.rule == Rule::property_from_wrong_side ||
                             row.rule == Rule::property_repeated || row.rule == Rule::property_value;
    table += fmt::format("| {} | {} | 0x{:02X} | {} | {} |\n", row.explanation, name_of(row.kind),
                         row.reason_code, or_dash(row.in_3_1_1), by_property ? "below" : or_dash(row.in_5_0));
  }
  return table;
}

std::string property_rules_table() {
  std::string table = "| packet | property | twice | value | wrong side |\n|---|---|---|---|---|\n";
  for (std::uint8_t where = 0; where < 16; ++where) {
    for (const PropertyDescription& property : property_table) {
      const auto id = [&](Rule rule) { return property_violation(rule, where, property.id, 0).requirement; };
      const std::string_view twice = id(Rule::property_repeated);
      const std::string_view value = id(Rule::property_value);
      const std::string_view side = id(Rule::property_from_wrong_side);
      if (twice.empty() && value.empty() && side.empty()) continue;
      table += fmt::format("| {} | {} | {} | {} | {} |\n",
                           where == will_properties ? "Will" : name_of(static_cast<PacketType>(where)),
                           name_of(property.field), or_dash(twice), or_dash(value), or_dash(side));
    }
  }
  return table;
}

}  // namespace codec::test
