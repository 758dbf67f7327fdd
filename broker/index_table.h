// A hash table of indices into a Pool, by linear probing. It keeps the hash beside the index, so that the
// object is looked at only when it is very likely the one that is sought.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "broker/pool.h"

namespace broker {

/// Hashes `text`, distinguished by a number such as the index of a parent. `seed` keeps clients from
/// preparing texts that collide.
std::uint32_t hash_of(std::uint64_t seed, std::uint32_t number, std::string_view text);

class IndexTable {
 public:
  /// The index with this hash for which `equal(index)` holds; `none` when there is none.
  template <class Equal>
  std::uint32_t find(std::uint32_t hash, const Equal& equal) const {
    if (slots_.empty()) return none;
    for (std::size_t at = hash & mask(); slots_[at].index != none; at = (at + 1) & mask()) {
      if (slots_[at].hash == hash && equal(slots_[at].index)) return slots_[at].index;
    }
    return none;
  }
  /// The index must not be there yet.
  void insert(std::uint32_t hash, std::uint32_t index);
  /// The index must be there, with this hash.
  void erase(std::uint32_t hash, std::uint32_t index);

 private:
  struct Slot {
    std::uint32_t hash{};
    std::uint32_t index = none;
  };
  std::size_t mask() const { return slots_.size() - 1; }
  void put(Slot slot);

  std::vector<Slot> slots_;  ///< none, or a power of two of them
  std::size_t used_ = 0;
};

}  // namespace broker
