// The file, its suite line and its scenarios.
#include "script/parser.h"

#include <fmt/format.h>

#include "script/parser_impl.h"
#include "script/words.h"

namespace script {
namespace {

Location whole(const SourceLine& line) {
  return Location{line.number, line.indentation + 1, static_cast<std::uint32_t>(line.code.size())};
}

}  // namespace

void Parser::gather(std::string_view text) {
  std::vector<Comment> comments;
  bool blank = false;
  for (const SourceLine& line : split_lines(text)) {
    if (line.blank()) {
      blank = true;
      continue;
    }
    const std::uint32_t depth = (line.indentation + 1) / 2;
    if (line.code.empty()) {
      comments.push_back({std::string(line.comment), depth, blank});
    } else {
      if (line.tab) {
        diagnostics_.error(Location{line.number, 1, line.indentation}, "a tab in the indentation",
                           "use two blanks");
      } else if (line.indentation % 2 != 0) {
        diagnostics_.error(Location{line.number, 1, line.indentation}, "blocks are indented by two blanks");
      }
      lines_.push_back({line, depth, Trivia{std::move(comments), blank, std::string(line.comment)},
                        line.tab || line.indentation % 2 != 0});
      comments.clear();
    }
    blank = false;
    if (!well_formed_utf8(line.text)) {
      diagnostics_.error(Location{line.number, 1, static_cast<std::uint32_t>(line.text.size())},
                         "the line is not UTF-8", "write bytes in strings as \\xHH");
    }
  }
  suite_.comments_at_end = std::move(comments);
}

void Parser::skip_deeper(std::uint32_t depth) {
  if (!deeper_than(depth)) return;
  if (!lines_[at_].told) diagnostics_.error(whole(lines_[at_].source), "the line is indented too deep");
  while (deeper_than(depth)) ++at_;
}

void Parser::suite_line() {
  if (lines_.empty()) {
    diagnostics_.error(Location{}, "the file is empty",
                       "a file begins with `suite NAME \"what it is about\"`");
    return;
  }
  LineReader in = reader(lines_.front());
  if (!in.peek().is_word("suite")) {
    in.fail(whole(lines_.front().source), "a file begins with its suite",
            "write `suite NAME \"what it is about\"` above");
    if (lines_.front().source.code.starts_with("scenario")) return;
    at_ = 1;
    return;
  }
  in.take();
  suite_.trivia = std::move(take_line().trivia);
  suite_.name = in.name("the name of the suite");
  suite_.title = in.string("a string that says what the suite is about");
  in.finish();
  skip_deeper(0);
}

ScenarioNode Parser::scenario() {
  CodeLine& line = take_line();
  LineReader in = reader(line);
  ScenarioNode node;
  node.where = whole(line.source);
  node.trivia = std::move(line.trivia);
  in.take();
  node.name = in.name("the name of the scenario");
  in.finish();
  scenario_body(node);
  node.last_line = lines_[at_ - 1].source.number;
  return node;
}

void Parser::scenario_body(ScenarioNode& node) {
  if (!at_depth(1)) {
    skip_deeper(0);
    diagnostics_.error(node.where, "the scenario is empty",
                       "say in a string what it is about, then `covers`");
    return;
  }
  if (lines_[at_].source.code.starts_with('"')) {
    CodeLine& line = take_line();
    LineReader in = reader(line);
    node.sentence_where = whole(line.source);
    node.sentence_trivia = std::move(line.trivia);
    node.sentence = in.string("a sentence");
    in.finish();
    skip_deeper(1);
  } else {
    diagnostics_.error(whole(lines_[at_].source), "a scenario begins with a string that says what must hold");
  }
  while (at_ < lines_.size() && lines_[at_].depth > 0) {
    if (lines_[at_].depth > 1) {
      skip_deeper(1);
      continue;
    }
    const LineReader in = LineReader(lines_[at_].source, diagnostics_);
    if (in.peek().kind != Token::Kind::word || !begins_header(in.peek().text) || in.peek(1).is("->") ||
        in.peek(1).is("<-")) {
      break;
    }
    if (std::optional<Header> found = header()) node.headers.push_back(std::move(*found));
  }
  nesting_ = 0;
  node.body = block(1);
}

void Parser::run(std::string_view text) {
  gather(text);
  suite_line();
  while (at_ < lines_.size()) {
    if (!at_depth(0)) {
      skip_deeper(0);
      continue;
    }
    const LineReader in = reader(lines_[at_]);
    if (in.peek().is_word("scenario")) {
      suite_.scenarios.push_back(scenario());
      continue;
    }
    const std::string near = in.peek().kind == Token::Kind::word
                                 ? nearest(in.peek().text, std::vector<std::string>{"scenario"})
                                 : "";
    diagnostics_.error(whole(lines_[at_].source),
                       in.peek().is_word("suite") ? "a file holds one suite" : "a scenario is expected here",
                       did_you_mean(near));
    ++at_;
    while (deeper_than(0)) ++at_;
  }
}

void parse_into(Suite& suite, std::string_view text, Diagnostics& diagnostics) {
  Parser(suite, diagnostics).run(text);
}

}  // namespace script
