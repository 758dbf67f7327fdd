// decode: one packet from arbitrary bytes. Holds: it never crashes; what is accepted is encoded to the same
// bytes again; the slow decoder says the same (of one input in 4); the annotated dump shows every byte once
// (of one input in 16).
#include "codec/decode.h"

#include <array>
#include <vector>

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto options = fuzz::packet_options(input.byte());
  const auto bytes = input.rest();
  const Decoded decoded = codec::decode(bytes, options.version, options.from, options.decode);
  if (decoded.is_packet()) encodes_to_the_same(decoded, bytes);
  if (fuzz::sampled(bytes, 4)) slow_decoder_agrees(decoded, bytes, options);
  if (fuzz::sampled(bytes, 16)) dump_shows_every_byte_once(bytes, options);
  return 0;
}
