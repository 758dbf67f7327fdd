// One description of what is legal, not two: the packet is written and decoded again.
#include "codec/validate.h"

#include <array>
#include <vector>

#include "codec/encode.h"
#include "codec/rules.h"

namespace codec {
namespace {

std::optional<Violation> verdict(std::span<const std::uint8_t> bytes, const Packet& packet, Direction from,
                                 const DecodeOptions& options) {
  const Decoded decoded = decode(bytes, packet.version, from, options);
  if (decoded.is_violation()) return decoded.violation();
  // The Remaining Length announces more than there is, or less: nothing in the packet could say so.
  if (decoded.is_incomplete()) return violation_of(Rule::cut_off, packet.version, 1, "remaining_length");
  if (decoded.size() < bytes.size()) {
    return violation_of(Rule::left_over, packet.version, static_cast<std::uint32_t>(decoded.size()),
                        "remaining_length");
  }
  return {};
}

}  // namespace

std::optional<Violation> validate(const Packet& packet, Direction from, const DecodeOptions& options) {
  const auto size = encoded_size(packet);
  if (!size) {
    // 3.1.1/MQTT-4.7.3-3, 5.0/MQTT-4.7.3-3 say it of topics, 1.5.4 and 1.5.6 of every string; lengths
    // likewise.
    return violation_of(Rule::cut_off, packet.version, 1, "remaining_length");
  }
  std::array<std::uint8_t, 4096> small;
  std::vector<std::uint8_t> large;
  std::span<std::uint8_t> buffer = small;
  if (*size > small.size()) {
    large.resize(*size);
    buffer = large;
  }
  if (!encode(packet, buffer)) return violation_of(Rule::cut_off, packet.version, 1, "remaining_length");
  return verdict(buffer.first(*size), packet, from, options);
}

}  // namespace codec
