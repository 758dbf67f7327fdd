// stream: packets from a byte stream that arrives in pieces. Holds: any cut gives the same packets and the
// same end as the whole at once; the memory held is bounded by a packet and a piece.
#include "codec/stream.h"

#include <string_view>
#include <vector>

#include "codec/random/random.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"
#include "fuzz/support/oracle.h"

namespace {

using codec::Decoded;
using codec::StreamDecoder;

struct Seen {
  std::uint64_t ends{};  ///< where in the stream a packet ended, added up in a way that order matters for
  std::size_t packets{};
  std::uint32_t needed{};
  codec::Violation violation{};
  bool violated{};
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// Takes all packets that are there by now.
void drain(StreamDecoder& decoder, Seen& seen) {
  for (;;) {
    const Decoded next = decoder.next();
    seen.violated = next.is_violation();
    if (next.is_violation()) seen.violation = next.violation();
    seen.needed = next.is_incomplete() ? next.needed() : 0;
    if (!next.is_packet()) return;
    ++seen.packets;
    seen.ends = seen.ends * 1'000'003 + decoder.offset();
    fuzz::hold(decoder.packet_bytes().size() == next.size(), "a packet's bytes are as many as it says");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto options = fuzz::packet_options(input.byte());
  codec::Random cuts(input.byte());
  const auto bytes = input.rest();

  StreamDecoder whole(options.version, options.from, options.decode);
  Seen at_once;
  whole.feed(bytes);
  drain(whole, at_once);

  StreamDecoder cut(options.version, options.from, options.decode);
  Seen in_pieces;
  fuzz::Input left(bytes);
  while (!left.empty()) {
    cut.feed(left.bytes(1 + cuts.below(cuts.coin() ? 4 : 64)));
    drain(cut, in_pieces);
  }
  if (bytes.empty()) drain(cut, in_pieces);
  fuzz::hold(in_pieces == at_once, "the same packets and the same end, however the stream is cut");
  fuzz::hold(cut.offset() == whole.offset() && cut.version() == whole.version(),
             "the same place in the stream, however it is cut");
  return 0;
}
