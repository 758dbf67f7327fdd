#include "broker/challenge.h"

#include <utility>

#include "crypto/digest.h"

namespace broker {
namespace {

AuthenticationStep failure(std::uint8_t reason_code) {
  return {AuthenticationStep::Kind::failure, {}, {}, reason_code};
}
AuthenticationStep go_on(std::string data) {
  return {AuthenticationStep::Kind::go_on, std::move(data), {}, 0};
}

}  // namespace

ChallengeExchange::ChallengeExchange(const Settings& settings, std::string_view nonce)
    : settings_(settings), challenge_(crypto::to_hex(nonce)) {}

AuthenticationStep ChallengeExchange::next(std::optional<std::string_view> data) {
  switch (awaits_) {
    case Awaits::user_name:
    case Awaits::user_name_asked: return take_user_name(data);
    case Awaits::answer: return take_answer(data.value_or(""));
    case Awaits::nothing: break;
  }
  return failure(0x80);
}

AuthenticationStep ChallengeExchange::take_user_name(std::optional<std::string_view> data) {
  if (!data || data->empty()) {
    const bool asked = awaits_ == Awaits::user_name_asked;
    awaits_ = asked ? Awaits::nothing : Awaits::user_name_asked;
    return asked ? failure(0x80) : go_on({});
  }
  user_name_ = *data;
  awaits_ = Awaits::answer;
  return go_on(challenge_);
}

AuthenticationStep ChallengeExchange::take_answer(std::string_view data) {
  awaits_ = Awaits::nothing;
  const auto answer = crypto::from_hex(data);
  if (!answer) return failure(0x80);
  const auto user = settings_.users.find(user_name_);
  const bool known = user != settings_.users.end();
  // An unknown user is told apart by nothing, not by the time either.
  const std::string expected = crypto::hmac_sha256(known ? user->second : user_name_, challenge_);
  const bool equal = crypto::equal_in_constant_time(expected, *answer);
  if (!known || !equal) return failure(0x87);
  return {AuthenticationStep::Kind::success, {}, user_name_, 0};
}

}  // namespace broker
