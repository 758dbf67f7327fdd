// Versions, rows and names of cases.
#include "script/case_rows.h"

#include <fmt/format.h>

#include "script/text.h"
#include "script/value_text.h"
#include "script/words.h"

namespace script {
namespace {

constexpr std::size_t longest_shown_value = 32;

template <typename Node>
std::vector<const Node*> headers(const ScenarioNode& scenario) {
  std::vector<const Node*> found;
  for (const Header& header : scenario.headers) {
    if (const Node* node = std::get_if<Node>(&header.what)) found.push_back(node);
  }
  return found;
}

/// A value in a case's name: strings without quotes, nothing that is not printable, and not too long.
std::string shown(const ValueNode& value) {
  std::string text;
  if (value.kind == ValueNode::Kind::alternatives && value.atoms.size() == 1 &&
      value.atoms[0].kind == Atom::Kind::string) {
    text = printable(unescape(value.atoms[0].text));
  } else {
    text = to_text(value);
  }
  if (text.size() <= longest_shown_value) return text;
  std::size_t cut = longest_shown_value - 3;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "...";
}

bool labelled(const ForNode& node) {
  return node.names.size() > 1 && node.names.front().text == "case";
}

void add_row(CaseRow& row, const ForNode& node, const RowNode& values) {
  const auto join = [&](const std::string& part) { row.label += (row.label.empty() ? "" : ",") + part; };
  std::size_t first = 0;
  if (labelled(node) && !values.values.empty()) {
    join(shown(values.values.front()));
    first = 1;
  }
  for (std::size_t i = first; i < node.names.size() && i < values.values.size(); ++i) {
    if (first == 0) join(fmt::format("{}={}", node.names[i].text, shown(values.values[i])));
    row.parameters[node.names[i].text] = &values.values[i];
  }
}

}  // namespace

std::string_view version_part(std::string_view id) {
  const std::size_t slash = id.find('/');
  return slash == std::string_view::npos ? std::string_view{} : id.substr(0, slash);
}

std::vector<Word> covered_ids(const ScenarioNode& scenario, codec::Version version) {
  std::vector<Word> ids;
  for (const CoversNode* node : headers<CoversNode>(scenario)) {
    for (const Word& id : node->ids) {
      if (version_part(id.text) == codec::name_of(version)) ids.push_back(id);
    }
  }
  return ids;
}

std::vector<codec::Version> versions_of(const ScenarioNode& scenario) {
  std::vector<codec::Version> versions;
  for (const codec::Version version : {codec::Version::v3_1_1, codec::Version::v5_0}) {
    if (!covered_ids(scenario, version).empty()) versions.push_back(version);
  }
  return versions;
}

std::vector<std::string> tags_of(const ScenarioNode& scenario) {
  std::vector<std::string> tags;
  for (const TagsNode* node : headers<TagsNode>(scenario)) {
    for (const Word& word : node->words) tags.push_back(word.text);
  }
  return tags;
}

std::vector<CaseRow> rows_of(const ScenarioNode& scenario) {
  std::vector<CaseRow> rows(1);
  for (const ForNode* node : headers<ForNode>(scenario)) {
    std::vector<CaseRow> product;
    for (const CaseRow& row : rows) {
      for (const RowNode& values : node->rows) {
        if (product.size() > most_rows) break;
        CaseRow longer = row;
        add_row(longer, *node, values);
        product.push_back(std::move(longer));
      }
    }
    rows = std::move(product);
  }
  return rows;
}

std::string case_id(std::string_view suite, std::string_view scenario, std::string_view row,
                    codec::Version version) {
  return fmt::format("{}/{}{}{}{}@{}", suite, scenario, row.empty() ? "" : "[", row, row.empty() ? "" : "]",
                     codec::name_of(version));
}

}  // namespace script
