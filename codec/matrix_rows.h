// How the variants of a matrix are collected. Internal to the matrix*.cpp of this room.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "codec/field_table.h"
#include "codec/matrix.h"
#include "codec/property_table.h"

namespace codec::matrix {

/// The rows of one matrix while they are made.
class Rows {
 public:
  Rows(PacketType type, Version version, Legality legality)
      : type_(type), version_(version), legality_(legality) {}

  PacketType type() const { return type_; }
  Version version() const { return version_; }
  bool v5() const { return version_ == Version::v5_0; }

  /// A fault, on top of what is lawful. `rule` as in Variant.
  void fault(std::string label, std::vector<Edit> context, Edit what, Rule rule);
  /// A packet that is the fault itself.
  void fault(std::string label, Rule rule);
  void legal(std::string label, std::vector<Edit> context);

  /// The rows, with what decode says of them. Left out is what another row gives byte for byte, and of those
  /// whose rule follows from the place alone at which the packet ends, what is legal: an acknowledgement may
  /// end behind its identifier.
  std::vector<Variant> take();

 private:
  PacketType type_;
  Version version_;
  Legality legality_;
  std::vector<Variant> variants_;
};

// ---- what there is to try --------------------------------------------------------------------------------

void add_header_faults(Rows& rows);    ///< flags, types, Remaining Lengths
void add_ending_faults(Rows& rows);    ///< packets that end early or late
void add_text_faults(Rows& rows);      ///< strings that are no text
void add_number_faults(Rows& rows);    ///< numbers, bits and codes out of range
void add_property_faults(Rows& rows);  ///< unknown, misplaced, repeated, cut short
void add_packet_faults(Rows& rows);    ///< what only one kind of packet can have wrong
void add_legal(Rows& rows);

// ---- building blocks -------------------------------------------------------------------------------------

inline FieldValue number(Field field, Number value) {
  return {field, Value(value)};
}
inline FieldValue text(Field field, std::string_view value) {
  return {field, Value(Bytes(value))};
}
inline FieldValue pair(Field field, std::string_view name, std::string_view value) {
  return {field, Value(StringPair(name, value))};
}

/// A value that no server has a reason to refuse.
FieldValue sample(Field field, FieldKind kind);
/// What a packet must have for the field to be lawful in it: a Will, an Authentication Method; the field
/// itself, with its sample, unless it is left to the caller.
std::vector<Edit> context_of(const Rows& rows, const FieldDescription& row, bool with_itself = true);
/// A Will, and what else CONNECT may have.
std::vector<Edit> whole_connect();

inline bool in_version(const FieldDescription& row, Version version) {
  return version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1;
}
inline bool has_properties(const Rows& rows) {
  return find_field(rows.type(), Field::property_length, rows.version()) != nullptr;
}
inline bool is_number(FieldKind kind) {
  return kind == FieldKind::byte || kind == FieldKind::two_byte || kind == FieldKind::four_byte ||
         kind == FieldKind::variable_byte;
}
/// "content_type-twice"
inline std::string label_of(Field field, std::string_view what) {
  return std::string(name_of(field)) + "-" + std::string(what);
}

}  // namespace codec::matrix
