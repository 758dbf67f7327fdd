// The retained message of each topic (3.3.1.3), found by topic or by filter in the time of the levels that
// match.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "broker/faults.h"
#include "broker/message.h"

namespace broker {

class RetainedStore {
 public:
  /// Room for so many messages and bytes; `faults` must outlive the store.
  RetainedStore(std::size_t maximum_messages, std::size_t maximum_bytes, const Faults& faults);
  ~RetainedStore();
  RetainedStore(RetainedStore&&) noexcept;
  RetainedStore& operator=(RetainedStore&&) noexcept;

  enum class Stored { stored, replaced, removed, nothing_to_remove, no_room };
  /// An empty payload removes what is there (3.3.1-6, 3.3.1-10, 3.3.1-11 of 3.1.1; 3.3.1-6 of 5.0).
  Stored store(const MessagePointer& message);

  /// Appends the messages that match a filter (without "$share/…/") and are not past their expiry, in the
  /// order of their topics; what has expired is dropped on the way.
  void match(std::string_view filter, std::chrono::nanoseconds now, std::vector<MessagePointer>& out);

  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace broker
