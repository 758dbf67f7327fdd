// Passwords, access rules, and the method "conformance-challenge".
#include "broker/authentication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace broker {
namespace {

using Kind = AuthenticationStep::Kind;
using Right = AccessRule::Right;
using ::testing::ElementsAre;

Settings two_users() {
  Settings settings;
  settings.users = {{"alice", "wonderland"}, {"bob", ""}};
  return settings;
}

TEST(Password, fits_its_user_alone) {
  const Settings settings = two_users();
  EXPECT_TRUE(password_fits(settings, "alice", "wonderland"));
  EXPECT_FALSE(password_fits(settings, "alice", "wonderlanD"));
  EXPECT_FALSE(password_fits(settings, "alice", "wonder"));
  EXPECT_FALSE(password_fits(settings, "alice", ""));
  EXPECT_FALSE(password_fits(settings, "Alice", "wonderland"));
  EXPECT_FALSE(password_fits(settings, "bob", "wonderland"));
  EXPECT_TRUE(password_fits(settings, "bob", ""));
  EXPECT_FALSE(password_fits(settings, "carol", ""));
  EXPECT_FALSE(password_fits(settings, "", ""));
}

TEST(AccessControl, allows_what_any_rule_allows_and_nothing_else) {
  Settings settings;
  settings.rules = {
      {"alice", Right::write, "home/#"}, {"", Right::read, "public/+"}, {"bob", Right::both, "b"}};
  const Faults faults;
  const AccessControl access(settings, faults);
  EXPECT_TRUE(access.may_publish("alice", "c", "home/a/b"));
  EXPECT_FALSE(access.may_read("alice", "c", "home/a/b"));
  EXPECT_FALSE(access.may_subscribe("alice", "c", "home/a"));
  EXPECT_FALSE(access.may_publish("bob", "c", "home/a/b"));
  EXPECT_TRUE(access.may_read("", "c", "public/x"));
  EXPECT_TRUE(access.may_read("alice", "c", "public/x"));
  EXPECT_FALSE(access.may_read("alice", "c", "public/x/y"));
  EXPECT_TRUE(access.may_publish("bob", "c", "b"));
  EXPECT_TRUE(access.may_subscribe("bob", "c", "b"));
  EXPECT_FALSE(access.may_publish("", "c", "b"));
}

TEST(AccessControl, grants_a_filter_just_when_one_rule_covers_all_of_it) {
  Settings settings;
  settings.rules = {{"", Right::read, "a/+/c"}, {"", Right::read, "d/#"}, {"", Right::read, "e/+"}};
  const Faults faults;
  const AccessControl access(settings, faults);
  for (const char* filter : {"a/b/c", "a/+/c", "d/#", "d", "d/+/x", "d/+/#", "e/+", "e/"})
    EXPECT_TRUE(access.may_subscribe("", "c", filter)) << filter;
  for (const char* filter : {"#", "+/+", "a/#", "a/b/#", "a/+/+", "e/#", "e", "+/b/c", "$d/#"})
    EXPECT_FALSE(access.may_subscribe("", "c", filter)) << filter;
}

TEST(AccessControl, puts_user_name_and_client_identifier_into_filters) {
  Settings settings;
  settings.rules = {{"", Right::both, "users/%u/%c/#"}};
  const Faults faults;
  const AccessControl access(settings, faults);
  EXPECT_TRUE(access.may_publish("alice", "phone", "users/alice/phone/x"));
  EXPECT_FALSE(access.may_publish("alice", "phone", "users/bob/phone/x"));
  EXPECT_FALSE(access.may_publish("alice", "phone", "users/alice/tablet/x"));
  EXPECT_TRUE(access.may_publish("%c", "phone", "users/%c/phone/x")) << "a placeholder is replaced once";
  EXPECT_FALSE(access.may_publish("%c", "phone", "users/phone/phone/x"));
}

TEST(AccessControl, lets_no_name_widen_a_rule) {
  Settings settings;
  settings.rules = {{"", Right::both, "users/%u/x"}, {"", Right::both, "%c/y"}, {"", Right::both, "z/%u"}};
  const Faults faults;
  const AccessControl access(settings, faults);
  for (const char* name : {"+", "#", "a/b", "a+", "/", ""}) {
    for (const char* topic : {"users/a/x", "users//x", "users/+/x", "users/a/b/x", "z/a", "z/", "z/a/b"})
      EXPECT_FALSE(access.may_publish(name, "c", topic)) << name << " and " << topic;
    EXPECT_FALSE(access.may_subscribe(name, "c", "users/+/x")) << name;
    EXPECT_FALSE(access.may_subscribe(name, "c", "z/#")) << name;
    EXPECT_FALSE(access.may_read("u", name, "a/y")) << name;
  }
  EXPECT_FALSE(access.may_read("u", "$SYS", "$SYS/y")) << "a name does not lead to the server's own topics";
  EXPECT_TRUE(access.may_read("u", "SYS", "SYS/y"));
}

TEST(Authentication, has_two_methods_and_no_other) {
  const Settings settings = two_users();
  EXPECT_THAT(authentication_methods(), ElementsAre("conformance-challenge", "SCRAM-SHA-256"));
  for (const std::string_view method : authentication_methods())
    EXPECT_NE(begin_authentication(method, settings, "0123456789abcdef"), nullptr) << method;
  for (const char* method : {"", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "scram-sha-256", "PLAIN"})
    EXPECT_EQ(begin_authentication(method, settings, "0123456789abcdef"), nullptr) << method;
}

class Challenge : public ::testing::Test {
 protected:
  Settings settings = two_users();
  std::unique_ptr<AuthenticationExchange> exchange =
      begin_authentication("conformance-challenge", settings, "0123456789abcdef");
};

TEST_F(Challenge, lets_in_who_answers_with_the_password) {
  const AuthenticationStep asked = exchange->next("alice");
  EXPECT_EQ(asked.kind, Kind::go_on);
  EXPECT_EQ(asked.data, "30313233343536373839616263646566");
  const AuthenticationStep done =
      exchange->next(crypto::to_hex(crypto::hmac_sha256("wonderland", asked.data)));
  EXPECT_EQ(done.kind, Kind::success);
  EXPECT_EQ(done.user_name, "alice");
  EXPECT_EQ(done.data, "");
}

TEST_F(Challenge, asks_once_for_the_user_name) {
  EXPECT_EQ(exchange->next(std::nullopt).kind, Kind::go_on);
  const AuthenticationStep asked = exchange->next("alice");
  EXPECT_EQ(exchange->next(crypto::to_hex(crypto::hmac_sha256("wonderland", asked.data))).kind,
            Kind::success);
}

TEST_F(Challenge, asks_no_second_time) {
  EXPECT_EQ(exchange->next("").data, "");
  const AuthenticationStep refused = exchange->next(std::nullopt);
  EXPECT_EQ(refused.kind, Kind::failure);
  EXPECT_EQ(refused.reason_code, 0x80);
}

TEST_F(Challenge, refuses_a_wrong_answer_for_good) {
  const AuthenticationStep asked = exchange->next("alice");
  const AuthenticationStep refused =
      exchange->next(crypto::to_hex(crypto::hmac_sha256("wonder", asked.data)));
  EXPECT_EQ(refused.kind, Kind::failure);
  EXPECT_EQ(refused.reason_code, 0x87);
  EXPECT_EQ(exchange->next(crypto::to_hex(crypto::hmac_sha256("wonderland", asked.data))).kind,
            Kind::failure);
}

TEST_F(Challenge, does_not_tell_that_a_user_is_unknown_before_the_answer) {
  const AuthenticationStep asked = exchange->next("mallory");
  EXPECT_EQ(asked.kind, Kind::go_on);
  EXPECT_EQ(asked.data.size(), 32U);
  const AuthenticationStep refused =
      exchange->next(crypto::to_hex(crypto::hmac_sha256("mallory", asked.data)));
  EXPECT_EQ(refused.kind, Kind::failure);
  EXPECT_EQ(refused.reason_code, 0x87);
}

TEST_F(Challenge, calls_an_answer_that_is_no_hexadecimal_number_not_understood) {
  exchange->next("alice");
  EXPECT_EQ(exchange->next("xyz").reason_code, 0x80);
}

}  // namespace
}  // namespace broker
