// `reacts to $bad` and `$good`: which reactions to a variant pass, which are advice, which fail, and who is
// charged.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

/// What a server does with the variant.
struct Server {
  std::vector<std::pair<PacketType, Fields>> says;
  bool closes = false;
};

const Server silent = {};
const Server closing = {{}, true};

/// One variant of an illegal packet, and what was said of the server in the end.
class Matrix {
 public:
  Matrix(Version version, PacketType packet, std::string_view row)
      : version_(version), packet_(packet), row_(row) {}

  Matrix& meets(const Server& server) {
    const bool connect = packet_ == PacketType::connect;
    const std::string header =
        fmt::format("  covers {}\n  for bad in illegal {}\n",
                    version_ == v3 ? "3.1.1/MQTT-4.8.0-1" : "5.0/MQTT-4.13.1-1", codec::name_of(packet_));
    const std::string begin = connect ? "  alice opens\n" : "  given\n    alice connects\n    fence alice\n";
    Play stage(version_, begin + "  alice -> $bad!\n  alice reacts to $bad\n", header, row_);
    std::size_t seen = 0;
    stage.on("alice", packet_, [&](FakeServer& fake, Peer& from, const client::Packet&) {
      // The fences of the harness look like a PINGREQ that is tried.
      if (packet_ == PacketType::pingreq && ++seen != 2) return false;
      for (const auto& [type, fields] : server.says) fake.send(from, type, fields);
      if (server.closes) fake.end(from);
      return true;
    });
    outcome_ = stage.run();
    story_ = stage.story();
    return *this;
  }

  Verdict verdict() const { return outcome_.verdict; }
  std::vector<std::string> violated() const {
    std::vector<std::string> ids;
    for (const auto& failure : outcome_.failures) ids.push_back(failure.requirement);
    return ids;
  }
  std::vector<std::string> advised() const { return ids_of(outcome_.advice); }
  std::vector<std::string> noted() const { return ids_of(outcome_.notes); }
  const std::vector<std::string>& verified() const { return outcome_.verified; }
  const std::string& story() const { return story_; }

 private:
  static std::vector<std::string> ids_of(const std::vector<client::Remark>& remarks) {
    std::vector<std::string> ids;
    for (const auto& remark : remarks) ids.push_back(remark.requirement);
    return ids;
  }

  Version version_;
  PacketType packet_;
  std::string row_;
  client::Outcome outcome_;
  std::string story_;
};

Server disconnecting(int code, bool closes) {
  return {{{PacketType::disconnect, {{Field::code, code}}}}, closes};
}
Server granting(codec::Number code, bool closes = false) {
  return {{{PacketType::suback, {{Field::id, 10}, {Field::codes, codec::NumberList{code}}}}}, closes};
}
Server accepting(int code, bool closes = false) {
  return {{{PacketType::connack, {{Field::session_present, 0}, {Field::code, code}}}}, closes};
}

TEST(ReactsTo, a_fault_that_must_end_the_connection_fails_when_it_does_not) {
  Matrix in_5_0(v5, PacketType::subscribe, "flags=3");
  EXPECT_EQ(in_5_0.meets(disconnecting(0x81, true)).verdict(), Verdict::pass) << in_5_0.story();
  EXPECT_THAT(in_5_0.meets(closing).advised(), ElementsAre("5.0/U-112"));
  EXPECT_THAT(in_5_0.meets(silent).violated(), ElementsAre("5.0/MQTT-3.8.1-1"));
  EXPECT_THAT(in_5_0.meets(granting(1)).violated(), ElementsAre("5.0/MQTT-3.8.1-1"));
  Matrix in_3_1_1(v3, PacketType::subscribe, "flags=3");
  EXPECT_EQ(in_3_1_1.meets(closing).verdict(), Verdict::pass) << in_3_1_1.story();
  EXPECT_THAT(in_3_1_1.meets(silent).violated(), ElementsAre("3.1.1/MQTT-3.8.1-1", "3.1.1/MQTT-4.8.0-1"));
}

TEST(ReactsTo, a_named_error_that_is_let_pass_is_advice) {
  Matrix twice(v5, PacketType::subscribe, "subscription_identifier-twice");
  EXPECT_EQ(twice.meets(disconnecting(0x82, true)).verdict(), Verdict::pass) << twice.story();
  EXPECT_THAT(twice.meets(silent).advised(), ElementsAre("5.0/U-088"));
  EXPECT_EQ(twice.verdict(), Verdict::advisory) << twice.story();
  EXPECT_THAT(twice.meets(granting(1)).advised(), ElementsAre("5.0/U-088"));
  EXPECT_EQ(twice.verdict(), Verdict::advisory) << twice.story();
  EXPECT_EQ(twice.meets(granting(1, true)).verdict(), Verdict::advisory) << twice.story();
}

