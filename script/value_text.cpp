// Values and fields as text.
#include "script/value_text.h"

#include <fmt/format.h>

namespace script {
namespace {

std::string added(const Atom& atom) {
  return atom.plus ? fmt::format("{:+}", *atom.plus) : std::string();
}

std::string_view function_name(Atom::Kind kind) {
  switch (kind) {
    case Atom::Kind::fill: return "fill";
    case Atom::Kind::pad: return "pad";
    case Atom::Kind::hex: return "hex";
    default: return "min";
  }
}

template <typename List>
std::string joined(const List& list, std::string_view separator) {
  std::string text;
  for (const auto& element : list) {
    if (&element != &list.front()) text += separator;
    text += to_text(element);
  }
  return text;
}

}  // namespace

std::string to_text(const Atom& atom) {
  switch (atom.kind) {
    case Atom::Kind::number:
    case Atom::Kind::duration:
    case Atom::Kind::word: return atom.text;
    case Atom::Kind::string: return fmt::format("\"{}\"", atom.text);
    case Atom::Kind::pair: return fmt::format("\"{}\":\"{}\"", atom.text, atom.second);
    case Atom::Kind::variable: return fmt::format("${}{}", atom.text, added(atom));
    case Atom::Kind::capture: return fmt::format("?{}{}", atom.text, added(atom));
    default: return fmt::format("{}({})", function_name(atom.kind), joined(atom.arguments, ","));
  }
}

std::string to_text(const ValueNode& value) {
  switch (value.kind) {
    case ValueNode::Kind::any: return "*";
    case ValueNode::Kind::absent: return "-";
    case ValueNode::Kind::list: return fmt::format("[{}]", joined(value.elements, ", "));
    case ValueNode::Kind::range:
      return fmt::format("{}..{}", value.lowest ? to_text(*value.lowest) : "",
                         value.highest ? to_text(*value.highest) : "");
    case ValueNode::Kind::alternatives: break;
  }
  return joined(value.atoms, "|");
}

std::string to_text(const FieldNode& field) {
  const std::string_view mark = field.marked ? "!" : "";
  switch (field.kind) {
    case FieldNode::Kind::text: return fmt::format("\"{}\"{}", field.name, mark);
    case FieldNode::Kind::variable: return fmt::format("${}", field.name);
    case FieldNode::Kind::versioned: {
      const std::string inner = to_text(field.inner);
      return fmt::format("{}({})", codec::name_of(field.version), inner.empty() ? inner : inner.substr(1));
    }
    case FieldNode::Kind::named: break;
  }
  if (!field.value) return fmt::format("{}{}", field.name, mark);
  const std::string_view sign = field.comparison == Comparison::equal     ? "="
                                : field.comparison == Comparison::matches ? "~"
                                                                          : "!=";
  return fmt::format("{}{}{}{}", field.name, sign, to_text(*field.value), mark);
}

std::string to_text(const FieldNodes& fields) {
  std::string text;
  for (const FieldNode& field : fields) text += fmt::format(" {}", to_text(field));
  return text;
}

}  // namespace script
