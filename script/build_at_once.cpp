// `at once`: what one actor sends in a single write.
#include <fmt/format.h>

#include "script/builder.h"

namespace script {
namespace {

bool ends_connection(const Verb& verb) {
  return verb.kind == VerbKind::half_closes || verb.kind == VerbKind::closes || verb.kind == VerbKind::resets;
}

/// Who sends, and in which pieces; nothing for a line that does not belong here.
struct Sender {
  Actor actor{};
  Delivery delivery{};
};
std::optional<Sender> sender_of(const Step& step) {
  if (const Send* send = std::get_if<Send>(&step.what)) return Sender{send->actor, send->delivery};
  if (const SendBytes* bytes = std::get_if<SendBytes>(&step.what))
    return Sender{bytes->actor, bytes->delivery};
  const Verb* verb = std::get_if<Verb>(&step.what);
  if (verb == nullptr || !ends_connection(*verb)) return std::nullopt;
  return Sender{verb->actor, verb->delivery};
}

}  // namespace

/// Tells what is wrong with a line by itself. `ended`: the connection has been ended above.
bool Builder::at_once_line(const Step& step, bool ended) {
  const std::optional<Sender> sender = sender_of(step);
  if (!sender) {
    report(step.where,
           "`at once` holds only what one actor sends, and `half-closes`, `closes` or `resets` at the end");
    return false;
  }
  const Delivery& own = sender->delivery;
  if (own.split || own.frame_size || own.text_frame) {
    report(step.where, "the block is written as a whole, so a line has no `split` or `frame` of its own",
           "write `at once split=…` or `at once frame=…`");
  }
  if (ended) report(step.where, "the connection has ended above, so nothing can be sent here");
  return true;
}

void Builder::at_once(const AtOnceNode& node, const Statement& statement, std::vector<Step>& out) {
  AtOnce once;
  SentParts parts;
  for (const FlatField& entry : flatten(node.fields)) {
    const FieldNode& field = *entry.node;
    if ((field.name == "split" || field.name == "frame") && !field.marked) {
      override_field(field, parts);
    } else {
      report(field.where, "`at once` takes only `split=` and `frame=`");
    }
  }
  once.delivery = parts.delivery;
  block(node.body, once.lines);
  if (once.lines.empty()) return;
  std::optional<Actor> who;
  bool ended = false;
  for (const Step& step : once.lines) {
    if (!at_once_line(step, ended)) continue;
    const Actor actor = sender_of(step)->actor;
    if (who.value_or(actor) != actor) {
      report(step.where, fmt::format("`at once` is one write on one connection, and `{}` sends above",
                                     plan_.actors[*who].name));
    }
    who = who.value_or(actor);
    ended = std::holds_alternative<Verb>(step.what);
  }
  if (who && std::holds_alternative<Verb>(once.lines.front().what)) {
    report(once.lines.front().where, "nothing is sent above that could go out with it");
  }
  once.actor = who.value_or(0);
  add(out, statement, std::move(once));
}

}  // namespace script