TEST(ReactsTo, a_named_error_that_is_noticed_ends_the_connection) {
  Matrix twice(v5, PacketType::subscribe, "subscription_identifier-twice");
  EXPECT_THAT(twice.meets(granting(0x80)).violated(), ElementsAre("5.0/U-088", "5.0/MQTT-4.13.1-1"));
  EXPECT_THAT(twice.meets(granting(0x80, true)).violated(), IsEmpty()) << twice.story();
  EXPECT_THAT(twice.meets(disconnecting(0x82, false)).violated(),
              ElementsAre("5.0/U-088", "5.0/MQTT-4.13.1-1"));
}

TEST(ReactsTo, an_acknowledgement_about_rights_and_quotas_is_no_sign_of_the_fault) {
  Matrix twice(v5, PacketType::subscribe, "subscription_identifier-twice");
  EXPECT_EQ(twice.meets(granting(0x97)).verdict(), Verdict::advisory) << twice.story();
}

TEST(ReactsTo, where_no_reaction_is_demanded_a_refusal_will_do_and_silence_is_advice) {
  Matrix empty(v5, PacketType::subscribe, "filter-empty");
  EXPECT_EQ(empty.meets(granting(0x8F)).verdict(), Verdict::pass) << empty.story();
  EXPECT_EQ(empty.meets(disconnecting(0x8F, true)).verdict(), Verdict::pass) << empty.story();
  EXPECT_THAT(empty.meets(granting(0)).advised(), ElementsAre("5.0/MQTT-4.7.3-1"));
  EXPECT_THAT(empty.meets(silent).advised(), ElementsAre("5.0/MQTT-4.7.3-1"));
  EXPECT_EQ(empty.verdict(), Verdict::advisory) << empty.story();
  Matrix old(v3, PacketType::subscribe, "filter-empty");
  EXPECT_EQ(old.meets(granting(0x80)).verdict(), Verdict::pass) << old.story();
}

TEST(ReactsTo, where_no_reaction_is_stated_every_one_passes_and_is_noted) {
  Matrix over_long(v5, PacketType::subscribe, "property_length-in-2-bytes");
  EXPECT_EQ(over_long.meets(granting(1)).verdict(), Verdict::pass) << over_long.story();
  EXPECT_THAT(over_long.noted(), ElementsAre("5.0/MQTT-1.5.5-1"));
  EXPECT_EQ(over_long.meets(silent).verdict(), Verdict::pass) << over_long.story();
  EXPECT_EQ(over_long.meets(disconnecting(0x81, true)).verdict(), Verdict::pass) << over_long.story();
  EXPECT_THAT(over_long.noted(), IsEmpty());
}

TEST(ReactsTo, how_a_connection_is_closed_is_put_to_the_test_where_it_is_closed) {
  const std::string general = "5.0/MQTT-4.13.1-1";
  Matrix twice(v5, PacketType::subscribe, "subscription_identifier-twice");
  EXPECT_THAT(twice.meets(closing).verified(), Contains(general)) << twice.story();
  EXPECT_THAT(twice.meets(silent).verified(), Not(Contains(general))) << twice.story();
  EXPECT_THAT(twice.meets(granting(1)).verified(), Not(Contains(general))) << twice.story();
  Matrix empty(v5, PacketType::subscribe, "filter-empty");
  EXPECT_THAT(empty.meets(granting(0x8F)).verified(), Contains("5.0/MQTT-4.7.3-1")) << empty.story();
  EXPECT_THAT(empty.verified(), Not(Contains(general)));
}

TEST(ReactsTo, a_malformed_connect_is_never_served) {
  Matrix flags(v5, PacketType::connect, "flags=1");
  EXPECT_EQ(flags.meets(accepting(0x81, true)).verdict(), Verdict::pass) << flags.story();
  EXPECT_EQ(flags.meets(closing).verdict(), Verdict::pass) << flags.story();
  EXPECT_THAT(flags.meets(accepting(0)).violated(), ElementsAre("5.0/MQTT-3.1.4-1", "5.0/MQTT-4.13.1-1"));
  EXPECT_EQ(flags.meets(silent).verdict(), Verdict::fail) << flags.story();
}

TEST(ReactsTo, in_3_1_1_a_malformed_connect_gets_no_connack_but_for_a_bad_user_name) {
  Matrix flags(v3, PacketType::connect, "flags=1");
  EXPECT_EQ(flags.meets(closing).verdict(), Verdict::pass) << flags.story();
  EXPECT_EQ(flags.meets(accepting(4, true)).verdict(), Verdict::fail) << flags.story();
  Matrix user(v3, PacketType::connect, "user_name-not-utf8");
  EXPECT_EQ(user.meets(accepting(4, true)).verdict(), Verdict::pass) << user.story();
}

