// What a scenario comes to: names, defaults, versions, rows, blocks.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "script/names.h"
#include "tests/script/support/files.h"

namespace {

using codec::Field;
using codec::Value;
using script_test::plan_of;
using testing::ElementsAre;

constexpr std::string_view both = "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-9";

template <typename Kind>
const Kind& step(const script::CasePlan& plan, std::size_t index) {
  static const Kind none{};
  if (index >= plan.steps.size() || !std::holds_alternative<Kind>(plan.steps[index].what)) {
    ADD_FAILURE() << "step " << index << " is another one";
    return none;
  }
  return std::get<Kind>(plan.steps[index].what);
}

/// The value of a field that is sent; nothing when it is not.
std::optional<Value> sent(const std::vector<script::SentField>& fields, Field field) {
  const auto found = std::ranges::find(fields, field, &script::SentField::field);
  if (found == fields.end()) return std::nullopt;
  const Value* value = std::get_if<Value>(&found->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

Value number(codec::Number value) {
  return Value{value};
}
Value text(std::string_view value) {
  return Value{codec::Bytes(value)};
}

/// A body that asserts something behind the lines under test.
std::string with_end(std::string_view lines) {
  return std::string(lines) + "  zoe connects\n  zoe <- PUBLISH\n";
}

TEST(Compiling, ConnectsSaysWhatAPlainConnectSays) {
  const script::CasePlan plan = plan_of(with_end("  alice connects\n"), both);
  const auto& verb = step<script::Verb>(plan, 0);
  EXPECT_EQ(sent(verb.fields, Field::client_id), text(plan.actors[0].client_id));
  EXPECT_EQ(sent(verb.fields, Field::keep_alive), number(60));
  EXPECT_EQ(sent(verb.fields, Field::clean_session), number(1));
  EXPECT_EQ(sent(verb.fields, Field::clean_start), std::nullopt);
}

TEST(Compiling, ARawConnectGetsTheSameDefaultsUnlessAFieldIsLeftOut) {
  const script::CasePlan plan =
      plan_of(with_end("  alice opens\n  alice -> CONNECT client_id=- clean_start=0\n"));
  const auto& send = step<script::Send>(plan, 1);
  EXPECT_EQ(sent(send.fields, Field::client_id), std::nullopt);
  EXPECT_EQ(sent(send.fields, Field::keep_alive), number(60));
  EXPECT_EQ(sent(send.fields, Field::clean_start), number(0));
}

TEST(Compiling, AKeptSessionIsWrittenInTheWordsOfEachVersion) {
  const auto fields = [](std::size_t index) {
    return step<script::Verb>(plan_of(with_end("  alice connects session=kept\n"), both, index), 0).fields;
  };
  EXPECT_EQ(sent(fields(0), Field::clean_session), number(0));
  EXPECT_EQ(sent(fields(0), Field::session_expiry_interval), std::nullopt);
  EXPECT_EQ(sent(fields(1), Field::clean_start), number(0));
  EXPECT_EQ(sent(fields(1), Field::session_expiry_interval), number(300));
}

TEST(Compiling, AnExpiryOnTheLineReplacesTheOneOfAKeptSession) {
  const script::CasePlan plan =
      plan_of(with_end("  alice connects session=kept session_expiry_interval=1\n"));
  EXPECT_EQ(sent(step<script::Verb>(plan, 0).fields, Field::session_expiry_interval), number(1));
}

TEST(Compiling, AWillIsAMessageThatALetNames) {
  const script::CasePlan plan = plan_of(
      with_end("  let $m topic=\"$t/w\" payload=\"gone\" qos=1 content_type=\"a\" user_property=\"k\":\"v\"\n"
               "  alice connects will=$m will_delay_interval=5\n"));
  const auto& fields = step<script::Verb>(plan, 0).fields;
  EXPECT_EQ(sent(fields, Field::will_topic), text(plan.topic_root + "/w"));
  EXPECT_EQ(sent(fields, Field::will_payload), text("gone"));
  EXPECT_EQ(sent(fields, Field::will_qos), number(1));
  EXPECT_EQ(sent(fields, Field::will_content_type), text("a"));
  EXPECT_EQ(sent(fields, Field::will_user_property), (Value{codec::StringPair{"k", "v"}}));
  EXPECT_EQ(sent(fields, Field::will_delay_interval), number(5));
}

TEST(Compiling, WhatTheLineSaysReplacesWhatALetSays) {
  const script::CasePlan plan =
      plan_of(with_end("  let $m topic=\"$t\" qos=2\n  alice connects\n  alice publishes $m qos=1\n"));
  const auto& fields = step<script::Verb>(plan, 1).fields;
  EXPECT_EQ(sent(fields, Field::qos), number(1));
  EXPECT_EQ(std::ranges::count(fields, Field::qos, &script::SentField::field), 1);
}

TEST(Compiling, FieldsThatOnlyConnackHasBelongToTheAnswerWhereverTheyStand) {
  const script::CasePlan plan =
      plan_of("  alice connects session_present receive_maximum=5 <- receive_maximum=1..\n");
  const auto& verb = step<script::Verb>(plan, 0);
  ASSERT_EQ(verb.answer.size(), 2U);
  EXPECT_EQ(verb.answer[0].field, Field::session_present);
  EXPECT_EQ(verb.answer[0].value, (decltype(verb.answer[0].value){script::Alternatives{{number(1)}}}));
  EXPECT_EQ(verb.answer[1].field, Field::receive_maximum);
  EXPECT_EQ(sent(verb.fields, Field::receive_maximum), number(5));
}

TEST(Compiling, NamesDeriveFromSeedAndCaseAlone) {
  script::Environment environment;
  environment.seed = "abc";
  environment.topic_prefix = "lab/";
  const std::string body = with_end("  alice connects\n  alice publishes topic=\"$t\"\n");
  const script::CasePlan plan = plan_of(body, both, 1, environment);
  EXPECT_EQ(plan.id, "test/it@5.0");
  EXPECT_EQ(plan.topic_root, "lab/t/abc/" + script::case_hash("abc", "test/it@5.0"));
  EXPECT_EQ(plan_of(body, both, 1, environment).actors[0].client_id, plan.actors[0].client_id);
  EXPECT_NE(plan_of(body, both, 0, environment).topic_root, plan.topic_root);
  environment.seed = "abd";
  EXPECT_NE(plan_of(body, both, 1, environment).actors[0].client_id, plan.actors[0].client_id);
}

TEST(Compiling, ClientIdsAreThoseThatEveryServerMustAccept) {
  const std::string id = script::client_id("", "0", "suite/scenario@5.0", "a-very-long-name");
  EXPECT_LE(id.size(), 23U);
  EXPECT_TRUE(id.starts_with("averylon"));
  EXPECT_TRUE(
      std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }));
  EXPECT_NE(id, script::client_id("", "0", "suite/scenario@5.0", "a-very-long-nose"));
  EXPECT_EQ(script::client_id("lab-", "0", "suite/scenario@5.0", "a-very-long-name"), "lab-" + id);
}

TEST(Compiling, TheHashIsTheSameForEver) {
  EXPECT_EQ(script::case_hash("0", "retain/newest-replaces-older[qos=1]@5.0"), "4abf619b");
}

TEST(Compiling, CasesAreNamedByTheirRows) {
  const auto ids = [](std::string_view body, std::string_view covers) {
    std::vector<std::string> all;
    const auto result = script_test::parse(script_test::with_suite(body, covers));
    EXPECT_NE(result.suite, nullptr) << script_test::rendered(result.diagnostics);
    for (const script::CaseInfo& info : script::cases_of(result.suite)) all.push_back(info.id);
    return all;
  };
  EXPECT_THAT(ids("  for qos in 1 2\n" + with_end(""), both),
              ElementsAre("test/it[qos=1]@3.1.1", "test/it[qos=2]@3.1.1", "test/it[qos=1]@5.0",
                          "test/it[qos=2]@5.0"));
  EXPECT_THAT(ids("  for case bytes\n    overlong \"\\xc0\"\n    \"cut off\" \"a\"\n" + with_end(""),
                  "5.0/MQTT-3.3.1-9"),
              ElementsAre("test/it[overlong]@5.0", "test/it[cut off]@5.0"));
  EXPECT_THAT(ids("  for a in \"\\x00\" 2\n  for b c\n    1 2\n" + with_end(""), "5.0/MQTT-3.3.1-9"),
              ElementsAre("test/it[a=\\x00,b=1,c=2]@5.0", "test/it[a=2,b=1,c=2]@5.0"));
}

TEST(Compiling, LinesAndFieldsOfTheOtherVersionAreGone) {
  const std::string good =
      "  alice connects\n  on 5.0\n    bob connects\n    fence bob\n  on 3.1.1 fence alice\n"
      "  alice <- PUBLISH 5.0(content_type=\"a\")\n";
  const script::CasePlan old = plan_of(good, both, 0);
  EXPECT_EQ(old.actors.size(), 1U);
  EXPECT_EQ(old.steps.size(), 3U);
  EXPECT_TRUE(step<script::Receive>(old, 2).pattern.required.empty());
  const script::CasePlan young = plan_of(good, both, 1);
  EXPECT_EQ(young.steps.size(), 4U);
  EXPECT_EQ(step<script::Receive>(young, 3).pattern.required.size(), 1U);
}

TEST(Compiling, AnEitherWithOneBranchLeftIsThatBranch) {
  const std::string body =
      "  alice connects\n  either\n    alice <- PUBLISH\n  or may \"refuse\"\n    on 5.0\n      alice is "
      "closed\n";
  EXPECT_EQ(step<script::Either>(plan_of(body, both, 1), 1).branches.size(), 2U);
  step<script::Receive>(plan_of(body, both, 0), 1);
}

TEST(Compiling, RepeatsAreUnrolledAlsoInsideBlocks) {
  const script::CasePlan plan = plan_of(
      "  for last in 3\n  alice connects\n  in any order\n    repeat n in 2..$last\n      alice <- PUBLISH "
      "payload=\"<$n>\"\n"
      "  repeat n in 1..0\n    alice <- PUBLISH\n");
  const auto& lines = step<script::AnyOrder>(plan, 1).lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(plan.steps.size(), 2U);
  const auto& second = std::get<script::Receive>(lines[1].what).pattern.required.at(0);
  EXPECT_EQ(std::get<script::Alternatives>(second.value).values.at(0), script::Operand{text("<3>")});
}

TEST(Compiling, WhatIsSentAtOnceIsOneStepWithALineForEachPacket) {
  const script::CasePlan plan = plan_of(
      "  alice connects\n  at once split=7\n    repeat n in 1..2\n      alice -> PUBLISH topic=\"$t/$n\"\n"
      "    on 5.0 alice -> PINGREQ\n    on 3.1.1 alice -> BYTES c0 00\n    alice half-closes\n"
      "  alice <- CLOSED\n",
      both, 1);
  ASSERT_EQ(plan.steps.size(), 3U);
  const auto& once = step<script::AtOnce>(plan, 1);
  EXPECT_EQ(once.actor, 0U);
  EXPECT_EQ(once.delivery.split, 7U);
  ASSERT_EQ(once.lines.size(), 4U);
  EXPECT_EQ(std::get<script::Send>(once.lines[2].what).type, codec::PacketType::pingreq);
  EXPECT_EQ(std::get<script::Verb>(once.lines[3].what).kind, script::VerbKind::half_closes);
}

TEST(Compiling, AnEmptyBlockThatIsSentAtOnceIsNoStep) {
  const std::string body = "  alice connects\n  at once\n    on 3.1.1 alice -> PINGREQ\n  alice <- CLOSED\n";
  EXPECT_EQ(plan_of(body, both, 0).steps.size(), 3U);
  EXPECT_EQ(plan_of(body, both, 1).steps.size(), 2U);
}

TEST(Compiling, CredentialsOfTheTargetBecomeWordsOfTheirMethod) {
  script::Environment environment;
  environment.auth = {{"good", "m"}, {"other-one", "n"}};
  const std::string body =
      "  for who in $auth.other-one.next\n  alice opens auth=$auth.good\n"
      "  alice -> CONNECT authentication_method=\"$auth.method-${auth.other-one.method}\" "
      "authentication_data=$who\n  alice <- CONNACK\n  alice reauthenticates auth=$auth.other-one <- "
      "code=0\n";
  const script::CasePlan plan = plan_of(body, "5.0/MQTT-4.12.0-5", 0, environment);
  EXPECT_EQ(step<script::Verb>(plan, 0).auth, "good");
  const auto& fields = step<script::Send>(plan, 1).fields;
  EXPECT_EQ(sent(fields, Field::authentication_method), text("m-n"));
  EXPECT_EQ(fields.at(1).value, script::Operand{script::NextMessage{"other-one"}});
  EXPECT_EQ(step<script::Verb>(plan, 3).auth, "other-one");
}

TEST(Compiling, CredentialsThatTheTargetLacksMakeTheCaseUnsupported) {
  for (const char* line :
       {"  alice connects auth=$auth.good\n", "  alice connects authentication_method=\"$auth.method\"\n",
        "  alice opens\n  alice -> CONNECT authentication_method=\"m\" "
        "authentication_data=$auth.good.next\n"}) {
    const script::ParseResult parsed = script_test::parse(
        script_test::with_suite(std::string(line) + "  alice <- AUTH\n", "5.0/MQTT-4.12.0-5"));
    ASSERT_NE(parsed.suite, nullptr) << script_test::rendered(parsed.diagnostics);
    const auto plan = script::compile(script::cases_of(parsed.suite).front(), {});
    ASSERT_FALSE(plan) << line;
    EXPECT_EQ(plan.error().capability, "auth");
    EXPECT_EQ(plan.error().message, "the target names no credentials `auth.good`");
  }
}

TEST(Compiling, ABoundOfTheServerIsTakenFromTheProbe) {
  script::Environment environment;
  environment.server[Field::receive_maximum] = 4;
  const std::string body =
      "  needs server.receive_maximum 1..1000\n  alice connects\n  repeat n in 1..$server.receive_maximum+1\n"
      "    alice <- PUBLISH payload=\"$n\"\n";
  EXPECT_EQ(plan_of(body, "5.0/MQTT-3.3.1-9", 0, environment).steps.size(), 6U);
  environment.server[Field::receive_maximum] = 65'535;
  const auto cases = script::cases_of(script_test::parse(script_test::with_suite(body)).suite);
  ASSERT_EQ(cases.size(), 1U);
  const auto plan = script::compile(cases[0], environment);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().capability, "server.receive_maximum");
}

