// Expectations as they read in a scenario, with learned values beside their names: a report shows what the
// line stood for at that moment.
#include <type_traits>

#include "client/matching.h"

namespace client {

namespace {

constexpr std::size_t shortened_to = 64;

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::string print_range(const script::Range& range) {
  return (range.lowest ? std::to_string(*range.lowest) : "") + ".." +
         (range.highest ? std::to_string(*range.highest) : "");
}

std::string print_operand(codec::Field field, const script::Operand& operand, const Bindings& bindings) {
  if (const auto* value = std::get_if<codec::Value>(&operand)) return print_value(field, *value);
  if (const auto* next = std::get_if<script::NextMessage>(&operand))
    return "$auth." + next->credentials + ".next";
  const auto& use = std::get<script::CaptureUse>(operand);
  std::string text = "?" + use.name;
  if (use.plus > 0) text += "+" + std::to_string(use.plus);
  if (use.plus < 0) text += std::to_string(use.plus);
  if (const auto value = value_of(operand, bindings)) text += " (" + print_value(field, *value) + ")";
  return text;
}

std::string print_alternatives(codec::Field field, const script::Alternatives& alternatives,
                               const Bindings& bindings) {
  std::vector<std::string> parts;
  parts.reserve(alternatives.values.size());
  for (const script::Operand& operand : alternatives.values)
    parts.push_back(print_operand(field, operand, bindings));
  return join(parts, "|");
}

std::string print_element(codec::Field field, const script::ElementMatch& element, const Bindings& bindings) {
  if (const auto* range = std::get_if<script::Range>(&element)) return print_range(*range);
  if (const auto* alternatives = std::get_if<script::Alternatives>(&element))
    return print_alternatives(field, *alternatives, bindings);
  return "*";
}

std::string print_list(codec::Field field, const script::ListMatch& list, const Bindings& bindings) {
  std::vector<std::string> parts;
  parts.reserve(list.elements.size());
  for (const script::ElementMatch& element : list.elements)
    parts.push_back(print_element(field, element, bindings));
  return "[" + join(parts, ", ") + "]";
}

}  // namespace

std::string print_value(codec::Field field, const codec::Value& value) {
  std::string text = codec::print(codec::FieldValue{field, value}, shortened_to);
  const std::string name(codec::name_of(field));
  if (text == name) return "1";
  if (text.starts_with(name + "=")) return text.substr(name.size() + 1);
  return text;
}

std::string print(const script::Expectation& expectation, const Bindings& bindings) {
  const std::string name(codec::name_of(expectation.field));
  std::string sign = "=";
  if (expectation.comparison == script::Comparison::not_equal) sign = "!=";
  if (expectation.comparison == script::Comparison::matches) sign = "~";
  const auto value = std::visit(
      [&](const auto& each) -> std::string {
        using T = std::decay_t<decltype(each)>;
        if constexpr (std::is_same_v<T, script::AnyValue>) {
          return "*";
        } else if constexpr (std::is_same_v<T, script::AbsentValue>) {
          return "-";
        } else if constexpr (std::is_same_v<T, script::Range>) {
          return print_range(each);
        } else if constexpr (std::is_same_v<T, script::Alternatives>) {
          return print_alternatives(expectation.field, each, bindings);
        } else if constexpr (std::is_same_v<T, script::ListMatch>) {
          return print_list(expectation.field, each, bindings);
        } else {
          return codec::print_string(each.source);
        }
      },
      expectation.value);
  return name + sign + value;
}

std::string print(const script::PacketPattern& pattern, const Bindings& bindings) {
  using What = script::PacketPattern::What;
  if (pattern.what == What::closed) return "CLOSED";
  std::string text = pattern.what == What::anything ? "anything" : std::string(codec::name_of(pattern.type));
  if (!pattern.selecting.empty()) text += " with";
  for (const script::Expectation& each : pattern.selecting) text += " " + print(each, bindings);
  if (!pattern.selecting.empty() && !pattern.required.empty()) text += ",";
  for (const script::Expectation& each : pattern.required) text += " " + print(each, bindings);
  if (pattern.only) text += " only";
  return text;
}

}  // namespace client
