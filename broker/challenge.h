// The Authentication Method "conformance-challenge": one question and one answer, for tests that want an
// exchange of AUTH packets (4.12) without the mathematics of SCRAM. docs/broker-authentication.md describes
// it.
#pragma once

#include "broker/authentication.h"

namespace broker {

class ChallengeExchange : public AuthenticationExchange {
 public:
  static constexpr std::string_view method = "conformance-challenge";

  ChallengeExchange(const Settings& settings, std::string_view nonce);
  AuthenticationStep next(std::optional<std::string_view> data) override;

 private:
  enum class Awaits : std::uint8_t { user_name, user_name_asked, answer, nothing };
  AuthenticationStep take_user_name(std::optional<std::string_view> data);
  AuthenticationStep take_answer(std::string_view data);

  const Settings& settings_;
  std::string challenge_;
  std::string user_name_;
  Awaits awaits_ = Awaits::user_name;
};

}  // namespace broker
