// Blocks and the statements that hold blocks.
#include <fmt/format.h>

#include "script/parser_impl.h"
#include "script/words.h"

namespace script {

Block Parser::block(std::uint32_t depth) {
  Block statements;
  if (++nesting_ > deepest_nesting) {
    diagnostics_.error(Location{lines_[at_].source.number, 1, lines_[at_].source.indentation + 1},
                       "blocks nest too deep");
    while (at_ < lines_.size() && lines_[at_].depth >= depth) ++at_;
  }
  while (at_ < lines_.size() && lines_[at_].depth >= depth) {
    if (lines_[at_].depth > depth) {
      skip_deeper(depth);
      continue;
    }
    if (std::optional<Statement> found = statement()) statements.push_back(std::move(*found));
  }
  --nesting_;
  return statements;
}

Block Parser::body_of(LineReader& in, std::uint32_t depth) {
  in.finish();
  if (!deeper_than(depth)) {
    in.fail(Location{in.line().number, in.line().indentation + 1,
                     static_cast<std::uint32_t>(in.line().code.size())},
            "a block is expected below, indented by two blanks");
    return {};
  }
  return block(depth + 1);
}

std::optional<Statement> Parser::statement() {
  const std::size_t index = at_++;
  const std::uint32_t depth = lines_[index].depth;
  LineReader in = reader(lines_[index]);
  std::optional<Statement> found = statement_from(in, depth);
  const CodeLine& line = lines_[index];
  if (in.failed() || !found) {
    // The lines below are read all the same, for what else is wrong with them.
    if (deeper_than(depth)) block(depth + 1);
    return std::nullopt;
  }
  skip_deeper(depth);
  found->trivia = line.trivia;
  found->where = Location{line.source.number, line.source.indentation + 1,
                          static_cast<std::uint32_t>(line.source.code.size())};
  found->text = std::string(line.source.code);
  return found;
}

std::optional<Statement> Parser::statement_from(LineReader& in, std::uint32_t depth) {
  const Token& first = in.peek();
  if (first.kind != Token::Kind::word) {
    in.fail_expected("a statement");
    return std::nullopt;
  }
  // A word in front of an arrow or a verb is an actor, whatever it is; that it may not be one is told later.
  if (!in.peek(1).is("->") && !in.peek(1).is("<-")) {
    if (std::optional<Statement> found = keyword_statement(in, depth)) return found;
    if (in.failed()) return std::nullopt;
  }
  Statement line = actor_line(in);
  if (in.failed()) return std::nullopt;
  in.finish();
  return line;
}

std::optional<Statement> Parser::keyword_statement(LineReader& in, std::uint32_t depth) {
  const Token first = in.peek();
  const auto line = [&](Statement statement) {
    in.finish();
    return statement;
  };
  if (in.accept_word("let")) {
    LetNode node;
    if (in.peek().kind != Token::Kind::variable) in.fail_expected("a name such as `$m`");
    const Token name = in.take();
    node.name = {name.text, name.where};
    node.fields = in.fields();
    return line({.what = std::move(node)});
  }
  if (in.accept_word("after")) return line({.what = AfterNode{in.atom()}});
  if (in.accept_word("fence")) return line(fence(in));
  if (in.accept_word("maybe")) return line(maybe_receive(in));
  if (in.accept_word("given")) return Statement{.what = GivenNode{body_of(in, depth)}};
  if (in.accept_word("either")) return either(in, depth);
  if (in.accept_word("never")) return never(in, depth);
  if (in.accept_word("repeat")) return repeat(in, depth);
  if (in.accept_word("on")) return on_version(in, depth);
  if (in.accept_word("in")) {
    in.expect_word("any");
    in.expect_word("order");
    return Statement{.what = AnyOrderNode{body_of(in, depth)}};
  }
  if (in.accept_word("at")) {
    in.expect_word("once");
    AtOnceNode node{.fields = in.fields(), .body = {}};
    node.body = body_of(in, depth);
    return Statement{.what = std::move(node)};
  }
  if (in.accept_word("broker")) return line(broker(in));
  if (in.accept_word("link")) return line(link(in));
  if (first.is_word("or"))
    in.fail(first.where, "`or` without an `either` above it at this indentation");
  else if (begins_header(first.text) && !in.peek(1).is_word("is")) {
    in.fail(first.where, fmt::format("`{}` belongs above the first step", first.text));
  }
  return std::nullopt;
}

Statement Parser::either(LineReader& in, std::uint32_t depth) {
  EitherNode node;
  BranchNode first;
  first.where = in.peek().where;
  first.where = Location{in.line().number, in.line().indentation + 1,
                         static_cast<std::uint32_t>(in.line().code.size())};
  first.body = body_of(in, depth);
  node.branches.push_back(std::move(first));
  while (at_depth(depth) && reader(lines_[at_]).peek().is_word("or")) {
    CodeLine& line = take_line();
    LineReader or_in = reader(line);
    BranchNode branch;
    branch.trivia = std::move(line.trivia);
    branch.where = Location{line.source.number, line.source.indentation + 1,
                            static_cast<std::uint32_t>(line.source.code.size())};
    or_in.take();
    if (or_in.peek().is_word("should") || or_in.peek().is_word("may")) {
      branch.grade = or_in.take().text == "should" ? BranchGrade::should : BranchGrade::may;
      branch.has_text = true;
      branch.text = or_in.string("a string that says what this branch means");
    }
    branch.body = body_of(or_in, depth);
    if (or_in.failed() && deeper_than(depth)) block(depth + 1);
    node.branches.push_back(std::move(branch));
  }
  if (node.branches.size() == 1) in.fail(node.branches[0].where, "an `either` needs an `or`");
  return {.what = std::move(node)};
}

Statement Parser::never(LineReader& in, std::uint32_t depth) {
  NeverNode node;
  node.actors = in.names("an actor");
  in.expect("<-");
  node.pattern = pattern(in);
  if (in.accept_word("for")) node.at_least = in.atom();
  if (in.accept_word("else")) node.charges = in.ids(true);
  node.body = body_of(in, depth);
  return {.what = std::move(node)};
}

Statement Parser::repeat(LineReader& in, std::uint32_t depth) {
  RepeatNode node;
  node.name = in.name("the name of the counter");
  in.expect_word("in");
  node.lowest = in.atom();
  in.expect("..");
  node.highest = in.atom();
  node.body = body_of(in, depth);
  return {.what = std::move(node)};
}

Statement Parser::on_version(LineReader& in, std::uint32_t depth) {
  OnNode node;
  if (in.peek().kind != Token::Kind::version) in.fail_expected("a version, `3.1.1` or `5.0`");
  const Token version = in.take();
  node.version = {version.text, version.where};
  if (in.at_end()) {
    node.body = body_of(in, depth);
    return {.what = std::move(node)};
  }
  node.inline_statement = true;
  if (++nesting_ > deepest_nesting) in.fail(version.where, "blocks nest too deep");
  std::optional<Statement> inner = in.failed() ? std::nullopt : statement_from(in, depth);
  --nesting_;
  if (inner) {
    const SourceLine& line = in.line();
    inner->where = Location{line.number, line.indentation + 1, static_cast<std::uint32_t>(line.code.size())};
    inner->text = std::string(line.code);
    node.body.push_back(std::move(*inner));
  }
  return {.what = std::move(node)};
}

}  // namespace script
