// Packets that a Reason String or a User Property makes too large for their client, one for each type that
// may have them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/client/support/misdeeds.h"

namespace client_test {

struct Oversized {
  std::string rule;
  std::string lines;
  Misdeed misdeed;
};

/// An answer of alice's server, without the property; `lines` come behind a CONNECT that takes 100 bytes at
/// most.
struct OversizedAnswer {
  std::string type;
  PacketType request{};
  PacketType answer{};
  std::string lines;
  Fields fields;
};

inline std::vector<OversizedAnswer> answers_to_oversize() {
  using Type = PacketType;
  const std::string opens = "  alice opens\n  alice -> CONNECT maximum_packet_size=100";
  const std::string connects = "  given\n    alice connects maximum_packet_size=100\n";
  const Fields granted = {{Field::id, 5}, {Field::codes, codec::NumberList{0}}};
  const Fields unknown = {{Field::id, 5}, {Field::code, 0x92}};
  return {
      {"connack",
       Type::connect,
       Type::connack,
       opens + "\n  alice <- CONNACK\n",
       {{Field::session_present, 0}, {Field::code, 0}}},
      {"puback",
       Type::publish,
       Type::puback,
       connects + "  alice -> PUBLISH topic=\"$t\" qos=1 id=5\n  alice <- PUBACK id=5\n",
       {{Field::id, 5}}},
      {"pubrec",
       Type::publish,
       Type::pubrec,
       connects + "  alice -> PUBLISH topic=\"$t\" qos=2 id=5\n  alice <- PUBREC id=5\n",
       {{Field::id, 5}}},
      {"pubrel", Type::pubrec, Type::pubrel,
       connects + "  alice -> PUBREC! id=5\n  maybe alice <- PUBREL id=5\n" + pings, unknown},
      {"pubcomp", Type::pubrel, Type::pubcomp,
       connects + "  alice -> PUBREL! id=5\n  maybe alice <- PUBCOMP id=5\n" + pings, unknown},
      {"suback", Type::subscribe, Type::suback,
       connects + "  alice -> SUBSCRIBE id=5 \"$t\" max_qos=0\n  alice <- SUBACK id=5\n", granted},
      {"unsuback", Type::unsubscribe, Type::unsuback,
       connects + "  alice -> UNSUBSCRIBE id=5 \"$t\"\n  alice <- UNSUBACK id=5\n", granted},
      {"disconnect",
       Type::pingreq,
       Type::disconnect,
       connects + "  maybe alice <- PINGRESP\n  alice -> PINGREQ\n  alice <- PINGRESP\n",
       {{Field::code, 0x8B}}},
      {"auth",
       Type::connect,
       Type::auth,
       opens + " authentication_method=\"m\"\n  maybe alice <- AUTH\n  alice <- CONNACK\n",
       {{Field::code, 0x18}, {Field::authentication_method, "m"}}},
  };
}

inline std::vector<Oversized> oversized_properties() {
  const std::string large(200, 'x');
  const std::pair<std::string, Given> properties[] = {
      {"reason-string-of-", {Field::reason_string, large}},
      {"user-property-of-", {Field::user_property, codec::StringPair{"k", large}}}};
  std::vector<Oversized> list;
  for (const auto& [name, property] : properties) {
    for (OversizedAnswer each : answers_to_oversize()) {
      each.fields.push_back(property);
      // Behind AUTH the connection goes on.
      list.push_back({name + each.type, each.lines,
                      when(
                          "alice", each.request,
                          [answer = each.answer, fields = each.fields](FakeServer& server, Peer& from,
                                                                       const client::Packet& packet) {
                            server.send(from, answer, fields);
                            if (answer == PacketType::auth) server.obey(from, packet);
                          },
                          false)});
    }
  }
  return list;
}

}  // namespace client_test
