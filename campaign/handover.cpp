// See the header.
#include "campaign/handover.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "campaign/handover_parts.h"
#include "campaign/play_list.h"
#include "codec/decode.h"
#include "codec/packet.h"

namespace campaign {
namespace {

codec::Version version_of(const Told& told) {
  for (std::size_t i = 0; i < told.play.steps.size(); ++i) {
    if (!told.play.steps[i].bytes.empty()) return told.versions[i];
  }
  return codec::Version::v5_0;
}

/// The finding's own requirement where it is one of that version, else that the broker goes on at all.
std::string covered_by(const Finding& finding, codec::Version version) {
  const std::string prefix = fmt::format("{}/", name_of(version));
  if (finding.suspicion.requirement.starts_with(prefix + "MQTT-")) return finding.suspicion.requirement;
  return prefix + (version == codec::Version::v5_0 ? "MQTT-4.13.1-1" : "MQTT-4.8.0-1");
}

/// What a sound broker may have answered to the legal packets before the one that it must close for: unread
/// packets would else be held against it.
std::string tolerated(const Told& all, std::size_t wrong) {
  using codec::PacketType;
  const std::uint8_t actor = all.play.steps[wrong].actor;
  std::map<PacketType, std::size_t> counts;
  for (std::size_t i = 0; i <= wrong; ++i) {
    const Step& step = all.play.steps[i];
    for (const std::string_view packet : pieces_of(step.bytes)) {
      if (!codec::decode(codec::as_bytes(packet), all.versions[i], codec::Direction::client_to_server)
               .is_packet())
        continue;
      const auto type = static_cast<PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4U);
      if (type == PacketType::publish) ++counts[PacketType::publish];
      if (step.actor != actor) continue;
      switch (type) {
        case PacketType::connect: ++counts[PacketType::connack]; break;
        case PacketType::subscribe: ++counts[PacketType::suback]; break;
        case PacketType::unsubscribe: ++counts[PacketType::unsuback]; break;
        case PacketType::publish:
          ++counts[PacketType::puback];
          ++counts[PacketType::pubrec];
          break;
        case PacketType::pubrec: ++counts[PacketType::pubrel]; break;
        case PacketType::pubrel: ++counts[PacketType::pubcomp]; break;
        case PacketType::pingreq: ++counts[PacketType::pingresp]; break;
        default: break;
      }
    }
  }
  std::string text;
  for (const auto& [type, count] : counts)
    for (std::size_t i = 0; i < count; ++i)
      text += fmt::format("  maybe {} <- {}\n", letter(actor), name_of(type));
  return text;
}

/// As a string of the language, on one line.
std::string quoted(std::string text) {
  std::ranges::replace(text, '"', '\'');
  std::ranges::replace(text, '\\', '/');
  std::erase(text, '$');
  return "\"" + text + "\"";
}

std::string head_of(const Finding& finding, std::string_view name, std::string_view target) {
  std::string text = fmt::format("# {}\n# signature: {}\n# reproduced: {}\n", sentence_of(finding, target),
                                 plain(finding.suspicion.signature), rate_in_words(finding));
  if (is_of_the_process(finding.suspicion.kind))
    text += fmt::format(
        "# This shows after {} rounds, in what the process takes, which no scenario can see: {}.py plays "
        "them, and `--pid` measures.\n",
        finding.repetitions, name);
  if (std::ranges::any_of(finding.plays, has_answers))
    text += fmt::format(
        "# What the remote end of a bridge says no scenario can say: {}.py does, with --remote-port.\n",
        name);
  return text;
}

}  // namespace

std::string name_of(const Finding& finding) {
  return fmt::format("{}-{}", name_of(finding.suspicion.kind), finding.number);
}

std::string scenario_of(const Finding& finding, std::string_view name, std::string_view target) {
  const Told all = told(finding);
  const auto wrong = offence(finding, all);
  std::string text = head_of(finding, name, target);
  text += fmt::format("suite findings {}\n\nscenario {}\n  {}\n  covers {}\n",
                      quoted("Found by a campaign against " + plain(target)), name,
                      quoted(sentence_of(finding, target)), covered_by(finding, version_of(all)));
  text +=
      "  given\n    witness connects\n    witness subscribes \"$t/w\" max_qos=2\n    publisher connects\n";
  bool connected[most_actors]{};
  for (std::size_t i = 0; i < all.play.steps.size(); ++i) {
    const Step& step = all.play.steps[i];
    const char actor = letter(step.actor);
    bool& is_connected = connected[step.actor];
    if (step.waits) text += "  after 50ms\n";
    const auto connect = [&] {
      if (!std::exchange(is_connected, true))
        text += fmt::format("  {} opens acks=manual pings=off\n", actor);
    };
    switch (step.deed) {
      case Deed::send:
        if (step.bytes.empty()) break;
        connect();
        if (wrong == i) text += tolerated(all, i);
        text += fmt::format("  {} -> BYTES! {}  # {}\n", actor, hex(step.bytes, " "), all.comment(i));
        break;
      case Deed::open: connect(); break;
      case Deed::end:
      case Deed::reset:
        if (std::exchange(is_connected, false))
          text += fmt::format("  {} {}\n", actor, step.deed == Deed::end ? "closes" : "resets");
        break;
      case Deed::pause: text += fmt::format("  after {}ms\n", step.milliseconds); break;
      case Deed::answer:
        text += fmt::format("  # the remote end of the bridge says {}: {}\n", hex(step.bytes, " "),
                            all.comment(i));
        break;
    }
  }
  text += "  after 100ms\n";
  for (std::uint8_t actor = 0; actor < most_actors; ++actor) {
    if (!connected[actor]) continue;
    const bool must_be_closed = wrong && all.play.steps[*wrong].actor == actor;
    text += fmt::format("  {} {}\n", letter(actor), must_be_closed ? "is closed" : "resets");
  }
  for (const int qos : {1, 2})
    text += fmt::format(
        "  publisher publishes topic=\"$t/w\" qos={0} payload=\"still there, {0}\"\n"
        "  witness <- PUBLISH payload=\"still there, {0}\"\n",
        qos);
  return text;
}

std::string plays_of(const Finding& finding) {
  return text_of(finding.plays);
}

}  // namespace campaign
