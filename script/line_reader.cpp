// Names, symbols and the tail of asserting lines; values and fields are in read_fields.cpp.
#include "script/line_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "script/parser.h"
#include "script/words.h"

namespace script {

LineReader::LineReader(const SourceLine& line, Diagnostics& diagnostics)
    : line_(line), diagnostics_(diagnostics), tokens_(tokens_of(line)) {}

const Token& LineReader::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

void LineReader::fail(const Location& where, std::string message, std::string suggestion) {
  if (!failed_) diagnostics_.error(where, std::move(message), std::move(suggestion));
  failed_ = true;
}

void LineReader::fail_expected(std::string_view what) {
  const Token& token = peek();
  if (token.kind == Token::Kind::end) return fail(token.where, fmt::format("expected {} here", what));
  if (token.kind == Token::Kind::unknown && token.text.starts_with("a string"))
    return fail(token.where, token.text);
  const char* quote = token.kind == Token::Kind::string ? "\"" : "";
  fail(token.where, fmt::format("expected {}, found `{}{}{}`", what, quote, token.text, quote));
}

Token LineReader::take() {
  Token token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool LineReader::accept(std::string_view symbol) {
  if (failed_ || !peek().is(symbol)) return false;
  take();
  return true;
}

bool LineReader::accept_word(std::string_view word) {
  if (failed_ || !peek().is_word(word)) return false;
  take();
  return true;
}

bool LineReader::expect(std::string_view symbol) {
  if (accept(symbol)) return true;
  fail_expected(fmt::format("`{}`", symbol));
  return false;
}

bool LineReader::expect_word(std::string_view word) {
  if (accept_word(word)) return true;
  if (!failed_) {
    const std::array words = {word};
    const std::string near = peek().kind == Token::Kind::word ? nearest(peek().text, words) : std::string();
    fail(peek().where,
         peek().kind == Token::Kind::end ? fmt::format("expected `{}` here", word)
                                         : fmt::format("expected `{}`, found `{}`", word, peek().text),
         did_you_mean(near));
  }
  return false;
}

Word LineReader::name(std::string_view what) {
  if (failed_ || peek().kind != Token::Kind::word) {
    fail_expected(what);
    return {};
  }
  const Token token = take();
  if (!is_name(token.text)) fail(token.where, fmt::format("`{}` is no name", token.text));
  return Word{token.text, token.where};
}

std::vector<Word> LineReader::names(std::string_view what) {
  std::vector<Word> all = {name(what)};
  while (!failed_ && peek().kind == Token::Kind::word) all.push_back(name(what));
  return all;
}

std::string LineReader::string(std::string_view what) {
  if (failed_ || peek().kind != Token::Kind::string) {
    fail_expected(what);
    return {};
  }
  Token token = take();
  if (const std::size_t at = wrong_escape(token.text); at != std::string::npos) {
    fail(Location{token.where.line, static_cast<std::uint32_t>(token.where.column + 1 + at), 2},
         R"(unknown escape; known are \n \t \" \\ \xHH)");
  }
  return std::move(token.text);
}

void LineReader::finish() {
  if (!at_end()) fail_expected("the end of the line");
}

bool is_count(std::string_view word) {
  return word.size() > 1 && word[0] == 'x' &&
         word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

CountNode LineReader::count() {
  const auto number = [&](std::string_view digits, const Location& where) {
    std::uint32_t parsed = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
    if (error != std::errc() || end != digits.data() + digits.size() || parsed > 10000) {
      fail(where, "a count is a number up to 10000");
    }
    return parsed;
  };
  const Token first = take();
  CountNode node{.where = first.where};
  node.at_least = number(std::string_view(first.text).substr(1), first.where);
  node.at_most = node.at_least;
  if (!peek().is("..")) return node;
  node.where = span_of(first.where, peek().where);
  take();
  node.ranged = true;
  node.at_most.reset();
  if (peek().kind == Token::Kind::number && !peek().blank_before) {
    node.where = span_of(first.where, peek().where);
    const Token last = take();
    node.at_most = number(last.text, last.where);
    if (*node.at_most < node.at_least) fail(node.where, "the upper count is below the lower one");
  }
  return node;
}

WindowNode LineReader::window() {
  WindowNode node{.where = peek().where};
  take();  // in
  if (!peek().is("..")) node.lower = atom();
  const Location dots = peek().where;
  if (!expect("..")) return node;
  node.where = span_of(node.where, dots);
  if (atom_follows() && !peek().blank_before) {
    node.where = span_of(node.where, peek().where);
    node.upper = atom();
  }
  if (!node.lower && !node.upper) fail(node.where, "a window needs a bound: `in 2s..4s`, `in ..2s`");
  return node;
}

std::vector<Word> LineReader::ids(bool parameters) {
  std::vector<Word> ids;
  while (!failed_ &&
         (peek().kind == Token::Kind::id || (parameters && peek().kind == Token::Kind::variable))) {
    const bool variable = peek().kind == Token::Kind::variable;
    const Token token = take();
    ids.push_back({variable ? fmt::format("${}", token.text) : token.text, token.where});
  }
  if (ids.empty() && !failed_ && peek().text.starts_with("MQTT")) {
    fail(peek().where, "ids of the two versions collide, so they are qualified", "write `5.0/MQTT-3.3.1-5`");
  } else if (ids.empty()) {
    fail_expected("an id such as `5.0/MQTT-3.3.1-5`");
  }
  return ids;
}

Tail LineReader::tail() {
  Tail tail;
  bool has_else = false;
  while (!at_end()) {
    const Token& token = peek();
    const auto once = [&](bool taken) {
      if (taken) fail(token.where, fmt::format("`{}` stands twice", token.text));
    };
    if (token.is_word("only")) {
      once(tail.only);
      tail.only = true;
      take();
    } else if (token.is_word("in")) {
      once(tail.window.has_value());
      tail.window = window();
    } else if (token.kind == Token::Kind::word && is_count(token.text)) {
      once(tail.count.has_value());
      tail.count = count();
    } else if (token.is_word("should")) {
      once(tail.has_should);
      take();
      tail.has_should = true;
      tail.should = fields();
      if (tail.should.empty()) fail_expected("the fields that should be so");
    } else if (token.is_word("else")) {
      once(has_else);
      has_else = true;
      take();
      tail.charges = ids(true);
    } else {
      fail_expected("a field, `only`, a count, a window, `should` or `else`");
    }
  }
  return tail;
}

Location span_of(const Location& first, const Location& last) {
  if (first.line != last.line || last.column < first.column) return first;
  return Location{first.line, first.column, last.column + last.length - first.column};
}

}  // namespace script
