// A place in one whole packet and the data types of section 1.5, read a byte at a time.
// Inside the reference decoder a broken rule is thrown, so that the code that reads a packet is a list of its
// fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "codec/reference/decode.h"
#include "codec/version.h"
#include "codec/violation.h"

namespace codec::reference {

/// What is thrown; decode() turns it into its answer.
struct Broken {
  Violation violation;
};

/// One rule under its names in the two standards; "" where a standard does not have it.
struct Rule {
  std::string_view in_3_1_1;
  std::string_view in_5_0;
};

/// A packet that cannot be parsed (5.0 section 1.2), reason code 0x81.
[[noreturn]] void malformed(std::string_view requirement, std::size_t offset, std::string_view field,
                            std::string_view explanation);

/// A packet that can be parsed and says what the protocol does not allow (5.0 section 1.2), 0x82 unless more
/// is known.
[[noreturn]] void protocol_error(std::string_view requirement, std::size_t offset, std::string_view field,
                                 std::string_view explanation, std::uint8_t reason_code = 0x82);

class Cursor {
 public:
  /// `packet` is exactly one packet; `at` is where its variable header begins.
  Cursor(std::span<const std::uint8_t> packet, std::size_t at, Version version, Direction from,
         Options options)
      : packet_(packet), at_(at), end_(packet.size()), version_(version), from_(from), options_(options) {}

  [[nodiscard]] Version version() const { return version_; }
  [[nodiscard]] Direction from() const { return from_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] std::uint8_t first_byte() const { return packet_[0]; }
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::size_t left() const { return end_ - at_; }

  /// The name that a rule has in the version of this packet.
  [[nodiscard]] std::string_view name_of(const Rule& rule) const {
    return version_ == Version::v5_0 ? rule.in_5_0 : rule.in_3_1_1;
  }

  // Each reports what is missing at its own first byte, or, where the field begins earlier (a property: at
  // its identifier), at `field_at`.
  std::uint8_t byte(std::string_view field, std::optional<std::size_t> field_at = {});
  std::uint16_t two_byte_integer(std::string_view field, std::optional<std::size_t> field_at = {});   // 1.5.2
  std::uint32_t four_byte_integer(std::string_view field, std::optional<std::size_t> field_at = {});  // 1.5.3
  std::uint32_t variable_byte_integer(std::string_view field,
                                      std::optional<std::size_t> field_at = {});  // 1.5.5
  std::string utf8_string(std::string_view field,
                          std::optional<std::size_t> field_at = {});  // 1.5.4; 3.1.1: 1.5.3
  std::string binary_data(std::string_view field, std::optional<std::size_t> field_at = {});  // 1.5.6

  void skip_rest() { at_ = end_; }  // a payload without structure

  /// From here to leave_properties() nothing can be read past `length` more bytes (5.0 section 2.2.2.1).
  void enter_properties(std::size_t length);
  void leave_properties();

 private:
  std::uint8_t next(std::size_t field_at, std::string_view field);
  std::string length_prefixed(std::string_view field, std::optional<std::size_t> field_at);

  std::span<const std::uint8_t> packet_;
  std::size_t at_;
  std::size_t end_;
  Version version_;
  Direction from_;
  Options options_;
};

}  // namespace codec::reference
