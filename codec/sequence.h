// A list inside a packet, seen without copying it: either still encoded in the caller's buffer, or a span of
// typed items that somebody built by hand. Both iterate alike, so encode and everyone else need not care.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "codec/reader.h"

namespace codec {

/// Item has `static bool read(Reader&, Item&)`. The encoded form holds whole items only; decode has made
/// sure.
template <typename Item>
class Sequence {
 public:
  Sequence() = default;
  /// Typed items; they stay the caller's and must outlive the sequence.
  Sequence(std::span<const Item> items)  // NOLINT: a span of items is a sequence
      : items_(items.data()), size_(static_cast<std::uint32_t>(items.size())) {}
  /// Encoded items.
  explicit Sequence(std::string_view encoded)
      : encoded_(encoded.data()), size_(static_cast<std::uint32_t>(encoded.size())) {}

  class iterator {
   public:
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(const Sequence& sequence)
        : reader_(bytes(sequence.encoded_),
                  bytes(sequence.encoded_) + (sequence.encoded_ != nullptr ? sequence.size_ : 0)),
          item_(sequence.items_),
          items_left_(sequence.encoded_ != nullptr ? 0 : sequence.size_) {
      next();
    }

    const Item& operator*() const { return current_; }
    const Item* operator->() const { return &current_; }
    iterator& operator++() {
      next();
      return *this;
    }
    void operator++(int) { next(); }
    bool operator==(std::default_sentinel_t) const { return done_; }

   private:
    static const std::uint8_t* bytes(const char* at) { return reinterpret_cast<const std::uint8_t*>(at); }
    void next() {
      if (items_left_ > 0) {
        current_ = *item_++;
        --items_left_;
      } else {
        done_ = reader_.left() == 0 || !Item::read(reader_, current_);
      }
    }

    Reader reader_{nullptr, nullptr};
    const Item* item_ = nullptr;
    std::uint32_t items_left_ = 0;
    bool done_ = false;
    Item current_{};
  };

  iterator begin() const { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }
  bool empty() const { return size_ == 0; }

 private:
  const char* encoded_ = nullptr;
  const Item* items_ = nullptr;
  std::uint32_t size_ = 0;  ///< bytes when encoded, items when typed
};

/// Topic Filter and Subscription Options of a SUBSCRIBE (3.8.3).
struct Subscription {
  std::string_view filter;
  std::uint8_t options{};  ///< the whole byte (3.8.3.1); 3.1.1: Requested QoS

  static bool read(Reader& reader, Subscription& item) {
    return reader.string(item.filter) && reader.byte(item.options);
  }
  std::uint8_t max_qos() const { return options & 3; }
  bool no_local() const { return (options & 4) != 0; }
  bool retain_as_published() const { return (options & 8) != 0; }
  std::uint8_t retain_handling() const { return (options >> 4) & 3; }
};

/// Topic Filter of an UNSUBSCRIBE (3.10.3).
struct Filter {
  std::string_view filter;

  static bool read(Reader& reader, Filter& item) { return reader.string(item.filter); }
};

}  // namespace codec
