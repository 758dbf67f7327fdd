// CONNECT, the only packet whose payload is laid out by flags, and CONNACK, its answer.
#include <string>

#include "codec/reference/bodies.h"
#include "codec/reference/properties.h"
#include "codec/reference/reason_codes.h"
#include "codec/reference/text.h"

namespace codec::reference {
namespace {

constexpr std::uint32_t authentication_method = 21;
constexpr std::uint32_t authentication_data = 22;

struct ConnectFlags {
  bool reserved{};
  bool clean{};  // Clean Session, Clean Start
  bool will{};
  int will_qos{};
  bool will_retain{};
  bool password{};
  bool user_name{};
};

// 3.1.2.1, 3.1.2.2
void read_protocol(Cursor& cursor) {
  const std::size_t name_at = cursor.offset();
  if (cursor.utf8_string("protocol_name") != "MQTT") {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-1"}), name_at, "protocol_name",
                   "The Protocol Name is \"MQTT\".", 0x84);
  }
  const std::size_t version_at = cursor.offset();
  const std::uint8_t version = cursor.byte("protocol_version");
  if (version != 4 && version != 5) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.1.2-2", "5.0/MQTT-3.1.2-2"}), version_at, "protocol_version",
                   "The Protocol Version is neither 4 (3.1.1) nor 5 (5.0).", 0x84);
  }
}

// A field that a statement orders to be there, and nothing is: that statement is broken. A field that is
// there in part runs past the end like any other.
void require_begun(const Cursor& cursor, const Rule& rule, std::string_view field,
                   std::string_view explanation) {
  if (cursor.left() == 0) malformed(cursor.name_of(rule), cursor.offset(), field, explanation);
}

// 3.1.2.3 and the sections behind it. What makes the byte unreadable comes before what it says wrongly.
ConnectFlags read_connect_flags(Cursor& cursor) {
  const std::size_t at = cursor.offset();
  const unsigned byte = cursor.byte("connect_flags");
  ConnectFlags flags;
  flags.reserved = (byte & 0x01) != 0;
  flags.clean = (byte & 0x02) != 0;
  flags.will = (byte & 0x04) != 0;
  flags.will_qos = static_cast<int>((byte & 0x18) / 8);
  flags.will_retain = (byte & 0x20) != 0;
  flags.password = (byte & 0x40) != 0;
  flags.user_name = (byte & 0x80) != 0;
  if (flags.reserved) {
    malformed(cursor.name_of({"3.1.1/MQTT-3.1.2-3", "5.0/MQTT-3.1.2-3"}), at, "reserved",
              "The reserved bit of the Connect Flags is 0.");
  }
  if (flags.will_qos == 3) {
    malformed(cursor.name_of({"3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12"}), at, "will_qos",
              "There is no Will QoS 3.");
  }
  if (!flags.will && flags.will_qos != 0) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.1.2-13", "5.0/MQTT-3.1.2-11"}), at, "will_qos",
                   "Without a Will the Will QoS is 0.");
  }
  if (!flags.will && flags.will_retain) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.1.2-15", "5.0/MQTT-3.1.2-13"}), at, "will_retain",
                   "Without a Will the Will Retain flag is 0.");
  }
  // 5.0 allows a Password without a User Name (3.1.2.9).
  if (cursor.version() == Version::v3_1_1 && flags.password && !flags.user_name) {
    protocol_error("3.1.1/MQTT-3.1.2-22", at, "password_flag", "Without a User Name there is no Password.");
  }
  return flags;
}

// 3.1.2.11
void read_connect_properties(Cursor& cursor) {
  const Properties properties =
      read_properties(cursor, properties_of(PacketType::connect), "property_length");
  if (properties.has(authentication_data) && !properties.has(authentication_method)) {
    protocol_error("5.0/U-022", properties.length_at, "authentication_data",
                   "Authentication Data stands without an Authentication Method.");
  }
}

