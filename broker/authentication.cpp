#include "broker/authentication.h"

#include "broker/challenge.h"
#include "broker/scram.h"
#include "crypto/digest.h"

namespace broker {

bool password_fits(const Settings& settings, std::string_view user_name, std::string_view password) {
  const auto user = settings.users.find(std::string(user_name));
  const bool known = user != settings.users.end();
  // The comparison is made for an unknown user too: the time does not tell who is known.
  const bool equal =
      crypto::equal_in_constant_time(known ? std::string_view(user->second) : password, password);
  return known && equal;
}

std::vector<std::string_view> authentication_methods() {
  return {ChallengeExchange::method, ScramExchange::method};
}

std::unique_ptr<AuthenticationExchange> begin_authentication(std::string_view method,
                                                             const Settings& settings,
                                                             std::string_view nonce) {
  if (method == ChallengeExchange::method) return std::make_unique<ChallengeExchange>(settings, nonce);
  if (method == ScramExchange::method) return std::make_unique<ScramExchange>(settings, nonce);
  return nullptr;
}

}  // namespace broker
