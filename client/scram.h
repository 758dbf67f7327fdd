// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace client {

class Scram {
 public:
  /// `nonce` is printable ASCII without a comma. Names and passwords are taken as they are, without SASLprep.
  Scram(std::string user_name, std::string password, std::string nonce);

  /// The client-first-message.
  std::string first() const;
  /// The client-final-message that answers a server-first-message, or what is wrong with that.
  std::expected<std::string, std::string> final(std::string_view server_first);
  /// What is wrong with the server-final-message; nothing when it proves that the server knows the password.
  std::optional<std::string> objection_to(std::string_view server_final) const;

 private:
  std::string bare() const;

  std::string user_name_;
  std::string password_;
  std::string nonce_;
  std::string server_signature_;  ///< once final() has succeeded
};

}  // namespace client
