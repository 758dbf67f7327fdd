// Which return or reason code may stand in which packet, and who may send it there.
#pragma once

#include <cstdint>

#include "codec/reference/cursor.h"

namespace codec::reference {

/// Refuses a code that the table of this packet does not have, or not for this sender; `offset` is that of
/// the code.
void require_code(const Cursor& cursor, PacketType type, std::uint8_t code, std::size_t offset);

}  // namespace codec::reference
