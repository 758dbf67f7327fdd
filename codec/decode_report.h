// What `conformance decode` prints for a line of hex: an annotated dump with a verdict, or one JSON object.
// Pure, so that the command line has nothing to know about packets.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "codec/field.h"
#include "codec/version.h"

namespace codec {

/// Bytes of a line of hex digits. White space, and `:`, `-` or `,` between bytes, is ignored, as is 0x in
/// front of a byte. Fails on anything else and on half a byte; the text says where.
std::expected<Bytes, std::string> parse_hex(std::string_view line);

/// Reports line after line. A client's CONNECT decides its own version and that of what follows, whatever its
/// verdict. A line may hold several packets; it is accepted when all of them are, and else the report is
/// about the first that is not.
class DecodeReport {
 public:
  DecodeReport(Version version, Direction from) : version_(version), from_(from) {}

  /// Dump and verdict of every packet, ending in a line feed.
  std::string text(std::string_view bytes);
  /// One object, without a line feed: verdict, requirement, reason_code, offset, field, explanation, packet;
  /// null where a verdict has no such thing. Offsets count from the beginning of the line.
  std::string json(std::string_view bytes);

  Version version() const { return version_; }

 private:
  void learn_version(std::string_view bytes);

  Version version_;
  Direction from_;
};

}  // namespace codec
