// See the header.
#include "fuzz/kit/ask.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "fuzz/kit/crash.h"

namespace kit {
namespace {

/// Section of a packet type in either version, "3.1" … "3.15".
std::string section_of(const Question& question) {
  const auto type = static_cast<unsigned>(static_cast<std::uint8_t>(question.packet[0]) >> 4);
  return std::string(codec::name_of(question.version)) + "/3." + std::to_string(type);
}

}  // namespace

int ask(mqtt_fuzz_parser parser, const Question& question) {
  // As large as the packet and not a byte more: that is what AddressSanitizer guards.
  const auto bytes = std::make_unique<std::uint8_t[]>(question.packet.size());
  std::ranges::copy(bytes_of(question.packet), bytes.get());
  const Watch watch(question);
  const int answer = parser(
      bytes.get(), question.packet.size(), static_cast<int>(question.version),
      question.from == codec::Direction::client_to_server ? MQTT_FUZZ_FROM_CLIENT : MQTT_FUZZ_FROM_SERVER);
  if (answer < MQTT_FUZZ_ACCEPT || answer > MQTT_FUZZ_NO_OPINION) {
    std::fprintf(stderr, "mqtt_fuzz_parse returned %d, which is none of its answers\n", answer);
    std::abort();
  }
  return answer;
}

Reference reference_for(const Question& question, Sides sides) {
  const PacketBytes packet = bytes_of(question.packet);
  return sides == Sides::either ? reference_for_either(packet, question.version)
                                : reference_for(packet, question.version, question.from);
}

std::optional<Disagreement> compare(const Question& question, const Reference& reference, int answer) {
  if (answer == MQTT_FUZZ_NO_OPINION) return std::nullopt;
  if (answer == MQTT_FUZZ_ACCEPT && reference.expected == Expected::refuse)
    return Disagreement{Disagreement::Kind::takes, std::string(reference.violation.requirement),
                        level_of(reference.violation, bytes_of(question.packet), reference.from)};
  // A conforming receiver works with every lawful packet (7.1): always a MUST.
  if (answer != MQTT_FUZZ_ACCEPT && reference.expected == Expected::accept)
    return Disagreement{Disagreement::Kind::refuses, section_of(question), Level::must};
  return std::nullopt;
}

const char* name_of_answer(int answer) {
  static constexpr std::array names{"accept", "malformed", "protocol error", "no opinion"};
  return names[static_cast<std::size_t>(answer)];
}

}  // namespace kit
