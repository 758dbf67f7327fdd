// The credentials of enhanced authentication in a target file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/target.h"
#include "tests/runner/support/target_complaints.h"

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(TargetFile, ReadsCredentialsOfEnhancedAuthentication) {
  const auto target = target_from_json(R"({"listeners": {"tcp": "h"}, "auth": {
    "good": {"method": "SCRAM-SHA-256", "user_name": "a", "password": "b"},
    "other": {"method": "GS2-KRB5", "messages": ["6081", "base64:YWJj", ""]}
  }})",
                                       "");
  ASSERT_TRUE(target) << target.error();
  const client::AuthCredentials& good = target->auth.at("good");
  EXPECT_EQ(good.method, "SCRAM-SHA-256");
  EXPECT_EQ(good.user_name, "a");
  EXPECT_EQ(good.password, "b");
  EXPECT_THAT(good.messages, ElementsAre());
  EXPECT_THAT(target->auth.at("other").messages, ElementsAre("\x60\x81", "abc", ""));
}

TEST(TargetFile, NamesTheKeyOfWrongCredentials) {
  const auto complaint = [](const std::string& good) {
    return complaint_about(R"("auth": {"good": )" + good + "}");
  };
  EXPECT_THAT(complaint(R"({"user_name": "a"})"), StartsWith("auth.good.method: the key is missing"));
  EXPECT_THAT(complaint(R"({"method": "PLAIN"})"), StartsWith("auth.good.user_name: the key is missing"));
  EXPECT_THAT(complaint(R"({"method": "GS2-KRB5", "user_name": "a"})"),
              StartsWith("auth.good.method: messages are only computed for SCRAM-SHA-256, PLAIN"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": []})"),
              StartsWith("auth.good.messages: expected what"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["0x60"]})"),
              StartsWith("auth.good.messages: `0x60` is"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["base64:?"]})"),
              StartsWith("auth.good.messages: `base64:?` is"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["60"], "password": "b"})"),
              StartsWith("auth.good.password: `messages` says all"));
  EXPECT_THAT(complaint(R"({"method": "m", "passwort": "b"})"), HasSubstr("did you mean `password`?"));
  EXPECT_THAT(complaint_about(R"("auth": {"method": {}})"), StartsWith("auth.method: expected a word"));
}

}  // namespace
}  // namespace runner
