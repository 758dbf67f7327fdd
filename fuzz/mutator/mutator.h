// Changes the inputs of the fuzz targets the way their format asks for: packet by packet and field by field,
// with lengths that stay right, or are made wrong on purpose. Pure: the same input and seed give the same
// output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace fuzz {

/// How an input holds packets.
enum class Layout : std::uint8_t {
  packets,              ///< a byte of options (support/options.h), then packets
  stream,               ///< likewise, with a byte between that says how the stream is cut
  records,              ///< a byte of options, then records (support/records.h) of what clients send
  records_of_a_server,  ///< a byte, then records of what a server sends
};

/// Some changes to `input`, at most `most` bytes long. Any bytes are an input; from none at all a packet is
/// made.
std::string mutate(Layout layout, std::span<const std::uint8_t> input, std::size_t most, std::uint64_t seed);

/// An input of parts of both, at most `most` bytes long.
std::string cross_over(Layout layout, std::span<const std::uint8_t> one, std::span<const std::uint8_t> other,
                       std::size_t most, std::uint64_t seed);

// The same for engines: the result goes to `out`, which has room for `most` bytes and may be an input; its
// size is returned. No type of the standard library passes here, for these are compiled without what
// sanitizers would know about it (fuzz/engines/CMakeLists.txt).
std::size_t mutate_into(Layout layout, const std::uint8_t* input, std::size_t size, std::size_t most,
                        std::uint64_t seed, std::uint8_t* out);
std::size_t cross_over_into(Layout layout, const std::uint8_t* one, std::size_t one_size,
                            const std::uint8_t* other, std::size_t other_size, std::size_t most,
                            std::uint64_t seed, std::uint8_t* out);

}  // namespace fuzz
