// One connection of one actor: where it stands, what both sides announced, and what is owed on it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "client/framing.h"
#include "client/packet.h"
#include "client/player.h"
#include "client/session.h"

namespace client {

/// What the client said in CONNECT; absent values as the standard reads them.
struct ClientSide {
  bool connect_sent{};
  bool foreign_protocol{};  ///< another name or level: until success CONNACK is read by its length
  bool clean{};             ///< Clean Session or Clean Start
  std::string client_id;
  std::uint16_t keep_alive{};
  std::uint32_t session_expiry{};
  std::uint32_t receive_maximum = 65535;
  std::uint32_t maximum_packet_size = 0;  ///< 0: no limit
  std::uint32_t topic_alias_maximum = 0;
  bool request_response_information{};
  bool request_problem_information = true;
  std::optional<std::string> authentication_method;
};

/// What the server said in CONNACK.
struct ServerSide {
  bool connack_seen{};
  bool accepted{};
  std::optional<Packet> connack;
  bool disconnect_seen{};
};

/// Enhanced authentication as it stands on this connection.
struct Exchange {
  std::map<std::string, AuthExchange, std::less<>> by_credentials;
  std::optional<std::string> challenge;  ///< of the server's AUTH that has come since we last said something
  std::string method;                    ///< as the harness names it
  std::uint32_t number{};                ///< of exchanges begun here
};

struct Connection {
  enum class Stage : std::uint8_t { opening, open, ended };

  ConnectionId id{};
  script::Actor actor{};
  std::uint32_t ordinal{};  ///< the actor's n-th connection, from 0
  Stage stage{};
  bool we_end{};       ///< the script closes it: its end is no news
  bool half_closed{};  ///< our FIN is out, by the script's wish
  bool stalled{};
  bool in_lost{};  ///< what the broker sends cannot be framed any more
  bool refused{};  ///< the server refused the TLS or WebSocket handshake
  Ended::How how{};

  script::Acks acks{};
  bool pings = true;
  std::string auth;  ///< credentials for which the harness answers AUTH; empty: the script does
  Exchange exchange;

  Framer in;
  Framer out;
  bool out_lost{};       ///< the script wrote a length without end; from there each write counts as whole
  std::string deferred;  ///< harness packets that wait for the script to finish its packet
  std::optional<std::string> gathered;  ///< what is to go out in one write, while it is being written

  ClientSide client;
  ServerSide server;
  std::shared_ptr<Session> session;
  std::map<std::uint16_t, std::string> aliases_in;  ///< of the server
  std::deque<Token> pings_out;                      ///< PINGREQs without PINGRESP, in order
  Time last_sent{};
  bool disconnect_sent{};
  bool tainted{};                  ///< the script sent something wrong: what the server may answer is open
  bool reacted{};                  ///< `is closed` or `is refused` has matched on it
  bool pipelined_behind{};         ///< something followed the wrong packet (TRIALS rule 8)
  std::size_t unanswered_quota{};  ///< our QoS 1 and 2 messages in flight on this connection

  bool open() const { return stage == Stage::open; }
  /// Connected in the sense of MQTT and still usable.
  bool connected() const { return open() && server.accepted && !we_end; }
  bool in_the_middle() const { return !out_lost && out.in_the_middle(); }
  /// Whether the harness may write here by itself.
  bool writable_for_harness() const {
    return connected() && !half_closed && !disconnect_sent && !in_the_middle() && !server.disconnect_seen;
  }
  bool owes_acknowledgements() const {
    if (!session) return false;
    for (const auto& [packet_id, message] : session->inbound)
      if (message.on == id && message.stage != InboundMessage::Stage::received) return true;
    return false;
  }
  /// 5.0 3.1.2.10, 3.2.2.3.14: Server Keep Alive replaces the client's value.
  std::uint16_t keep_alive() const {
    if (server.connack && server.connack->has(codec::Field::server_keep_alive))
      return static_cast<std::uint16_t>(server.connack->number(codec::Field::server_keep_alive));
    return client.keep_alive;
  }
};

}  // namespace client
