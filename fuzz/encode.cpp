// encode: a packet from typed fields, legal or not. Holds: what compose writes is read back; a packet that
// decodes is written the same again, from its struct and from its named fields; the encoder fills just the
// room that it asked for.
#include "codec/encode.h"

#include <string>
#include <vector>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/field_table.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"
#include "fuzz/support/oracle.h"

namespace {

using codec::Bytes;
using codec::FieldDescription;
using codec::FieldKind;
using codec::FieldValue;

Bytes text_from(fuzz::Input& input) {
  return Bytes(input.text(input.byte() & 31U));
}

codec::Value value_from(fuzz::Input& input, FieldKind kind) {
  switch (kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: return text_from(input);
    case FieldKind::pair: {
      Bytes name = text_from(input);
      return codec::StringPair(std::move(name), text_from(input));
    }
    case FieldKind::byte_list: {
      codec::NumberList list(input.byte() & 7U);
      for (codec::Number& each : list) each = input.byte();
      return list;
    }
    case FieldKind::bits: return codec::Number{input.byte() & 3U};
    case FieldKind::byte: return codec::Number{input.byte()};
    case FieldKind::two_byte: return codec::Number{input.two_bytes()};
    default: return codec::Number{input.four_bytes()};
  }
}

std::vector<FieldValue> fields_from(fuzz::Input& input, codec::PacketType type, codec::Version version) {
  std::vector<FieldValue> fields;
  const auto rows = codec::fields_of(type);
  while (!input.empty() && fields.size() < 40) {
    const FieldDescription& row = rows[input.byte() % rows.size()];
    if (version == codec::Version::v5_0 ? !row.in_5_0 : !row.in_3_1_1) continue;
    // The lengths are those of the packet; what lies about them is the business of Overrides.
    if (row.field == codec::Field::remaining_length || row.field == codec::Field::property_length ||
        row.field == codec::Field::will_property_length)
      continue;
    fields.push_back({row.field, value_from(input, row.kind)});
  }
  return fields;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto options = fuzz::packet_options(input.byte());
  const auto type = static_cast<codec::PacketType>(1 + input.byte() % 15);
  if (codec::find_field(type, codec::Field::remaining_length, options.version) == nullptr) return 0;
  const auto fields = fields_from(input, type, options.version);
  const auto bytes = codec::compose(type, options.version, fields);
  if (!bytes) return 0;
  const codec::Decoded decoded = codec::decode(codec::as_bytes(*bytes), options.version, options.from);
  fuzz::hold(!decoded.is_incomplete(), "what compose writes is a whole packet");
  if (!decoded.is_packet()) return 0;
  fuzz::hold(decoded.size() == bytes->size(), "what compose writes is one packet");
  is_written_the_same(decoded, *bytes);
  const auto read = codec::dissect(*bytes, decoded.packet().version, options.from);
  const auto again = codec::compose(type, decoded.packet().version, read);
  fuzz::hold(again && *again == *bytes, "the named fields of a packet make the same packet");
  return 0;
}
