// Packets that are wrong: an obedient broker closes on each, and with its fault on the connection goes on as
// if nothing had been the matter.
#include "broker/faults/tolerating.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "codec/compose.h"
#include "tests/broker/support/stage.h"

namespace broker_tests {
namespace {

using codec::Number;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

broker::Faults with(std::string_view fault) {
  broker::Faults faults;
  const std::size_t index = broker::find_fault(fault);
  if (index == broker::fault_count)
    ADD_FAILURE() << "no fault is called " << fault;
  else
    faults.switch_on(index);
  return faults;
}

struct BadPacket {
  std::string_view fault;
  std::string bytes;
  std::string_view
      answer;  ///< how the first packet begins that the lenient broker sends; empty: it sends none
  Version version = Version::v5_0;
};

std::string packet(PacketType type, const std::vector<FieldValue>& fields, Version version = Version::v5_0,
                   const codec::Overrides& overrides = {}) {
  return codec::compose(type, version, fields, overrides).value();
}

std::string connect(std::vector<FieldValue> more, Version version = Version::v5_0,
                    const codec::Overrides& overrides = {}) {
  more.insert(more.begin(), {Field::client_id, std::string("c")});
  return packet(PacketType::connect, more, version, overrides);
}

std::string connect_twice(Field field, codec::Value value) {
  return connect({{field, value}, {field, value}});
}

std::string will_twice(Field field, codec::Value value) {
  return connect({{field, value},
                  {field, value},
                  {Field::will_topic, std::string("w")},
                  {Field::will_payload, std::string("gone")}});
}

std::string publish(std::vector<FieldValue> more) {
  more.insert(more.begin(),
              {{Field::topic, std::string("t")}, {Field::qos, Number{1}}, {Field::id, Number{7}}});
  return packet(PacketType::publish, more);
}

std::string answer_twice(PacketType type) {
  return packet(type, {{Field::id, Number{7}},
                       {Field::reason_string, std::string("a")},
                       {Field::reason_string, std::string("b")}});
}

void judge(const BadPacket& bad, const broker::Faults& faults, bool let_pass, std::size_t piece) {
  SCOPED_TRACE(std::string(bad.fault) + " in pieces of " + std::to_string(piece));
  const bool first = (static_cast<unsigned char>(bad.bytes.front()) >> 4U) == 1U;
  Stage stage({}, faults);
  const auto client = first ? stage.open() : stage.connect("c", bad.version);
  stage.read(client);
  for (std::size_t at = 0; at < bad.bytes.size(); at += piece)
    stage.send_bytes(client, std::string_view(bad.bytes).substr(at, piece));
  auto lines = stage.read(client);
  if (!let_pass) {
    EXPECT_THAT(lines, Contains("CLOSED"));
    return;
  }
  EXPECT_THAT(lines, Not(Contains("CLOSED")));
  if (bad.answer.empty()) {
    EXPECT_THAT(lines, IsEmpty());
  } else {
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines.front(), StartsWith(std::string(bad.answer)));
  }
  // The stream goes on behind it.
  if (bad.answer == "AUTH") return;
  stage.send_bytes(client, std::string("\xC0\x00", 2));
  EXPECT_THAT(stage.read(client), Contains("PINGRESP"));
}

void judge(const std::vector<BadPacket>& all) {
  for (const BadPacket& bad : all) {
    for (const std::size_t piece : {std::size_t{100'000}, std::size_t{1}}) {
      judge(bad, {}, false, piece);
      judge(bad, with(bad.fault), true, piece);
    }
  }
}

TEST(Tolerating, passes_over_properties_of_connect) {
  judge({
      {"second-session-expiry-interval-passed-over",
       connect_twice(Field::session_expiry_interval, Number{60}), "CONNACK"},
      {"second-receive-maximum-passed-over", connect_twice(Field::receive_maximum, Number{60}), "CONNACK"},
      {"second-maximum-packet-size-passed-over", connect_twice(Field::maximum_packet_size, Number{600}),
       "CONNACK"},
      {"second-topic-alias-maximum-passed-over", connect_twice(Field::topic_alias_maximum, Number{6}),
       "CONNACK"},
      {"second-response-request-passed-over", connect_twice(Field::request_response_information, Number{1}),
       "CONNACK"},
      {"second-problem-request-passed-over", connect_twice(Field::request_problem_information, Number{1}),
       "CONNACK"},
      {"second-authentication-method-passed-over",
       connect_twice(Field::authentication_method, std::string("conformance-challenge")), "AUTH"},
      {"second-authentication-data-passed-over",
       connect({{Field::authentication_method, std::string("conformance-challenge")},
                {Field::authentication_data, std::string("alice")},
                {Field::authentication_data, std::string("bob")}}),
       "AUTH"},
      {"response-request-of-2-passed-over", connect({{Field::request_response_information, Number{2}}}),
       "CONNACK"},
      {"problem-request-of-2-passed-over", connect({{Field::request_problem_information, Number{2}}}),
       "CONNACK"},
      {"receive-maximum-0-passed-over", connect({{Field::receive_maximum, Number{0}}}), "CONNACK"},
      {"maximum-packet-size-0-passed-over", connect({{Field::maximum_packet_size, Number{0}}}), "CONNACK"},
      {"authentication-data-alone-passed-over", connect({{Field::authentication_data, std::string("x")}}),
       "CONNACK"},
  });
}

TEST(Tolerating, passes_over_properties_of_the_will) {
  judge({
      {"second-will-delay-passed-over", will_twice(Field::will_delay_interval, Number{5}), "CONNACK"},
      {"second-will-payload-format-passed-over", will_twice(Field::will_payload_format_indicator, Number{1}),
       "CONNACK"},
      {"second-will-expiry-passed-over", will_twice(Field::will_message_expiry_interval, Number{5}),
       "CONNACK"},
      {"second-will-content-type-passed-over", will_twice(Field::will_content_type, std::string("text")),
       "CONNACK"},
      {"second-will-response-topic-passed-over", will_twice(Field::will_response_topic, std::string("r")),
       "CONNACK"},
      {"second-will-correlation-data-passed-over",
       will_twice(Field::will_correlation_data, std::string("data")), "CONNACK"},
  });
}

TEST(Tolerating, passes_over_properties_of_other_packets) {
  judge({
      {"second-topic-alias-passed-over",
       publish({{Field::topic_alias, Number{1}}, {Field::topic_alias, Number{2}}}), "PUBACK id=7"},
      {"second-response-topic-passed-over",
       publish({{Field::response_topic, std::string("r")}, {Field::response_topic, std::string("s")}}),
       "PUBACK id=7"},
      {"second-correlation-data-passed-over",
       publish({{Field::correlation_data, std::string("r")}, {Field::correlation_data, std::string("s")}}),
       "PUBACK id=7"},
      {"subscription-identifier-of-a-client-passed-over",
       publish({{Field::subscription_identifier, Number{0}}}), "PUBACK id=7"},
      {"misplaced-properties-passed-over", publish({{Field::server_keep_alive, Number{9}}}), "PUBACK id=7"},
      // An identifier that nobody knows: its length is not known either.
      {"misplaced-properties-passed-over", std::string("\x32\x08\x00\x01t\x00\x07\x02\x7E\x01", 10),
       "PUBACK id=7"},
      {"second-reason-string-in-puback-passed-over", answer_twice(PacketType::puback), ""},
      {"second-reason-string-in-pubrec-passed-over", answer_twice(PacketType::pubrec), "PUBREL id=7"},
      {"second-reason-string-in-pubrel-passed-over", answer_twice(PacketType::pubrel), "PUBCOMP id=7"},
      {"second-reason-string-in-pubcomp-passed-over", answer_twice(PacketType::pubcomp), ""},
      {"second-subscription-identifier-passed-over",
       packet(PacketType::subscribe, {{Field::id, Number{7}},
                                      {Field::subscription_identifier, Number{1}},
                                      {Field::subscription_identifier, Number{2}},
                                      {Field::filter, std::string("t")}}),
       "SUBACK id=7"},
      {"incomplete-auth-ignored", packet(PacketType::auth, {{Field::code, Number{0x18}}}), ""},
  });
}

TEST(Tolerating, passes_over_a_second_property_of_disconnect) {
  for (const auto& [fault, field, value] :
       {std::tuple<std::string_view, Field, codec::Value>{"second-expiry-in-disconnect-passed-over",
                                                          Field::session_expiry_interval, Number{0}},
        {"second-reason-in-disconnect-passed-over", Field::reason_string, std::string("bye")}}) {
    Stage stage({}, with(fault));
    const auto client = stage.connect("c");
    stage.read(client);
    stage.send_bytes(client, packet(PacketType::disconnect, {{field, value}, {field, value}}));
    EXPECT_THAT(stage.read(client), ::testing::ElementsAre("CLOSED")) << fault;
  }
}

TEST(Tolerating, takes_packets_as_they_came) {
  judge({
      {"empty-topic-taken", std::string("\x32\x05\x00\x00\x00\x07\x00", 7), "PUBACK id=7"},
      {"empty-filter-granted",
       packet(PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, std::string()}}),
       "SUBACK id=7"},
      {"share-name-empty-granted",
       packet(PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, std::string("$share//t")}}),
       "SUBACK id=7"},
      {"share-name-with-wildcard-granted",
       packet(PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, std::string("$share/+/t")}}),
       "SUBACK id=7"},
      {"share-without-filter-granted",
       packet(PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, std::string("$share/g")}}),
       "SUBACK id=7"},
      {"id-0-in-publish-taken", std::string("\x32\x06\x00\x01t\x00\x00\x00", 8), "PUBACK id=0"},
      {"wildcard-will-topic-taken",
       connect({{Field::will_topic, std::string("w/#")}, {Field::will_payload, std::string("gone")}}),
       "CONNACK"},
      {"empty-will-topic-taken",
       connect({{Field::will_topic, std::string()}, {Field::will_payload, std::string("gone")}}), "CONNACK"},
      {"ill-formed-client-id-accepted",
       packet(PacketType::connect,
              {{Field::client_id, std::string("\xFF\xFE")}, {Field::user_name, std::string("u")}}),
       "CONNACK"},
  });
}

