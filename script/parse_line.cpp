// Statements of one line: what an actor sends, receives, does, and fences.
#include <algorithm>
#include <fmt/format.h>

#include "script/parser_impl.h"
#include "script/words.h"

namespace script {

PatternNode Parser::pattern(LineReader& in) {
  PatternNode node;
  node.packet = in.name("a packet's name, CLOSED or anything");
  if (in.accept_word("with")) {
    node.has_with = true;
    node.with = in.fields();
    if (node.with.empty()) in.fail_expected("the fields that select the packet");
    if (!in.accept(",")) {
      // `bob <- PUBREL with id=?r`: nothing else is asked of it.
      return node;
    }
  }
  node.fields = in.fields();
  return node;
}

Statement Parser::fence(LineReader& in) {
  FenceNode node;
  if (in.peek().is_word("retained") && !in.peek(1).is("=>")) {
    in.take();
    node.retained = true;
    node.actor = in.name("an actor");
    node.filter_where = in.peek().where;
    node.filter = in.string("a filter");
    return {.what = std::move(node)};
  }
  node.actor = in.name("an actor");
  if (in.accept("=>")) {
    node.to.push_back(in.name("an actor"));
    while (!in.failed() && in.peek().kind == Token::Kind::word && !in.peek(1).is("="))
      node.to.push_back(in.name("an actor"));
    node.fields = in.fields();
  }
  return {.what = std::move(node)};
}

Statement Parser::broker(LineReader& in) {
  static const std::vector<std::string> words = {"restarts", "starts", "is"};
  const auto is_one = [](const Token& token) {
    return token.kind == Token::Kind::word && std::ranges::find(words, token.text) != words.end();
  };
  BrokerNode node;
  // A name stands here when there is more behind it, or nothing that was meant as one of the words.
  if (!is_one(in.peek()) && is_one(in.peek(1))) {
    const Token name = in.peek();
    node.name_is_parameter = name.kind == Token::Kind::variable;
    if (node.name_is_parameter) {
      in.take();
      node.name = {name.text, name.where};
    } else {
      node.name = in.name("the name of a broker");
    }
  }
  const Token word = in.peek();
  if (!is_one(word)) {
    if (word.kind != Token::Kind::word) {
      in.fail_expected("`restarts`, `is stopped`, `is killed` or `starts`");
    } else {
      in.fail(word.where, fmt::format("a broker does not `{}`", word.text),
              "`broker restarts`, `broker is stopped`, `broker is killed`, `broker starts`");
    }
    return {.what = std::move(node)};
  }
  in.take();
  node.is = word.text == "is";
  node.what = {word.text, word.where};
  if (!node.is) return {.what = std::move(node)};
  const Token state = in.peek();
  node.parameter = state.kind == Token::Kind::variable;
  if (!node.parameter && !state.is_word("killed") && !state.is_word("stopped")) {
    in.fail_expected("`killed` or `stopped`");
    return {.what = std::move(node)};
  }
  in.take();
  node.what = {state.text, state.where};
  return {.what = std::move(node)};
}

Statement Parser::link(LineReader& in) {
  LinkNode node;
  in.expect_word("is");
  node.cut = in.accept_word("cut");
  if (!node.cut) {
    if (!in.accept_word("restored")) in.fail_expected("`cut`, `cut at PUBREC` or `restored`");
    return {.what = std::move(node)};
  }
  node.at = in.accept_word("at");
  if (!node.at) return {.what = std::move(node)};
  const Token packet = in.peek();
  node.parameter = packet.kind == Token::Kind::variable;
  if (!node.parameter && packet.kind != Token::Kind::word) {
    in.fail_expected("a packet, such as PUBREC");
    return {.what = std::move(node)};
  }
  in.take();
  node.what = {packet.text, packet.where};
  return {.what = std::move(node)};
}

Statement Parser::send(LineReader& in, Word actor) {
  if (in.peek().kind == Token::Kind::variable) {
    const Token variant = in.take();
    SendNode node{.actor = std::move(actor), .variant = {variant.text, variant.where}};
    node.wrong_here = in.accept("!");
    node.fields = in.fields();
    return {.what = std::move(node)};
  }
  Word packet = in.name("a packet's name");
  if (packet.text == "BYTES") {
    SendBytesNode node{.actor = std::move(actor)};
    node.wrong_here = in.accept("!");
    const std::size_t begin = packet.where.column - 1 + packet.text.size() + (node.wrong_here ? 1 : 0);
    BytesLine bytes = bytes_of(in.line(), begin);
    if (!bytes.error.empty()) {
      in.fail(bytes.error_where, bytes.error, "bytes are hex pairs, `rl`, `s'text'`, `u16(7)`, `'text'`");
    } else if (bytes.parts.empty()) {
      in.fail(packet.where, "bytes are expected behind `BYTES`");
    }
    node.parts = std::move(bytes.parts);
    while (in.peek().kind != Token::Kind::end) in.take();
    return {.what = std::move(node)};
  }
  SendNode node{.actor = std::move(actor), .packet = std::move(packet)};
  node.wrong_here = in.accept("!");
  node.fields = in.fields();
  return {.what = std::move(node)};
}

Statement Parser::receive(LineReader& in, std::vector<Word> actors, bool one_of, bool maybe) {
  ReceiveNode node{.actors = std::move(actors), .one_of = one_of, .maybe = maybe};
  if (one_of && in.accept_word("as")) {
    node.roles.push_back(in.name("a name for the one who received"));
    node.roles.push_back(in.name("a name for the other one"));
  }
  if (one_of || maybe) in.expect("<-");  // else it is what told the caller
  node.pattern = pattern(in);
  node.tail = in.tail();
  return {.what = std::move(node)};
}

Statement Parser::maybe_receive(LineReader& in) {
  if (in.accept_word("one")) {
    in.expect_word("of");
    std::vector<Word> actors;
    while (!in.failed() && in.peek().kind == Token::Kind::word) actors.push_back(in.name("an actor"));
    return receive(in, std::move(actors), true, true);
  }
  std::vector<Word> actors = {in.name("an actor")};
  return receive(in, std::move(actors), false, true);
}

Statement Parser::actor_line(LineReader& in) {
  if (in.peek().is_word("one") && in.peek(1).is_word("of")) {
    in.take();
    in.take();
    std::vector<Word> actors;
    while (!in.failed() && in.peek().kind == Token::Kind::word && !in.peek().is_word("as"))
      actors.push_back(in.name("an actor"));
    return receive(in, std::move(actors), true, false);
  }
  const std::vector<std::string> keywords = {"let",    "after",        "fence",   "given", "on",
                                             "repeat", "in any order", "at once", "maybe", "never",
                                             "either", "or",           "one of"};
  Word actor = in.name("a statement");
  if (in.accept("->")) return send(in, std::move(actor));
  if (in.accept("<-")) return receive(in, {std::move(actor)}, false, false);
  if (in.accept_word("is")) {
    ReactNode node{.actor = std::move(actor)};
    const std::vector<std::string> known = {"closed", "refused"};
    if (std::ranges::find(known, in.peek().text) == known.end()) {
      in.fail(in.peek().where, fmt::format("expected `closed` or `refused`, found `{}`", in.peek().text),
              did_you_mean(nearest(in.peek().text, known)));
      return {.what = std::move(node)};
    }
    node.refused = in.take().text == "refused";
    node.fields = in.fields();
    node.tail = in.tail();
    return {.what = std::move(node)};
  }
  if (in.accept_word("reacts")) {
    ReactNode node{.actor = std::move(actor)};
    in.expect_word("to");
    if (in.peek().kind != Token::Kind::variable) in.fail_expected("a variant such as `$bad`");
    const Token variant = in.take();
    node.variant = {variant.text, variant.where};
    node.tail = in.tail();
    return {.what = std::move(node)};
  }
  if (in.peek().kind != Token::Kind::word) {
    in.fail(actor.where, fmt::format("`{}` is no statement", actor.text),
            did_you_mean(nearest(actor.text, keywords)));
    return {.what = VerbNode{}};
  }
  const Token verb = in.take();
  if (find_verb(verb.text) == nullptr) {
    if (const std::string near = nearest(actor.text, keywords); !near.empty()) {
      in.fail(actor.where, fmt::format("`{}` is no statement", actor.text), did_you_mean(near));
      return {.what = VerbNode{}};
    }
    std::vector<std::string> known = {"is"};
    for (const VerbRow& row : verbs()) known.emplace_back(row.name);
    in.fail(verb.where, fmt::format("unknown verb `{}`", verb.text), did_you_mean(nearest(verb.text, known)));
    return {.what = VerbNode{}};
  }
  VerbNode node{.actor = std::move(actor), .verb = {verb.text, verb.where}};
  node.fields = in.fields();
  if (in.accept("<-")) {
    node.has_answer = true;
    node.answer = in.fields();
  }
  node.tail = in.tail();
  return {.what = std::move(node)};
}

}  // namespace script
