// The far end of a broker's bridge: the built-in broker, and a line to it on which more can be said than it
// says.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

namespace campaign {

class RemoteEnd {
 public:
  /// Listens on a free port of 127.0.0.1. Fails with a sentence.
  static std::expected<RemoteEnd, std::string> open();
  ~RemoteEnd();
  RemoteEnd(RemoteEnd&&) noexcept;
  RemoteEnd& operator=(RemoteEnd&&) noexcept;

  /// Where the bridge is to connect to.
  std::uint16_t port() const;
  /// To whoever is connected, between what the built-in broker says.
  void say(const std::string& bytes);

 private:
  struct State;
  explicit RemoteEnd(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace campaign