// 3.1.3.1
void read_client_identifier(Cursor& cursor, const ConnectFlags& flags) {
  require_begun(cursor, {"3.1.1/MQTT-3.1.3-3", "5.0/MQTT-3.1.3-3"}, "client_id",
                "The CONNECT ends before its Client Identifier.");
  const std::size_t at = cursor.offset();
  const std::string client_id = cursor.utf8_string("client_id");
  if (cursor.version() == Version::v3_1_1 && client_id.empty() && !flags.clean) {
    protocol_error("3.1.1/MQTT-3.1.3-7", at, "client_id", "An empty ClientId comes with CleanSession 1.",
                   0x85);
  }
}

// 3.1.3.2 to 3.1.3.4 of 5.0
void read_will(Cursor& cursor) {
  const Rule must_be_present{"3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-9"};
  const std::string_view explanation = "The Will Flag is set and the CONNECT ends before its Will does.";
  if (cursor.version() == Version::v5_0) {
    require_begun(cursor, must_be_present, "will_property_length", explanation);
    read_properties(cursor, will_properties(), "will_property_length");
  }
  require_begun(cursor, must_be_present, "will_topic", explanation);
  const std::size_t at = cursor.offset();
  const std::string topic = cursor.utf8_string("will_topic");
  require_topic_name(cursor, topic, at, "will_topic", {"3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1"});
  require_begun(cursor, must_be_present, "will_payload", explanation);
  cursor.binary_data("will_payload");
}

// 3.1.3.5
void read_user_name(Cursor& cursor) {
  require_begun(cursor, {"3.1.1/MQTT-3.1.2-19", "5.0/MQTT-3.1.2-17"}, "user_name",
                "The User Name Flag is set and the CONNECT ends before its User Name.");
  cursor.utf8_string("user_name");
}

// 3.1.3.6
void read_password(Cursor& cursor) {
  require_begun(cursor, {"3.1.1/MQTT-3.1.2-21", "5.0/MQTT-3.1.2-19"}, "password",
                "The Password Flag is set and the CONNECT ends before its Password.");
  cursor.binary_data("password");
}

}  // namespace

Version version_named_in_connect(std::span<const std::uint8_t> body, Version otherwise) {
  if (body.size() < 2) return otherwise;
  const std::size_t name_length = std::size_t{body[0]} * 256 + body[1];
  if (body.size() <= 2 + name_length) return otherwise;
  const std::uint8_t version = body[2 + name_length];
  if (version == 4) return Version::v3_1_1;
  if (version == 5) return Version::v5_0;
  return otherwise;
}

void read_connect(Cursor& cursor) {
  read_protocol(cursor);
  const ConnectFlags flags = read_connect_flags(cursor);
  cursor.two_byte_integer("keep_alive");
  if (cursor.version() == Version::v5_0) read_connect_properties(cursor);
  read_client_identifier(cursor, flags);
  if (flags.will) read_will(cursor);
  if (flags.user_name) read_user_name(cursor);
  if (flags.password) read_password(cursor);
}

void read_connack(Cursor& cursor) {
  const std::size_t flags_at = cursor.offset();
  const std::uint8_t flags = cursor.byte("session_present");
  if (flags > 1) {
    malformed(cursor.name_of({"3.1.1/U-123", "5.0/MQTT-3.2.2-1"}), flags_at, "reserved",
              "Bits 7 to 1 of the Connect Acknowledge Flags are 0.");
  }
  const std::size_t code_at = cursor.offset();
  const std::uint8_t code = cursor.byte("code");
  require_code(cursor, PacketType::connack, code, code_at);
  if (flags == 1 && code != 0) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.2.2-4", "5.0/MQTT-3.2.2-6"}), flags_at, "session_present",
                   "With a code other than 0 Session Present is 0.");
  }
  if (cursor.version() == Version::v5_0) {
    read_properties(cursor, properties_of(PacketType::connack), "property_length");
  }
}

}  // namespace codec::reference