TEST(ReactsTo, a_protocol_error_in_connect_may_be_let_pass_and_not_be_left_hanging) {
  Matrix twice(v5, PacketType::connect, "receive_maximum-twice");
  EXPECT_EQ(twice.meets(accepting(0x82, true)).verdict(), Verdict::pass) << twice.story();
  EXPECT_THAT(twice.meets(accepting(0)).advised(), ElementsAre("5.0/U-011"));
  EXPECT_THAT(twice.meets(accepting(0x82)).violated(), ElementsAre("5.0/U-011"));
  EXPECT_THAT(twice.meets(silent).violated(), ElementsAre("5.0/U-011"));
}

TEST(ReactsTo, a_malformed_pingreq_that_is_passed_over_leaves_the_fences_their_answers) {
  Matrix flags(v5, PacketType::pingreq, "flags=1");
  EXPECT_EQ(flags.meets(silent).verdict(), Verdict::advisory) << flags.story();
  EXPECT_THAT(flags.advised(), ElementsAre("5.0/MQTT-2.1.3-1"));
  EXPECT_EQ(flags.meets({{{PacketType::pingresp, {}}}}).verdict(), Verdict::advisory) << flags.story();
}

TEST(ReactsTo, a_malformed_disconnect_is_no_end) {
  Matrix twice(v5, PacketType::disconnect, "reason_string-twice");
  EXPECT_EQ(twice.meets(disconnecting(0x82, true)).verdict(), Verdict::pass) << twice.story();
  EXPECT_THAT(twice.meets(closing).advised(), ElementsAre("5.0/U-112"));
  EXPECT_THAT(twice.meets(silent).advised(), ElementsAre("5.0/U-098"));
  EXPECT_EQ(twice.verdict(), Verdict::advisory) << twice.story();
}

TEST(ReactsTo, a_variant_whose_lawful_twin_the_server_does_not_take_is_unsupported) {
  Matrix alias(v5, PacketType::publish, "topic_alias-twice");
  EXPECT_EQ(alias.meets(silent).verdict(), Verdict::unsupported) << alias.story();
}

// ---- legal variants

client::Outcome accepted(Version version, PacketType packet, std::string_view row, const Server& server) {
  const std::string header =
      fmt::format("  covers {}\n  for good in legal {}\n",
                  version == v3 ? "3.1.1/MQTT-3.8.4-1" : "5.0/MQTT-3.8.4-1", codec::name_of(packet));
  Play stage(version, "  given\n    alice connects acks=manual\n  alice -> $good\n  alice reacts to $good\n",
             header, row);
  stage.on("alice", packet, [&](FakeServer& fake, Peer& from, const client::Packet&) {
    for (const auto& [type, fields] : server.says) fake.send(from, type, fields);
    if (server.closes) fake.end(from);
    return true;
  });
  return stage.run();
}

TEST(ReactsTo, a_sound_packet_is_answered) {
  const auto subscribed = [](const Server& server) {
    return accepted(v5, PacketType::subscribe, "max_qos=2", server).verdict;
  };
  EXPECT_EQ(subscribed(granting(2)), Verdict::pass);
  EXPECT_EQ(subscribed(granting(1)), Verdict::unsupported) << "a lower grant is lawful";
  EXPECT_EQ(subscribed(granting(0x87)), Verdict::inconclusive) << "a refusal is lawful";
  EXPECT_EQ(subscribed(disconnecting(0x97, true)), Verdict::inconclusive);
  EXPECT_EQ(subscribed(silent), Verdict::fail);
  EXPECT_EQ(subscribed(closing), Verdict::fail);
}

TEST(ReactsTo, a_sound_packet_is_not_called_an_error) {
  const client::Outcome outcome = accepted(v5, PacketType::subscribe, "plain", disconnecting(0x81, true));
  ASSERT_EQ(outcome.verdict, Verdict::fail);
  EXPECT_EQ(outcome.failures[0].explanation, "The broker calls a sound packet an error.");
}

TEST(ReactsTo, a_sound_packet_without_an_answer_leaves_the_connection_served) {
  EXPECT_EQ(accepted(v5, PacketType::puback, "code=0x80", silent).verdict, Verdict::pass);
  EXPECT_EQ(accepted(v5, PacketType::puback, "code=0x80", closing).verdict, Verdict::fail);
  EXPECT_EQ(accepted(v5, PacketType::pubrec, "code=0x80", silent).verdict, Verdict::pass);
  EXPECT_EQ(accepted(v5, PacketType::pubrec, "plain", silent).verdict, Verdict::fail) << "PUBREL is missing";
}

TEST(ReactsTo, a_sound_disconnect_is_answered_by_the_close) {
  EXPECT_EQ(accepted(v5, PacketType::disconnect, "code=0x04", closing).verdict, Verdict::pass);
  const client::Outcome open = accepted(v5, PacketType::disconnect, "code=0x04", silent);
  ASSERT_EQ(open.verdict, Verdict::advisory);
  EXPECT_EQ(open.advice[0].requirement, "5.0/U-100");
  EXPECT_EQ(accepted(v5, PacketType::disconnect, "code=0x04", disconnecting(0x81, true)).verdict,
            Verdict::fail);
}

}  // namespace
}  // namespace client_test
