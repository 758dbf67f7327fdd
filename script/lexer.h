// The tokens of one line. Places are kept as byte columns of the file's line, so that a diagnostic can point.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "script/ast.h"
#include "script/text.h"

namespace script {

struct Token {
  enum class Kind : std::uint8_t {
    word,      ///< NAME, PACKET, keyword; also `server.receive_maximum`, `x2`
    number,    ///< 12, 0x8f
    duration,  ///< 2s, 4200ms
    version,   ///< 3.1.1, 5.0
    id,        ///< 5.0/MQTT-3.3.1-5, 5.0/4.13.2
    string,    ///< text: between the quotes, raw
    variable,  ///< $t, $users.reader, ${…} is for strings only
    capture,   ///< ?x
    symbol,    ///< -> <- => = != ~ ! | .. [ ] ( ) , : * - +
    unknown,   ///< what is none of these; text says why
    end,
  };
  Kind kind{};
  std::string text;
  Location where;
  bool blank_before{};

  bool is(std::string_view symbol_text) const { return kind == Kind::symbol && text == symbol_text; }
  bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
};

/// The tokens of a line's code; the last one is `end`.
std::vector<Token> tokens_of(const SourceLine& line);

/// The parts of a line of raw bytes: `82 rl 's' u16(7) s'$t'`, from byte `begin` of the line's text on.
struct BytesLine {
  std::vector<BytesPart> parts;
  std::string error;  ///< empty when all is well
  Location error_where;
};
BytesLine bytes_of(const SourceLine& line, std::size_t begin);

}  // namespace script
