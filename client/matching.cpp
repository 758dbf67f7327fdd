// See matching.h. Absent properties compare as what their absence means; `*` and `-` look at the wire.
#include "client/matching.h"

#include <algorithm>
#include <regex>
#include <type_traits>

#include "client/overloaded.h"
#include "codec/property_table.h"

namespace client {

namespace {

using codec::Field;
using codec::Value;
using script::Comparison;
using script::Expectation;

bool in_range(const script::Range& range, codec::Number number) {
  return (!range.lowest || number >= *range.lowest) && (!range.highest || number <= *range.highest);
}

/// A single unbound `?x` learns the value; everything else compares.
bool one_of(const script::Alternatives& alternatives, const Value& actual, Bindings& bindings,
            bool may_bind) {
  for (const script::Operand& operand : alternatives.values) {
    if (const auto* use = std::get_if<script::CaptureUse>(&operand)) {
      if (bindings.find(use->name) == nullptr) {
        if (!may_bind || use->plus != 0) continue;
        bindings.bind(use->name, actual);
        return true;
      }
    }
    const std::optional<Value> value = value_of(operand, bindings);
    if (!value) continue;
    if (*value == actual) return true;
    // `codes=1` is the list of one.
    const auto* list = std::get_if<codec::NumberList>(&actual);
    const auto* number = std::get_if<codec::Number>(&*value);
    if (list != nullptr && number != nullptr && list->size() == 1 && list->front() == *number) return true;
  }
  return false;
}

bool element_matches(const script::ElementMatch& match, codec::Number number, Bindings& bindings) {
  return std::visit(Overloaded{[](const script::AnyValue&) { return true; },
                               [&](const script::Range& range) { return in_range(range, number); },
                               [&](const script::Alternatives& alternatives) {
                                 return one_of(alternatives, Value(number), bindings, true);
                               }},
                    match);
}

bool list_in_order(const script::ListMatch& match, const codec::NumberList& list, Bindings& bindings) {
  if (match.elements.size() != list.size()) return false;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!element_matches(match.elements[i], list[i], bindings)) return false;
  return true;
}

/// subscription_identifier: a set, so any assignment of elements to values will do (there are few).
bool list_as_set(const script::ListMatch& match, std::vector<codec::Number> values, Bindings& bindings) {
  if (match.elements.size() != values.size()) return false;
  std::ranges::sort(values);
  do {
    Bindings trial = bindings;
    bool all = true;
    for (std::size_t i = 0; all && i < values.size(); ++i)
      all = element_matches(match.elements[i], values[i], trial);
    if (all) {
      bindings = std::move(trial);
      return true;
    }
  } while (std::ranges::next_permutation(values).found);
  return false;
}

std::vector<Value> values_of(const Packet& packet, Field field) {
  std::vector<Value> values;
  for (const codec::FieldValue& each : packet.fields)
    if (each.field == field) values.push_back(each.value);
  return values;
}

std::vector<codec::Number> numbers_of(const Packet& packet, Field field) {
  std::vector<codec::Number> numbers;
  for (const Value& value : values_of(packet, field))
    if (const auto* number = std::get_if<codec::Number>(&value)) numbers.push_back(*number);
  return numbers;
}

std::string text_of(const Value& value) {
  if (const auto* bytes = std::get_if<codec::Bytes>(&value)) return *bytes;
  if (const auto* number = std::get_if<codec::Number>(&value)) return std::to_string(*number);
  return {};
}

bool regex_matches(const std::string& source, const std::string& text) {
  try {
    return std::regex_match(text, std::regex(source, std::regex::ECMAScript));
  } catch (const std::regex_error&) {
    return false;  // the checker refuses what does not compile
  }
}

bool equal(const Expectation& expectation, const Packet& packet, Bindings& bindings) {
  const Field field = expectation.field;
  const std::optional<Value> actual = value_or_meaning(packet, field);
  return std::visit(Overloaded{[&](const script::AnyValue&) { return packet.has(field); },
                               [&](const script::AbsentValue&) { return !packet.has(field); },
                               [&](const script::Range& range) {
                                 const auto* number = actual ? std::get_if<codec::Number>(&*actual) : nullptr;
                                 return number != nullptr && in_range(range, *number);
                               },
                               [&](const script::Alternatives& alternatives) {
                                 if (field == Field::subscription_identifier && packet.count(field) > 1)
                                   return false;
                                 return actual && one_of(alternatives, *actual, bindings, true);
                               },
                               [&](const script::ListMatch& list) {
                                 if (field == Field::subscription_identifier)
                                   return list_as_set(list, numbers_of(packet, field), bindings);
                                 const auto* numbers =
                                     actual ? std::get_if<codec::NumberList>(&*actual) : nullptr;
                                 return numbers != nullptr && list_in_order(list, *numbers, bindings);
                               },
                               [&](const script::RegexMatch& regex) {
                                 return actual.has_value() && regex_matches(regex.source, text_of(*actual));
                               }},
                    expectation.value);
}

/// `!=` compares and never binds; what is absent and means nothing differs from every value.
bool differs(const Expectation& expectation, const Packet& packet, Bindings& bindings) {
  Bindings trial = bindings;
  if (const auto* alternatives = std::get_if<script::Alternatives>(&expectation.value)) {
    const std::optional<Value> actual = value_or_meaning(packet, expectation.field);
    return !actual || !one_of(*alternatives, *actual, trial, false);
  }
  return !equal(expectation, packet, trial);
}

bool is_user_property(const Expectation& expectation) {
  return expectation.field == Field::user_property && expectation.comparison == Comparison::equal &&
         std::holds_alternative<script::Alternatives>(expectation.value);
}

std::string actual_text(const Packet& packet, Field field) {
  std::string text;
  for (const Value& value : values_of(packet, field)) {
    if (!text.empty()) text += ' ';
    text += codec::print(codec::FieldValue{field, value}, 64);
  }
  if (text.empty()) text = "no " + std::string(codec::name_of(field));
  return text;
}

/// `user_property` repeated is one ordered list, compared whole.
std::optional<Mismatch> user_properties_differ(std::span<const Expectation> expected, const Packet& packet,
                                               Bindings& bindings) {
  const std::vector<Value> actual = values_of(packet, Field::user_property);
  std::size_t index = 0;
  const Expectation* last = nullptr;
  std::string all;
  bool wrong = false;
  script::Location where;
  for (const Expectation& expectation : expected) {
    if (!is_user_property(expectation)) continue;
    last = &expectation;
    if (!all.empty()) all += ' ';
    all += print(expectation, bindings);
    const bool fits = index < actual.size() && one_of(std::get<script::Alternatives>(expectation.value),
                                                      actual[index], bindings, true);
    if (!fits && !wrong) {
      wrong = true;
      where = expectation.where;
    }
    ++index;
  }
  if (last == nullptr || (!wrong && index == actual.size())) return std::nullopt;
  if (!wrong) where = last->where;
  return Mismatch{where, all, actual_text(packet, Field::user_property)};
}

}  // namespace

