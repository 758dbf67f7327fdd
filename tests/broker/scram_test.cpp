// SCRAM-SHA-256 against the example of RFC 7677, section 3, and against clients that get it wrong.
#include "broker/scram.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace broker {
namespace {

using Kind = AuthenticationStep::Kind;

// RFC 7677, section 3: user name "user", password "pencil".
constexpr std::string_view client_first = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
constexpr std::string_view server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
constexpr std::string_view salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
constexpr std::string_view server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
constexpr std::string_view client_final =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+"
    "Ute9ytag9zjfMHgsqmmiz7AndVQ=";
constexpr std::string_view server_final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

Settings one_user(const std::string& name = "user", const std::string& password = "pencil") {
  Settings settings;
  settings.users = {{name, password}};
  return settings;
}

ScramExchange example(const Settings& settings) {
  return {settings, std::string(server_nonce), crypto::from_base64(salt).value()};
}

/// What a client that knows the password sends last.
std::string proof_for(std::string_view password, std::string_view first, std::string_view reply) {
  const std::string bare(first.substr(first.find(',', first.find(',') + 1) + 1));
  const std::string header(first.substr(0, first.size() - bare.size()));
  const std::string nonce(reply.substr(2, reply.find(',') - 2));
  const std::size_t salt_at = reply.find(",s=") + 3;
  const std::string its_salt =
      crypto::from_base64(reply.substr(salt_at, reply.find(",i=") - salt_at)).value();
  const std::string without_proof = "c=" + crypto::to_base64(header) + ",r=" + nonce;
  const std::string client_key =
      crypto::hmac_sha256(crypto::salted_password(password, its_salt, 4'096), "Client Key");
  std::string proof =
      crypto::hmac_sha256(crypto::sha256(client_key), bare + "," + std::string(reply) + "," + without_proof);
  for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ client_key[i]);
  return without_proof + ",p=" + crypto::to_base64(proof);
}

TEST(Scram, reproduces_the_example_of_rfc_7677) {
  const Settings settings = one_user();
  ScramExchange exchange = example(settings);
  const AuthenticationStep first = exchange.next(client_first);
  EXPECT_EQ(first.kind, Kind::go_on);
  EXPECT_EQ(first.data, server_first);
  EXPECT_EQ(proof_for("pencil", client_first, server_first), client_final);
  const AuthenticationStep last = exchange.next(client_final);
  EXPECT_EQ(last.kind, Kind::success);
  EXPECT_EQ(last.data, server_final);
  EXPECT_EQ(last.user_name, "user");
}

TEST(Scram, makes_a_nonce_and_a_salt_for_each_exchange) {
  const Settings settings = one_user();
  const auto one = begin_authentication("SCRAM-SHA-256", settings, "0123456789abcdef");
  const auto other = begin_authentication("SCRAM-SHA-256", settings, "0123456789abcdeg");
  const std::string reply = one->next(client_first).data;
  EXPECT_TRUE(reply.starts_with("r=rOprNGfwEbeRWgbNEkqO30313233343536373839616263646566,s=")) << reply;
  EXPECT_TRUE(reply.ends_with(",i=4096")) << reply;
  EXPECT_NE(reply, other->next(client_first).data);
  EXPECT_EQ(one->next(proof_for("pencil", client_first, reply)).kind, Kind::success);
}

TEST(Scram, takes_clients_that_know_channel_binding_but_do_not_use_it) {
  const Settings settings = one_user();
  ScramExchange exchange = example(settings);
  const std::string first = "y,,n=user,r=abc";
  const std::string reply = exchange.next(first).data;
  EXPECT_EQ(exchange.next(proof_for("pencil", first, reply)).kind, Kind::success);
}

TEST(Scram, does_not_tell_that_a_user_is_unknown_before_the_proof) {
  const Settings settings = one_user();
  ScramExchange exchange = example(settings);
  const std::string first = "n,,n=mallory,r=rOprNGfwEbeRWgbNEkqO";
  const AuthenticationStep reply = exchange.next(first);
  EXPECT_EQ(reply.kind, Kind::go_on);
  EXPECT_EQ(reply.data, server_first);
  for (const char* password : {"mallory", "pencil", ""}) {
    ScramExchange again = example(settings);
    again.next(first);
    const AuthenticationStep last = again.next(proof_for(password, first, reply.data));
    EXPECT_EQ(last.kind, Kind::failure);
    EXPECT_EQ(last.reason_code, 0x87);
    EXPECT_EQ(last.data, "");
  }
}

TEST(Scram, reads_commas_and_equals_signs_in_a_user_name) {
  const Settings settings = one_user("a,b=c");
  ScramExchange exchange = example(settings);
  const std::string first = "n,,n=a=2Cb=3Dc,r=abc";
  const std::string reply = exchange.next(first).data;
  const AuthenticationStep last = exchange.next(proof_for("pencil", first, reply));
  EXPECT_EQ(last.kind, Kind::success);
  EXPECT_EQ(last.user_name, "a,b=c");
}

TEST(Scram, asks_once_for_the_first_message) {
  const Settings settings = one_user();
  ScramExchange exchange = example(settings);
  const AuthenticationStep asked = exchange.next(std::nullopt);
  EXPECT_EQ(asked.kind, Kind::go_on);
  EXPECT_EQ(asked.data, "");
  EXPECT_EQ(exchange.next(client_first).data, server_first);
  ScramExchange another = example(settings);
  another.next(std::nullopt);
  EXPECT_EQ(another.next(std::nullopt).reason_code, 0x80);
}

TEST(Scram, does_not_understand_an_ill_formed_first_message) {
  const Settings settings = one_user();
  for (const char* first :
       {"n", "n,", "n,,", "n,,n=user", "n,,r=abc,n=user", "p=tls-unique,,n=user,r=abc", "x,,n=user,r=abc",
        "n,,n=,r=abc", "n,,n=user,r=", "n,,n=us=er,r=abc", "n,,n=us=2cer,r=abc", "n,,n=user=,r=abc",
        "n,,m=x,n=user,r=abc", "n,,n=user,r=abc,m=x", "n,,n=user,r=a c", "n,,n=user,r=\x7F",
        "n,b=x,n=user,r=abc", "n,,n=user,r=abc,"}) {
    const AuthenticationStep step = example(settings).next(first);
    EXPECT_EQ(step.kind, Kind::failure) << first;
    EXPECT_EQ(step.reason_code, 0x80) << first;
  }
  const std::string endless = "n,,n=user,r=" + std::string(65'000, 'r');
  EXPECT_EQ(example(settings).next(endless).reason_code, 0x80);
}

TEST(Scram, lets_nobody_act_for_somebody_else) {
  const Settings settings = one_user();
  EXPECT_EQ(example(settings).next("n,a=user,n=user,r=abc").kind, Kind::go_on);
  EXPECT_EQ(example(settings).next("n,a=root,n=user,r=abc").reason_code, 0x87);
}

TEST(Scram, refuses_a_last_message_that_does_not_belong_to_the_first) {
  const Settings settings = one_user();
  const std::string right(client_final);
  struct Wrong {
    std::string message;
    std::uint8_t reason_code;
  };
  const auto replaced = [&](std::string_view what, std::string_view by) {
    std::string message = right;
    return message.replace(message.find(what), what.size(), by);
  };
  const Wrong wrongs[] = {
      {replaced("biws", "eSws"), 0x87},  // "y,,"
      {replaced("r=rOpr", "r=xOpr"), 0x87},
      {replaced("$k0,", "$k0x,"), 0x87},
      {replaced("$k0,", "$k,"), 0x87},
      {replaced("p=d", "p=e"), 0x87},
      {replaced("$k0,", "$k0,x=y,"), 0x87},  // changes what the proof is about
      {replaced(",p=", ",q="), 0x80},
      {replaced("VQ=", "VQ"), 0x80},
      {replaced("VQ=", "VR="), 0x80},  // bits left over
      {right + ",x=y", 0x80},
      {"p=" + right, 0x80},
      {"", 0x80},
  };
  for (const auto& [message, reason_code] : wrongs) {
    ScramExchange exchange = example(settings);
    exchange.next(client_first);
    const AuthenticationStep step = exchange.next(message);
    EXPECT_EQ(step.kind, Kind::failure) << message;
    EXPECT_EQ(step.reason_code, reason_code) << message;
    EXPECT_EQ(exchange.next(client_final).kind, Kind::failure) << "after " << message;
  }
}

}  // namespace
}  // namespace broker
