// What is sent: fields of the packet. What else a line may say stands in build_overrides.cpp and
// build_connect_fields.cpp.
#include <algorithm>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "codec/property_table.h"
#include "script/builder.h"
#include "script/value_text.h"
#include "script/words.h"

namespace script {
namespace {

using codec::Field;
using codec::FieldKind;
using codec::PacketType;
using codec::Version;

/// A packet with more fields than this is a mistake.
constexpr std::size_t most_fields = 2'000;

/// Field names of a packet, for suggestions.
std::vector<std::string> names_in(PacketType type, Version version) {
  std::vector<std::string> names;
  for (const codec::FieldDescription& row : codec::fields_of(type)) {
    if (version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1) names.emplace_back(codec::name_of(row.field));
  }
  return names;
}

bool is_server_announcement(PacketType type, Field field, Version version) {
  return type == PacketType::connect && codec::find_field(type, field, version) == nullptr &&
         codec::find_field(PacketType::connack, field, version) != nullptr;
}

bool repeats(std::string_view name) {
  return name == "user_property" || name == "will_user_property" || name == "filter" ||
         name == "subscription_identifier";
}

Version other(Version version) {
  return version == Version::v5_0 ? Version::v3_1_1 : Version::v5_0;
}

std::string_view wanted(FieldKind kind) {
  switch (kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: return "a string";
    case FieldKind::pair: return "a pair such as \"a\":\"1\"";
    case FieldKind::byte_list: return "a list such as [0, 1]";
    default: return "a number";
  }
}

}  // namespace

void Builder::flatten_into(const FieldNodes& fields, bool from_let, std::vector<FlatField>& out) {
  for (const FieldNode& field : fields) {
    if (out.size() > most_fields) return report(field.where, "too many fields");
    if (field.kind == FieldNode::Kind::versioned) {
      if (field.version == in_.version) flatten_into(field.inner, from_let, out);
    } else if (field.kind == FieldNode::Kind::variable) {
      const auto found = lets_.find(field.name);
      if (found != lets_.end()) {
        flatten_into(found->second, true, out);
        continue;
      }
      std::vector<std::string> known;
      for (const auto& [name, nodes] : lets_) known.push_back("$" + name);
      report(field.where, fmt::format("no `let ${}` stands above", field.name),
             row_.parameters.contains(field.name)
                 ? fmt::format("a parameter is a value: `filter=${}`", field.name)
                 : did_you_mean(nearest("$" + field.name, known)));
    } else {
      out.push_back({&field, from_let});
    }
  }
}

std::vector<FlatField> Builder::flatten(const FieldNodes& fields) {
  std::vector<FlatField> all;
  flatten_into(fields, false, all);
  // What the line says itself replaces what a `let` says.
  std::set<std::string_view> direct;
  for (const FlatField& entry : all) {
    if (!entry.from_let && !repeats(entry.node->name)) direct.insert(entry.node->name);
  }
  std::erase_if(all,
                [&](const FlatField& entry) { return entry.from_let && direct.contains(entry.node->name); });
  return all;
}

std::optional<Field> Builder::field_in(PacketType type, std::string_view name, const FieldNode& field,
                                       bool sending) {
  Field found{};
  const std::string_view packet = codec::name_of(type);
  if (!codec::field_named(name, found)) {
    std::vector<std::string> known = names_in(type, in_.version);
    if (sending) known.insert(known.end(), override_words().begin(), override_words().end());
    if (sending && type == PacketType::connect) {
      known.insert(known.end(), {"session", "acks", "pings", "will"});
    }
    report(field.where, fmt::format("unknown field `{}`", name), did_you_mean(nearest(name, known)));
    return std::nullopt;
  }
  if (codec::find_field(type, found, in_.version) != nullptr) return found;
  if (codec::find_field(type, found, other(in_.version)) != nullptr) {
    const std::string_view of = codec::name_of(other(in_.version));
    report(field.where, fmt::format("`{}` is a field of {} only", name, of),
           other_version_covered() ? fmt::format("write `{}({})`", of, to_text(field)) : std::string());
    return std::nullopt;
  }
  // A property in a packet that may not carry it can be sent on purpose.
  if (sending && in_.version == Version::v5_0 && codec::find_property(found) != nullptr) {
    if (field.marked) return found;
    report(field.where, fmt::format("{} may not carry `{}`", packet, name),
           "mark the value with `!` if that is meant");
    return std::nullopt;
  }
  report(field.where, fmt::format("{} has no field `{}`", packet, name),
         did_you_mean(nearest(name, names_in(type, in_.version))));
  return std::nullopt;
}

std::optional<Operand> Builder::operand(const Atom& atom, FieldKind kind, std::string_view name) {
  Scalar value = resolve(atom);
  if (value.index() == 0) return std::nullopt;
  if (CaptureUse* capture = std::get_if<CaptureUse>(&value)) return Operand{std::move(*capture)};
  if (NextMessage* message = std::get_if<NextMessage>(&value)) {
    if (name == "authentication_data") return Operand{std::move(*message)};
    report(atom.where, fmt::format("`${}` is what `authentication_data` says", atom.text));
    return std::nullopt;
  }
  const bool text = kind == FieldKind::utf8 || kind == FieldKind::binary || kind == FieldKind::rest;
  if (text) {
    if (codec::Bytes* bytes = std::get_if<codec::Bytes>(&value))
      return Operand{codec::Value{std::move(*bytes)}};
  } else if (kind == FieldKind::pair) {
    if (codec::StringPair* pair = std::get_if<codec::StringPair>(&value))
      return Operand{codec::Value{std::move(*pair)}};
  } else if (const codec::Number* number = std::get_if<codec::Number>(&value)) {
    if (kind == FieldKind::byte_list) return Operand{codec::Value{codec::NumberList{*number}}};
    return Operand{codec::Value{*number}};
  }
  report(atom.where, fmt::format("`{}` takes {}", name, wanted(kind)),
         text && atom.kind == Atom::Kind::word ? fmt::format("write \"{}\"", atom.text) : std::string());
  return std::nullopt;
}

void Builder::note_topic(Field field, const codec::Value& value) {
  if (field != Field::topic && field != Field::filter && field != Field::will_topic) return;
  const codec::Bytes* text = std::get_if<codec::Bytes>(&value);
  if (text == nullptr || text->empty() || text->find(plan_.topic_root) != std::string::npos) return;
  std::string pattern = *text;
  if (pattern.starts_with("$share/")) {
    const std::size_t name = pattern.find('/', 7);
    if (name != std::string::npos) pattern.erase(0, name + 1);
  }
  std::vector<std::string>& known = plan_.rootless_topics;
  if (std::ranges::find(known, pattern) == known.end()) known.push_back(std::move(pattern));
}

void Builder::add_sent(PacketType type, const FieldNode& field, std::string_view name, SentParts& out) {
  const std::optional<Field> found = field_in(type, name, field, true);
  if (!found) return;
  const codec::FieldDescription* row = codec::find_field(type, *found, in_.version);
  const codec::PropertyDescription* const misplaced = row == nullptr ? codec::find_property(*found) : nullptr;
  if (row == nullptr && misplaced == nullptr) return;  // field_in() lets only properties be misplaced
  const FieldKind kind = row != nullptr ? row->kind : misplaced->kind;
  if (field.comparison != Comparison::equal)
    return report(field.where, "a field that is sent has one value: `=`");
  const bool again = !out.named.insert(*found).second;
  const bool may_repeat = row == nullptr || row->repeatable;
  if (again && !may_repeat && (!field.marked || row->property == 0)) {
    return report(field.where, fmt::format("`{}` stands twice", name),
                  row->property != 0 ? "mark the second with `!` if that is meant" : "");
  }
  out.marked |= field.marked;
  SentField sent{.field = *found, .marked_illegal = field.marked, .where = field.where};
  if (!field.value) {
    const bool number = kind != FieldKind::utf8 && kind != FieldKind::binary && kind != FieldKind::rest &&
                        kind != FieldKind::pair && kind != FieldKind::byte_list;
    if (!number) return report(field.where, fmt::format("`{}` needs a value", name));
    sent.value = codec::Value{codec::Number{1}};
    out.fields.push_back(std::move(sent));
    return;
  }
  const ValueNode& value = substituted(*field.value);
  if (value.kind == ValueNode::Kind::absent) return;  // named, so no default takes its place
  if (value.kind == ValueNode::Kind::list && kind == FieldKind::byte_list) {
    codec::NumberList list;
    for (const ValueNode& element : value.elements) {
      if (const std::optional<codec::Number> one = number(element)) list.push_back(*one);
    }
    sent.value = codec::Value{std::move(list)};
    out.fields.push_back(std::move(sent));
    return;
  }
  if (value.kind != ValueNode::Kind::alternatives || value.atoms.size() != 1) {
    return report(field.value_where, "a field that is sent has one value");
  }
  std::optional<Operand> what = operand(value.atoms[0], kind, name);
  if (!what) return;
  if (const codec::Value* literal = std::get_if<codec::Value>(&*what)) note_topic(*found, *literal);
  sent.value = std::move(*what);
  out.fields.push_back(std::move(sent));
}

void Builder::sent_field(const FlatField& entry, PacketType type, const VerbKind* verb, SentParts& out) {
  const FieldNode& field = *entry.node;
  if (field.kind == FieldNode::Kind::text) {
    if (type != PacketType::subscribe && type != PacketType::unsubscribe) {
      return report(field.where, "a string of its own is a filter, and stands only where one subscribes");
    }
    FieldNode filter = field;
    filter.kind = FieldNode::Kind::named;
    Atom atom = atom_of(Atom::Kind::string, field.name, field.where);
    filter.value =
        ValueNode{.kind = ValueNode::Kind::alternatives, .atoms = {std::move(atom)}, .where = field.where};
    return add_sent(type, filter, "filter", out);
  }
  const bool exchanging = verb != nullptr && (*verb == VerbKind::connects || *verb == VerbKind::opens ||
                                              *verb == VerbKind::reauthenticates);
  if (field.name == "auth" && (exchanging || type == PacketType::connect || type == PacketType::auth)) {
    if (exchanging) return auth_field(field, out);
    return report(field.where, "`auth=` belongs to `opens`, `connects` and `reauthenticates`",
                  "what a packet says is `authentication_data=$auth.good.next`");
  }
  if (type == PacketType::connect && pseudo_field(field, verb, out)) return;
  if (is_override(field.name)) return override_field(field, out);
  Field found{};
  if (verb != nullptr && *verb == VerbKind::connects && codec::field_named(field.name, found) &&
      is_server_announcement(type, found, in_.version) && !field.marked) {
    out.answer.push_back(field);
    return;
  }
  add_sent(type, field, field.name, out);
}

SentParts Builder::sent(const FieldNodes& fields, PacketType type, const VerbKind* verb) {
  SentParts out;
  bool kept = false;
  for (const FlatField& entry : flatten(fields)) {
    kept |= entry.node->name == "session" && entry.node->kind == FieldNode::Kind::named;
    sent_field(entry, type, verb, out);
  }
  if (kept && in_.version == Version::v5_0 && out.named.insert(Field::session_expiry_interval).second) {
    out.fields.push_back(
        {.field = Field::session_expiry_interval, .value = codec::Value{codec::Number{300}}});
  }
  return out;
}

}  // namespace script
