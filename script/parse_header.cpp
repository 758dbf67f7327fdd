// What stands above the first step of a scenario: covers, needs, tags, formerly, for, clients.
#include <algorithm>
#include <array>

#include "script/parser_impl.h"
#include "script/words.h"

namespace script {
namespace {

constexpr std::array<std::string_view, 6> header_words = {"covers",   "needs", "tags",
                                                          "formerly", "for",   "clients"};

}  // namespace

bool Parser::begins_header(std::string_view word) {
  return std::ranges::find(header_words, word) != header_words.end();
}

CoversNode Parser::covers(LineReader& in) {
  return CoversNode{in.ids(false)};
}

NeedsNode Parser::needs(LineReader& in) {
  NeedsNode node;
  while (!in.at_end() && in.peek().kind == Token::Kind::word) {
    const Token token = in.take();
    node.words.push_back({token.text, token.where});
    if (token.text.starts_with("server.")) {
      if (node.words.size() > 1) in.fail(token.where, "a value of the server stands in a line of its own");
      node.range = in.value();
      return node;
    }
  }
  if (node.words.empty()) in.fail_expected("what is needed");
  return node;
}

TagsNode Parser::tags(LineReader& in) {
  return TagsNode{in.names("a tag")};
}

FormerlyNode Parser::formerly(LineReader& in) {
  constexpr std::string_view what = "what the scenario was called before";
  FormerlyNode node;
  do {
    Word name = in.name(what);
    if (in.accept("/")) {
      const Word scenario = in.name(what);
      name.text += "/" + scenario.text;
      name.where = span_of(name.where, scenario.where);
    }
    node.names.push_back(std::move(name));
  } while (!in.at_end());
  return node;
}

ForNode Parser::for_rows(LineReader& in, std::uint32_t depth) {
  ForNode node;
  node.names.push_back(in.name("the name of a parameter"));
  while (!in.failed() && in.peek().kind == Token::Kind::word && !in.peek().is_word("in")) {
    node.names.push_back(in.name("the name of a parameter"));
  }
  if (in.accept_word("in")) {
    node.in_line = true;
    if (node.names.size() > 1) {
      in.fail(node.names[1].where, "values in one line are for one name", "write the rows below, indented");
    }
    if (in.peek().is_word("illegal") || in.peek().is_word("legal")) {
      const bool illegal = in.take().text == "illegal";
      node.matrix = MatrixNode{illegal, in.name("a packet's name")};
      return node;
    }
    while (!in.at_end()) {
      RowNode row;
      row.values.push_back(in.value());
      row.where = row.values.back().where;
      node.rows.push_back(std::move(row));
    }
    if (node.rows.empty()) in.fail_expected("values");
    return node;
  }
  in.finish();
  while (at_depth(depth + 1)) {
    CodeLine& line = take_line();
    LineReader row_in = reader(line);
    RowNode row;
    row.trivia = std::move(line.trivia);
    row.where = Location{line.source.number, line.source.indentation + 1,
                         static_cast<std::uint32_t>(line.source.code.size())};
    while (!row_in.at_end()) row.values.push_back(row_in.value());
    node.rows.push_back(std::move(row));
    skip_deeper(depth + 1);
  }
  if (node.rows.empty() && !in.failed()) in.fail_expected("`in` and values, or rows below");
  return node;
}

ClientsNode Parser::clients(LineReader& in, std::uint32_t depth) {
  ClientsNode node;
  in.finish();
  while (at_depth(depth + 1)) {
    CodeLine& line = take_line();
    LineReader row = reader(line);
    ClientNode client;
    client.trivia = std::move(line.trivia);
    client.actor = row.name("an actor");
    client.fields = row.fields();
    row.finish();
    node.clients.push_back(std::move(client));
    skip_deeper(depth + 1);
  }
  if (node.clients.empty()) in.fail_expected("the clients below, indented");
  return node;
}

std::optional<Header> Parser::header() {
  CodeLine& line = take_line();
  LineReader in = reader(line);
  Header header{.trivia = std::move(line.trivia),
                .where = Location{line.source.number, line.source.indentation + 1,
                                  static_cast<std::uint32_t>(line.source.code.size())}};
  const std::uint32_t depth = line.depth;
  const std::string word = in.take().text;
  if (word == "covers")
    header.what = covers(in);
  else if (word == "needs")
    header.what = needs(in);
  else if (word == "tags")
    header.what = tags(in);
  else if (word == "formerly")
    header.what = formerly(in);
  else if (word == "for")
    header.what = for_rows(in, depth);
  else
    header.what = clients(in, depth);
  in.finish();
  if (in.failed()) {
    while (deeper_than(depth)) ++at_;
    return std::nullopt;
  }
  skip_deeper(depth);
  return header;
}

}  // namespace script
