// What can be told from the text alone: names, ids, rows, versions.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "codec/field_table.h"
#include "requirements/section_reference.h"
#include "script/case_rows.h"
#include "script/checks.h"
#include "script/walk.h"
#include "script/words.h"

namespace script {
namespace {

/// Joins up to three suggestions: "`a`, `b` or `c`".
std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids)
    text += (text.empty() ? "`" : &id == &ids.back() ? " or `" : ", `") + id + "`";
  return text;
}

class HeaderChecks {
 public:
  HeaderChecks(const ScenarioNode& scenario, const requirements::Catalogue& catalogue,
               Diagnostics& diagnostics)
      : scenario_(scenario), catalogue_(catalogue), out_(diagnostics) {}

  void run() {
    std::size_t products = 1;
    for (const Header& header : scenario_.headers) {
      if (const CoversNode* node = std::get_if<CoversNode>(&header.what)) covers(*node);
      if (const NeedsNode* node = std::get_if<NeedsNode>(&header.what)) needs(*node);
      if (const ForNode* node = std::get_if<ForNode>(&header.what)) {
        rows(*node, header.where);
        products *= std::max<std::size_t>(node->rows.size(), 1);  // variants are as many as they are
        if (products > most_rows) {
          out_.error(header.where, fmt::format("{} cases; a scenario has at most {}", products, most_rows));
          products = 1;
          too_many_ = true;
        }
      }
      if (const ClientsNode* node = std::get_if<ClientsNode>(&header.what)) clients(*node);
    }
    if (covered_.empty() && !out_.errors_between(scenario_.where.line, scenario_.last_line)) {
      out_.error(scenario_.name.where, "the scenario covers nothing", "add a line `covers 5.0/MQTT-…`");
    }
    labels();
    body();
  }

 private:
  void known(const Word& id, bool charge) {
    if (requirements::parse_section_reference(id.text)) {
      if (charge) out_.error(id.where, "a bare section can only note, so nothing can be charged to it");
      return;
    }
    const requirements::Requirement* found = catalogue_.find(id.text);
    if (found == nullptr) {
      const std::vector<std::string> near = catalogue_.suggest(id.text);
      out_.error(id.where, fmt::format("unknown id `{}`", id.text),
                 near.empty() ? std::string() : fmt::format("did you mean {}?", joined(near)));
    } else if (requirements::binds_only_clients(*found)) {
      out_.error(id.where, fmt::format("`{}` binds only clients, so no server can break it", id.text));
    } else if (!found->observable) {
      out_.warning(id.where, fmt::format("`{}` cannot be tested from outside: {}", id.text, found->reason));
    }
  }

  void covers(const CoversNode& node) {
    for (const Word& id : node.ids) {
      if (!covered_.insert(id.text).second)
        out_.error(id.where, fmt::format("`{}` is covered twice", id.text));
      known(id, false);
    }
  }

  void needs(const NeedsNode& node) {
    for (const Word& word : node.words) {
      if (!node.range) {
        const std::string near = nearest(word.text, capability_words());
        const bool found = std::ranges::find(capability_words(), word.text) != capability_words().end();
        if (!found) out_.error(word.where, fmt::format("unknown need `{}`", word.text), did_you_mean(near));
        continue;
      }
      const std::string name = word.text.substr(7);
      if (is_announced(name)) continue;
      std::vector<std::string> names;
      for (const std::string& one : announced_names()) names.push_back("server." + one);
      out_.error(word.where, fmt::format("a server announces no number `{}`", name),
                 did_you_mean(nearest(word.text, names)));
    }
  }

  void rows(const ForNode& node, const Location& where) {
    const bool labelled = node.names.size() > 1 && node.names.front().text == "case";
    for (std::size_t i = labelled ? 1 : 0; i < node.names.size(); ++i) {
      const Word& name = node.names[i];
      if (is_reserved(name.text))
        out_.error(name.where, fmt::format("`{}` is a word of the language", name.text));
      if (!parameters_.insert(name.text).second) {
        out_.error(name.where, fmt::format("the parameter `{}` stands twice", name.text));
      }
    }
    if (node.matrix) return matrix(*node.matrix, where);
    for (const RowNode& row : node.rows) {
      if (row.values.size() == node.names.size()) continue;
      out_.error(row.where, fmt::format("{} values for {} names", row.values.size(), node.names.size()));
    }
    if (node.rows.empty()) out_.error(where, "a `for` without values");
  }

