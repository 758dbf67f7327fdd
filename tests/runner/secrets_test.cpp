// What a target confides appears nowhere: in no packet, and in no sentence about one.
#include "runner/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/compose.h"

namespace runner {
namespace {

using client::WireEvent;
using ::testing::HasSubstr;
using ::testing::Not;

Target target_with(const std::string& password) {
  Target target;
  target.users["writer"] = {"sensor", password};
  return target;
}

CaseResult a_case(codec::PacketType type, std::vector<codec::FieldValue> fields) {
  CaseResult result;
  result.version = codec::Version::v5_0;
  auto& event = result.outcome.wire.emplace_back();
  event.what = WireEvent::What::sent;
  event.bytes = codec::compose(type, result.version, fields).value();
  return result;
}

CaseResult connect_with(const std::string& password) {
  return a_case(codec::PacketType::connect, {{codec::Field::client_id, codec::Bytes("a")},
                                             {codec::Field::user_name, codec::Bytes("u")},
                                             {codec::Field::password, codec::Bytes(password)}});
}

CaseResult authentication(codec::PacketType type, std::string_view method) {
  return a_case(type, {{codec::Field::authentication_method, codec::Bytes(method)},
                       {codec::Field::authentication_data, codec::Bytes("s3cret")}});
}

std::string redacted_bytes(CaseResult result) {
  const auto size = result.outcome.wire.front().bytes.size();
  Secrets(Target{}).redact(result);
  EXPECT_EQ(result.outcome.wire.front().bytes.size(), size);
  return result.outcome.wire.front().bytes;
}

TEST(Secrets, APasswordIsMaskedInItsPlaceWhoeverGaveIt) {
  EXPECT_THAT(redacted_bytes(connect_with("s3cret")), HasSubstr("******"));
  EXPECT_THAT(redacted_bytes(connect_with("pw")), HasSubstr("**")) << "however short";
}

TEST(Secrets, AuthenticationDataIsMaskedUnlessItsMethodTellsNoSecret) {
  EXPECT_THAT(redacted_bytes(authentication(codec::PacketType::connect, "PLAIN")), Not(HasSubstr("s3cret")));
  EXPECT_THAT(redacted_bytes(authentication(codec::PacketType::auth, "JWT")), Not(HasSubstr("s3cret")));
  EXPECT_THAT(redacted_bytes(authentication(codec::PacketType::auth, "SCRAM-SHA-256")), HasSubstr("s3cret"));
}

TEST(Secrets, WhatTheScenarioSpellsOutStays) {
  auto result = connect_with("s3cret");
  result.source = {"  alice connects user_name=\"u\" password=\"s3cret\""};
  Secrets(target_with("s3cret")).redact(result);
  EXPECT_THAT(result.outcome.wire.front().bytes, HasSubstr("s3cret"));
}

TEST(Secrets, ATargetsAreMaskedWhereverTheyCome) {
  CaseResult result;
  result.version = codec::Version::v5_0;
  auto& event = result.outcome.wire.emplace_back();
  event.what = WireEvent::What::received;
  event.bytes = "\x30\x0ft/the \"quoted\"";
  event.text = "the \"quoted\"";
  auto& failure = result.outcome.failures.emplace_back();
  failure.expected = "a";
  failure.actual = R"(PUBLISH payload="the \"quoted\"")";
  failure.explanation = "the \"quoted\" came";
  result.outcome.reason = result.canary = "the \"quoted\"";
  result.outcome.advice.emplace_back().text = "the \"quoted\"";
  result.outcome.notes.emplace_back().text = "the \"quoted\"";
  Secrets(target_with("the \"quoted\"")).redact(result);
  for (const std::string& text :
       {result.outcome.wire[0].bytes, result.outcome.wire[0].text, failure.actual, failure.explanation,
        result.outcome.reason, result.canary, result.outcome.advice[0].text, result.outcome.notes[0].text}) {
    EXPECT_THAT(text, Not(HasSubstr("quoted")));
    EXPECT_THAT(text, HasSubstr("****"));
  }
}

TEST(Secrets, CredentialsAndMessagesOfATargetAreAmongThem) {
  Target target;
  target.auth["good"] = {"PLAIN", "u", "plainly", {"token-of-mine"}};
  target.auth["scram"] = {"SCRAM-SHA-256", "u", "hidden-one", {"client-first"}};
  const Secrets secrets(target);
  EXPECT_EQ(secrets.redacted("plainly token-of-mine hidden-one client-first"),
            "******* ************* ********** client-first");
}

TEST(Secrets, WhatIsTooShortIsNotLookedForInTexts) {
  EXPECT_EQ(Secrets(target_with("a")).redacted("a banana"), "a banana");
}

TEST(Secrets, TheLongerIsMaskedFirst) {
  Target target = target_with("secret");
  target.users["reader"] = {"dashboard", "secret-and-more"};
  EXPECT_EQ(Secrets(target).redacted("secret-and-more"), "***************");
}

TEST(Secrets, TwiceIsOnce) {
  auto once = connect_with("s3cret");
  const Secrets secrets(target_with("s3cret"));
  secrets.redact(once);
  auto twice = once;
  secrets.redact(twice);
  EXPECT_EQ(once.outcome.wire.front().bytes, twice.outcome.wire.front().bytes);
}

TEST(Secrets, WhoAsksForThemSeesThem) {
  auto result = connect_with("s3cret");
  Secrets().redact(result);
  EXPECT_THAT(result.outcome.wire.front().bytes, HasSubstr("s3cret"));
  EXPECT_EQ(Secrets().redacted("s3cret"), "s3cret");
}

TEST(Secrets, AreTakenOutOfWhatTheBrokerPrinted) {
  CaseResult result = connect_with("longpassword");
  result.outcome.broker_log = {"login of sensor with longpassword", "and with targetsecret"};
  Secrets(target_with("targetsecret")).redact(result);
  EXPECT_THAT(result.outcome.broker_log,
              ::testing::ElementsAre("login of sensor with ************", "and with ************"));
}

}  // namespace
}  // namespace runner
