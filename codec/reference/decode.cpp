// The order of errors that decode.h promises: fixed header, size, and only then, with all bytes at hand, the
// rest.
#include "codec/reference/decode.h"

#include "codec/reference/bodies.h"
#include "codec/reference/cursor.h"
#include "codec/reference/fixed_header.h"

namespace codec::reference {
namespace {

void read_body(Cursor& cursor, PacketType type) {
  switch (type) {
    case PacketType::connect: return read_connect(cursor);
    case PacketType::connack: return read_connack(cursor);
    case PacketType::publish: return read_publish(cursor);
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return read_publish_acknowledgement(cursor, type);
    case PacketType::subscribe: return read_subscribe(cursor);
    case PacketType::suback: return read_suback(cursor);
    case PacketType::unsubscribe: return read_unsubscribe(cursor);
    case PacketType::unsuback: return read_unsuback(cursor);
    case PacketType::disconnect: return read_disconnect(cursor);
    case PacketType::auth: return read_auth(cursor);
    case PacketType::reserved:  // refused by its first byte
    case PacketType::pingreq:   // 3.12, 3.13: no variable header, no payload
    case PacketType::pingresp: return;
  }
}

}  // namespace

Result decode(std::span<const std::uint8_t> bytes, Version version, Direction from, const Options& options) {
  try {
    if (bytes.empty()) return Incomplete{2};  // the shortest packet has two bytes
    const FixedHeader header = read_fixed_header(bytes, version, from, options);
    if (header.size == 0) return Incomplete{1};
    const std::size_t whole = header.size + header.remaining_length;
    if (bytes.size() < whole) return Incomplete{whole - bytes.size()};
    const std::span<const std::uint8_t> packet = bytes.first(whole);
    Version judged_by = version;
    if (header.type == PacketType::connect) {
      judged_by = version_named_in_connect(packet.subspan(header.size), version);
      require_shortest_length(header, judged_by);
    }
    Cursor cursor(packet, header.size, judged_by, from, options);
    read_body(cursor, header.type);
    if (cursor.left() > 0) {
      malformed(cursor.name_of({"3.1.1/U-128", "5.0/U-002"}), cursor.offset(), "remaining_length",
                "The Remaining Length covers bytes that belong to no field.");
    }
    return Accept{header.type, whole};
  } catch (const Broken& broken) {
    return broken.violation;
  }
}

}  // namespace codec::reference