  void matrix(const MatrixNode& node, const Location& where) {
    if (std::exchange(has_matrix_, true)) {
      too_many_ = true;
      out_.error(where, "a scenario goes over the variants of one packet");
    }
    codec::PacketType type{};
    if (!codec::packet_type_named(node.packet.text, type)) {
      std::vector<std::string> known;
      for (std::uint8_t each = 1; each < 16; ++each)
        known.emplace_back(codec::name_of(static_cast<codec::PacketType>(each)));
      return out_.error(node.packet.where, fmt::format("unknown packet `{}`", node.packet.text),
                        did_you_mean(nearest(node.packet.text, known)));
    }
    for (const codec::Version version : versions_of(scenario_)) {
      if (!variants_of(node, version).empty()) continue;
      out_.error(node.packet.where,
                 fmt::format("there is no {} {} for a client to send in {}",
                             node.illegal ? "illegal" : "legal", node.packet.text, codec::name_of(version)));
    }
  }

  void clients(const ClientsNode& node) {
    for (const ClientNode& client : node.clients) {
      actor(client.actor);
      if (!declared_.emplace(client.actor.text, client.actor.where).second) {
        out_.error(client.actor.where, fmt::format("the client `{}` stands twice", client.actor.text));
      }
    }
  }

  void actor(const Word& name) {
    if (is_reserved(name.text))
      out_.error(name.where, fmt::format("`{}` is a word of the language, not an actor", name.text));
  }

  void labels() {
    if (too_many_) return;
    for (const codec::Version version : versions_of(scenario_)) {
      std::set<std::string> seen;
      bool told = false;
      for (std::size_t i = 0; i < row_count(scenario_, version) && !told; ++i) {
        const CaseRow row = row_at(scenario_, version, i);
        told = !seen.insert(row.label).second;
        if (!told) continue;
        out_.error(scenario_.name.where, fmt::format("two cases are called [{}]", row.label),
                   "a first column named `case` gives each row a name");
      }
      if (told) return;
    }
  }

  void version(const Location& where, std::string_view text) {
    const std::vector<codec::Version> versions = versions_of(scenario_);
    const std::optional<codec::Version> meant = version_named(text);
    if (!meant || covered_.empty() || std::ranges::find(versions, *meant) != versions.end()) return;
    out_.error(where, fmt::format("the scenario does not run in {}: `covers` names no id of it", text));
  }

  void body() {
    std::set<std::string> used;
    each_statement(scenario_.body, [&](const Statement& statement) {
      each_actor(statement, [&](const Word& name) {
        actor(name);
        used.insert(name.text);
      });
      each_field(statement, [&](const FieldNode& field) {
        if (field.kind == FieldNode::Kind::versioned) version(field.where, codec::name_of(field.version));
      });
      if (const OnNode* node = std::get_if<OnNode>(&statement.what))
        version(node->version.where, node->version.text);
      if (const RepeatNode* node = std::get_if<RepeatNode>(&statement.what);
          node && is_reserved(node->name.text)) {
        out_.error(node->name.where, fmt::format("`{}` is a word of the language", node->name.text));
      }
    });
    for (const Word& id : charges_in(scenario_)) {
      known(id, true);
      if (covered_.contains(id.text) || requirements::parse_section_reference(id.text)) continue;
      out_.error(id.where, fmt::format("`{}` is charged, but `covers` does not name it", id.text),
                 did_you_mean(nearest(id.text, std::vector<std::string>(covered_.begin(), covered_.end()))));
    }
    for (const auto& [name, where] : declared_) {
      if (!used.contains(name)) out_.error(where, fmt::format("the client `{}` does nothing", name));
    }
  }

  const ScenarioNode& scenario_;
  const requirements::Catalogue& catalogue_;
  Diagnostics& out_;
  bool has_matrix_ = false;
  bool too_many_ = false;
  std::set<std::string> covered_;
  std::set<std::string> parameters_;
  std::map<std::string, Location> declared_;
};

}  // namespace

void check_headers(const ScenarioNode& scenario, const requirements::Catalogue& catalogue,
                   Diagnostics& diagnostics) {
  HeaderChecks(scenario, catalogue, diagnostics).run();
}

}  // namespace script
