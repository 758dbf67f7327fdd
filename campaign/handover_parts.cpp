// See the header.
#include "campaign/handover_parts.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

#include "campaign/minimise.h"
#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/packet.h"

namespace campaign {
namespace {

constexpr std::size_t longest_comment = 140;

}  // namespace

char letter(std::uint8_t actor) {
  return static_cast<char>('a' + actor);
}

std::string hex(std::string_view bytes, std::string_view between) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{}{:02x}", text.empty() ? "" : between, static_cast<std::uint8_t>(byte));
  return text;
}

std::string plain(std::string_view text) {
  std::string line;
  for (const char each : text) {
    const auto byte = static_cast<std::uint8_t>(each);
    if (each == '\n' || each == '\t')
      line += ' ';
    else if (byte >= 0x20 && byte < 0x7F)
      line += each;
    else
      line += fmt::format("\\x{:02x}", byte);
  }
  return line;
}

std::string sentence_of(const Finding& finding, std::string_view target) {
  return plain(fmt::format("{} {}", target, finding.suspicion.sentence));
}

std::string in_words(std::string_view packet, codec::Version version, codec::Direction from,
                     std::size_t shorten) {
  const auto decoded = codec::decode(codec::as_bytes(packet), version, from);
  const auto type = name_of(static_cast<codec::PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4U));
  if (decoded.is_violation()) return fmt::format("{}, illegal: {}", type, decoded.violation().explanation);
  if (decoded.is_incomplete()) return fmt::format("{}, which breaks off", type);
  return codec::print_packet(packet, version, from, shorten);
}

std::string rate_in_words(const Finding& finding) {
  if (finding.tries > 0) return fmt::format("{} of {}", finding.reproduced, finding.tries);
  // Whoever presses Ctrl-C need not wait for ten tries.
  return finding.suspicion.kind == Kind::unreproduced ? "not reproduced" : "not tried again";
}

std::string Told::comment(std::size_t step) const {
  std::string text;
  const bool answers = play.steps[step].deed == Deed::answer;
  const auto from = answers ? codec::Direction::server_to_client : codec::Direction::client_to_server;
  // A bridge speaks 3.1.1 where nobody says otherwise.
  const auto version = answers ? codec::Version::v3_1_1 : versions[step];
  for (const std::string_view packet : pieces_of(play.steps[step].bytes))
    text += fmt::format("{}{}", text.empty() ? "" : "; ", plain(in_words(packet, version, from, 24)));
  if (text.size() > longest_comment) text = text.substr(0, longest_comment) + " ...";
  return text;
}

Told told(const Finding& finding) {
  Told told{.play = join(finding.plays), .versions = {}};
  std::array<codec::Version, most_actors> speaks{};
  speaks.fill(codec::Version::v5_0);  // until a CONNECT says otherwise
  told.versions.reserve(told.play.steps.size());
  for (const Step& step : told.play.steps) {
    if (step.deed == Deed::send) speaks[step.actor] = version_behind(step.bytes, speaks[step.actor]);
    told.versions.push_back(speaks[step.actor]);
  }
  return told;
}

std::optional<std::size_t> offence(const Finding& finding, const Told& told) {
  if (finding.suspicion.kind != Kind::accepted) return std::nullopt;
  const std::span<const Step> steps(told.play.steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool is_it = std::ranges::any_of(pieces_of(steps[i].bytes), [&](std::string_view packet) {
      const auto decoded =
          codec::decode(codec::as_bytes(packet), told.versions[i], codec::Direction::client_to_server);
      return decoded.is_violation() && decoded.violation().requirement == finding.suspicion.requirement;
    });
    const bool is_left_open = std::ranges::none_of(steps.subspan(i + 1), [&](const Step& each) {
      return each.actor == steps[i].actor && (each.deed == Deed::end || each.deed == Deed::reset);
    });
    if (is_it && is_left_open) return i;
  }
  return std::nullopt;
}

}  // namespace campaign
