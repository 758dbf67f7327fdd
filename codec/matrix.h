// Matrices: what the tables know of a packet, as packets. A variant is a plain packet in which one thing is
// otherwise: legal all the same, or illegal in just that one thing, so that a receiver which checks in any
// order finds the same fault (5.0, 4.13.2). `for bad in illegal SUBSCRIBE` in a scenario goes over them.
// docs/codec.md, "Matrices", says what there is.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/compose.h"
#include "codec/rules.h"
#include "codec/violation.h"

namespace codec {

// ---- how a variant differs from a plain packet -----------------------------------------------------------

/// The packet has the field, with this value unless it has one.
struct Need {
  FieldValue field;
};
/// The field has this value.
struct Set {
  FieldValue field;
};
/// The field is there once more.
struct Add {
  FieldValue field;
};
/// The same field once more, with more text behind.
struct Again {
  Field field{};
  Bytes after;
};
struct Drop {
  Field field{};
};
/// The field's text has more around it.
struct Wrap {
  Field field{};
  Bytes before;
  Bytes after;
};
/// The bytes of byte 1 and of the lengths say something else.
struct Lie {
  Overrides overrides;
};
/// The packet ends early, and its Remaining Length says so.
struct End {
  enum class Where : std::uint8_t { before, in_length, inside /* a byte before its end */ };
  Where where{};
  Field field{};
};
/// There are more bytes behind the last field, and the Remaining Length counts them.
struct Surplus {
  Bytes bytes;
};
/// A property as bytes, at the end of its block, whose length counts them.
struct RawProperty {
  Bytes bytes;
  bool of_will{};
};
/// The Property Length is written in so many bytes, or reaches past the end of the packet.
struct OddPropertyLength {
  std::uint8_t size{};  ///< 0: past the end
};
/// The two bytes of length in front of a string say 65,535.
struct Overrun {
  Field field{};
};

using Edit = std::variant<Need, Set, Add, Again, Drop, Wrap, Lie, End, Surplus, RawProperty,
                          OddPropertyLength, Overrun>;

struct Variant {
  /// What is different, unique in its matrix; letters, digits and -_=, alone.
  std::string label;
  PacketType type{};
  Version version{};
  std::vector<Edit> context;  ///< lawful: with these alone the packet is legal
  std::optional<Edit> fault;  ///< nothing in legal variants, and where the packet itself is the fault
  /// The rule that is meant to be broken; none in legal variants, and where it follows from the place alone
  /// at which the packet ends.
  Rule rule{};
  std::optional<Violation> violation;  ///< what decode says; nothing in legal variants
};

// ---- the matrices ----------------------------------------------------------------------------------------

enum class Legality : std::uint8_t { legal, illegal };

/// All variants of one packet from a client, in an order that does not change. None where the version does
/// not have the packet, and no legal ones of packets that only servers send. They live as long as the
/// program.
std::span<const Variant> variants_of(PacketType type, Version version, Legality legality);

/// What is one's own in a packet.
struct PlainNames {
  std::string_view topic = "t";
  std::string_view client_id = "c";
};
/// The fields of the plain packet that the variants start from.
std::vector<FieldValue> plain_fields(PacketType type, Version version, const PlainNames& names);

/// Whether the field belongs to the variant's lawful changes, so that whoever has better names for it than
/// the table can put it into the base.
bool needs(const Variant& variant, Field field);

/// The variant's bytes. `base` has the fields of a plain packet, perhaps more, with any legal values. Fails
/// where a value cannot be written at all.
std::expected<Bytes, std::string> bytes_of(const Variant& variant, std::span<const FieldValue> base);

/// The fields with the variant's lawful changes alone: its twin, which is legal.
std::vector<FieldValue> twin_of(const Variant& variant, std::span<const FieldValue> base);

}  // namespace codec