TEST(Tolerating, passes_on_a_topic_with_the_bytes_that_came) {
  Stage stage({}, with("ill-formed-topic-passed-on"));
  const auto reader = stage.connect("reader");
  stage.send(reader, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, std::string("#")}});
  const auto writer = stage.connect("writer");
  stage.read(reader);
  stage.send(writer, PacketType::publish,
             {{Field::topic, std::string("t/\xC0\xAF")}, {Field::payload, std::string("x")}});
  EXPECT_EQ(stage.unread_bytes(reader),
            packet(PacketType::publish,
                   {{Field::topic, std::string("t/\xC0\xAF")}, {Field::payload, std::string("x")}})
                .size());
  EXPECT_THAT(stage.read(reader), ::testing::ElementsAre("BYTES"));  // no decoder takes it
}

TEST(Tolerating, is_strict_about_everything_else) {
  // Two things are wrong, and one of them is let pass.
  Stage stage({}, with("reserved-connect-flag-let-pass"));
  const auto client = stage.open();
  codec::Overrides overrides;
  overrides.connect_flags = 0x19;  // the reserved bit, and Will QoS 3
  stage.send_bytes(client, connect({}, Version::v5_0, overrides));
  EXPECT_THAT(stage.read(client), Contains("CLOSED"));
}

TEST(Tolerating, takes_packets_of_any_size) {
  broker::Settings settings;
  settings.default_listener.capabilities.maximum_packet_size = 100;
  Stage stage(settings, with("packets-of-any-size-taken"));
  const auto client = stage.connect("c");
  stage.read(client);
  stage.send_bytes(client, publish({{Field::payload, std::string(500, 'x')}}));
  EXPECT_THAT(stage.read(client).front(), StartsWith("PUBACK id=7"));
}

}  // namespace
}  // namespace broker_tests
