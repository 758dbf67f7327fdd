// Ways in which a server misbehaves, for the tests of standing rules.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "tests/client/support/play.h"

namespace client_test {

/// Makes the server misbehave.
using Misdeed = std::function<void(Play&)>;

/// Does this in answer to a packet, before or instead of the obedient answer.
inline Misdeed when(std::string actor, PacketType type,
                    std::function<void(FakeServer&, Peer&, const client::Packet&)> deed, bool also_obeys) {
  return [=](Play& stage) {
    stage.on(actor, type, [=](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (also_obeys) server.obey(from, packet);
      deed(server, from, packet);
      return true;
    });
  };
}
inline Misdeed instead(std::string actor, PacketType type, PacketType answer, Fields fields) {
  return when(
      std::move(actor), type,
      [=](FakeServer& server, Peer& from, const client::Packet&) { server.send(from, answer, fields); },
      false);
}
inline Misdeed besides(std::string actor, PacketType type, PacketType answer, Fields fields) {
  return when(
      std::move(actor), type,
      [=](FakeServer& server, Peer& from, const client::Packet&) { server.send(from, answer, fields); },
      true);
}

inline std::string topic_of(const client::Packet& packet) {
  return std::string(packet.text(Field::topic));
}

/// Alice's message reaches bob in the way that `deed` describes, and alice gets her PUBACK.
inline Misdeed delivers(std::function<void(FakeServer&, Peer& bob, const std::string& topic)> deed) {
  return [=](Play& stage) {
    stage.on("alice", PacketType::publish, [=](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (packet.text(Field::payload).starts_with("fence")) return false;
      if (packet.text(Field::payload) == "1") deed(server, *server.peer("bob"), topic_of(packet));
      if (packet.qos() == 1)
        server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
      return true;
    });
  };
}
inline Fields message(const std::string& topic, int id, int qos, std::string payload, Fields more = {}) {
  Fields fields = {{Field::topic, topic}, {Field::qos, qos}, {Field::payload, std::move(payload)}};
  if (qos > 0) fields.emplace_back(Field::id, id);
  for (const Given& each : more) fields.push_back(each);
  return fields;
}

inline const std::string pings = "  alice -> PINGREQ\n  alice <- PINGRESP\n";
inline std::string connects(std::string_view options = "") {
  return "  given\n    alice connects " + std::string(options) + "\n" + pings;
}
inline std::string pair(std::string_view options = "", int qos = 2) {
  return "  given\n    bob connects " + std::string(options) +
         "\n    bob subscribes \"$t/#\" max_qos=" + std::to_string(qos) +
         "\n    alice connects\n  alice publishes topic=\"$t/a\" qos=1 payload=\"1\"\n  alice publishes "
         "topic=\"$t/a\" qos=1 payload=\"2\"\n"
         "  maybe bob <- PUBLISH x0..\n" +
         pings;
}

inline bool charged(const client::Outcome& outcome, std::string_view id, bool must) {
  if (must)
    return std::ranges::any_of(outcome.failures, [&](const client::Failure& each) {
      return each.by_standing_rule && each.requirement == id;
    });
  return std::ranges::any_of(outcome.advice,
                             [&](const client::Remark& each) { return each.requirement == id; });
}

/// Alice's PINGREQ brings these bytes, and the answer behind them.
inline Play after(Version version, const std::string& hex) {
  Play stage(version, connects());
  stage.on("alice", PacketType::pingreq,
           [bytes = from_hex(hex)](FakeServer& server, Peer& from, const client::Packet& packet) {
             server.send_bytes(from, bytes);
             server.obey(from, packet);
             return true;
           });
  return stage;
}

}  // namespace client_test