TEST(Compiling, StringsHoldNamesAndBytes) {
  const script::CasePlan plan =
      plan_of(with_end("  for level in \"\\xff\"\n  alice connects\n"
                       "  alice publishes topic=\"$t\" payload=\"$level$$x $alice.id \\x01\\n\\\"\"\n"
                       "  alice subscribes \"$share/g/$t\" \"$SYS/a\"\n"));
  EXPECT_EQ(sent(step<script::Verb>(plan, 1).fields, Field::payload),
            text("\xff$x " + plan.actors[0].client_id + " \x01\n\""));
  const auto& fields = step<script::Verb>(plan, 2).fields;
  EXPECT_EQ(sent(fields, Field::filter), text("$share/g/" + plan.topic_root));
  EXPECT_THAT(plan.rootless_topics, ElementsAre("$SYS/a"));
}

TEST(Compiling, FunctionsMakeValues) {
  const script::CasePlan plan = plan_of(with_end(
      "  alice connects\n  alice publishes topic=pad(\"$t/\", 40) payload=hex(\"00 ff\") qos=min(1, 2)\n"
      "  alice publishes topic=\"$t\" payload=fill(3)\n"));
  const auto& fields = step<script::Verb>(plan, 1).fields;
  EXPECT_EQ(std::get<codec::Bytes>(sent(fields, Field::topic).value_or(Value{})).size(), 40U);
  EXPECT_EQ(sent(fields, Field::payload), text(std::string("\0\xff", 2)));
  EXPECT_EQ(sent(fields, Field::qos), number(1));
  EXPECT_EQ(sent(step<script::Verb>(plan, 2).fields, Field::payload), text("xxx"));
}

