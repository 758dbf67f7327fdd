// encode: a packet from typed fields, legal or not. Holds: what compose writes is read back; a packet that
// decodes is written the same again, from its struct and from its named fields; the encoder fills just the
// room that it asked for. Where a bit of the first byte says so, the input lies: fields of other packets,
// values of other kinds and lengths, overrides, and a struct with a bent header and a property that nobody
// knows. Then holds: what cannot be written is refused with a reason; validate says what decode says.
#include "codec/encode.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/field_table.h"
#include "codec/validate.h"
#include "codec/variable_byte.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"
#include "fuzz/support/oracle.h"

namespace {

using codec::Bytes;
using codec::FieldDescription;
using codec::FieldKind;
using codec::FieldValue;

/// In the byte of options (fuzz/support/options.h has the lower ones).
constexpr std::uint8_t lies_bit = 16;
/// The index of a field from here on is that of another packet's field, for an input that lies.
constexpr std::uint8_t fields_of_others = 0xE0;

Bytes text_from(fuzz::Input& input, bool lies) {
  const std::uint8_t size = input.byte();
  // Around the 65,535 bytes that two bytes of length can tell.
  if (lies && size == 0xFF) return Bytes(65'528U + (input.byte() & 15U), 'x');
  return Bytes(input.text(size & 31U));
}

codec::Value value_from(fuzz::Input& input, FieldKind kind, bool lies) {
  switch (kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: return text_from(input, lies);
    case FieldKind::pair: {
      Bytes name = text_from(input, lies);
      return codec::StringPair(std::move(name), text_from(input, lies));
    }
    case FieldKind::byte_list: {
      codec::NumberList list(input.byte() & 7U);
      for (codec::Number& each : list) each = lies ? input.two_bytes() : input.byte();
      return list;
    }
    case FieldKind::bits: return codec::Number{input.byte() & (lies ? 0xFFU : 3U)};
    case FieldKind::byte: return lies ? codec::Number{input.two_bytes()} : codec::Number{input.byte()};
    case FieldKind::two_byte:
      return lies ? codec::Number{input.four_bytes()} : codec::Number{input.two_bytes()};
    default: return codec::Number{input.four_bytes()};
  }
}

std::vector<FieldValue> fields_from(fuzz::Input& input, codec::PacketType type, codec::Version version,
                                    bool lies) {
  std::vector<FieldValue> fields;
  while (!input.empty() && fields.size() < 40) {
    std::uint8_t index = input.byte();
    auto rows = codec::fields_of(type);
    const bool is_another = lies && index >= fields_of_others;
    if (is_another) {
      rows = codec::fields_of(static_cast<codec::PacketType>(1 + index % 15));
      index = input.byte();
    }
    const FieldDescription& row = rows[index % rows.size()];
    if (!lies && (version == codec::Version::v5_0 ? !row.in_5_0 : !row.in_3_1_1)) continue;
    // The lengths are those of the packet; what lies about them is the business of Overrides.
    if (row.field == codec::Field::remaining_length || row.field == codec::Field::property_length ||
        row.field == codec::Field::will_property_length)
      continue;
    const FieldKind kind =
        is_another && (index & 0x80U) != 0
            ? static_cast<FieldKind>(input.byte() % (static_cast<unsigned>(FieldKind::rest) + 1))
            : row.kind;
    fields.push_back({row.field, value_from(input, kind, lies)});
  }
  return fields;
}

/// What an input says that lies, beside its fields.
struct Lies {
  codec::Overrides overrides;
  std::uint8_t flipped{};  ///< bits of the first byte of the struct
  codec::VariableByte remaining_length{};
  codec::Property property{};
};

Lies lies_from(fuzz::Input& input) {
  Lies lies;
  codec::Overrides& overrides = lies.overrides;
  const unsigned which = input.two_bytes();
  if ((which & 0x001U) != 0) overrides.type = input.byte();
  if ((which & 0x002U) != 0) overrides.flags = input.byte();
  if ((which & 0x004U) != 0) overrides.connect_flags = input.byte();
  if ((which & 0x008U) != 0) overrides.reserved = input.byte();
  if ((which & 0x010U) != 0) overrides.property_length = input.four_bytes();
  if ((which & 0x020U) != 0) overrides.remaining_length = input.four_bytes();
  if ((which & 0x040U) != 0) overrides.length_bytes = input.byte();
  if ((which & 0x080U) != 0) overrides.truncate = input.two_bytes();
  if ((which & 0x100U) != 0) overrides.append = input.text(input.byte());
  if ((which & 0x200U) != 0) lies.flipped = input.byte();
  if ((which & 0x400U) != 0) lies.remaining_length = {input.four_bytes(), input.byte()};
  if ((which & 0x800U) != 0)
    lies.property = {input.byte(), input.byte(), input.four_bytes(), input.text(4), {}};
  return lies;
}

void is_written_the_same(const codec::Decoded& decoded, const Bytes& bytes) {
  const auto size = codec::encoded_size(decoded.packet());
  fuzz::hold(size && *size == bytes.size(), "a packet that decodes has the size of its bytes");
  std::vector<std::uint8_t> room(*size);
  const auto written = codec::encode(decoded.packet(), room);
  fuzz::hold(written && *written == *size, "the encoder writes as much as it said");
  fuzz::hold(std::string_view(reinterpret_cast<const char*>(room.data()), room.size()) == bytes,
             "a packet that decodes is encoded to its own bytes");
  if (*size == 0) return;
  room.resize(*size - 1);
  const auto too_small = codec::encode(decoded.packet(), room);
  fuzz::hold(!too_small && too_small.error() == codec::EncodeError::buffer_too_small,
             "a room that is too small is told");
}

void validate_says_what_decode_says(const codec::Packet& packet, codec::Direction from) {
  const auto said = codec::validate(packet, from);
  const auto size = codec::encoded_size(packet);
  if (!size) {
    fuzz::hold(!codec::name_of(size.error()).empty(), "why a packet cannot be encoded has a name");
    return fuzz::hold(said.has_value(), "a packet that cannot be encoded is not legal");
  }
  std::vector<std::uint8_t> room(*size);
  fuzz::hold(codec::encode(packet, room) == *size, "the encoder writes as much as it said");
  const codec::Decoded decoded = codec::decode(room, packet.version, from);
  const bool is_legal = decoded.is_packet() && decoded.size() == room.size();
  fuzz::hold(said.has_value() != is_legal, "validate says what decode says");
  if (decoded.is_violation())
    fuzz::hold(
        said->requirement == decoded.violation().requirement && said->offset == decoded.violation().offset,
        "validate says what decode says");
}

void bent_struct_is_judged(codec::Packet packet, const Lies& lies, codec::Direction from) {
  packet.first_byte ^= lies.flipped;
  packet.remaining_length = lies.remaining_length;
  std::visit(
      [&](auto& body) {
        if constexpr (requires { body.properties; }) {
          if (lies.property.id == 0) return;
          body.properties.length = {};
          body.properties.list = std::span(&lies.property, 1);
        }
      },
      packet.body);
  validate_says_what_decode_says(packet, from);
}

void is_printed(std::string_view bytes, codec::Version version, codec::Direction from) {
  const std::string whole = codec::print_packet(bytes, version, from);
  const std::string shortened = codec::print_packet(bytes, version, from, 12);
  const std::string_view type =
      whole.starts_with("BYTES")
          ? "BYTES"
          : codec::name_of(static_cast<codec::PacketType>(static_cast<std::uint8_t>(bytes.front()) >> 4U));
  fuzz::hold(whole.starts_with(type) && shortened.starts_with(type), "a packet is printed as what it is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t first = input.byte();
  const auto options = fuzz::packet_options(first);
  const auto type = static_cast<codec::PacketType>(1 + input.byte() % 15);
  std::optional<Lies> lies;
  if ((first & lies_bit) != 0) lies = lies_from(input);
  const auto fields = fields_from(input, type, options.version, lies.has_value());
  const auto bytes =
      codec::compose(type, options.version, fields, lies ? lies->overrides : codec::Overrides{});
  if (!bytes) {
    fuzz::hold(!bytes.error().empty(), "a packet that cannot be written is refused with a reason");
    return 0;
  }
  const codec::Decoded decoded = codec::decode(codec::as_bytes(*bytes), options.version, options.from);
  if (fuzz::sampled(codec::as_bytes(*bytes), 4)) is_printed(*bytes, options.version, options.from);
  fuzz::hold(lies || !decoded.is_incomplete(), "what compose writes is a whole packet");
  if (!decoded.is_packet()) return 0;
  if (lies) bent_struct_is_judged(decoded.packet(), *lies, options.from);
  if (lies && decoded.size() != bytes->size()) return 0;
  fuzz::hold(decoded.size() == bytes->size(), "what compose writes is one packet");
  is_written_the_same(decoded, *bytes);
  const codec::Packet& packet = decoded.packet();
  // 3.1.1 lets a Remaining Length be longer than it has to be, and no field tells of that.
  if (packet.remaining_length.size > codec::shortest_size(packet.remaining_length.value)) return 0;
  const auto read = codec::dissect(*bytes, packet.version, options.from);
  const auto again = codec::compose(packet.type(), packet.version, read);
  fuzz::hold(again && *again == *bytes, "the named fields of a packet make the same packet");
  return 0;
}
