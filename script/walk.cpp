// Walks over a scenario's text.
#include "script/walk.h"

namespace script {
namespace {

using OnStatement = std::function<void(const Statement&)>;
using OnField = std::function<void(const FieldNode&)>;
using OnActor = std::function<void(const Word&)>;

struct Bodies {
  const OnStatement& what;
  void operator()(const GivenNode& node) const { each_statement(node.body, what); }
  void operator()(const OnNode& node) const { each_statement(node.body, what); }
  void operator()(const RepeatNode& node) const { each_statement(node.body, what); }
  void operator()(const AnyOrderNode& node) const { each_statement(node.body, what); }
  void operator()(const AtOnceNode& node) const { each_statement(node.body, what); }
  void operator()(const NeverNode& node) const { each_statement(node.body, what); }
  void operator()(const EitherNode& node) const {
    for (const BranchNode& branch : node.branches) each_statement(branch.body, what);
  }
  template <typename Node>
  void operator()(const Node&) const {}
};

void each_of(const FieldNodes& fields, const OnField& what) {
  for (const FieldNode& field : fields) {
    what(field);
    each_of(field.inner, what);
  }
}

struct Fields {
  const OnField& what;
  void pattern(const PatternNode& node) const {
    each_of(node.with, what);
    each_of(node.fields, what);
  }
  void operator()(const SendNode& node) const { each_of(node.fields, what); }
  void operator()(const ReceiveNode& node) const {
    pattern(node.pattern);
    each_of(node.tail.should, what);
  }
  void operator()(const ReactNode& node) const { each_of(node.fields, what); }
  void operator()(const VerbNode& node) const {
    each_of(node.fields, what);
    each_of(node.answer, what);
  }
  void operator()(const LetNode& node) const { each_of(node.fields, what); }
  void operator()(const FenceNode& node) const { each_of(node.fields, what); }
  void operator()(const AtOnceNode& node) const { each_of(node.fields, what); }
  void operator()(const NeverNode& node) const { pattern(node.pattern); }
  template <typename Node>
  void operator()(const Node&) const {}
};

struct Actors {
  const OnActor& what;
  void all(const std::vector<Word>& words) const {
    for (const Word& word : words) what(word);
  }
  void operator()(const SendNode& node) const { what(node.actor); }
  void operator()(const SendBytesNode& node) const { what(node.actor); }
  void operator()(const ReceiveNode& node) const {
    all(node.actors);
    all(node.roles);
  }
  void operator()(const ReactNode& node) const { what(node.actor); }
  void operator()(const VerbNode& node) const { what(node.actor); }
  void operator()(const FenceNode& node) const {
    what(node.actor);
    all(node.to);
  }
  void operator()(const NeverNode& node) const { all(node.actors); }
  template <typename Node>
  void operator()(const Node&) const {}
};

struct Charges {
  std::vector<Word> operator()(const ReceiveNode& node) const { return node.tail.charges; }
  std::vector<Word> operator()(const ReactNode& node) const { return node.tail.charges; }
  std::vector<Word> operator()(const VerbNode& node) const { return node.tail.charges; }
  std::vector<Word> operator()(const NeverNode& node) const { return node.charges; }
  template <typename Node>
  std::vector<Word> operator()(const Node&) const {
    return {};
  }
};

}  // namespace

void each_statement(const Block& block, const OnStatement& what) {
  for (const Statement& statement : block) {
    what(statement);
    std::visit(Bodies{what}, statement.what);
  }
}

bool controls_broker(const ScenarioNode& scenario) {
  bool any = false;
  each_statement(scenario.body, [&any](const Statement& statement) {
    any = any || std::holds_alternative<BrokerNode>(statement.what) ||
          std::holds_alternative<LinkNode>(statement.what);
  });
  return any;
}

void each_field(const Statement& statement, const OnField& what) {
  std::visit(Fields{what}, statement.what);
}

void each_actor(const Statement& statement, const OnActor& what) {
  std::visit(Actors{what}, statement.what);
}

std::vector<Word> charges_of(const Statement& statement) {
  return std::visit(Charges{}, statement.what);
}

namespace {

/// The ids that the rows give to a parameter; each stands where it stands in its row.
std::vector<Word> ids_in_rows(const ScenarioNode& scenario, std::string_view parameter) {
  std::vector<Word> ids;
  for (const Header& header : scenario.headers) {
    const ForNode* node = std::get_if<ForNode>(&header.what);
    for (std::size_t column = 0; node != nullptr && column < node->names.size(); ++column) {
      if (node->names[column].text != parameter) continue;
      for (const RowNode& row : node->rows) {
        if (column >= row.values.size()) continue;
        for (const Atom& atom : row.values[column].atoms) ids.push_back({atom.text, atom.where});
      }
    }
  }
  return ids;
}

}  // namespace

std::vector<Word> charges_in(const ScenarioNode& scenario) {
  std::vector<Word> all;
  each_statement(scenario.body, [&](const Statement& statement) {
    for (const Word& id : charges_of(statement)) {
      const bool parameter = id.text.starts_with('$');
      const std::vector<Word> meant = parameter ? ids_in_rows(scenario, id.text.substr(1)) : std::vector{id};
      all.insert(all.end(), meant.begin(), meant.end());
    }
  });
  return all;
}

}  // namespace script
