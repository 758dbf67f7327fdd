// Who a client is (3.1.3.5, 3.1.3.6, 4.12) and what it may do. Passwords are checked in constant time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/faults.h"
#include "broker/settings.h"

namespace broker {

/// Whether this user has this password.
bool password_fits(const Settings& settings, std::string_view user_name, std::string_view password);

/// What a user may do; an empty name is an anonymous client.
class AccessControl {
 public:
  /// Both must outlive it.
  AccessControl(const Settings& settings, const Faults& faults) : settings_(settings), faults_(faults) {}

  bool may_publish(std::string_view user_name, std::string_view client_id, std::string_view topic) const;
  /// Whether messages of this topic may be delivered to the user.
  bool may_read(std::string_view user_name, std::string_view client_id, std::string_view topic) const;
  /// Whether a rule allows every topic that the filter (without "$share/…/") can match.
  bool may_subscribe(std::string_view user_name, std::string_view client_id, std::string_view filter) const;

 private:
  const Settings& settings_;
  const Faults& faults_;
};

/// One answer in an exchange of AUTH packets.
struct AuthenticationStep {
  enum class Kind : std::uint8_t { go_on, success, failure };
  Kind kind{};
  std::string data;            ///< Authentication Data to send; success may carry some as well
  std::string user_name;       ///< success: who it is
  std::uint8_t reason_code{};  ///< failure: 0x87 or 0x86, 0x80 for data that cannot be understood
};

/// The server's side of one exchange, from CONNECT or from a re-authentication to its end.
class AuthenticationExchange {
 public:
  virtual ~AuthenticationExchange() = default;
  /// The client's Authentication Data; nothing when the property was not there.
  virtual AuthenticationStep next(std::optional<std::string_view> data) = 0;
};

/// The methods: "conformance-challenge" (docs/broker-authentication.md) and "SCRAM-SHA-256" (RFC 5802, RFC
/// 7677).
std::vector<std::string_view> authentication_methods();

/// Starts an exchange; null for a method that is not supported. `nonce` is random, at least 16 bytes;
/// `settings` must outlive the exchange.
std::unique_ptr<AuthenticationExchange> begin_authentication(std::string_view method,
                                                             const Settings& settings,
                                                             std::string_view nonce);

}  // namespace broker
