// Lines about a variant of a packet: `alice -> $bad!`, `alice reacts to $bad`.
#include <algorithm>
#include <fmt/format.h>

#include "script/builder.h"
#include "script/legality.h"
#include "script/matrix.h"
#include "script/words.h"

namespace script {
namespace {

using codec::Field;

/// Fields of one subscription: those on the line replace all of the base's.
bool is_of_subscription(Field field) {
  return field == Field::filter || field == Field::max_qos || field == Field::no_local ||
         field == Field::retain_as_published || field == Field::retain_handling;
}

}  // namespace

const codec::Variant* Builder::variant(const Word& name) {
  const auto found = row_.variants.find(name.text);
  if (found != row_.variants.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [other, variant] : row_.variants) known.push_back("$" + other);
  report(name.where, fmt::format("`${}` is no variant of a packet", name.text),
         known.empty() ? "variants come from a line `for bad in illegal SUBSCRIBE` above"
                       : did_you_mean(nearest("$" + name.text, known)));
  return nullptr;
}

/// A plain packet with the case's own names; what the line says replaces it.
std::vector<SentField> Builder::base_of(const codec::Variant& variant, Actor who,
                                        const SentParts& parts) const {
  const std::string topic = plan_.topic_root;
  std::vector<codec::FieldValue> plain =
      codec::plain_fields(variant.type, in_.version, {topic, plan_.actors[who].client_id});
  if (codec::needs(variant, Field::will_topic))
    plain.push_back({Field::will_topic, codec::Value(topic + "/will")});
  const bool own_filter = parts.named.contains(Field::filter);
  std::vector<SentField> fields;
  for (codec::FieldValue& field : plain) {
    // Who is behind a role is known only in the run.
    if (field.field == Field::client_id && plan_.actors[who].role) continue;
    if (parts.named.contains(field.field) || (own_filter && is_of_subscription(field.field))) continue;
    fields.push_back({.field = field.field, .value = std::move(field.value)});
  }
  fields.insert(fields.end(), parts.fields.begin(), parts.fields.end());
  return fields;
}

void Builder::send_variant(const SendNode& node, const Statement& statement, std::vector<Step>& out) {
  const codec::Variant* what = variant(node.variant);
  if (what == nullptr) return;
  const bool illegal = what->violation.has_value();
  if (illegal != node.wrong_here) {
    return report(node.variant.where,
                  illegal ? fmt::format("`${}` is illegal", node.variant.text)
                          : fmt::format("`${}` is legal, so it needs no `!`", node.variant.text),
                  illegal ? fmt::format("write `${}!`", node.variant.text) : std::string());
  }
  Send send{.actor = actor(node.actor), .type = what->type, .wrong_here = node.wrong_here, .variant = what};
  const std::size_t before = told_;
  SentParts parts = sent(node.fields, what->type, nullptr);
  if (parts.override_where.line != 0 || parts.marked)
    report(statement.where, "a variant has its fault already: only lawful fields may stand behind it");
  send.fields = base_of(*what, send.actor, parts);
  send.delivery = parts.delivery;
  if (in_.checking && told_ == before) {
    const SentPacket packet{what->type, in_.version,     send.fields,        {},
                            false,      node.wrong_here, node.variant.where, {}};
    if (const std::optional<LegalityFault> fault = check_sent(packet))
      report(fault->where, fault->message, fault->suggestion);
  }
  variants_sent_[node.variant.text] = {send.actor, send.fields};
  add(out, statement, std::move(send));
}

void Builder::react_to_variant(const ReactNode& node, const Statement& statement, std::vector<Step>& out) {
  const codec::Variant* what = variant(node.variant);
  if (what == nullptr) return;
  const Actor who = actor(node.actor);
  const auto sent = variants_sent_.find(node.variant.text);
  if (sent == variants_sent_.end() || sent->second.first != who) {
    return report(node.variant.where,
                  fmt::format("`{}` has sent no `${}`", node.actor.text, node.variant.text),
                  fmt::format("a line `{} -> ${}{}` belongs above", node.actor.text, node.variant.text,
                              what->violation ? "!" : ""));
  }
  if (node.tail.only || node.tail.count || node.tail.has_should || !node.tail.charges.empty()) {
    report(statement.where, "behind `reacts to` stands only a window");
  }
  const Window time = window(node.tail.window);
  if (what->violation) {
    ReactionPlace place{who, time, {}, statement.where, statement.text};
    for (const Word& id : covered_ids(*in_.scenario, in_.version)) place.covered.push_back(id.text);
    for (Step& step : steps_of_reaction(*what, place)) out.push_back(std::move(step));
    return;
  }
  if (node.tail.window) report(statement.where, "a sound packet is answered in the usual time");
  Verb verb{.actor = who, .kind = VerbKind::is_served};
  verb.fields = sent->second.second;
  verb.variant = what;
  add(out, statement, std::move(verb));
}

}  // namespace script