TEST(Compiling, BytesKnowTheirLengths) {
  const script::CasePlan plan =
      plan_of(with_end("  alice connects\n  alice -> BYTES! 30 rl s'$t' u16(0x0102) 'a\\'b'\n"));
  const std::string& root = plan.topic_root;
  std::string expected = "\x30";
  expected += static_cast<char>(root.size() + 7);
  expected += '\0';
  expected += static_cast<char>(root.size());
  expected += root + "\x01\x02" + "a'b";
  EXPECT_EQ(step<script::SendBytes>(plan, 1).bytes, expected);
}

TEST(Compiling, OverridesAndDeliveryStandApartFromFields) {
  const script::CasePlan plan = plan_of(with_end(
      "  alice connects\n  alice -> PINGREQ type=15! flags=1! remaining_length=3! split=1 frame=text\n"));
  const auto& send = step<script::Send>(plan, 1);
  EXPECT_TRUE(send.fields.empty());
  EXPECT_EQ(send.overrides.type, 15);
  EXPECT_EQ(send.overrides.flags, 1);
  EXPECT_EQ(send.overrides.remaining_length, 3U);
  EXPECT_EQ(send.delivery.split, 1U);
  EXPECT_TRUE(send.delivery.text_frame);
}

TEST(Compiling, WhatIsWrongHereIsMarkedAndLegal) {
  const script::CasePlan plan =
      plan_of("  alice connects\n  alice -> CONNECT!\n  alice is closed code=0x82\n");
  EXPECT_TRUE(step<script::Send>(plan, 1).wrong_here);
  EXPECT_THAT(step<script::React>(plan, 2).codes, ElementsAre(0x82));
}

