// Statements of one line.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "codec/property_table.h"
#include "script/builder.h"
#include "script/legality.h"
#include "script/words.h"

namespace script {
namespace {

using codec::PacketType;

bool fits(std::optional<codec::Number> value, codec::Number most) {
  return value && *value <= most;
}

/// The Remaining Length as it is written (2.1.4).
std::string length_bytes(std::size_t length) {
  std::string bytes;
  do {
    const auto digit = static_cast<unsigned char>(length & 0x7FU);
    length >>= 7U;
    bytes += static_cast<char>(length == 0 ? digit : digit | 0x80U);
  } while (length != 0);
  return bytes;
}

}  // namespace

void Builder::send(const SendNode& node, const Statement& statement, std::vector<Step>& out) {
  if (!node.variant.text.empty()) return send_variant(node, statement, out);
  Send send{.actor = actor(node.actor), .wrong_here = node.wrong_here};
  if (!codec::packet_type_named(node.packet.text, send.type)) {
    std::vector<std::string> known = {"BYTES"};
    for (std::uint8_t type = 1; type < 16; ++type)
      known.emplace_back(codec::name_of(static_cast<PacketType>(type)));
    return report(node.packet.where, fmt::format("unknown packet `{}`", node.packet.text),
                  did_you_mean(nearest(node.packet.text, known)));
  }
  const bool connect = send.type == PacketType::connect;
  const std::size_t before = told_;
  SentParts parts = sent(node.fields, send.type, nullptr);
  if (connect) connect_defaults(parts, send.actor, node.packet.where);
  if (in_.checking && told_ == before) {
    const SentPacket packet{send.type,    in_.version,     parts.fields,      parts.overrides,
                            parts.marked, node.wrong_here, node.packet.where, parts.override_where};
    if (const std::optional<LegalityFault> fault = check_sent(packet)) {
      report(fault->where, fault->message, fault->suggestion);
    }
  }
  send.fields = std::move(parts.fields);
  send.overrides = std::move(parts.overrides);
  send.delivery = parts.delivery;
  add(out, statement, std::move(send));
}

void Builder::send_bytes(const SendBytesNode& node, const Statement& statement, std::vector<Step>& out) {
  SendBytes send{.actor = actor(node.actor), .wrong_here = node.wrong_here};
  std::string& bytes = send.bytes;
  for (std::size_t i = node.parts.size(); i-- > 0;) {
    const BytesPart& part = node.parts[i];
    switch (part.kind) {
      case BytesPart::Kind::hex: {
        unsigned value = 0;
        std::from_chars(part.text.data(), part.text.data() + part.text.size(), value, 16);
        bytes.insert(bytes.begin(), static_cast<char>(value));
        break;
      }
      case BytesPart::Kind::remaining_length: bytes.insert(0, length_bytes(bytes.size())); break;
      case BytesPart::Kind::u16: {
        const Atom atom = atom_of(Atom::Kind::number, part.text, part.where);
        const std::optional<codec::Number> value = number(atom);
        if (!fits(value, 0xFFFF)) return report(part.where, "u16(…) takes a number of two bytes");
        bytes.insert(0, {static_cast<char>(*value >> 8U), static_cast<char>(*value & 0xFFU)});
        break;
      }
      default: {
        const std::optional<std::string> text = expand(part.text, part.where);
        if (!text) return;
        bytes.insert(0, *text);
        if (part.kind == BytesPart::Kind::text) break;
        if (text->size() > 0xFFFF) return report(part.where, "a string of more than 65535 bytes");
        bytes.insert(0, {static_cast<char>(text->size() >> 8U), static_cast<char>(text->size() & 0xFFU)});
      }
    }
  }
  add(out, statement, std::move(send));
}

void Builder::receive(const ReceiveNode& node, const Statement& statement, std::vector<Step>& out) {
  Receive receive;
  for (const Word& name : node.actors) receive.actors.push_back(actor(name));
  if (node.one_of && node.actors.size() < 2) {
    report(statement.where, "`one of` needs two actors or more");
  }
  receive.pattern = pattern(node.pattern, &node.tail);
  if (!node.roles.empty()) {
    if (node.actors.size() != 2)
      report(node.roles[0].where, "`as` names the receiver and the one other: two actors");
    receive.taker_other = {role(node.roles[0]), role(node.roles[1])};
  }
  if (node.tail.count) {
    receive.at_least = node.tail.count->at_least;
    receive.at_most = node.tail.count->at_most;
    if (receive.at_most == 0U)
      report(node.tail.count->where, "a line that receives nothing says nothing", "`never` forbids");
  }
  receive.window = window(node.tail.window);
  receive.charge = charge(node.tail.charges);
  if (!node.maybe) return add(out, statement, std::move(receive));
  if (node.tail.count && receive.at_least == 0) receive.at_least = 1;
  add(out, statement, Maybe{std::move(receive)});
}

void Builder::react(const ReactNode& node, const Statement& statement, std::vector<Step>& out) {
  if (!node.variant.text.empty()) return react_to_variant(node, statement, out);
  React react{.actor = actor(node.actor), .how = node.refused ? React::How::refused : React::How::closed};
  for (const FlatField& entry : flatten(node.fields)) {
    const FieldNode& field = *entry.node;
    const bool id = field.name == "id" && node.refused;
    if ((field.name != "code" && !id) || !field.value || field.comparison != Comparison::equal ||
        field.marked) {
      report(field.where, fmt::format("`is {}` takes {}`code=…`", node.refused ? "refused" : "closed",
                                      node.refused ? "`id=…` and " : ""));
      continue;
    }
    const ValueNode& value = substituted(*field.value);
    if (value.kind != ValueNode::Kind::alternatives) {
      report(field.value_where, "codes are named one by one: `code=0x81|0x82`");
      continue;
    }
    if (id) {
      std::optional<Operand> which = operand(value.atoms.at(0), codec::FieldKind::two_byte, "id");
      if (which) react.id = std::move(*which);
      continue;
    }
    for (const Atom& atom : value.atoms) {
      const std::optional<codec::Number> code = number(atom);
      if (!code) continue;
      if (!is_refusal_code(*code)) {
        report(atom.where, fmt::format("0x{:02x} is no code that refuses", *code));
      }
      react.codes.push_back(*code);
    }
  }
  if (node.tail.only || node.tail.count || node.tail.has_should) {
    report(statement.where, "behind `is closed` and `is refused` stand only a window and `else`");
  }
  react.window = window(node.tail.window);
  react.charge = charge(node.tail.charges);
  add(out, statement, std::move(react));
}

void Builder::verb(const VerbNode& node, const Statement& statement, std::vector<Step>& out) {
  const VerbRow* row = find_verb(node.verb.text);
  if (row == nullptr) return;
  Verb verb{.actor = actor(node.actor), .kind = row->kind};
  const Tail& tail = node.tail;
  if (tail.only || tail.count || tail.has_should || tail.window) {
    report(statement.where, "behind a verb stand only fields, `<-` and `else`");
  }
  const std::size_t before = told_;
  // `opens` sends nothing, but has the pseudo fields of connects.
  const PacketType type = row->sends.value_or(PacketType::connect);
  SentParts parts = sent(node.fields, type, &verb.kind);
  if (!row->sends && (!parts.fields.empty() || (row->kind != VerbKind::opens && !node.fields.empty()))) {
    report(node.verb.where, fmt::format("`{}` sends no packet, so it has no fields", row->name));
  }
  if (row->kind == VerbKind::connects) connect_defaults(parts, verb.actor, node.verb.where);
  for (const SentField& field : parts.fields) {
    if (std::holds_alternative<NextMessage>(field.value))
      report(field.where, "a verb finds out itself what to say: `auth=$auth.good`");
  }
  if (row->kind == VerbKind::reauthenticates && parts.auth.empty() && told_ == before && !stopped())
    report(node.verb.where, "`reauthenticates` needs credentials: `auth=$auth.good`");
  if (row->sends && in_.checking && told_ == before) {
    const SentPacket packet{
        type,
        in_.version,
        parts.auth.empty() ? with_identifier(type, parts.fields) : with_exchange(type, parts.fields),
        parts.overrides,
        parts.marked,
        false,
        node.verb.where,
        parts.override_where};
    if (const std::optional<LegalityFault> fault = check_sent(packet)) {
      report(fault->where, fault->message, fault->suggestion);
    }
  }
  if (node.has_answer && !row->answered) {
    report(node.verb.where, fmt::format("`{}` has no answer", row->name));
  } else if (row->answered) {
    const PacketType answer = answer_of(type, parts.fields);
    FieldNodes fields = std::move(parts.answer);
    fields.insert(fields.end(), node.answer.begin(), node.answer.end());
    if (answer == PacketType::reserved && !fields.empty()) {
      report(node.verb.where, "a PUBLISH at QoS 0 has no answer");
    } else if (!fields.empty()) {
      verb.answer = expectations(fields, answer);
    }
  }
  verb.fields = std::move(parts.fields);
  verb.overrides = std::move(parts.overrides);
  verb.delivery = parts.delivery;
  verb.acks = parts.acks;
  verb.pings = parts.pings;
  verb.auth = std::move(parts.auth);
  verb.charge = charge(tail.charges);
  add(out, statement, std::move(verb));
}

void Builder::fence(const FenceNode& node, const Statement& statement, std::vector<Step>& out) {
  Fence fence;
  if (node.retained) {
    fence.kind = Fence::Kind::retained;
    fence.to.push_back(actor(node.actor));
    fence.from = fence.to.front();
    if (const std::optional<std::string> filter = expand(node.filter, node.filter_where))
      fence.filter = *filter;
    note_topic(codec::Field::filter, fence.filter);
    return add(out, statement, std::move(fence));
  }
  fence.from = actor(node.actor);
  for (const Word& name : node.to) fence.to.push_back(actor(name));
  fence.kind = fence.to.empty() ? Fence::Kind::weak : Fence::Kind::medium;
  for (const FlatField& entry : flatten(node.fields)) {
    const FieldNode& field = *entry.node;
    const bool single = field.value && field.value->kind == ValueNode::Kind::alternatives &&
                        field.value->atoms.size() == 1 && !field.marked;
    if ((field.name != "topic" && field.name != "qos") || !single) {
      report(field.where, "a fence takes `topic=` and `qos=`");
      continue;
    }
    const ValueNode& value = substituted(*field.value);
    if (field.name == "qos") {
      fence.qos = number(value);
      if (fence.qos && *fence.qos > 2) report(field.where, "`qos` goes from 0 to 2");
    } else if (value.kind == ValueNode::Kind::alternatives) {
      fence.topic = operand(value.atoms[0], codec::FieldKind::utf8, "topic");
      const codec::Value* literal = fence.topic ? std::get_if<codec::Value>(&*fence.topic) : nullptr;
      if (literal != nullptr) note_topic(codec::Field::topic, *literal);
    }
  }
  if (fence.topic) fence.kind = Fence::Kind::strong;
  if (fence.topic && !fence.qos) {
    report(statement.where, "a fence on a topic needs `qos=`",
           "the QoS of the message whose absence it proves");
  } else if (fence.qos && !fence.topic) {
    report(statement.where, "a fence with `qos=` needs `topic=`");
  }
  add(out, statement, std::move(fence));
}

}  // namespace script
