// See scram.h.
#include "client/scram.h"

#include <charconv>
#include <utility>

#include "crypto/digest.h"
#include "crypto/scram.h"

namespace client {

namespace {

namespace maths = crypto::scram;

/// Beyond that a server makes us compute for its own pleasure.
constexpr int most_iterations = 1'000'000;

constexpr std::string_view gs2_header = "n,,";

struct ServerFirst {
  std::string nonce;
  std::string salt;
  int iterations{};
};

std::optional<ServerFirst> read(std::string_view message) {
  std::optional<std::string_view> rest = message;
  const auto nonce = maths::value_of(maths::next_part(rest), 'r');
  const auto encoded = maths::value_of(maths::next_part(rest), 's');
  const auto salt = encoded ? crypto::from_base64(*encoded) : std::nullopt;
  const auto count = maths::value_of(maths::next_part(rest), 'i');
  if (!nonce || !salt || !count) return std::nullopt;
  ServerFirst first{std::string(*nonce), *salt, 0};
  const auto [end, error] = std::from_chars(count->data(), count->data() + count->size(), first.iterations);
  if (error != std::errc() || end != count->data() + count->size()) return std::nullopt;
  return first;
}

}  // namespace

Scram::Scram(std::string user_name, std::string password, std::string nonce)
    : user_name_(std::move(user_name)), password_(std::move(password)), nonce_(std::move(nonce)) {}

std::string Scram::bare() const {
  return "n=" + maths::saslname(user_name_) + ",r=" + nonce_;
}

std::string Scram::first() const {
  return std::string(gs2_header) + bare();
}

std::expected<std::string, std::string> Scram::final(std::string_view server_first) {
  const auto first = read(server_first);
  if (!first) return std::unexpected("the server's answer is no server-first-message of SCRAM");
  // RFC 5802, section 5.1: the server's nonce begins with ours.
  if (!first->nonce.starts_with(nonce_) || first->nonce.size() == nonce_.size())
    return std::unexpected("the server's nonce does not go on from the client's");
  if (first->iterations < 1 || first->iterations > most_iterations)
    return std::unexpected("the server asks for " + std::to_string(first->iterations) + " iterations");
  const std::string without_proof = "c=" + crypto::to_base64(gs2_header) + ",r=" + first->nonce;
  const std::string auth_message = bare() + ',' + std::string(server_first) + ',' + without_proof;
  const maths::Keys keys = maths::make_keys(password_, first->salt, first->iterations);
  server_signature_ = maths::server_signature(keys, auth_message);
  return without_proof + ",p=" + crypto::to_base64(maths::mirrored(keys.client, keys.stored, auth_message));
}

std::optional<std::string> Scram::objection_to(std::string_view server_final) const {
  std::optional<std::string_view> rest = server_final;
  const auto encoded = maths::value_of(maths::next_part(rest), 'v');
  const auto signature = encoded ? crypto::from_base64(*encoded) : std::nullopt;
  if (!signature) return "the server's last message holds no signature of SCRAM";
  if (server_signature_.empty() || *signature != server_signature_)
    return "the server's signature is not that of the password";
  return std::nullopt;
}

}  // namespace client