TEST(Compiling, ReceivesKeepEverySortOfDemand) {
  const script::CasePlan plan = plan_of(
      "  alice connects\n"
      "  alice <- PUBLISH with topic=\"$t\", id=?p qos=1|2 content_type=- payload~\"a+\" user_property=* "
      "message_expiry_interval=..5 subscription_identifier=[1,2] only x2..4 in 1s..2s should retain=0\n");
  const auto& receive = step<script::Receive>(plan, 1);
  EXPECT_EQ(receive.pattern.selecting.size(), 1U);
  EXPECT_EQ(receive.pattern.required.size(), 7U);
  EXPECT_EQ(receive.pattern.advised.size(), 1U);
  EXPECT_TRUE(receive.pattern.only);
  EXPECT_EQ(receive.at_least, 2U);
  EXPECT_EQ(receive.at_most, 4U);
  EXPECT_EQ(receive.window.lower, std::chrono::seconds(1));
  EXPECT_EQ(receive.window.upper, std::chrono::seconds(2));
}

TEST(Compiling, FencesAreTold) {
  const script::CasePlan plan = plan_of(
      "  alice connects\n  bob connects\n  never bob <- anything for 1s\n    fence alice\n    fence alice => "
      "bob\n"
      "    fence alice => bob topic=\"$t\" qos=1\n    fence retained bob \"$t/c\"\n");
  const auto& never = step<script::Never>(plan, 2);
  ASSERT_EQ(never.steps.size(), 4U);
  const auto kind = [&](std::size_t i) { return std::get<script::Fence>(never.steps[i].what).kind; };
  EXPECT_EQ(kind(0), script::Fence::Kind::weak);
  EXPECT_EQ(kind(1), script::Fence::Kind::medium);
  EXPECT_EQ(kind(2), script::Fence::Kind::strong);
  EXPECT_EQ(kind(3), script::Fence::Kind::retained);
  EXPECT_EQ(never.at_least, std::chrono::seconds(1));
}

