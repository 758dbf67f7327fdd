// The client's side of enhanced authentication (5.0, 4.12): what it says next, computed from what the server
// asked. Pure: nonces are passed in.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/scram.h"

namespace client {

/// Who a client claims to be, and how it proves that.
struct AuthCredentials {
  std::string method;  ///< Authentication Method
  std::string user_name;
  std::string password;
  /// Said one after the other, whatever the server asks; then nothing is computed.
  std::vector<std::string> messages;
};

/// Methods whose messages can be computed: SCRAM-SHA-256, PLAIN, and the reference broker's own.
std::span<const std::string_view> computed_methods();

/// One exchange, from CONNECT or from a re-authentication to its end.
class AuthExchange {
 public:
  /// `nonce` is printable ASCII without a comma.
  AuthExchange(const AuthCredentials& credentials, std::string nonce);

  /// The next Authentication Data. `challenge` is that of the server's AUTH that has come since the last
  /// call; nothing when none has. Fails with a sentence: the method has nothing to say to that.
  std::expected<std::string, std::string> next(const std::optional<std::string>& challenge);

  /// What the method makes of the data that came with success; nothing when it agrees.
  std::optional<std::string> objection_to(std::string_view data) const;

 private:
  struct List {
    std::vector<std::string> messages;
    std::size_t said = 0;
  };
  struct Plain {
    std::string message;
  };
  struct Challenge {
    std::string user_name;
    std::string password;
  };

  std::expected<std::string, std::string> answer(std::string_view challenge);

  std::variant<List, Plain, Challenge, Scram> method_;
  bool begun_ = false;
};

}  // namespace client
