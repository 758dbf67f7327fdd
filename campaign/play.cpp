// See the header.
#include "campaign/play.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "codec/decode.h"
#include "codec/decode_report.h"
#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "codec/packet.h"

namespace campaign {
namespace {

constexpr std::string_view deeds[] = {"send", "open", "end", "reset", "pause", "answer"};

std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::expected<Step, std::string> step_from(std::string_view line) {
  Step step;
  std::string_view word = next_word(line);
  if (word == "wait") {
    step.waits = true;
    word = next_word(line);
  }
  if (word.size() != 1 || word[0] < 'a' || word[0] >= 'a' + most_actors)
    return std::unexpected(
        fmt::format("`{}` is no actor, which are a to {}", word, static_cast<char>('a' + most_actors - 1)));
  step.actor = static_cast<std::uint8_t>(word[0] - 'a');
  word = next_word(line);
  const auto deed = std::ranges::find(deeds, word);
  if (deed == std::end(deeds)) return std::unexpected(fmt::format("there is no deed `{}`", word));
  step.deed = static_cast<Deed>(deed - std::begin(deeds));
  word = next_word(line);
  if (step.deed == Deed::send || step.deed == Deed::answer) {
    auto bytes = codec::parse_hex(word);
    if (!bytes) return std::unexpected(bytes.error());
    step.bytes = std::move(*bytes);
  } else if (step.deed == Deed::pause) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), step.milliseconds);
    if (error != std::errc() || end != word.data() + word.size())
      return std::unexpected(fmt::format("`{}` are no milliseconds up to 65535", word));
  }
  return step;
}

}  // namespace

std::uint8_t actors_of(const Play& play) {
  std::uint8_t count = 0;
  for (const Step& step : play.steps) count = std::max<std::uint8_t>(count, step.actor + 1);
  return count;
}

bool has_answers(const Play& play) {
  return std::ranges::any_of(play.steps, [](const Step& step) { return step.deed == Deed::answer; });
}

std::size_t bytes_of(const Play& play) {
  std::size_t sum = 0;
  for (const Step& step : play.steps) sum += step.bytes.size();
  return sum;
}

std::string text_of(const Play& play) {
  std::string text;
  for (const Step& step : play.steps) {
    text += fmt::format("{}{} {}", step.waits ? "wait " : "", static_cast<char>('a' + step.actor),
                        deeds[static_cast<std::size_t>(step.deed)]);
    if (step.deed == Deed::pause) text += fmt::format(" {}", step.milliseconds);
    if (step.deed == Deed::send || step.deed == Deed::answer) text += ' ';
    for (const char byte : step.bytes) text += fmt::format("{:02x}", static_cast<std::uint8_t>(byte));
    text += '\n';
  }
  return text;
}

std::expected<Play, std::string> play_from(std::string_view text) {
  Play play;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(" \r") == std::string_view::npos) continue;
    auto step = step_from(line);
    if (!step) return std::unexpected(fmt::format("line {}: {}", number, step.error()));
    play.steps.push_back(std::move(*step));
  }
  return play;
}

std::vector<std::string_view> pieces_of(std::string_view bytes) {
  std::vector<std::string_view> packets;
  while (!bytes.empty()) {
    const std::size_t size = codec::size_of_first_packet(codec::as_bytes(bytes));
    packets.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return packets;
}

codec::Version version_behind(std::string_view bytes, codec::Version before) {
  for (const std::string_view packet : pieces_of(bytes)) {
    if (static_cast<std::uint8_t>(packet[0]) >> 4 != static_cast<std::uint8_t>(codec::PacketType::connect))
      continue;
    std::size_t at = 1;
    while (at < 4 && at < packet.size() && static_cast<std::uint8_t>(packet[at]) >= 0x80) ++at;
    before = codec::version_of_connect(packet.substr(std::min(at + 1, packet.size())), before);
  }
  return before;
}

}  // namespace campaign
