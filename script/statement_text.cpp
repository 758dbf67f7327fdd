// Statements as lines.
#include "script/statement_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "script/value_text.h"

namespace script {
namespace {

std::string words(const std::vector<Word>& list) {
  std::string text;
  for (const Word& word : list) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::string charges(const std::vector<Word>& ids) {
  return ids.empty() ? "" : fmt::format(" else {}", words(ids));
}

std::string tail_text(const Tail& tail) {
  std::string text = tail.only ? " only" : "";
  if (tail.count) {
    text += fmt::format(" x{}", tail.count->at_least);
    if (tail.count->ranged) text += "..";
    if (tail.count->ranged && tail.count->at_most) text += fmt::format("{}", *tail.count->at_most);
  }
  if (tail.window) {
    text += fmt::format(" in {}..{}", tail.window->lower ? to_text(*tail.window->lower) : "",
                        tail.window->upper ? to_text(*tail.window->upper) : "");
  }
  if (tail.has_should) text += fmt::format(" should{}", to_text(tail.should));
  return text + charges(tail.charges);
}

std::string pattern_text(const PatternNode& pattern) {
  std::string text = pattern.packet.text;
  if (pattern.has_with) {
    text += fmt::format(" with{}{}", to_text(pattern.with), pattern.fields.empty() ? "" : ",");
  }
  return text + to_text(pattern.fields);
}

struct ByteText {
  std::string operator()(const BytesPart& part) const {
    switch (part.kind) {
      case BytesPart::Kind::string: return fmt::format("s'{}'", part.text);
      case BytesPart::Kind::text: return fmt::format("'{}'", part.text);
      case BytesPart::Kind::u16: return fmt::format("u16({})", part.text);
      default: return part.text;
    }
  }
};

struct StatementText {
  std::string operator()(const SendNode& node) const {
    return fmt::format("{} -> {}{}{}{}", node.actor.text, node.variant.text.empty() ? "" : "$",
                       node.variant.text.empty() ? node.packet.text : node.variant.text,
                       node.wrong_here ? "!" : "", to_text(node.fields));
  }
  std::string operator()(const SendBytesNode& node) const {
    std::string text = fmt::format("{} -> BYTES{}", node.actor.text, node.wrong_here ? "!" : "");
    for (const BytesPart& part : node.parts) text += fmt::format(" {}", ByteText{}(part));
    return text;
  }
  std::string operator()(const ReceiveNode& node) const {
    return fmt::format("{}{}{}{}{} <- {}{}", node.maybe ? "maybe " : "", node.one_of ? "one of " : "",
                       words(node.actors), node.roles.empty() ? "" : " as ", words(node.roles),
                       pattern_text(node.pattern), tail_text(node.tail));
  }
  std::string operator()(const ReactNode& node) const {
    if (!node.variant.text.empty())
      return fmt::format("{} reacts to ${}{}", node.actor.text, node.variant.text, tail_text(node.tail));
    return fmt::format("{} is {}{}{}", node.actor.text, node.refused ? "refused" : "closed",
                       to_text(node.fields), tail_text(node.tail));
  }
  std::string operator()(const VerbNode& node) const {
    return fmt::format("{} {}{}{}{}{}", node.actor.text, node.verb.text, to_text(node.fields),
                       node.has_answer ? " <-" : "", to_text(node.answer), tail_text(node.tail));
  }
  std::string operator()(const LetNode& node) const {
    return fmt::format("let ${}{}", node.name.text, to_text(node.fields));
  }
  std::string operator()(const AfterNode& node) const {
    return fmt::format("after {}", to_text(node.duration));
  }
  std::string operator()(const BrokerNode& node) const {
    return fmt::format("broker {}{}{}{}{}{}", node.name_is_parameter ? "$" : "", node.name.text,
                       node.name.text.empty() ? "" : " ", node.is ? "is " : "", node.parameter ? "$" : "",
                       node.what.text);
  }
  std::string operator()(const LinkNode& node) const {
    return fmt::format("link is {}{}{}{}", node.cut ? "cut" : "restored", node.at ? " at " : "",
                       node.parameter ? "$" : "", node.what.text);
  }
  std::string operator()(const FenceNode& node) const {
    if (node.retained) return fmt::format("fence retained {} \"{}\"", node.actor.text, node.filter);
    if (node.to.empty()) return fmt::format("fence {}", node.actor.text);
    return fmt::format("fence {} => {}{}", node.actor.text, words(node.to), to_text(node.fields));
  }
  std::string operator()(const GivenNode&) const { return "given"; }
  std::string operator()(const OnNode& node) const {
    const bool more = node.inline_statement && !node.body.empty();
    return fmt::format("on {}{}{}", node.version.text, more ? " " : "",
                       more ? statement_text(node.body.front()) : "");
  }
  std::string operator()(const RepeatNode& node) const {
    return fmt::format("repeat {} in {}..{}", node.name.text, to_text(node.lowest), to_text(node.highest));
  }
  std::string operator()(const AnyOrderNode&) const { return "in any order"; }
  std::string operator()(const AtOnceNode& node) const {
    return fmt::format("at once{}", to_text(node.fields));
  }
  std::string operator()(const EitherNode&) const { return "either"; }
  std::string operator()(const NeverNode& node) const {
    return fmt::format("never {} <- {}{}{}{}", words(node.actors), pattern_text(node.pattern),
                       node.at_least ? " for " : "", node.at_least ? to_text(*node.at_least) : "",
                       charges(node.charges));
  }
};

struct HeaderText {
  std::string operator()(const CoversNode& node) const { return fmt::format("covers {}", words(node.ids)); }
  std::string operator()(const NeedsNode& node) const {
    return fmt::format("needs {}{}{}", words(node.words), node.range ? " " : "",
                       node.range ? to_text(*node.range) : "");
  }
  std::string operator()(const TagsNode& node) const { return fmt::format("tags {}", words(node.words)); }
  std::string operator()(const FormerlyNode& node) const {
    return fmt::format("formerly {}", words(node.names));
  }
  std::string operator()(const ForNode& node) const {
    std::string text = fmt::format("for {}", words(node.names));
    if (!node.in_line) return text;
    text += " in";
    if (node.matrix) {
      const std::string_view which = node.matrix->illegal ? "illegal" : "legal";
      return fmt::format("{} {} {}", text, which, node.matrix->packet.text);
    }
    for (const RowNode& row : node.rows) text += fmt::format(" {}", to_text(row.values.front()));
    return text;
  }
  std::string operator()(const ClientsNode&) const { return "clients"; }
};

}  // namespace

std::string statement_text(const Statement& statement) {
  return std::visit(StatementText{}, statement.what);
}

std::string header_text(const Header& header) {
  return std::visit(HeaderText{}, header.what);
}

std::string branch_text(const BranchNode& branch) {
  if (!branch.has_text) return "or";
  return fmt::format("or {} \"{}\"", branch.grade == BranchGrade::should ? "should" : "may", branch.text);
}

}  // namespace script
