// Reads the tokens of one line: names, values, field lists. The first thing that is wrong is told and ends
// the line; whatever is asked afterwards answers with nothing, so that callers need not look after each step.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "script/ast.h"
#include "script/diagnostic.h"
#include "script/lexer.h"

namespace script {

class LineReader {
 public:
  LineReader(const SourceLine& line, Diagnostics& diagnostics);

  const Token& peek(std::size_t ahead = 0) const;
  const SourceLine& line() const { return line_; }
  bool failed() const { return failed_; }
  bool at_end() const { return failed_ || peek().kind == Token::Kind::end; }
  /// Tells the first thing that is wrong with this line; later ones are dropped.
  void fail(const Location& where, std::string message, std::string suggestion = {});
  /// Tells it of the next token: "expected …, found `…`".
  void fail_expected(std::string_view what);

  Token take();
  bool accept(std::string_view symbol);
  bool accept_word(std::string_view word);
  bool expect(std::string_view symbol);
  bool expect_word(std::string_view word);
  /// A NAME; `what` says of what ("an actor").
  Word name(std::string_view what);
  /// All names up to something that is none.
  std::vector<Word> names(std::string_view what);
  std::string string(std::string_view what);
  /// The line must be through.
  void finish();

  Atom atom(std::uint32_t depth = 0);
  ValueNode value(std::uint32_t depth = 0);
  /// Fields up to `<-`, `,`, `)`, a word such as `should`, or the end.
  FieldNodes fields(std::uint32_t depth = 0);
  /// All that may follow the fields of an asserting line.
  Tail tail();
  /// Ids as in `covers`; behind `else` also `$id`, a parameter.
  std::vector<Word> ids(bool parameters);

 private:
  bool atom_follows() const;
  Atom call(Atom atom, std::uint32_t depth);
  FieldNode field(std::uint32_t depth);
  CountNode count();
  WindowNode window();

  SourceLine line_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// The place from the first token of a thing to the last.
Location span_of(const Location& first, const Location& last);

/// Whether the word is a count of a receive: `x2`.
bool is_count(std::string_view word);

}  // namespace script
