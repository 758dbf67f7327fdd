// What is expected: values, lists, ranges, patterns, windows.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "script/builder.h"
#include "script/words.h"

namespace script {
namespace {

using codec::Field;
using codec::FieldKind;
using codec::PacketType;

bool is_number(FieldKind kind) {
  return kind == FieldKind::bits || kind == FieldKind::byte || kind == FieldKind::two_byte ||
         kind == FieldKind::four_byte || kind == FieldKind::variable_byte || kind == FieldKind::byte_list;
}

/// Packets that only clients send.
bool never_from_server(PacketType type) {
  return type == PacketType::connect || type == PacketType::subscribe || type == PacketType::unsubscribe ||
         type == PacketType::pingreq;
}

}  // namespace

std::optional<ElementMatch> Builder::element(const ValueNode& node, FieldKind kind, std::string_view name) {
  const ValueNode& value = substituted(node);
  switch (value.kind) {
    case ValueNode::Kind::any: return AnyValue{};
    case ValueNode::Kind::absent:
    case ValueNode::Kind::list: report(value.where, "this cannot stand inside a list"); return std::nullopt;
    case ValueNode::Kind::range: {
      if (!is_number(kind)) {
        report(value.where, fmt::format("`{}` is no number, so it has no range", name));
        return std::nullopt;
      }
      Range range;
      if (value.lowest) range.lowest = number(*value.lowest);
      if (value.highest) range.highest = number(*value.highest);
      if (range.lowest && range.highest && *range.lowest > *range.highest) {
        report(value.where, "the range is empty");
      }
      return range;
    }
    case ValueNode::Kind::alternatives: break;
  }
  Alternatives all;
  for (const Atom& atom : value.atoms) {
    const FieldKind one = kind == FieldKind::byte_list ? FieldKind::byte : kind;
    std::optional<Operand> operand_value = operand(atom, one, name);
    if (!operand_value) return std::nullopt;
    if (std::holds_alternative<NextMessage>(*operand_value)) {
      report(atom.where, fmt::format("`${}` is what a client says, not what a server answers", atom.text));
      return std::nullopt;
    }
    all.values.push_back(std::move(*operand_value));
  }
  return all;
}

std::optional<Expectation> Builder::expectation(const FieldNode& field, PacketType type) {
  const std::optional<Field> found = field_in(type, field.name, field, false);
  if (!found) return std::nullopt;
  if (field.marked) {
    report(field.where, "`!` marks what we send, not what we expect");
    return std::nullopt;
  }
  const FieldKind kind = codec::find_field(type, *found, in_.version)->kind;
  Expectation expected{.field = *found, .comparison = field.comparison, .where = field.where};
  if (!field.value) {
    if (!is_number(kind) || kind == FieldKind::byte_list) {
      report(field.where, fmt::format("`{}` needs a value", field.name),
             fmt::format("`{}=*` accepts any", field.name));
      return std::nullopt;
    }
    expected.value = Alternatives{{Operand{codec::Value{codec::Number{1}}}}};
    return expected;
  }
  const ValueNode& value = substituted(*field.value);
  if (field.comparison == Comparison::matches) {
    const bool single = value.kind == ValueNode::Kind::alternatives && value.atoms.size() == 1;
    const std::optional<Operand> pattern =
        single ? operand(value.atoms[0], FieldKind::utf8, field.name) : std::nullopt;
    const codec::Value* literal = pattern ? std::get_if<codec::Value>(&*pattern) : nullptr;
    if (literal == nullptr || is_number(kind)) {
      report(field.value_where, "`~` compares a string with a pattern in a string");
      return std::nullopt;
    }
    expected.value = RegexMatch{std::get<codec::Bytes>(*literal)};
    return expected;
  }
  if (value.kind == ValueNode::Kind::absent) {
    expected.value = AbsentValue{};
    return expected;
  }
  const bool list = value.kind == ValueNode::Kind::list;
  if (list && kind != FieldKind::byte_list && *found != Field::subscription_identifier) {
    report(value.where, fmt::format("`{}` is no list", field.name));
    return std::nullopt;
  }
  if (list) {
    ListMatch match;
    for (const ValueNode& node : value.elements) {
      if (std::optional<ElementMatch> one = element(node, kind, field.name))
        match.elements.push_back(std::move(*one));
    }
    expected.value = std::move(match);
    return expected;
  }
  std::optional<ElementMatch> one = element(value, kind, field.name);
  if (!one) return std::nullopt;
  if (kind == FieldKind::byte_list && one->index() != 0) {
    expected.value = ListMatch{{std::move(*one)}};
    return expected;
  }
  std::visit([&](auto& match) { expected.value = std::move(match); }, *one);
  return expected;
}

void Builder::check_expected(const Expectation& expected, PacketType type) {
  const codec::FieldDescription* row = codec::find_field(type, expected.field, in_.version);
  const std::string_view name = codec::name_of(expected.field);
  const auto check = [&](const ElementMatch& match) {
    const Alternatives* all = std::get_if<Alternatives>(&match);
    for (std::size_t i = 0; all != nullptr && i < all->values.size(); ++i) {
      const codec::Value* literal = std::get_if<codec::Value>(&all->values[i]);
      if (literal == nullptr) continue;
      if (row != nullptr) note_topic(expected.field, *literal);
      const codec::Number* number = std::get_if<codec::Number>(literal);
      if (number == nullptr || row == nullptr) continue;
      const bool code = expected.field == Field::code || expected.field == Field::codes;
      const auto codes = codec::codes_of(type, in_.version);
      if (code && std::ranges::find(codes, *number) == codes.end()) {
        report(expected.where, fmt::format("{} knows no code 0x{:02x} in {}", codec::name_of(type), *number,
                                           codec::name_of(in_.version)));
      } else if (!code && (*number < row->lowest || *number > row->highest)) {
        report(expected.where, fmt::format("`{}` is never {}", name, *number),
               fmt::format("it goes from {} to {}", row->lowest, row->highest));
      }
    }
  };
  if (const Alternatives* all = std::get_if<Alternatives>(&expected.value)) check(*all);
  if (const ListMatch* list = std::get_if<ListMatch>(&expected.value))
    std::ranges::for_each(list->elements, check);
}

std::vector<Expectation> Builder::expectations(const FieldNodes& fields, PacketType type) {
  std::vector<Expectation> all;
  for (const FlatField& entry : flatten(fields)) {
    if (entry.node->kind == FieldNode::Kind::text) {
      report(entry.node->where, "a string of its own is a filter, and stands only where one subscribes");
      continue;
    }
    std::optional<Expectation> one = expectation(*entry.node, type);
    if (!one) continue;
    check_expected(*one, type);
    all.push_back(std::move(*one));
  }
  return all;
}

PacketPattern Builder::pattern(const PatternNode& node, const Tail* tail) {
  PacketPattern out;
  out.where = node.packet.where;
  const bool plain = node.packet.text == "CLOSED" || node.packet.text == "anything";
  if (plain) {
    out.what = node.packet.text == "CLOSED" ? PacketPattern::What::closed : PacketPattern::What::anything;
    if (!node.fields.empty() || node.has_with || (tail != nullptr && (tail->only || tail->has_should))) {
      report(node.packet.where, fmt::format("`{}` has no fields", node.packet.text),
             node.packet.text == "CLOSED" ? "`is closed code=…` looks at the DISCONNECT" : "");
    }
    return out;
  }
  if (!codec::packet_type_named(node.packet.text, out.type)) {
    std::vector<std::string> known = {"CLOSED", "anything"};
    for (std::uint8_t type = 1; type < 16; ++type)
      known.emplace_back(codec::name_of(static_cast<PacketType>(type)));
    report(node.packet.where, fmt::format("unknown packet `{}`", node.packet.text),
           did_you_mean(nearest(node.packet.text, known)));
    return out;
  }
  if (never_from_server(out.type)) {
    report(node.packet.where, fmt::format("a server never sends {}", node.packet.text));
    return out;
  }
  if (in_.version == codec::Version::v3_1_1 &&
      (out.type == PacketType::auth || out.type == PacketType::disconnect)) {
    report(node.packet.where, fmt::format("a server never sends {} in 3.1.1", node.packet.text),
           other_version_covered() ? "put the line under `on 5.0`" : "`<- CLOSED` is the bare close");
    return out;
  }
  out.selecting = expectations(node.with, out.type);
  out.required = expectations(node.fields, out.type);
  if (tail != nullptr) {
    out.advised = expectations(tail->should, out.type);
    out.only = tail->only;
  }
  return out;
}

std::string Builder::charge(const std::vector<Word>& ids) {
  for (const Word& id : ids) {
    std::string text = id.text;
    if (text.starts_with('$')) {
      const auto parameter = row_.parameters.find(text.substr(1));
      if (parameter == row_.parameters.end()) {
        report(id.where, fmt::format("unknown name `{}`", text));
        continue;
      }
      text = single_word(*parameter->second);
    }
    if (version_part(text) == codec::name_of(in_.version)) return text;
  }
  return {};
}

Window Builder::window(const std::optional<WindowNode>& node) {
  Window out;
  if (!node) return out;
  out.where = node->where;
  if (node->lower) out.lower = duration(*node->lower);
  if (node->upper) out.upper = duration(*node->upper);
  if (out.lower && out.upper && *out.lower > *out.upper) report(node->where, "the window is empty");
  return out;
}

}  // namespace script
