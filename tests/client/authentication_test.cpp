// What a client says next, method by method.
#include "client/authentication.h"

#include <gtest/gtest.h>

namespace client {
namespace {

AuthExchange exchange_of(std::string method, std::vector<std::string> messages = {}) {
  return {AuthCredentials{std::move(method), "alice", "wonderland", std::move(messages)}, "nonce"};
}

TEST(AuthExchange, of_the_challenge_says_the_name_and_then_the_answer) {
  AuthExchange exchange = exchange_of("conformance-challenge");
  EXPECT_EQ(exchange.next(std::nullopt), "alice");
  // printf 30313233 | openssl dgst -sha256 -hmac wonderland
  EXPECT_EQ(exchange.next("30313233"), "52c0589edbf997da5d7e6fe4cc65b6a0d190ef0793cfc3286febe5d2c0a3ca2e");
  EXPECT_EQ(exchange.objection_to("whatever"), std::nullopt);
}

TEST(AuthExchange, says_its_first_message_again_to_a_server_that_asks_who_it_is) {
  AuthExchange exchange = exchange_of("conformance-challenge");
  EXPECT_EQ(exchange.next(std::nullopt), "alice");
  EXPECT_EQ(exchange.next(""), "alice");
}

TEST(AuthExchange, has_nothing_to_say_when_nothing_was_asked) {
  AuthExchange exchange = exchange_of("conformance-challenge");
  ASSERT_TRUE(exchange.next(std::nullopt));
  EXPECT_EQ(exchange.next(std::nullopt).error(), "no AUTH has come that could be answered");
}

TEST(AuthExchange, of_plain_is_one_message) {
  AuthExchange exchange = exchange_of("PLAIN");
  EXPECT_EQ(exchange.next(std::nullopt), std::string("\0alice\0wonderland", 17));
  EXPECT_EQ(exchange.next("more").error(), "PLAIN answers no challenge");
}

TEST(AuthExchange, of_scram_objects_to_a_server_that_proves_nothing) {
  AuthExchange exchange = exchange_of("SCRAM-SHA-256");
  EXPECT_EQ(exchange.next(std::nullopt), "n,,n=alice,r=nonce");
  EXPECT_TRUE(exchange.next("r=nonce2,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")->starts_with("c=biws,r=nonce2,p="));
  EXPECT_TRUE(exchange.objection_to("v=AAAA"));
}

TEST(AuthExchange, of_a_list_says_one_after_the_other_whatever_is_asked) {
  AuthExchange exchange = exchange_of("SCRAM-SHA-256", {"one", "two"});
  EXPECT_EQ(exchange.next(std::nullopt), "one");
  EXPECT_EQ(exchange.next("?"), "two");
  EXPECT_EQ(exchange.next("?").error(), "the list of messages is at its end, and the exchange is not");
  EXPECT_EQ(exchange.objection_to(""), std::nullopt);
}

}  // namespace
}  // namespace client
