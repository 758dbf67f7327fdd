// What follows the fixed header, one function for each kind of packet; each reads its fields in the order of
// the wire. Bytes that are left over afterwards are the caller's matter.
#pragma once

#include "codec/reference/cursor.h"

namespace codec::reference {

void read_connect(Cursor& cursor);                              // 3.1
void read_connack(Cursor& cursor);                              // 3.2
void read_publish(Cursor& cursor);                              // 3.3
void read_publish_acknowledgement(Cursor& cursor, PacketType);  // 3.4 to 3.7
void read_subscribe(Cursor& cursor);                            // 3.8
void read_suback(Cursor& cursor);                               // 3.9
void read_unsubscribe(Cursor& cursor);                          // 3.10
void read_unsuback(Cursor& cursor);                             // 3.11
void read_disconnect(Cursor& cursor);                           // 3.14
void read_auth(Cursor& cursor);                                 // 3.15 of 5.0

/// The version by whose rules a CONNECT (without its fixed header) is judged: the one its Protocol Version
/// says.
Version version_named_in_connect(std::span<const std::uint8_t> body, Version otherwise);

/// 2.2.1 of 5.0, 2.3.1 of 3.1.1: 0 is no Packet Identifier. `rule` is the one that the packet breaks with it.
void read_packet_identifier(Cursor& cursor, const Rule& rule);

}  // namespace codec::reference
