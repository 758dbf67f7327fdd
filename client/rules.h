// What the files of standing rules share: a rule is a row of a table with a function that looks at one packet
// of the server before it is booked.
#pragma once

#include <optional>
#include <string>

#include "client/standing_rules.h"

namespace client::rules {

struct Subject {
  const World& world;
  const Connection& connection;
  const Packet& packet;
};

/// A rule's answer: nothing when the packet is none of its business, else whether it is kept.
struct Finding {
  bool kept = true;
  std::string expected;
  std::string actual;
};
using Answer = std::optional<Finding>;
using Judge = Answer (*)(const Subject&);

inline Answer kept() {
  return Finding{};
}
inline Answer broken(std::string expected, std::string actual) {
  return Finding{false, std::move(expected), std::move(actual)};
}
inline Answer keeps(bool well, std::string expected, std::string actual) {
  return well ? kept() : broken(std::move(expected), std::move(actual));
}

// rules_connection.cpp
Answer connack_first(const Subject& subject);
Answer connack_once(const Subject& subject);
Answer disconnect_after_connack(const Subject& subject);
Answer nothing_after_disconnect(const Subject& subject);
Answer nothing_after_refusal(const Subject& subject);
Answer session_present_after_clean(const Subject& subject);
Answer assigned_client_identifier(const Subject& subject);
Answer response_information(const Subject& subject);
Answer problem_information(const Subject& subject);
Answer authentication_unasked(const Subject& subject);
Answer authentication_method_same(const Subject& subject);
Answer authentication_goes_on(const Subject& subject);
Answer packet_size(const Subject& subject);
/// Whether it is this property (Reason String or User Property) that makes a packet of this type too large.
Answer property_size(const Subject& subject, codec::PacketType type, codec::Field field);
template <codec::PacketType type, codec::Field field>
Answer property_fits(const Subject& subject) {
  return property_size(subject, type, field);
}
// rules_delivery.cpp
Answer receive_maximum(const Subject& subject);
Answer alias_not_offered(const Subject& subject);
Answer alias_above_maximum(const Subject& subject);
Answer alias_known(const Subject& subject);
Answer id_in_use(const Subject& subject);
Answer dup_on_first_delivery(const Subject& subject);
Answer dup_on_resend(const Subject& subject);
Answer resend_on_live_connection(const Subject& subject);
Answer publish_after_pubrel(const Subject& subject);
Answer identifier_known(const Subject& subject);
Answer qos_granted(const Subject& subject);
Answer topic_subscribed(const Subject& subject);
Answer dollar_topic(const Subject& subject);
Answer retained_empty(const Subject& subject);
// rules_form.cpp
Answer property_length_there(const Subject& subject);
// rules_answers.cpp
Answer subscription_answer_asked(const Subject& subject);
Answer publish_answer_asked(const Subject& subject);
Answer answered_once(const Subject& subject);
Answer pingresp_asked(const Subject& subject);
Answer answer_fits_qos(const Subject& subject);
Answer pubrel_known(const Subject& subject);
Answer pubrel_after_pubrec(const Subject& subject);
Answer suback_count(const Subject& subject);
Answer unsuback_count(const Subject& subject);
/// An acknowledgement without codes of a request without filters: as many codes as filters, which is what the
/// statements about codes demand, though the format wants at least one.
bool answers_no_filters(const Subject& subject);

}  // namespace client::rules
