// PUBACK, PUBREC, PUBREL, PUBCOMP (one layout), SUBACK, UNSUBACK; and DISCONNECT and AUTH, which are a code
// and properties likewise.
#include "codec/reference/bodies.h"
#include "codec/reference/properties.h"
#include "codec/reference/reason_codes.h"

namespace codec::reference {

constexpr std::uint32_t authentication_method = 21;

void read_packet_identifier(Cursor& cursor, const Rule& rule) {
  const std::size_t at = cursor.offset();
  if (cursor.two_byte_integer("id") == 0) {
    protocol_error(cursor.name_of(rule), at, "id", "A Packet Identifier is not 0.");
  }
}

// An acknowledgement repeats the identifier that came (5.0/MQTT-2.2.1-5, -6; 3.1.1/MQTT-2.3.1-6, -7), so
// whether 0 is right there depends on another packet.
void read_publish_acknowledgement(Cursor& cursor, PacketType type) {
  cursor.two_byte_integer("id");
  if (cursor.version() == Version::v3_1_1) return;
  // "If the Remaining Length is 2, then there is no Reason Code and the value of 0x00 (Success) is used."
  if (cursor.left() == 0) return;
  const std::size_t code_at = cursor.offset();
  require_code(cursor, type, cursor.byte("code"), code_at);
  // "If the Remaining Length is less than 4 there is no Property Length and the value of 0 is used."
  if (cursor.left() == 0) return;
  read_properties(cursor, properties_of(type), "property_length");
}

void read_suback(Cursor& cursor) {
  cursor.two_byte_integer("id");
  if (cursor.version() == Version::v5_0) {
    read_properties(cursor, properties_of(PacketType::suback), "property_length");
  }
  if (cursor.left() == 0) {  // a SUBSCRIBE has at least one filter, and each has its code
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6"}), cursor.offset(), "codes",
                   "There is one code for each Topic Filter, so at least one.");
  }
  while (cursor.left() > 0) {
    const std::size_t at = cursor.offset();
    require_code(cursor, PacketType::suback, cursor.byte("codes"), at);
  }
}

void read_unsuback(Cursor& cursor) {
  cursor.two_byte_integer("id");
  if (cursor.version() == Version::v3_1_1) return;  // 3.11.3: no payload
  read_properties(cursor, properties_of(PacketType::unsuback), "property_length");
  if (cursor.left() == 0) {
    protocol_error("5.0/MQTT-3.11.3-2", cursor.offset(), "codes",
                   "There is one code for each Topic Filter, so at least one.");
  }
  while (cursor.left() > 0) {
    const std::size_t at = cursor.offset();
    require_code(cursor, PacketType::unsuback, cursor.byte("codes"), at);
  }
}

void read_disconnect(Cursor& cursor) {
  if (cursor.version() == Version::v3_1_1) return;
  // "If the Remaining Length is less than 1 the value of 0x00 (Normal disconnection) is used."
  if (cursor.left() == 0) return;
  const std::size_t code_at = cursor.offset();
  require_code(cursor, PacketType::disconnect, cursor.byte("code"), code_at);
  // "If the Remaining Length is less than 2, a value of 0 is used" for the Property Length.
  if (cursor.left() == 0) return;
  read_properties(cursor, properties_of(PacketType::disconnect), "property_length");
}

void read_auth(Cursor& cursor) {
  const std::size_t code_at = cursor.offset();
  // "The Reason Code and Property Length can be omitted if the Reason Code is 0x00 (Success) and there are no
  // Properties. In this case the AUTH has a Remaining Length of 0." Success is the Server's alone.
  if (cursor.left() == 0) {
    require_code(cursor, PacketType::auth, 0x00, code_at);
    return;
  }
  require_code(cursor, PacketType::auth, cursor.byte("code"), code_at);
  const Properties properties = read_properties(cursor, properties_of(PacketType::auth), "property_length");
  // 3.15.2.2.2: "It is a Protocol Error to omit the Authentication Method".
  if (!properties.has(authentication_method)) {
    protocol_error("5.0/U-102", properties.length_at, "authentication_method",
                   "AUTH has an Authentication Method.");
  }
}

}  // namespace codec::reference
