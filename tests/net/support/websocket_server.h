// The other end of WebSocket in tests, by an independent implementation (Boost.Beast): what ours sends must
// be understood by it.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace net::testing {

struct WebSocketMessage {
  bool text{};
  std::string bytes;
};

struct WebSocketServer {
  std::string subprotocol = "mqtt";  ///< empty: none is selected
  bool answer_in_text{};
  bool close_at_first_message{};  ///< with status 1003

  /// A behaviour for LoopbackServer: echoes messages until the end.
  std::function<void(int)> behaviour();
  /// What came so far, also that in the handshake.
  std::vector<WebSocketMessage> messages();
  std::string offered();

 private:
  void serve(int socket);

  std::mutex mutex_;
  std::vector<WebSocketMessage> messages_;
  std::string offered_;
};

}  // namespace net::testing