TEST(Compiling, ALineIsChargedToTheIdOfItsVersion) {
  const std::string body = "  alice connects\n  alice <- PUBLISH else 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-10\n";
  const std::string covers = "3.1.1/MQTT-3.3.1-5 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9 5.0/MQTT-3.3.1-10";
  EXPECT_EQ(step<script::Receive>(plan_of(body, covers, 0), 1).charge, "3.1.1/MQTT-3.3.1-6");
  EXPECT_EQ(step<script::Receive>(plan_of(body, covers, 1), 1).charge, "5.0/MQTT-3.3.1-10");
}

TEST(Compiling, ClientsSayHowTheyConnect) {
  script::Environment environment;
  environment.users["reader"] = "dashboard";
  const script::CasePlan plan = plan_of(
      "  clients\n    alice user=$users.reader transport=mtls certificate=foreign client_id=\"me\"\n"
      "  alice connects\n  alice <- PUBLISH payload=\"${users.reader}\"\n",
      "5.0/MQTT-3.3.1-9", 0, environment);
  ASSERT_FALSE(plan.actors.empty());
  EXPECT_EQ(plan.actors[0].user, "reader");
  EXPECT_EQ(plan.actors[0].transport, "mtls");
  EXPECT_EQ(plan.actors[0].certificate, "foreign");
  EXPECT_EQ(plan.actors[0].client_id, "me");
  ASSERT_EQ(plan.needs.size(), 1U);
  EXPECT_EQ(plan.needs[0].capability, "mtls");
}

TEST(Compiling, ReportsCanShowTheScenarioAsItStands) {
  const auto suite =
      script_test::parse(script_test::with_suite("  alice connects\n  alice <- PUBLISH  # here\n")).suite;
  const std::vector<script::CaseInfo> cases = script::cases_of(suite);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_THAT(script::source_lines(cases[0]),
              ElementsAre("scenario it", "  \"It must hold.\"", "  covers 5.0/MQTT-3.3.1-9",
                          "  alice connects", "  alice <- PUBLISH  # here"));
  EXPECT_EQ(cases[0].where.line, 3U);
  const auto plan = script::compile(cases[0], {});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->steps[1].text, "alice <- PUBLISH");
  EXPECT_EQ(plan->steps[1].where.line, 7U);
}

}  // namespace
