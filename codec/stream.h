// Packets from a byte stream that arrives in arbitrary pieces. The same packets and the same violation come
// out however the stream is cut, and the cost does not depend on it: an incomplete packet is asked about by
// its fixed header alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codec/decode.h"

namespace codec {

/// Usage: feed a piece, then call next until it is incomplete, then feed the next piece. After a violation
/// the stream is over: next repeats it and feed drops what comes, since nobody knows where the next packet
/// would begin.
class StreamDecoder {
 public:
  /// `options.maximum_packet_size` also bounds the memory: drained by next after each piece, the decoder
  /// holds less than twice one packet and one piece.
  StreamDecoder(Version version, Direction from, const DecodeOptions& options = {})
      : version_(version), from_(from), options_(options) {}

  /// Takes a copy of the bytes. Packets that next has returned, and packet_bytes, are invalid from here on.
  void feed(std::span<const std::uint8_t> piece);

  /// The next packet, its views valid until feed is called; or how many bytes are missing at least; or what
  /// is wrong. A client's CONNECT sets the version for what follows it.
  Decoded next();

  /// Bytes of the packet that next returned last.
  std::span<const std::uint8_t> packet_bytes() const { return packet_bytes_; }
  /// Bytes fed and not yet part of a returned packet; after a violation they begin with the packet that has
  /// it.
  std::span<const std::uint8_t> pending() const { return std::span(buffer_).subspan(start_); }
  /// Bytes of the packets returned so far: where in the stream pending() begins.
  std::uint64_t offset() const { return offset_; }

  Version version() const { return version_; }
  /// For the side that learns the version elsewhere; holds from the next call of next.
  void set_version(Version version) { version_ = version; }
  /// For the side that tells the other its limits; holds likewise.
  void set_options(const DecodeOptions& options) { options_ = options; }

 private:
  Version version_;
  Direction from_;
  DecodeOptions options_;
  std::vector<std::uint8_t> buffer_;
  std::size_t start_ = 0;  ///< first byte of the packet that is being collected
  std::uint64_t offset_ = 0;
  bool over_ = false;
  std::span<const std::uint8_t> packet_bytes_;
};

}  // namespace codec
