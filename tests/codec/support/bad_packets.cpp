// Written by hand, in the order of the rules in codec/rules.h.
#include "tests/codec/support/bad_packets.h"

#include "codec/decode_report.h"

namespace codec::test {

Bytes from_hex(std::string_view hex) {
  return parse_hex(hex).value();
}

std::vector<BadPacket> bad_packets() {
  constexpr Version v3 = Version::v3_1_1;
  constexpr Version v5 = Version::v5_0;
  constexpr Direction client = Direction::client_to_server;
  constexpr Direction server = Direction::server_to_client;
  std::vector<BadPacket> list;
  const auto add = [&](Version version, Direction from, std::string_view hex) {
    list.push_back({version, from, from_hex(hex)});
  };
  add(v5, client, "00 00");                                                  // type 0
  add(v3, client, "f0 00");                                                  // type 15 in 3.1.1
  add(v5, client, "d0 00");                                                  // PINGRESP from a client
  add(v5, client, "c1 00");                                                  // flags of PINGREQ
  add(v5, client, "60 02 00 01");                                            // flags of PUBREL
  add(v3, client, "36 05 00 01 61 00 01");                                   // QoS 3
  add(v3, client, "38 03 00 01 61");                                         // DUP at QoS 0
  add(v5, client, "30 80 80 80 80 01");                                      // fifth length byte
  add(v5, client, "c0 80 00");                                               // over-long length
  add(v3, client, "30 03 00 05 61");                                         // topic past the end
  add(v3, client, "40 03 00 01 00");                                         // left over
  add(v5, client, "30 05 00 01 61 80 00");                                   // over-long Property Length
  add(v5, client, "30 08 00 01 61 80 80 80 80 01");                          // Property Length without end
  add(v3, client, "30 04 00 02 61 ff");                                      // ill-formed UTF-8
  add(v3, client, "30 04 00 02 61 00");                                      // U+0000
  add(v3, client, "30 04 00 02 61 2b");                                      // wildcard in a topic
  add(v3, client, "30 02 00 00");                                            // empty topic
  add(v5, client, "30 03 00 00 00");                                         // empty topic without alias
  add(v5, client, "82 08 00 01 00 00 02 61 23 00");                          // a#
  add(v5, client, "82 08 00 01 00 00 02 61 2b 00");                          // a+
  add(v5, client, "82 0e 00 01 00 00 08 24 73 68 61 72 65 2f 2f 00");        // $share//
  add(v5, client, "82 10 00 01 00 00 0a 24 73 68 61 72 65 2f 67 2f 61 04");  // No Local on $share/g/a
  add(v5, client, "32 06 00 01 61 00 00 00");                                // id 0
  add(v5, client, "30 07 00 01 61 03 7f 00 00");                             // unknown property
  add(v5, client, "30 07 00 01 61 03 21 00 05");                             // Receive Maximum in PUBLISH
  add(v5, client, "30 06 00 01 61 02 0b 01");                       // Subscription Identifier from a client
  add(v5, client, "30 08 00 01 61 04 01 00 01 00");                 // repeated property
  add(v5, client, "30 06 00 01 61 02 01 02");                       // value 2
  add(v5, server, "f0 02 18 00");                                   // AUTH without a method
  add(v5, client, "10 0d 00 04 4d 51 58 54 05 02 00 00 00 00 00");  // protocol name
  add(v5, client, "10 0d 00 04 4d 51 54 54 06 02 00 00 00 00 00");  // version 6
  add(v5, client, "10 0d 00 04 4d 51 54 54 05 03 00 00 00 00 00");  // reserved flag
  add(v3, client, "10 0c 00 04 4d 51 54 54 04 42 00 00 00 00");     // password without user name
  add(v3, client, "10 0c 00 04 4d 51 54 54 04 00 00 00 00 00");     // empty client id
  add(v5, client, "10 0d 00 04 4d 51 54 54 05 82 00 00 00 00 00");  // user name missing
  add(v3, server, "20 02 02 00");                                   // reserved acknowledge flag
  add(v3, server, "20 02 01 05");                                   // session present beside a refusal
  add(v3, client, "82 02 00 01");                                   // no filters
  add(v5, client, "a2 03 00 01 00");                                // no filters
  add(v3, client, "82 06 00 01 00 01 61 03");                       // QoS 3
  add(v5, client, "82 07 00 01 00 00 01 61 30");                    // Retain Handling 3
  add(v3, server, "90 02 00 01");                                   // no codes
  add(v5, server, "90 04 00 01 00 03");                             // SUBACK 0x03
  add(v5, server, "e0 01 04");                                      // DISCONNECT 0x04 from a server
  return list;
}

}  // namespace codec::test
