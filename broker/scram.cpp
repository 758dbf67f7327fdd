#include "broker/scram.h"

#include <algorithm>
#include <utility>

#include "crypto/digest.h"
#include "crypto/scram.h"

namespace broker {
namespace scram {
namespace {

using crypto::scram::from_saslname;
using crypto::scram::next_part;
using crypto::scram::value_of;

constexpr std::size_t longest_nonce = 1024;  // it is sent back, in fields of at most 65535 bytes

bool is_nonce(std::string_view text) {
  return text.size() <= longest_nonce &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~' && c != ','; });
}

/// Extensions that may be ignored: "x=…", but not "m=…", which must be understood.
bool only_extensions(std::optional<std::string_view> rest) {
  while (const auto part = next_part(rest)) {
    const bool letter = !part->empty() && (((*part)[0] >= 'a' && (*part)[0] <= 'z') ||
                                           ((*part)[0] >= 'A' && (*part)[0] <= 'Z'));
    if (!letter || (*part)[0] == 'm' || !value_of(part, (*part)[0])) return false;
  }
  return true;
}

}  // namespace

std::optional<ClientFirst> read_client_first(std::string_view message) {
  ClientFirst first;
  std::optional<std::string_view> rest = message;
  const auto binding = next_part(rest);
  if (binding != "n" && binding != "y") return std::nullopt;
  const auto identity = next_part(rest);
  if (!identity || !rest) return std::nullopt;
  if (!identity->empty()) {
    const auto value = value_of(identity, 'a');
    auto name = value ? from_saslname(*value) : std::nullopt;
    if (!name) return std::nullopt;
    first.authorization_identity = std::move(*name);
  }
  first.bare = *rest;
  first.gs2_header = message.substr(0, message.size() - first.bare.size());

  const auto escaped = value_of(next_part(rest), 'n');
  auto name = escaped ? from_saslname(*escaped) : std::nullopt;
  const auto nonce = value_of(next_part(rest), 'r');
  if (!name || !nonce || !is_nonce(*nonce) || !only_extensions(rest)) return std::nullopt;
  first.user_name = std::move(*name);
  first.nonce = *nonce;
  return first;
}

std::optional<ClientFinal> read_client_final(std::string_view message) {
  const std::size_t proof_at = message.rfind(",p=");
  if (proof_at == std::string_view::npos) return std::nullopt;
  const auto escaped = value_of(message.substr(proof_at + 1), 'p');
  auto proof = escaped ? crypto::from_base64(*escaped) : std::nullopt;

  std::optional<std::string_view> rest = message.substr(0, proof_at);
  const auto binding = value_of(next_part(rest), 'c');
  auto channel_binding = binding ? crypto::from_base64(*binding) : std::nullopt;
  const auto nonce = value_of(next_part(rest), 'r');
  if (!proof || !channel_binding || !nonce || !only_extensions(rest)) return std::nullopt;
  return ClientFinal{std::move(*channel_binding), std::string(*nonce), std::move(*proof),
                     std::string(message.substr(0, proof_at))};
}

std::string server_first(std::string_view nonce, std::string_view salt) {
  return "r=" + std::string(nonce) + ",s=" + crypto::to_base64(salt) + ",i=" + std::to_string(iterations);
}

bool proof_fits(const Keys& keys, std::string_view auth_message, std::string_view proof) {
  if (proof.size() != keys.stored.size()) return false;
  const std::string client_key = crypto::scram::mirrored(proof, keys.stored, auth_message);
  return crypto::equal_in_constant_time(crypto::sha256(client_key), keys.stored);
}

std::string server_final(const Keys& keys, std::string_view auth_message) {
  return "v=" + crypto::to_base64(crypto::scram::server_signature(keys, auth_message));
}

}  // namespace scram

namespace {

AuthenticationStep failure(std::uint8_t reason_code) {
  return {AuthenticationStep::Kind::failure, {}, {}, reason_code};
}

}  // namespace

ScramExchange::ScramExchange(const Settings& settings, std::string_view nonce)
    : settings_(settings),
      server_nonce_(crypto::to_hex(nonce)),
      salt_(crypto::hmac_sha256(nonce, "salt").substr(0, 16)) {}

ScramExchange::ScramExchange(const Settings& settings, std::string server_nonce, std::string salt)
    : settings_(settings), server_nonce_(std::move(server_nonce)), salt_(std::move(salt)) {}

AuthenticationStep ScramExchange::next(std::optional<std::string_view> data) {
  switch (awaits_) {
    case Awaits::client_first:
    case Awaits::client_first_asked: return take_client_first(data);
    case Awaits::client_final: return take_client_final(data.value_or(""));
    case Awaits::nothing: break;
  }
  return failure(0x80);
}

AuthenticationStep ScramExchange::take_client_first(std::optional<std::string_view> data) {
  if (!data || data->empty()) {
    const bool asked = awaits_ == Awaits::client_first_asked;
    awaits_ = asked ? Awaits::nothing : Awaits::client_first_asked;
    if (asked) return failure(0x80);
    return {AuthenticationStep::Kind::go_on, {}, {}, 0};
  }
  awaits_ = Awaits::nothing;
  auto first = scram::read_client_first(*data);
  if (!first) return failure(0x80);
  // Nobody may act for somebody else.
  if (!first->authorization_identity.empty() && first->authorization_identity != first->user_name)
    return failure(0x87);
  first_ = std::move(*first);
  nonce_ = first_.nonce + server_nonce_;
  server_first_ = scram::server_first(nonce_, salt_);
  awaits_ = Awaits::client_final;
  return {AuthenticationStep::Kind::go_on, server_first_, {}, 0};
}

AuthenticationStep ScramExchange::take_client_final(std::string_view data) {
  awaits_ = Awaits::nothing;
  const auto last = scram::read_client_final(data);
  if (!last) return failure(0x80);
  if (last->channel_binding != first_.gs2_header || last->nonce != nonce_) return failure(0x87);

  const auto user = settings_.users.find(first_.user_name);
  const bool known = user != settings_.users.end();
  // An unknown user costs the same work, and was sent a salt like everybody: nothing tells who is known.
  const crypto::scram::Keys keys =
      crypto::scram::make_keys(known ? user->second : first_.user_name, salt_, scram::iterations);
  const std::string auth_message = first_.bare + ',' + server_first_ + ',' + last->without_proof;
  const bool fits = scram::proof_fits(keys, auth_message, last->proof);
  if (!known || !fits) return failure(0x87);
  return {AuthenticationStep::Kind::success, scram::server_final(keys, auth_message), first_.user_name, 0};
}

}  // namespace broker
