// Overrides: what of a packet is written otherwise than its fields say, and how its bytes are delivered.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <type_traits>

#include "script/builder.h"

namespace script {
namespace {

struct NumberOverride {
  std::string_view name;
  codec::Number least;
  codec::Number most;
  void (*set)(SentParts&, codec::Number);
};

template <auto member>
void in_packet(SentParts& out, codec::Number value) {
  auto& target = out.overrides.*member;
  target = static_cast<typename std::remove_reference_t<decltype(target)>::value_type>(value);
}

template <auto member>
void in_delivery(SentParts& out, codec::Number value) {
  out.delivery.*member = static_cast<std::uint32_t>(value);
}

using codec::Overrides;

constexpr codec::Number longest = 268'435'455;  // of a Remaining Length (2.1.4)
constexpr codec::Number largest_piece = 1'000'000;

constexpr std::array number_overrides = std::to_array<NumberOverride>({
    {"type", 0, 15, in_packet<&Overrides::type>},
    {"flags", 0, 15, in_packet<&Overrides::flags>},
    {"connect_flags", 0, 255, in_packet<&Overrides::connect_flags>},
    {"reserved", 0, 127, in_packet<&Overrides::reserved>},
    {"length_bytes", 1, 5, in_packet<&Overrides::length_bytes>},
    {"property_length", 0, longest, in_packet<&Overrides::property_length>},
    {"remaining_length", 0, longest, in_packet<&Overrides::remaining_length>},
    {"truncate", 0, longest, in_packet<&Overrides::truncate>},
    {"split", 1, largest_piece, in_delivery<&Delivery::split>},
    {"frame", 1, largest_piece, in_delivery<&Delivery::frame_size>},
});

}  // namespace

void Builder::override_field(const FieldNode& field, SentParts& out) {
  if (field.comparison != Comparison::equal) return report(field.where, "an override has one value: `=`");
  const std::string& name = field.name;
  out.marked |= field.marked;
  if (name != "split" && name != "frame") out.override_where = field.where;
  if (name == "frame" && field.value && single_word(*field.value) == "text") {
    out.delivery.text_frame = true;
    return;
  }
  if (name == "append") {
    if (!field.value || field.value->kind != ValueNode::Kind::alternatives)
      return report(field.where, "`append` takes a string");
    const std::optional<Operand> bytes =
        operand(substituted(*field.value).atoms.at(0), codec::FieldKind::binary, name);
    const codec::Value* literal = bytes ? std::get_if<codec::Value>(&*bytes) : nullptr;
    if (literal != nullptr) out.overrides.append = std::get<codec::Bytes>(*literal);
    return;
  }
  const std::optional<codec::Number> value =
      field.value ? number(substituted(*field.value)) : std::optional<codec::Number>(1);
  if (!value) return;
  const auto row = std::ranges::find(number_overrides, name, &NumberOverride::name);
  if (*value > row->most)
    return report(field.value_where, fmt::format("`{}` goes up to {}", name, row->most));
  if (*value < row->least)
    return report(field.value_where, fmt::format("`{}` is at least {}", name, row->least));
  row->set(out, *value);
}

}  // namespace script