const Value* Bindings::find(std::string_view name) const {
  for (const auto& [key, value] : fresh_)
    if (key == name) return &value;
  const auto found = known_->find(name);
  return found == known_->end() ? nullptr : &found->second;
}

void Bindings::commit(Captures& captures) const {
  for (const auto& [name, value] : fresh_) captures.insert_or_assign(name, value);
}

std::optional<Value> value_of(const script::Operand& operand, const Bindings& bindings) {
  if (const auto* literal = std::get_if<Value>(&operand)) return *literal;
  const auto* use = std::get_if<script::CaptureUse>(&operand);
  const Value* bound = use == nullptr ? nullptr : bindings.find(use->name);
  if (bound == nullptr) return std::nullopt;
  if (use->plus == 0) return *bound;
  const auto* number = std::get_if<codec::Number>(bound);
  if (number == nullptr) return std::nullopt;
  return Value(*number + static_cast<codec::Number>(use->plus));
}

std::optional<Mismatch> mismatch(std::span<const Expectation> expected, const Packet& packet,
                                 Bindings& bindings) {
  bool user_properties = false;
  for (const Expectation& expectation : expected) {
    if (is_user_property(expectation)) {
      if (!user_properties) {
        user_properties = true;
        if (auto wrong = user_properties_differ(expected, packet, bindings)) return wrong;
      }
      continue;
    }
    const bool fits = expectation.comparison == Comparison::not_equal ? differs(expectation, packet, bindings)
                                                                      : equal(expectation, packet, bindings);
    if (!fits)
      return Mismatch{expectation.where, print(expectation, bindings),
                      actual_text(packet, expectation.field)};
  }
  return std::nullopt;
}

std::optional<Mismatch> unnamed_property(const script::PacketPattern& pattern, const Packet& packet) {
  const auto named = [&](Field field) {
    const auto in = [&](const std::vector<Expectation>& list) {
      return std::ranges::find(list, field, &Expectation::field) != list.end();
    };
    return in(pattern.selecting) || in(pattern.required) || in(pattern.advised);
  };
  for (const codec::FieldValue& each : packet.fields)
    if (codec::find_property(each.field) != nullptr && !named(each.field))
      return Mismatch{pattern.where, "only the properties that are named", codec::print(each, 64)};
  return std::nullopt;
}

bool matches(const script::PacketPattern& pattern, const Packet& packet, Bindings& bindings) {
  using What = script::PacketPattern::What;
  if (pattern.what == What::closed) return false;
  if (pattern.what == What::packet && pattern.type != packet.type) return false;
  if (mismatch(pattern.selecting, packet, bindings) || mismatch(pattern.required, packet, bindings))
    return false;
  return !pattern.only || !unnamed_property(pattern, packet);
}

}  // namespace client
