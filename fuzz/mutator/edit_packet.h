// One change to one packet.
#pragma once

#include <string>

#include "codec/random/random.h"
#include "fuzz/mutator/parts.h"

namespace fuzz {

/// Changes the packet; most changes keep its lengths right. Never leaves it longer than some 70,000 bytes.
void edit_packet(codec::Random& random, std::string& packet, Speech speech);

/// Moves fields of `donor` into the packet.
void splice_fields(codec::Random& random, std::string& packet, const std::string& donor, Speech speech);

/// Writes the Remaining Length that the packet has.
void mend_remaining_length(std::string& packet);

}  // namespace fuzz
