// decode: one packet from arbitrary bytes. Holds: it never crashes; what is accepted is encoded to the same
// bytes again; the slow decoder says the same (of one input in 4); the annotated dump shows every byte once
// (of one input in 16). Where the high bits of the first byte are all set, the input is a line of hex digits
// as `conformance decode` takes it, and both its reports are made: they say the same.
#include "codec/decode.h"

#include <array>
#include <string>
#include <vector>

#include "codec/decode_report.h"
#include "codec/dump.h"
#include "codec/encode.h"
#include "codec/reference/agree.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"
#include "fuzz/support/oracle.h"

namespace {

using codec::Decoded;

void encodes_to_the_same(const Decoded& decoded, std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, 4096> small;  // NOLINT: not cleared, for it is written before it is read
  std::vector<std::uint8_t> large;
  std::span<std::uint8_t> room(small);
  if (bytes.size() > room.size()) {
    large.resize(bytes.size());
    room = large;
  }
  const auto size = codec::encode(decoded.packet(), room);
  fuzz::hold(size && *size == decoded.size() && *size <= bytes.size(), "what was accepted can be encoded");
  fuzz::hold(std::equal(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*size), bytes.begin()),
             "what was accepted is encoded to the same bytes");
}

void slow_decoder_agrees(const Decoded& decoded, std::span<const std::uint8_t> bytes,
                         const fuzz::PacketOptions& options) {
  codec::reference::Options slow;
  slow.refuse_disallowed_characters = options.decode.reject_control_characters;
  slow.maximum_packet_size = options.decode.maximum_packet_size;
  fuzz::hold(
      codec::reference::agree(codec::reference::decode(bytes, options.version, options.from, slow), decoded),
      "both decoders say the same");
}

void dump_shows_every_byte_once(std::span<const std::uint8_t> bytes, const fuzz::PacketOptions& options) {
  std::size_t at = 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const codec::DumpLine& line : codec::dump_lines(text, options.version, options.from)) {
    fuzz::hold(line.offset == at, "the lines of a dump follow each other");
    at += line.size;
  }
  fuzz::hold(at == bytes.size(), "the lines of a dump hold every byte");
}

constexpr std::uint8_t line_of_hex = 0xF0;

void line_is_reported(std::string_view line, const fuzz::PacketOptions& options) {
  const auto bytes = codec::parse_hex(line);
  if (!bytes) return fuzz::hold(!bytes.error().empty(), "what is wrong with a line of hex digits is told");
  codec::DecodeReport for_people(options.version, options.from);
  codec::DecodeReport for_programs(options.version, options.from);
  const std::string text = for_people.text(*bytes);
  const std::string json = for_programs.json(*bytes);
  fuzz::hold(for_people.version() == for_programs.version(), "both reports learn the same version");
  const std::string_view last = std::string_view(text).substr(text.rfind('\n', text.size() - 2) + 1);
  const std::string_view verdict = last.substr(0, last.find_first_of(": "));
  fuzz::hold(text.ends_with('\n') && json.starts_with("{\"verdict\": \"" + std::string(verdict) + '"'),
             "both reports end with the same verdict");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t first = input.byte();
  const auto options = fuzz::packet_options(first);
  if ((first & line_of_hex) == line_of_hex) {
    line_is_reported(input.text(input.left()), options);
    return 0;
  }
  const auto bytes = input.rest();
  const Decoded decoded = codec::decode(bytes, options.version, options.from, options.decode);
  if (decoded.is_packet()) encodes_to_the_same(decoded, bytes);
  if (fuzz::sampled(bytes, 4)) slow_decoder_agrees(decoded, bytes, options);
  if (fuzz::sampled(bytes, 16)) dump_shows_every_byte_once(bytes, options);
  return 0;
}
