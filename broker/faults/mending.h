// Makes of a packet that is wrong one that decodes, as a broker reads it that does not check. For faults
// alone.
#pragma once

#include <string>
#include <string_view>

#include "broker/faults/tolerating.h"
#include "codec/packet.h"
#include "codec/violation.h"

namespace broker {

/// A copy of the whole `packet` without what `violation` says, so far as `leniency` knows how; unchanged
/// where it does not. What is taken as it came is masked by a copy of the same size, or one that is longer by
/// what is missing.
std::string mended(std::string_view packet, codec::Version version, const codec::Violation& violation,
                   Leniency leniency);

/// Whether the original is put back once the masked copy has been decoded.
bool is_restored(Leniency leniency);

/// Puts `original` back: into `copy`, which `decoded` refers to, or into `decoded` itself, which may refer to
/// `original` afterwards.
void restore(std::string_view original, std::string& copy, codec::Packet& decoded, Leniency leniency);

/// Whether what is wrong in `packet` is of that kind.
bool has_shape(std::string_view packet, const codec::Violation& violation, Shape shape);

}  // namespace broker
