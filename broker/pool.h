// Objects of one kind in chunks, named by small numbers: an index takes half of a pointer, and no object ever
// moves while others come and go.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace broker {

/// Stands for "no object".
inline constexpr std::uint32_t none = 0xFFFF'FFFF;

/// `T` needs a default state, to which an object returns when it is given back.
template <class T>
class Pool {
 public:
  /// An object in its default state.
  std::uint32_t take() {
    if (!free_.empty()) {
      const std::uint32_t index = free_.back();
      free_.pop_back();
      return index;
    }
    if (used_ == chunks_.size() * chunk_size)
      chunks_.push_back(std::make_unique<std::array<T, chunk_size>>());
    return static_cast<std::uint32_t>(used_++);
  }
  void give_back(std::uint32_t index) {
    (*this)[index] = T{};
    if (free_.capacity() == 0) free_.reserve(chunk_size);
    free_.push_back(index);
  }

  T& operator[](std::uint32_t index) { return (*chunks_[index / chunk_size])[index % chunk_size]; }
  const T& operator[](std::uint32_t index) const {
    return (*chunks_[index / chunk_size])[index % chunk_size];
  }
  /// Objects that are taken.
  std::size_t size() const { return used_ - free_.size(); }

 private:
  // Few enough that a broker with one client is made quickly.
  static constexpr std::size_t chunk_size = 16;
  std::vector<std::unique_ptr<std::array<T, chunk_size>>> chunks_;
  std::vector<std::uint32_t> free_;
  std::size_t used_ = 0;
};

}  // namespace broker
