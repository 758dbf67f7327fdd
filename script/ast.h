// The scenario file as it stands: what the parser reads, the printer prints and the compiler resolves.
// Literals keep their spelling, and comments and blank lines are part of the tree, so that `fmt` loses
// nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "codec/version.h"
#include "script/plan.h"

namespace script {

// ---- what stands around a line ---------------------------------------------------------------------------

struct Comment {
  std::string text{};  ///< from the `#` on, without trailing blanks
  std::uint32_t depth{};
  bool blank_before{};
};
/// Belongs to every line that holds code.
struct Trivia {
  std::vector<Comment> before{};
  bool blank_before{};
  std::string trailing{};  ///< comment behind the code, from the `#` on
};

// ---- values ----------------------------------------------------------------------------------------------

struct ValueNode;

struct Atom {
  enum class Kind : std::uint8_t {
    number,
    duration,
    string,
    pair,
    word,
    variable,
    capture,
    fill,
    pad,
    hex,
    minimum
  };
  Kind kind{};
  std::string text{};  ///< as spelled; strings without their quotes, variables and captures without `$`, `?`
  std::string second{};  ///< of a pair
  std::optional<std::int64_t> plus{};
  std::vector<ValueNode> arguments;  ///< fill, pad, hex, min
  Location where{};
};

struct ValueNode {
  enum class Kind : std::uint8_t { alternatives, range, list, any, absent };
  Kind kind{};
  std::vector<Atom> atoms{};  ///< alternatives
  std::optional<Atom> lowest{};
  std::optional<Atom> highest{};
  std::vector<ValueNode> elements{};  ///< list
  Location where{};
};

inline Atom atom_of(Atom::Kind kind, std::string text, const Location& where) {
  Atom atom;
  atom.kind = kind;
  atom.text = std::move(text);
  atom.where = where;
  return atom;
}

/// One entry of a field list.
struct FieldNode {
  enum class Kind : std::uint8_t { named, text, variable, versioned };
  Kind kind{};
  std::string name{};  ///< named: the field; text: the bare string; variable: of a `let`
  Comparison comparison{};
  std::optional<ValueNode> value{};
  bool marked{};             ///< `!` behind the value
  codec::Version version{};  ///< versioned
  std::vector<FieldNode> inner{};
  Location where{};
  Location value_where{};
};
using FieldNodes = std::vector<FieldNode>;

// ---- statements ------------------------------------------------------------------------------------------

struct Word {
  std::string text{};
  Location where{};
};

struct Statement;
using Block = std::vector<Statement>;

struct WindowNode {
  std::optional<Atom> lower{};
  std::optional<Atom> upper{};
  Location where{};
};
struct CountNode {
  std::uint32_t at_least{};
  std::optional<std::uint32_t> at_most{};
  bool ranged{};
  Location where{};
};
/// What may follow the fields of a line that asserts.
struct Tail {
  bool only{};
  std::optional<CountNode> count{};
  std::optional<WindowNode> window{};
  FieldNodes should{};
  bool has_should{};
  std::vector<Word> charges{};  ///< behind `else`
};

struct PatternNode {
  Word packet{};  ///< PUBLISH, …, CLOSED, anything
  FieldNodes with{};
  bool has_with{};
  FieldNodes fields{};
};

struct BytesPart {
  enum class Kind : std::uint8_t { hex, remaining_length, string, text, u16 };
  Kind kind{};
  std::string text{};
  Location where{};
};

struct SendNode {
  Word actor{};
  Word packet{};   ///< PUBLISH, …; empty: a variant is sent
  Word variant{};  ///< `$bad`, without the `$`
  bool wrong_here{};
  FieldNodes fields{};
};
struct SendBytesNode {
  Word actor{};
  bool wrong_here{};
  std::vector<BytesPart> parts{};
};
struct ReceiveNode {
  std::vector<Word> actors{};
  bool one_of{};
  std::vector<Word> roles{};  ///< none or two
  PatternNode pattern{};
  Tail tail{};
  bool maybe{};
};
struct ReactNode {
  Word actor{};
  bool refused{};
  Word variant{};  ///< of `reacts to $bad`, without the `$`; empty otherwise
  FieldNodes fields{};
  Tail tail{};
};
struct VerbNode {
  Word actor{};
  Word verb{};
  FieldNodes fields{};
  bool has_answer{};
  FieldNodes answer{};
  Tail tail{};
};
struct LetNode {
  Word name{};
  FieldNodes fields{};
};
struct AfterNode {
  Atom duration{};
};
/// `broker restarts`, `broker left is killed`, `broker $from is stopped`
struct BrokerNode {
  Word name{};  ///< which of the target's brokers; empty where it has one
  bool name_is_parameter{};
  Word what{};  ///< restarts, starts; behind `is`: killed, stopped, or a parameter's name
  bool is{};    ///< `is` stands before it
  bool parameter{};
};
/// `link is cut`, `link is cut at PUBREC`, `link is restored`
struct LinkNode {
  bool cut{};
  bool at{};    ///< it is cut in the place of a packet
  Word what{};  ///< that packet, or a parameter's name
  bool parameter{};
};
struct FenceNode {
  bool retained{};
  Word actor{};
  std::vector<Word> to{};
  FieldNodes fields{};
  std::string filter{};  ///< raw, of a retained fence
  Location filter_where{};
};
struct GivenNode {
  Block body;
};
struct OnNode {
  Word version{};
  bool inline_statement{};  ///< `on 5.0 alice resets`
  Block body;
};
struct RepeatNode {
  Word name{};
  Atom lowest{};
  Atom highest{};
  Block body;
};
struct AnyOrderNode {
  Block body;
};
struct AtOnceNode {
  FieldNodes fields{};  ///< `split`, `frame`
  Block body;
};
struct BranchNode {
  BranchGrade grade{};
  std::string text{};  ///< raw
  bool has_text{};
  Block body;
  Trivia trivia{};  ///< of the `or` line
  Location where{};
};
struct EitherNode {
  std::vector<BranchNode> branches;
};
struct NeverNode {
  std::vector<Word> actors{};
  PatternNode pattern{};
  std::optional<Atom> at_least{};
  std::vector<Word> charges{};
  Block body;
};

struct Statement {
  std::variant<SendNode, SendBytesNode, ReceiveNode, ReactNode, VerbNode, LetNode, AfterNode, BrokerNode,
               LinkNode, FenceNode, GivenNode, OnNode, RepeatNode, AnyOrderNode, AtOnceNode, EitherNode,
               NeverNode>
      what;
  Trivia trivia{};
  Location where{};
  std::string text{};
};

// ---- headers ---------------------------------------------------------------------------------------------

struct CoversNode {
  std::vector<Word> ids{};
};
struct NeedsNode {
  std::vector<Word> words{};
  std::optional<ValueNode> range{};  ///< of `server.PROP`, then the only word
};
struct TagsNode {
  std::vector<Word> words{};
};
/// What the scenario was called before: `old-name`, or `old-suite/old-name`.
struct FormerlyNode {
  std::vector<Word> names{};
};
struct RowNode {
  std::vector<ValueNode> values{};
  Trivia trivia{};
  Location where{};
};
/// `illegal SUBSCRIBE`
struct MatrixNode {
  bool illegal{};
  Word packet{};
};
struct ForNode {
  std::vector<Word> names{};
  std::vector<RowNode> rows{};
  bool in_line{};  ///< `for qos in 1 2`
  std::optional<MatrixNode> matrix{};
};
struct ClientNode {
  Word actor{};
  FieldNodes fields{};
  Trivia trivia{};
};
struct ClientsNode {
  std::vector<ClientNode> clients{};
};
struct Header {
  std::variant<CoversNode, NeedsNode, TagsNode, FormerlyNode, ForNode, ClientsNode> what{};
  Trivia trivia{};
  Location where{};
};

struct ScenarioNode {
  Word name{};
  std::string sentence{};  ///< raw
  Location sentence_where{};
  std::vector<Header> headers{};
  Block body{};
  Trivia trivia{};
  Trivia sentence_trivia{};
  Location where{};
  std::uint32_t last_line{};
};

struct Suite {
  std::string file{};
  std::vector<std::string> lines{};
  Word name{};
  std::string title{};  ///< raw
  Trivia trivia{};
  std::vector<ScenarioNode> scenarios{};
  std::vector<Comment> comments_at_end{};
};

}  // namespace script
