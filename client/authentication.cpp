// See authentication.h.
#include "client/authentication.h"

#include <array>

#include "client/overloaded.h"
#include "crypto/digest.h"

namespace client {

namespace {

constexpr std::array<std::string_view, 3> methods = {"SCRAM-SHA-256", "PLAIN", "conformance-challenge"};

}  // namespace

std::span<const std::string_view> computed_methods() {
  return methods;
}

AuthExchange::AuthExchange(const AuthCredentials& credentials, std::string nonce)
    : method_(List{credentials.messages}) {
  if (!credentials.messages.empty()) return;
  const auto& [method, user_name, password, messages] = credentials;
  if (method == methods[0])
    method_ = Scram(user_name, password, std::move(nonce));
  else if (method == methods[1])
    method_ = Plain{'\0' + user_name + '\0' + password};  // RFC 4616
  else if (method == methods[2])
    method_ = Challenge{user_name, password};
}

std::expected<std::string, std::string> AuthExchange::next(const std::optional<std::string>& challenge) {
  if (List* list = std::get_if<List>(&method_)) {
    if (list->said == list->messages.size())
      return std::unexpected("the list of messages is at its end, and the exchange is not");
    return list->messages[list->said++];
  }
  const bool first = !begun_;
  begun_ = true;
  // An AUTH without data in answer to the first message asks for it once more.
  if (first || (challenge && challenge->empty())) {
    return std::visit(Overloaded{[](const Plain& plain) { return plain.message; },
                                 [](const Challenge& each) { return each.user_name; },
                                 [](const Scram& scram) { return scram.first(); },
                                 [](const List&) { return std::string(); }},
                      method_);
  }
  if (!challenge) return std::unexpected("no AUTH has come that could be answered");
  return answer(*challenge);
}

std::expected<std::string, std::string> AuthExchange::answer(std::string_view challenge) {
  if (Scram* scram = std::get_if<Scram>(&method_)) return scram->final(challenge);
  // docs/broker-authentication.md: the digits as they were sent.
  if (const Challenge* each = std::get_if<Challenge>(&method_))
    return crypto::to_hex(crypto::hmac_sha256(each->password, challenge));
  return std::unexpected("PLAIN answers no challenge");
}

std::optional<std::string> AuthExchange::objection_to(std::string_view data) const {
  const Scram* scram = std::get_if<Scram>(&method_);
  return scram == nullptr ? std::nullopt : scram->objection_to(data);
}

}  // namespace client
