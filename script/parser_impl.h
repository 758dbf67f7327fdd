// The parser proper: lines with code, blocks by indentation. Internal to parser.cpp, parse_header.cpp and
// parse_statement.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "script/ast.h"
#include "script/diagnostic.h"
#include "script/line_reader.h"
#include "script/parser.h"

namespace script {

/// A line that holds code, with the comments and the blank line above it.
struct CodeLine {
  SourceLine source;
  std::uint32_t depth{};
  Trivia trivia;
  bool told{};  ///< something is wrong with its indentation, and said
};

class Parser {
 public:
  Parser(Suite& suite, Diagnostics& diagnostics) : suite_(suite), diagnostics_(diagnostics) {}
  void run(std::string_view text);

 private:
  void gather(std::string_view text);
  bool at_depth(std::uint32_t depth) const { return at_ < lines_.size() && lines_[at_].depth == depth; }
  bool deeper_than(std::uint32_t depth) const { return at_ < lines_.size() && lines_[at_].depth > depth; }
  CodeLine& take_line() { return lines_[at_++]; }
  LineReader reader(const CodeLine& line) { return LineReader(line.source, diagnostics_); }
  /// Tells that the next lines are indented too deep, and skips them.
  void skip_deeper(std::uint32_t depth);

  void suite_line();
  ScenarioNode scenario();
  void scenario_body(ScenarioNode& node);
  // parse_header.cpp
  static bool begins_header(std::string_view word);
  std::optional<Header> header();
  CoversNode covers(LineReader& in);
  NeedsNode needs(LineReader& in);
  TagsNode tags(LineReader& in);
  FormerlyNode formerly(LineReader& in);
  ForNode for_rows(LineReader& in, std::uint32_t depth);
  ClientsNode clients(LineReader& in, std::uint32_t depth);
  // parse_statement.cpp
  Block block(std::uint32_t depth);
  /// The block that must follow the line at this depth.
  Block body_of(LineReader& in, std::uint32_t depth);
  std::optional<Statement> statement();
  std::optional<Statement> statement_from(LineReader& in, std::uint32_t depth);
  std::optional<Statement> keyword_statement(LineReader& in, std::uint32_t depth);
  Statement either(LineReader& in, std::uint32_t depth);
  Statement never(LineReader& in, std::uint32_t depth);
  Statement repeat(LineReader& in, std::uint32_t depth);
  Statement on_version(LineReader& in, std::uint32_t depth);
  // parse_line.cpp
  Statement fence(LineReader& in);
  static Statement broker(LineReader& in);
  static Statement link(LineReader& in);
  Statement send(LineReader& in, Word actor);
  Statement receive(LineReader& in, std::vector<Word> actors, bool one_of, bool maybe);
  Statement maybe_receive(LineReader& in);
  PatternNode pattern(LineReader& in);
  Statement actor_line(LineReader& in);

  Suite& suite_;
  Diagnostics& diagnostics_;
  std::vector<CodeLine> lines_;
  std::size_t at_ = 0;
  std::uint32_t nesting_ = 0;
};

}  // namespace script
