// Versions, rows and names of cases.
#include "script/case_rows.h"

#include <algorithm>
#include <fmt/format.h>

#include "script/matrix.h"
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

void join(CaseRow& row, const std::string& part) {
  row.label += (row.label.empty() ? "" : ",") + part;
}

void add_variant(CaseRow& row, const ForNode& node, const codec::Variant& variant) {
  join(row, variant.label);
  row.variants[node.names.front().text] = &variant;
}

void add_row(CaseRow& row, const ForNode& node, const RowNode& values) {
  std::size_t first = 0;
  if (labelled(node) && !values.values.empty()) {
    join(row, shown(values.values.front()));
    first = 1;
  }
  for (std::size_t i = first; i < node.names.size() && i < values.values.size(); ++i) {
    if (first == 0) join(row, fmt::format("{}={}", node.names[i].text, shown(values.values[i])));
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

std::vector<std::string> former_names_of(std::string_view suite, const ScenarioNode& scenario) {
  std::vector<std::string> names;
  for (const FormerlyNode* node : headers<FormerlyNode>(scenario)) {
    for (const Word& word : node->names)
      names.push_back(word.text.contains('/') ? word.text : fmt::format("{}/{}", suite, word.text));
  }
  return names;
}

std::span<const codec::Variant> variants_of(const MatrixNode& node, codec::Version version) {
  codec::PacketType type{};
  if (!codec::packet_type_named(node.packet.text, type)) return {};
  return codec::variants_of(type, version, node.illegal ? codec::Legality::illegal : codec::Legality::legal);
}

const codec::Variant* CaseRow::fault() const {
  const auto found =
      std::ranges::find_if(variants, [](const auto& each) { return each.second->violation.has_value(); });
  return found == variants.end() ? nullptr : found->second;
}

std::size_t row_count(const ScenarioNode& scenario, codec::Version version) {
  std::size_t count = 1;
  for (const ForNode* node : headers<ForNode>(scenario))
    count *= node->matrix ? variants_of(*node->matrix, version).size() : node->rows.size();
  return count;
}

CaseRow row_at(const ScenarioNode& scenario, codec::Version version, std::size_t index) {
  const std::vector<const ForNode*> nodes = headers<ForNode>(scenario);
  std::vector<std::size_t> places(nodes.size());
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const std::size_t size =
        nodes[i]->matrix ? variants_of(*nodes[i]->matrix, version).size() : nodes[i]->rows.size();
    if (size == 0) return {};
    places[i] = index % size;
    index /= size;
  }
  CaseRow row;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->matrix)
      add_variant(row, *nodes[i], variants_of(*nodes[i]->matrix, version)[places[i]]);
    else
      add_row(row, *nodes[i], nodes[i]->rows[places[i]]);
  }
  return row;
}

std::vector<std::string> case_covers(const ScenarioNode& scenario, codec::Version version,
                                     const CaseRow& row) {
  std::vector<std::string> ids;
  for (const Word& id : covered_ids(scenario, version)) ids.push_back(id.text);
  const codec::Variant* fault = row.fault();
  if (fault == nullptr) return ids;
  const VariantReaction reaction = reaction_to(*fault);
  if (reaction.kind == requirements::Reaction::Kind::open) return ids;
  std::erase(ids, reaction.charge);
  ids.insert(ids.begin(), reaction.charge);
  return ids;
}

std::string case_id(std::string_view suite, std::string_view scenario, std::string_view row,
                    codec::Version version) {
  return case_id(fmt::format("{}/{}", suite, scenario), row, version);
}

std::string case_id(std::string_view name, std::string_view row, codec::Version version) {
  return fmt::format("{}{}{}{}@{}", name, row.empty() ? "" : "[", row, row.empty() ? "" : "]",
                     codec::name_of(version));
}

}  // namespace script
