// One change to one packet: for fuzz targets, parser kit and campaigns.
#pragma once

#include <string>
#include <vector>

#include "codec/field.h"
#include "codec/random/random.h"
#include "codec/version.h"

namespace codec {

/// What the packet is to be read as.
struct Speech {
  Version version{};
  Direction from{};
};

/// Changes the packet; most changes keep its lengths right. Never leaves it longer than some 70,000 bytes.
void edit_packet(Random& random, std::string& packet, Speech speech);

/// Changes bytes of it, whatever they mean; the Remaining Length is mended at times.
void edit_bytes(Random& random, std::string& packet);

/// Moves fields of `donor` into the packet.
void splice_fields(Random& random, std::string& packet, const std::string& donor, Speech speech);

/// Takes the lengths out of the fields of a dissected packet: compose writes those that it is given, and
/// makes those that it is not. Kept, they would be wrong behind any change of size.
void leave_lengths_to_compose(std::vector<FieldValue>& fields);

/// Writes the Remaining Length that the packet has.
void mend_remaining_length(std::string& packet);

}  // namespace codec
