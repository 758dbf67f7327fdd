// The tokens of one line, longest match first.
#include "script/lexer.h"

#include <array>
#include <fmt/format.h>

namespace script {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

class Lexer {
 public:
  explicit Lexer(const SourceLine& line) : line_(line), at_(line.indentation) {
    end_ = line.indentation + line.code.size();
  }

  std::vector<Token> run() {
    std::vector<Token> tokens;
    while (true) {
      const std::size_t before = at_;
      while (at_ < end_ && (here() == ' ' || here() == '\t')) ++at_;
      Token token = at_ < end_ ? next() : make(Token::Kind::end, at_, "");
      token.blank_before = at_ != before && (tokens.empty() || token.where.column > before + 1);
      tokens.push_back(std::move(token));
      if (tokens.back().kind == Token::Kind::end) return tokens;
    }
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < end_ ? line_.text[at_ + ahead] : '\0'; }
  char here() const { return line_.text[at_]; }
  std::string_view rest() const { return line_.text.substr(at_, end_ - at_); }

  Token make(Token::Kind kind, std::size_t begin, std::string text) const {
    return Token{kind, std::move(text),
                 Location{line_.number, static_cast<std::uint32_t>(begin + 1),
                          static_cast<std::uint32_t>(at_ > begin ? at_ - begin : 1)}};
  }
  Token from(Token::Kind kind, std::size_t begin, std::size_t skip = 0) const {
    return make(kind, begin, std::string(line_.text.substr(begin + skip, at_ - begin - skip)));
  }

  Token next() {
    const std::size_t begin = at_;
    const char c = here();
    if (c == '"') return string();
    if (is_digit(c)) return digits();
    if (is_letter(c)) {
      name('-', true);
      return from(Token::Kind::word, begin);
    }
    if ((c == '$' || c == '?') && is_letter(peek(1))) {
      ++at_;
      name('-', c == '$');
      return from(c == '$' ? Token::Kind::variable : Token::Kind::capture, begin, 1);
    }
    static constexpr std::array<std::string_view, 20> symbols = {"->", "<-", "=>", "!=", "..", "=", "~",
                                                                 "!",  "|",  "[",  "]",  "(",  ")", ",",
                                                                 ":",  "*",  "-",  "+",  "/",  "$"};
    for (const std::string_view symbol : symbols) {
      if (!rest().starts_with(symbol) || symbol == "$") continue;
      at_ += symbol.size();
      return from(Token::Kind::symbol, begin);
    }
    ++at_;
    while (at_ < end_ && (static_cast<unsigned char>(here()) & 0xC0U) == 0x80U) ++at_;
    return from(Token::Kind::unknown, begin);
  }

  /// Takes a name; a `-` or `.` belongs to it only when a letter (`-`: in words also a digit) follows.
  void name(char dash, bool dotted) {
    const bool word =
        is_letter(here()) && (at_ == 0 || (line_.text[at_ - 1] != '$' && line_.text[at_ - 1] != '?'));
    while (at_ < end_) {
      const char c = here();
      const bool joins = (c == dash && (is_letter(peek(1)) || (word && is_digit(peek(1))))) ||
                         (c == '.' && dotted && is_letter(peek(1)));
      if (!is_name(c) && !joins) return;
      ++at_;
    }
  }

  Token string() {
    const std::size_t begin = at_++;
    while (at_ < end_ && here() != '"') at_ += here() == '\\' && at_ + 1 < end_ ? 2U : 1U;
    if (at_ >= end_) {
      at_ = end_;
      return make(Token::Kind::unknown, begin, "a string that is not closed");
    }
    ++at_;
    return make(Token::Kind::string, begin, std::string(line_.text.substr(begin + 1, at_ - begin - 2)));
  }

  Token digits() {
    const std::size_t begin = at_;
    for (const std::string_view version : {"3.1.1", "5.0"}) {
      if (!rest().starts_with(version)) continue;
      const char behind = peek(version.size());
      if (is_digit(behind) || is_letter(behind)) continue;
      if (behind == '.' && peek(version.size() + 1) != '.') continue;
      at_ += version.size();
      if (behind != '/') return from(Token::Kind::version, begin);
      while (at_ < end_ && here() != ' ' && here() != '\t') ++at_;
      return from(Token::Kind::id, begin);
    }
    if (here() == '0' && peek(1) == 'x' && is_hex(peek(2))) {
      at_ += 2;
      while (at_ < end_ && is_hex(here())) ++at_;
    } else {
      while (at_ < end_ && is_digit(here())) ++at_;
    }
    const std::size_t unit = at_;
    while (at_ < end_ && is_name(here())) ++at_;
    if (unit == at_) {
      if (peek() != '/') return from(Token::Kind::number, begin);
      while (at_ < end_ && here() != ' ' && here() != '\t') ++at_;
      return from(Token::Kind::unknown, begin);
    }
    const std::string_view letters = line_.text.substr(unit, at_ - unit);
    const bool duration = letters == "ms" || letters == "s" || letters == "m";
    return from(duration ? Token::Kind::duration : Token::Kind::unknown, begin);
  }

  const SourceLine& line_;
  std::size_t at_;
  std::size_t end_;
};

}  // namespace

std::vector<Token> tokens_of(const SourceLine& line) {
  return Lexer(line).run();
}

BytesLine bytes_of(const SourceLine& line, std::size_t begin) {
  BytesLine result;
  const std::size_t end = line.indentation + line.code.size();
  const auto place = [&](std::size_t from, std::size_t to) {
    return Location{line.number, static_cast<std::uint32_t>(from + 1), static_cast<std::uint32_t>(to - from)};
  };
  std::size_t at = begin;
  while (at < end) {
    const char c = line.text[at];
    if (c == ' ' || c == '\t') {
      ++at;
      continue;
    }
    const std::size_t start = at;
    const std::string_view rest = line.text.substr(at, end - at);
    BytesPart part;
    if (c == '\'' || rest.starts_with("s'")) {
      part.kind = c == 's' ? BytesPart::Kind::string : BytesPart::Kind::text;
      at += c == 's' ? 2U : 1U;
      const std::size_t text = at;
      while (at < end && line.text[at] != '\'') at += line.text[at] == '\\' && at + 1 < end ? 2U : 1U;
      if (at >= end) {
        result.error = "a text that is not closed";
        result.error_where = place(start, end);
        return result;
      }
      part.text = line.text.substr(text, at - text);
      ++at;
    } else if (rest.starts_with("u16(")) {
      const std::size_t close = rest.find(')');
      const std::string_view number = rest.substr(4, close == std::string_view::npos ? 0 : close - 4);
      if (number.empty() || number.size() > 6 ||
          number.find_first_not_of("0123456789xabcdefABCDEF") != std::string_view::npos) {
        result.error = "u16(…) takes a number of two bytes";
        result.error_where = place(start, end);
        return result;
      }
      part.kind = BytesPart::Kind::u16;
      part.text = number;
      at += close + 1;
    } else {
      while (at < end && line.text[at] != ' ' && line.text[at] != '\t') ++at;
      const std::string_view word = line.text.substr(start, at - start);
      part.text = word;
      part.kind = word == "rl" ? BytesPart::Kind::remaining_length : BytesPart::Kind::hex;
      if (word != "rl" && !(word.size() == 2 && is_hex(word[0]) && is_hex(word[1]))) {
        result.error = fmt::format("`{}` is not a byte", word);
        result.error_where = place(start, at);
        return result;
      }
    }
    part.where = place(start, at);
    result.parts.push_back(std::move(part));
  }
  return result;
}

}  // namespace script
