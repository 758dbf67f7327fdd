// Takes bytes out of a packet and lowers every length around them in place, so that an odd encoding which is
// the point of the packet stays as it is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/kit/parser.h"

namespace kit {

/// A length in the packet and the bytes that it counts.
struct Lengths {
  std::size_t begin{};  ///< of the bytes that are counted
  std::size_t end{};
  std::size_t at{};  ///< where the length stands
  bool two_byte{};   ///< else a Variable Byte Integer
};

std::vector<Lengths> lengths_in(const Question& question);

/// Without `size` bytes at `at`; nothing where a length would have to fall below 0.
std::optional<std::string> without(const std::string& packet, const std::vector<Lengths>& lengths,
                                   std::size_t at, std::size_t size);

/// Whether the packet is lawful but for one thing: a byte, or a field, or a length in too many bytes, at the
/// place where the reference found it. Who takes such a packet has overlooked just that.
bool has_lawful_twin(const Question& question, Sides sides);

}  // namespace kit
