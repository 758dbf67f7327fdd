// Values and field lists of a line.
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "script/line_reader.h"
#include "script/parser.h"
#include "script/words.h"

namespace script {
namespace {

struct Function {
  std::string_view name;
  Atom::Kind kind{};
  std::size_t arguments{};
};
constexpr std::array functions = {Function{"fill", Atom::Kind::fill, 1}, Function{"pad", Atom::Kind::pad, 2},
                                  Function{"hex", Atom::Kind::hex, 1},
                                  Function{"min", Atom::Kind::minimum, 2}};

/// Words that end a list of fields.
constexpr std::array<std::string_view, 7> ends_fields = {"only", "should", "in", "else", "as", "with", "for"};

bool ends(const Token& token) {
  return token.kind == Token::Kind::word &&
         (is_count(token.text) || std::ranges::find(ends_fields, token.text) != ends_fields.end());
}

}  // namespace

bool LineReader::atom_follows() const {
  switch (peek().kind) {
    case Token::Kind::word:
    case Token::Kind::id:
    case Token::Kind::number:
    case Token::Kind::duration:
    case Token::Kind::string:
    case Token::Kind::variable:
    case Token::Kind::capture: return true;
    default: return false;
  }
}

Atom LineReader::call(Atom atom, std::uint32_t depth) {
  const auto found = std::ranges::find(functions, atom.text, &Function::name);
  if (found == functions.end()) {
    std::vector<std::string> names;
    for (const Function& function : functions) names.emplace_back(function.name);
    fail(atom.where, fmt::format("unknown function `{}`", atom.text),
         did_you_mean(nearest(atom.text, names)));
    return atom;
  }
  atom.kind = found->kind;
  take();  // (
  do {
    atom.arguments.push_back(value(depth + 1));
  } while (accept(","));
  if (!failed_ && peek().is(")")) atom.where = span_of(atom.where, peek().where);
  expect(")");
  if (!failed_ && atom.arguments.size() != found->arguments) {
    fail(atom.where, fmt::format("`{}` takes {} value{}", found->name, found->arguments,
                                 found->arguments == 1 ? "" : "s"));
  }
  return atom;
}

Atom LineReader::atom(std::uint32_t depth) {
  Atom atom = atom_of(Atom::Kind::number, {}, peek().where);
  if (failed_ || !atom_follows()) {
    fail_expected("a value");
    return atom;
  }
  if (depth > deepest_nesting) {
    fail(peek().where, "values nest too deep");
    return atom;
  }
  switch (peek().kind) {
    case Token::Kind::word:
    case Token::Kind::id: atom.kind = Atom::Kind::word; break;
    case Token::Kind::number: atom.kind = Atom::Kind::number; break;
    case Token::Kind::duration: atom.kind = Atom::Kind::duration; break;
    case Token::Kind::variable: atom.kind = Atom::Kind::variable; break;
    case Token::Kind::capture: atom.kind = Atom::Kind::capture; break;
    default: atom.kind = Atom::Kind::string; break;
  }
  if (atom.kind == Atom::Kind::string) {
    atom.text = string("a string");
    if (!peek().is(":") || peek().blank_before) return atom;
    take();
    atom.kind = Atom::Kind::pair;
    atom.where = span_of(atom.where, peek().where);
    atom.second = string("the second string of the pair");
    return atom;
  }
  atom.text = take().text;
  if (atom.kind == Atom::Kind::word && peek().is("(") && !peek().blank_before)
    return call(std::move(atom), depth);
  const bool may_add = atom.kind == Atom::Kind::variable || atom.kind == Atom::Kind::capture;
  if (may_add && (peek().is("+") || peek().is("-")) && peek(1).kind == Token::Kind::number) {
    const bool minus = take().is("-");
    const Token number = take();
    std::int64_t amount = 0;
    const auto [end, error] =
        std::from_chars(number.text.data(), number.text.data() + number.text.size(), amount);
    if (error != std::errc() || end != number.text.data() + number.text.size() || amount > 0xFFFFFFFF) {
      fail(number.where, "a decimal number up to 4294967295 is expected here");
    }
    atom.plus = minus ? -amount : amount;
    atom.where = span_of(atom.where, number.where);
  }
  return atom;
}

ValueNode LineReader::value(std::uint32_t depth) {
  ValueNode node{.where = peek().where};
  if (depth > deepest_nesting) {
    fail(peek().where, "values nest too deep");
    return node;
  }
  if (accept("*")) {
    node.kind = ValueNode::Kind::any;
    return node;
  }
  if (accept("-")) {
    node.kind = ValueNode::Kind::absent;
    return node;
  }
  if (accept("[")) {
    node.kind = ValueNode::Kind::list;
    if (!peek().is("]")) {
      do {
        node.elements.push_back(value(depth + 1));
      } while (accept(","));
    }
    if (!failed_) node.where = span_of(node.where, peek().where);
    expect("]");
    return node;
  }
  std::optional<Atom> first;
  if (!peek().is("..")) first = atom(depth);
  if (failed_) return node;
  if (first) node.where = first->where;
  if (peek().is("..") && !(first && peek().blank_before)) {
    node.kind = ValueNode::Kind::range;
    node.lowest = std::move(first);
    node.where = span_of(node.where, take().where);
    if (atom_follows() && !peek().blank_before) {
      node.highest = atom(depth);
      node.where = span_of(node.where, node.highest->where);
    }
    if (!failed_ && !node.lowest && !node.highest)
      fail(node.where, "a range needs a bound: `1..`, `..5`, `1..5`");
    return node;
  }
  if (!first) {
    fail_expected("a value");
    return node;
  }
  node.kind = ValueNode::Kind::alternatives;
  node.atoms.push_back(std::move(*first));
  while (accept("|")) {
    node.atoms.push_back(atom(depth));
    if (!failed_) node.where = span_of(node.where, node.atoms.back().where);
  }
  return node;
}

FieldNode LineReader::field(std::uint32_t depth) {
  FieldNode node{.where = peek().where, .value_where = peek().where};
  const Token& token = peek();
  if (token.kind == Token::Kind::string) {
    node.kind = FieldNode::Kind::text;
    node.name = string("a filter");
    node.marked = accept("!");
    return node;
  }
  if (token.kind == Token::Kind::variable) {
    node.kind = FieldNode::Kind::variable;
    node.name = take().text;
    return node;
  }
  if (token.kind == Token::Kind::version) {
    node.kind = FieldNode::Kind::versioned;
    node.version = version_named(take().text).value_or(codec::Version::v5_0);
    if (depth > deepest_nesting) {
      fail(node.where, "values nest too deep");
      return node;
    }
    if (!peek().is("(")) {
      fail(node.where, "a version stands here only with fields in brackets", "write `5.0(code=0x10)`");
      return node;
    }
    take();
    node.inner = fields(depth + 1);
    if (!failed_) node.where = span_of(node.where, peek().where);
    expect(")");
    return node;
  }
  node.name = name("a field").text;
  if (peek().is("=") || peek().is("!=") || peek().is("~")) {
    node.comparison = peek().is("=")   ? Comparison::equal
                      : peek().is("~") ? Comparison::matches
                                       : Comparison::not_equal;
    take();
    node.value = value(depth + 1);
    node.value_where = node.value->where;
    node.where = span_of(node.where, node.value_where);
  }
  node.marked = accept("!");
  return node;
}

FieldNodes LineReader::fields(std::uint32_t depth) {
  FieldNodes all;
  while (!at_end()) {
    const Token& token = peek();
    const bool begins = token.kind == Token::Kind::word || token.kind == Token::Kind::string ||
                        token.kind == Token::Kind::variable || token.kind == Token::Kind::version;
    if (!begins || ends(token)) break;
    all.push_back(field(depth));
  }
  return all;
}

}  // namespace script
