// What is due on the simulated wire, in order of time; what is due at the same time happens in the order in
// which it was put down.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/event_loop.h"

namespace net {

struct Due {
  enum class What : std::uint8_t { reaches_server, reaches_client, handshake_limit };
  Time at{};
  std::uint64_t order{};
  std::size_t wire{};  ///< which connection
  What what{};
};

class Agenda {
 public:
  void add(Time at, std::size_t wire, Due::What what) {
    heap_.push_back({at, ++last_, wire, what});
    std::ranges::push_heap(heap_, later);
  }
  /// What is next; null: nothing.
  const Due* next() const { return heap_.empty() ? nullptr : &heap_.front(); }
  /// Only when there is a next.
  Due take() {
    std::ranges::pop_heap(heap_, later);
    const Due due = heap_.back();
    heap_.pop_back();
    return due;
  }

 private:
  static bool later(const Due& a, const Due& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; }

  std::vector<Due> heap_;
  std::uint64_t last_ = 0;
};

}  // namespace net
