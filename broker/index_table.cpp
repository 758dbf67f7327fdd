#include "broker/index_table.h"

#include <cstring>
#include <utility>

namespace broker {
namespace {

/// The 128 bits of a product, folded: every bit of both factors bears on every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

constexpr std::uint64_t odd_1 = 0x9E37'79B9'7F4A'7C15;  // 2^64 divided by the golden ratio
constexpr std::uint64_t odd_2 = 0xD6E8'FEB8'6659'FD93;

}  // namespace

std::uint32_t hash_of(std::uint64_t seed, std::uint32_t number, std::string_view text) {
  std::uint64_t hash = mix(seed ^ number, odd_1) ^ text.size();
  while (text.size() >= 8) {
    std::uint64_t word{};
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash ^ word, odd_2 ^ seed);
    text.remove_prefix(8);
  }
  std::uint64_t rest{};
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  return static_cast<std::uint32_t>(mix(hash ^ rest, odd_1 ^ seed));
}

void IndexTable::put(Slot slot) {
  std::size_t at = slot.hash & mask();
  while (slots_[at].index != none) at = (at + 1) & mask();
  slots_[at] = slot;
}

void IndexTable::insert(std::uint32_t hash, std::uint32_t index) {
  if (used_ * 4 >= slots_.size() * 3) {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 16 : slots_.size() * 2));
    for (const Slot slot : old) {
      if (slot.index != none) put(slot);
    }
  }
  put({hash, index});
  ++used_;
}

void IndexTable::erase(std::uint32_t hash, std::uint32_t index) {
  std::size_t hole = hash & mask();
  while (slots_[hole].index != index) hole = (hole + 1) & mask();
  // What follows moves up unless that would put it before the place where a search for it begins.
  for (std::size_t at = (hole + 1) & mask(); slots_[at].index != none; at = (at + 1) & mask()) {
    const std::size_t home = slots_[at].hash & mask();
    if (((at - home) & mask()) < ((at - hole) & mask())) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = Slot{};
  --used_;
}

}  // namespace broker
