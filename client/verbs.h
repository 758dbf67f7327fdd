// Verbs are means to get somewhere: each does a whole handshake and is done when its effect can be relied
// on. What it meets on the way (a refusal, silence, a close) is graded by LANGUAGE section 4, no. 7.
#pragma once

#include <cstdint>

#include "client/poll.h"
#include "client/sending.h"

namespace client {

/// The number that the field has, 0 when it is not there.
codec::Number number_in(const std::vector<codec::FieldValue>& fields, codec::Field field);
/// The maximum QoS of each filter, in order; 0 where none is named.
std::vector<codec::Number> asked_in(const std::vector<codec::FieldValue>& fields);

class VerbRun {
 public:
  VerbRun(const script::Verb& verb, script::Location where) : verb_(&verb), where_(where) {}

  /// Does what can be done now.
  Poll poll(World& world, const Timing& timing);

 private:
  using Phase = Poll (VerbRun::*)(World&);

  Poll open(World& world);
  Poll await_transport(World& world);
  Poll send_connect(World& world);
  Poll await_connack(World& world);
  Poll send_request(World& world);
  Poll await_answer(World& world);
  Poll publish(World& world);
  Poll await_first_acknowledgement(World& world);
  Poll await_pubcomp(World& world);
  Poll await_settled(World& world);
  Poll leave(World& world);
  Poll close(World& world);
  Poll await_end(World& world);
  Poll reset(World& world);
  Poll await_pause(World& world);
  Poll half_close(World& world);
  Poll stall(World& world);
  Poll resume(World& world);
  Poll reauthenticate(World& world);
  Poll await_reauthenticated(World& world);
  // served.cpp
  Poll serve(World& world);
  Poll await_plain_answer(World& world);
  Poll await_farewell(World& world);

  Poll go(World& world, Phase next);
  Poll wait(World& world, codec::PacketType awaited);
  /// Over with the one answer of this type.
  Poll await_one(World& world, codec::PacketType type, bool by_id);
  /// The answer of this type, with the id if there is one, off the unread list.
  std::optional<Packet> take_answer(World& world, codec::PacketType type, bool by_id) const;
  /// Wrong fields of an answer of the right type; a refusal; nothing, and then what it teaches is learned.
  std::optional<Trouble> judge(World& world, const Packet& answer) const;
  /// What is to be said when CONNACK gives the session less time than the client asked for.
  bool expects(codec::Field field) const;
  std::optional<std::string> shorter_session(const World& world, const Packet& answer) const;
  std::optional<std::string> longer_keep_alive(const World& world, const Packet& answer) const;
  Trouble met(const World& world, std::string expected, std::string actual, std::string explanation) const;
  bool names_code() const;
  bool is_publish() const;
  /// Whether a code calls the packet malformed or an error that is known to be sound: no lawful refusal.
  bool slanders(codec::Number code) const;
  Outgoing outgoing(codec::PacketType type, std::vector<codec::FieldValue> fields) const;

  const script::Verb* verb_;
  script::Location where_;
  Phase phase_ = nullptr;
  Time deadline_{};
  codec::PacketType awaited_{};
  std::uint16_t id_{};
  std::uint8_t qos_{};
  Token token_{};
  std::vector<codec::Number> asked_;
};

}  // namespace client
