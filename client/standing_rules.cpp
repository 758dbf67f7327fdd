// The table of standing rules. Which breach is a violation and which is advice follows the grades: where no
// statement forbids it in so many words, it is advice.
#include "client/standing_rules.h"

#include <algorithm>
#include <array>

#include "client/rules.h"
#include "client/rules_form.h"
#include "requirements/catalogue.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;

struct Row {
  StandingRuleInfo info;
  rules::Judge judge;
};

constexpr bool must = true;
constexpr bool advice = false;

constexpr std::array rows = {
    // clang-format off
    Row{{"connack-first", "3.1.1/MQTT-3.2.0-1", "5.0/MQTT-3.2.0-1", must, must, "The first packet from the server is CONNACK."}, rules::connack_first},
    Row{{"connack-once", "3.1.1/MQTT-3.2.0-1", "5.0/MQTT-3.2.0-2", advice, must, "There is one CONNACK on a connection."}, rules::connack_once},
    Row{{"disconnect-after-connack", "", "5.0/MQTT-3.14.0-1", must, must, "The server sends DISCONNECT only after a CONNACK with success."}, rules::disconnect_after_connack},
    Row{{"nothing-after-disconnect", "", "5.0/MQTT-3.14.4-1", must, must, "Behind DISCONNECT the server sends nothing."}, rules::nothing_after_disconnect},
    Row{{"nothing-after-refusal", "3.1.1/MQTT-3.1.4-5", "5.0/MQTT-3.1.4-6", must, must, "What comes behind a refused CONNECT is not processed."}, rules::nothing_after_refusal},
    Row{{"session-present-after-clean", "3.1.1/MQTT-3.2.2-1", "5.0/MQTT-3.2.2-2", must, must, "After a clean start no session is present."}, rules::session_present_after_clean},
    Row{{"assigned-client-identifier", "", "5.0/MQTT-3.2.2-16", must, must, "A client without an identifier is told the one that it was given."}, rules::assigned_client_identifier},
    Row{{"response-information-unasked", "", "5.0/MQTT-3.1.2-28", must, must, "Response Information comes only when it was requested."}, rules::response_information},
    Row{{"problem-information-unwanted", "", "5.0/MQTT-3.1.2-29", must, must, "With Request Problem Information 0, Reason String and User Property stand only in PUBLISH, CONNACK and DISCONNECT."}, rules::problem_information},
    Row{{"authentication-unasked", "", "5.0/MQTT-4.12.0-6", must, must, "Without an Authentication Method in CONNECT there is none in CONNACK, and no AUTH."}, rules::authentication_unasked},
    Row{{"authentication-method-kept", "", "5.0/MQTT-4.12.0-5", must, must, "AUTH and CONNACK name the Authentication Method of CONNECT."}, rules::authentication_method_same},
    Row{{"authentication-goes-on", "", "5.0/MQTT-4.12.0-2", must, must, "Before CONNACK, AUTH from the server says Continue authentication."}, rules::authentication_goes_on},
    Row{{"maximum-packet-size", "", "5.0/MQTT-3.1.2-24", must, must, "No packet is larger than the client's Maximum Packet Size."}, rules::packet_size},
    Row{{"reason-string-of-connack", "", "5.0/MQTT-3.2.2-19", must, must, "No Reason String makes CONNACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::connack, Field::reason_string>},
    Row{{"user-property-of-connack", "", "5.0/MQTT-3.2.2-20", must, must, "No User Property makes CONNACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::connack, Field::user_property>},
    Row{{"reason-string-of-puback", "", "5.0/MQTT-3.4.2-2", must, must, "No Reason String makes PUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::puback, Field::reason_string>},
    Row{{"user-property-of-puback", "", "5.0/MQTT-3.4.2-3", must, must, "No User Property makes PUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::puback, Field::user_property>},
    Row{{"reason-string-of-pubrec", "", "5.0/MQTT-3.5.2-2", must, must, "No Reason String makes PUBREC larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubrec, Field::reason_string>},
    Row{{"user-property-of-pubrec", "", "5.0/MQTT-3.5.2-3", must, must, "No User Property makes PUBREC larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubrec, Field::user_property>},
    Row{{"reason-string-of-pubrel", "", "5.0/MQTT-3.6.2-2", must, must, "No Reason String makes PUBREL larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubrel, Field::reason_string>},
    Row{{"user-property-of-pubrel", "", "5.0/MQTT-3.6.2-3", must, must, "No User Property makes PUBREL larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubrel, Field::user_property>},
    Row{{"reason-string-of-pubcomp", "", "5.0/MQTT-3.7.2-2", must, must, "No Reason String makes PUBCOMP larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubcomp, Field::reason_string>},
    Row{{"user-property-of-pubcomp", "", "5.0/MQTT-3.7.2-3", must, must, "No User Property makes PUBCOMP larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::pubcomp, Field::user_property>},
    Row{{"reason-string-of-suback", "", "5.0/MQTT-3.9.2-1", must, must, "No Reason String makes SUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::suback, Field::reason_string>},
    Row{{"user-property-of-suback", "", "5.0/MQTT-3.9.2-2", must, must, "No User Property makes SUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::suback, Field::user_property>},
    Row{{"reason-string-of-unsuback", "", "5.0/MQTT-3.11.2-1", must, must, "No Reason String makes UNSUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::unsuback, Field::reason_string>},
    Row{{"user-property-of-unsuback", "", "5.0/MQTT-3.11.2-2", must, must, "No User Property makes UNSUBACK larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::unsuback, Field::user_property>},
    Row{{"reason-string-of-disconnect", "", "5.0/MQTT-3.14.2-3", must, must, "No Reason String makes DISCONNECT larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::disconnect, Field::reason_string>},
    Row{{"user-property-of-disconnect", "", "5.0/MQTT-3.14.2-4", must, must, "No User Property makes DISCONNECT larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::disconnect, Field::user_property>},
    Row{{"reason-string-of-auth", "", "5.0/MQTT-3.15.2-2", must, must, "No Reason String makes AUTH larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::auth, Field::reason_string>},
    Row{{"user-property-of-auth", "", "5.0/MQTT-3.15.2-3", must, must, "No User Property makes AUTH larger than the client's Maximum Packet Size."}, rules::property_fits<PacketType::auth, Field::user_property>},
    Row{{"receive-maximum", "", "5.0/MQTT-3.3.4-9", must, must, "No more than Receive Maximum messages are unacknowledged."}, rules::receive_maximum},
    Row{{"topic-alias-not-offered", "", "5.0/MQTT-3.1.2-27", must, must, "No Topic Alias is used with a client that offers none."}, rules::alias_not_offered},
    Row{{"topic-alias-above-maximum", "", "5.0/MQTT-3.3.2-11", must, must, "No Topic Alias is above the client's maximum."}, rules::alias_above_maximum},
    Row{{"topic-alias-unknown", "", "5.0/U-075", must, must, "A Topic Alias without a topic was given its topic before on the same connection."}, rules::alias_known},
    Row{{"packet-identifier-in-use", "3.1.1/MQTT-2.3.1-4", "5.0/MQTT-2.2.1-4", must, must, "A new message gets a Packet Identifier that is not in use."}, rules::id_in_use},
    Row{{"dup-on-first-delivery", "3.1.1/MQTT-3.3.1-3", "5.0/MQTT-3.3.1-3", must, must, "A message that is delivered for the first time has DUP 0."}, rules::dup_on_first_delivery},
    Row{{"dup-on-resend", "3.1.1/MQTT-3.3.1-1", "5.0/MQTT-3.3.1-1", must, must, "A message that is sent again has DUP 1."}, rules::dup_on_resend},
    Row{{"resend-on-live-connection", "", "5.0/MQTT-4.4.0-1", must, must, "Nothing is sent again on a live connection."}, rules::resend_on_live_connection},
    Row{{"publish-after-pubrel", "3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-6", must, must, "Once PUBREL has been sent, its PUBLISH is not sent again."}, rules::publish_after_pubrel},
    Row{{"subscription-identifier-unknown", "", "5.0/MQTT-3.3.4-5", must, must, "A Subscription Identifier is one that the client used."}, rules::identifier_known},
    Row{{"qos-above-grant", "3.1.1/MQTT-3.8.4-6", "5.0/MQTT-3.8.4-8", must, must, "No message comes with a QoS above the grant."}, rules::qos_granted},
    Row{{"topic-not-subscribed", "3.1.1/MQTT-3.3.2-3", "5.0/MQTT-3.3.2-3", must, must, "A message's topic matches a subscription."}, rules::topic_subscribed},
    Row{{"dollar-topic-by-wildcard", "3.1.1/MQTT-4.7.2-1", "5.0/MQTT-4.7.2-1", must, must, "A filter that begins with a wildcard does not match a topic that begins with $."}, rules::dollar_topic},
    Row{{"retained-message-empty", "3.1.1/MQTT-3.3.1-11", "", must, must, "An empty message is never stored as retained, so none comes with RETAIN 1."}, rules::retained_empty},
    Row{{"subscription-answer-unasked", "3.1.1/MQTT-2.3.1-7", "5.0/MQTT-2.2.1-6", must, must, "SUBACK and UNSUBACK carry the Packet Identifier of their request."}, rules::subscription_answer_asked},
    Row{{"acknowledgement-unasked", "3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5", must, must, "PUBACK, PUBREC and PUBCOMP carry the Packet Identifier of a message."}, rules::publish_answer_asked},
    Row{{"answered-twice", "3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5", advice, advice, "A request is answered once."}, rules::answered_once},
    Row{{"pingresp-unasked", "3.1.1/MQTT-3.12.4-1", "5.0/MQTT-3.12.4-1", advice, advice, "PINGRESP answers a PINGREQ."}, rules::pingresp_asked},
    Row{{"acknowledgement-of-another-qos", "3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1", must, must, "A message is acknowledged as its QoS demands."}, rules::answer_fits_qos},
    Row{{"pubrel-unknown", "3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5", must, must, "PUBREL carries the Packet Identifier of a PUBLISH."}, rules::pubrel_known},
    Row{{"pubrel-too-early", "3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-4", must, must, "PUBREL comes after PUBREC."}, rules::pubrel_after_pubrec},
    Row{{"suback-count", "3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6", must, must, "SUBACK has a code for each filter."}, rules::suback_count},
    Row{{"property-length", "", "5.0/MQTT-2.2.2-1", must, must, "CONNACK, SUBACK and UNSUBACK have a Property Length, also without properties."}, rules::property_length_there},
    Row{{"unsuback-count", "", "5.0/MQTT-3.11.3-2", must, must, "UNSUBACK has a code for each filter."}, rules::unsuback_count},
    // clang-format on
};

/// The last row of the public table has no function: decode is the rule.
constexpr StandingRuleInfo well_formed = {"well-formed",
                                          "",
                                          "",
                                          must,
                                          must,
                                          "Every packet is well formed for its version; what is wrong with "
                                          "one is charged to the statement that the decoder names."};

/// These are judged by the layers that frame MQTT; a missing subprotocol is advice (grades of 6.0.0-4).
constexpr std::array<StandingRuleInfo, 3> transport_rules = {{
    {"websocket-text-frame", "3.1.1/MQTT-6.0.0-1", "5.0/MQTT-6.0.0-1", must, must,
     "Packets travel in WebSocket binary frames."},
    {"websocket-other-subprotocol", "3.1.1/MQTT-6.0.0-4", "5.0/MQTT-6.0.0-4", must, must,
     "The WebSocket subprotocol that the server selects is `mqtt`."},
    {"websocket-no-subprotocol", "3.1.1/MQTT-6.0.0-4", "5.0/MQTT-6.0.0-4", advice, advice,
     "A server that is offered the WebSocket subprotocol `mqtt` selects it."},
}};

constexpr auto infos = [] {
  std::array<StandingRuleInfo, rows.size() + transport_rules.size() + 1> list{};
  for (std::size_t i = 0; i < rows.size(); ++i) list[i] = rows[i].info;
  std::ranges::copy(transport_rules, list.begin() + rows.size());
  list.back() = well_formed;
  return list;
}();

/// A server passes on what a publisher wrote: 3.3.2-15 and 3.3.2-4 forbid to alter it, so it is not the
/// server's fault (GRADES, "Most often tested wrongly", 4).
bool is_passed_on(std::string_view requirement) {
  static constexpr std::array<std::string_view, 2> ids = {"5.0/MQTT-3.3.2-14", "5.0/3.3.2.3.2"};
  return std::ranges::find(ids, requirement) != ids.end();
}

/// What cannot be read matches no format (7.1.1, item 1): the statement that the decoder names is about
/// clients, and leaves them a way out that a server does not have.
std::string_view meant_for_servers(std::string_view requirement) {
  if (requirement == "5.0/U-002") return "5.0/2.1.4";
  if (requirement == "3.1.1/U-118" || requirement == "3.1.1/U-128") return "3.1.1/2.2.3";
  return requirement;
}

void judge_form(World& world, const Connection& connection, const Packet& packet,
                const codec::Violation& violation) {
  if (is_passed_on(violation.requirement)) return;
  if (rules::answers_no_filters({world, connection, packet})) return;
  const std::string_view id = meant_for_servers(violation.requirement);
  // Without a number of its own, a broken format is 7.1.1 item 1: the packets that a server sends match it.
  const requirements::Requirement* requirement = requirements::catalogue().find(id);
  const bool is_must = requirement == nullptr || requirement->grade == requirements::Grade::must;
  std::string actual =
      print(packet) + ": " + std::string(violation.field) + " at byte " + std::to_string(violation.offset);
  world.rule_broken(id, is_must, "a well-formed packet", std::move(actual),
                    std::string(violation.explanation), packet.wire_index);
}

}  // namespace

std::span<const StandingRuleInfo> standing_rules() {
  return infos;
}

std::span<const std::string_view> form_ids() {
  return rules::form_ids();
}

void judge_packet(World& world, Connection& connection, const Packet& packet,
                  const std::optional<codec::Violation>& violation) {
  const bool v5 = world.plan.version == Version::v5_0;
  const rules::Subject subject{world, connection, packet};
  const auto length = v5 ? rules::property_length_there(subject) : std::nullopt;
  const bool lengthless = length && !length->kept;  // then nothing behind it can be read either
  if (violation && !lengthless) judge_form(world, connection, packet, *violation);
  if (!violation && !lengthless) rules::note_form(world, packet);
  for (const Row& row : rows) {
    const std::string_view id = v5 ? row.info.id_5_0 : row.info.id_3_1_1;
    if (id.empty()) continue;
    // Fields behind the broken one are not known.
    const bool readable = !violation && !lengthless;
    const bool about_form = row.judge == rules::connack_first ||
                            row.judge == rules::nothing_after_disconnect ||
                            row.judge == rules::property_length_there;
    if (!readable && !about_form) continue;
    rules::Answer answer = row.judge(subject);
    if (!answer) continue;
    world.rules_seen.emplace(id);
    if (answer->kept) continue;
    world.rule_broken(id, v5 ? row.info.must_5_0 : row.info.must_3_1_1, std::move(answer->expected),
                      std::move(answer->actual), std::string(row.info.sentence), packet.wire_index);
  }
}

void judge_transport(World& world, TransportBreach breach) {
  if (breach == TransportBreach::none) return;
  const StandingRuleInfo& rule = transport_rules[static_cast<std::size_t>(breach) - 1];
  const bool v5 = world.plan.version == Version::v5_0;
  const std::string_view id = v5 ? rule.id_5_0 : rule.id_3_1_1;
  world.rules_seen.emplace(id);
  const std::size_t last = world.outcome.wire.empty() ? 0 : world.outcome.wire.size() - 1;
  world.rule_broken(id, v5 ? rule.must_5_0 : rule.must_3_1_1, std::string(rule.sentence),
                    breach == TransportBreach::text_frame          ? "a text frame"
                    : breach == TransportBreach::other_subprotocol ? "another subprotocol"
                                                                   : "an answer without a subprotocol",
                    std::string(rule.sentence), last);
}

}  // namespace client
