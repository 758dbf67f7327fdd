// What connects and opens understand beside the fields of CONNECT, and what CONNECT says when the line does
// not.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>

#include "script/builder.h"

namespace script {

using codec::Field;
using codec::PacketType;
using codec::Version;

void Builder::will_fields(const FieldNode& field, SentParts& out) {
  const bool variable = field.value && field.value->kind == ValueNode::Kind::alternatives &&
                        field.value->atoms.size() == 1 && field.value->atoms[0].kind == Atom::Kind::variable;
  if (!variable || !lets_.contains(field.value->atoms[0].text)) {
    return report(field.where, "`will` takes a list of fields that a `let` names: `will=$m`");
  }
  static constexpr std::array mapped = {"topic",
                                        "payload",
                                        "qos",
                                        "retain",
                                        "payload_format_indicator",
                                        "message_expiry_interval",
                                        "content_type",
                                        "response_topic",
                                        "correlation_data",
                                        "user_property"};
  std::vector<FlatField> flat;
  flatten_into(lets_.at(field.value->atoms[0].text), true, flat);
  for (const FlatField& entry : flat) {
    const bool known = std::ranges::find(mapped, entry.node->name) != mapped.end();
    add_sent(PacketType::connect, *entry.node, known ? "will_" + entry.node->name : entry.node->name, out);
  }
}

bool Builder::pseudo_field(const FieldNode& field, const VerbKind* verb, SentParts& out) {
  const std::string& name = field.name;
  const std::string word = field.value ? single_word(*field.value) : std::string();
  const auto choice = [&](std::initializer_list<std::string_view> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (word == words.begin()[i]) return static_cast<int>(i);
    }
    std::string all;
    for (const std::string_view one : words)
      all += fmt::format("{}`{}={}`", all.empty() ? "" : ", ", name, one);
    report(field.where, fmt::format("expected {}", all));
    return -1;
  };
  const bool opening = verb != nullptr && (*verb == VerbKind::connects || *verb == VerbKind::opens);
  if (opening && name == "acks") {
    const int which = choice({"auto", "slow", "manual"});
    out.acks = which == 1 ? Acks::slow : which == 2 ? Acks::manual : Acks::automatic;
    return true;
  }
  if (opening && name == "pings") {
    out.pings = choice({"off", "on"}) != 0;
    return true;
  }
  if (opening && (name == "user" || name == "transport" || name == "certificate")) {
    report(field.where, fmt::format("`{}` belongs in the `clients` block", name));
    return true;
  }
  if (name == "will") {
    will_fields(field, out);
    return true;
  }
  if (name != "session") return false;
  if (choice({"kept"}) == 0) {
    const bool v5 = in_.version == Version::v5_0;
    const Field clean = v5 ? Field::clean_start : Field::clean_session;
    if (out.named.insert(clean).second) {
      out.fields.push_back({.field = clean, .value = codec::Value{codec::Number{0}}, .where = field.where});
    }
    // The expiry is added behind the loop, when it is known whether the line names one.
  }
  return true;
}

void Builder::connect_defaults(SentParts& parts, Actor who, const Location& where) {
  const auto absent = [&](Field field, codec::Value value) {
    if (parts.named.contains(field)) return;
    parts.fields.push_back({.field = field, .value = std::move(value), .where = where});
  };
  // Who is behind a role is known only in the run; then it is that client's own.
  if (!plan_.actors[who].role) absent(Field::client_id, plan_.actors[who].client_id);
  absent(Field::keep_alive, codec::Number{60});
  absent(in_.version == Version::v5_0 ? Field::clean_start : Field::clean_session, codec::Number{1});
}

}  // namespace script
