// What the faults of CONNECT and CONNACK do (3.1, 3.2). With none switched on, all of this changes nothing.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

using namespace std::chrono_literals;

constexpr auto time_to_linger = 500ms;
constexpr std::size_t longest_liked_client_id = 256;

/// With characters that a server need not allow (3.1.3.1).
bool is_unusual(std::string_view client_id) {
  return !std::ranges::all_of(client_id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

/// The violations of a packet whose fields do not fill it.
bool is_unreadable(const codec::Violation& violation) {
  return violation.requirement == "3.1.1/U-128" || violation.requirement == "3.1.1/2.2.3" ||
         violation.requirement == "5.0/U-002";
}

/// What stands behind a CONNECT that was refused before it was decoded.
std::span<const std::uint8_t> behind_connect(std::span<const std::uint8_t> bytes) {
  constexpr std::uint8_t connect_nibble = 1;
  if (bytes.empty() || (bytes.front() >> 4U) != connect_nibble) return bytes;
  std::size_t length = 0;
  std::size_t at = 1;
  for (unsigned shift = 0; at < bytes.size() && shift < 28; shift += 7) {
    length |= static_cast<std::size_t>(bytes[at] & 0x7FU) << shift;
    if ((bytes[at++] & 0x80U) == 0) break;
  }
  return bytes.subspan(std::min(at + length, bytes.size()));
}

}  // namespace

void FaultyServer::misread_properties(const codec::Properties& properties, ConnectRequest& request) const {
  for_each_property(properties, [&](PropertyId id, const codec::Property& each) {
    if (each.number != 0) return;
    if (id == PropertyId::topic_alias_maximum && faults_.on("topic-alias-maximum-0-is-no-limit"))
      request.topic_alias_maximum = 65'535;  // 5.0/MQTT-3.1.2-27
    if (id == PropertyId::request_response_information &&
        faults_.on("response-information-whenever-mentioned"))
      request.request_response_information = true;  // 5.0/MQTT-3.1.2-28
  });
}

/// Asked when a sound CONNECT came: true when it has been dealt with.
bool FaultyServer::misreads_connect(Connection& connection, const codec::Packet& packet) {
  ConnectRequest& request = connection.request;
  misread_properties(std::get<codec::Connect>(packet.body).properties, request);
  // 3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5
  const bool refused =
      request.will && request.will->message->payload.empty() && faults_.on("empty-will-payload-refused");
  if (refused) server_.close(connection);
  // 3.1.1/T-users 5.0/T-users
  if (!connection.peer.transport_user.empty() && !request.user_name &&
      faults_.on("certificate-without-user-name-closed")) {
    server_.close(connection);
    return true;
  }
  // 5.0/MQTT-3.1.4-5
  if (connection.v5() && request.password && !request.user_name &&
      faults_.on("password-without-user-name-unanswered")) {
    server_.set_timer(connection, std::nullopt);
    return true;
  }
  return refused;
}

/// Asked when a Keep Alive may have run out, `heard` telling that it has not: true when the client has been
/// given up. Its connection stays open, which is the worst that can become of it: it is told nothing.
bool FaultyServer::gives_up(Connection& connection, bool heard) {
  // 3.1.1/MQTT-3.1.2-24 3.1.1/MQTT-3.12.4-1 3.1.1/MQTT-4.5.0-1
  // 5.0/MQTT-3.1.2-22 5.0/MQTT-3.12.4-1 5.0/MQTT-4.5.0-1
  const bool given_up = connection.keep_alive == 0 ? faults_.on("keep-alive-0-runs-out")
                                                   : heard && faults_.on("keep-alive-runs-from-connect-on");
  if (given_up) let_go_of(connection);
  return given_up;
}

void FaultyServer::misname(ConnectRequest& request, bool assigned) const {
  // 3.1.1/MQTT-3.1.3-6 5.0/MQTT-3.1.3-6 5.0/MQTT-3.2.2-16
  if (assigned && faults_.on("nameless-clients-share-an-id")) request.client_id = "auto";
  constexpr std::size_t longest_of_3_1 = 23;
  // 3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2
  if (request.client_id.size() > longest_of_3_1 && faults_.on("client-ids-compared-up-to-23-bytes"))
    request.client_id.resize(longest_of_3_1);
  // 3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2
  if (faults_.on("client-ids-compared-without-case")) {
    std::ranges::transform(request.client_id, request.client_id.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  }
  // 3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2
  constexpr std::size_t read_of_it = 64;
  if (request.client_id.size() > read_of_it && faults_.on("client-ids-compared-up-to-64-bytes"))
    request.client_id.resize(read_of_it);
}

/// 5.0/MQTT-3.1.3-7: the Assigned Client Identifier as CONNACK names it.
std::string FaultyServer::told_name(const std::string& client_id) const {
  if (!faults_.on("assigned-id-is-not-the-one-used")) return client_id;
  return {client_id.rbegin(), client_id.rend()};
}

/// Whether a Client Identifier is refused that there is no reason to refuse.
bool FaultyServer::dislikes(std::string_view client_id) const {
  // 3.1.1/MQTT-3.1.3-5 5.0/MQTT-3.1.3-5
  if (client_id.size() == 23 && faults_.on("client-id-of-23-characters-refused")) return true;
  if (client_id.size() == 1 && faults_.on("client-id-of-one-character-refused")) return true;
  // 3.1.1/MQTT-3.1.3-9 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.3-8 5.0/MQTT-3.2.2-7
  if (is_unusual(client_id) && faults_.on("unusual-client-id-refused-and-left-open")) return true;
  return client_id.size() > longest_liked_client_id && faults_.on("long-client-id-refused-and-left-open");
}

bool FaultyServer::is_connected(const std::string& client_id) {
  const auto known = server_.session_of_client_.find(client_id);
  return known != server_.session_of_client_.end() &&
         server_.connection_of(*server_.sessions_.at(known->second)) != nullptr;
}

/// Asked when a CONNECT is about to be refused that does not decode: true when a fault has dealt with it.
bool FaultyServer::misjudges_connect(Connection& connection, const codec::Violation& violation) {
  constexpr std::string_view why = "CONNECT cannot be read";
  if (is_unreadable(violation)) {
    // 3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20 3.1.1/MQTT-3.1.4-1
    // 5.0/MQTT-3.1.2-16 5.0/MQTT-3.1.2-18 5.0/MQTT-3.1.4-1
    if (faults_.on("unreadable-connect-left-open")) {
      server_.set_timer(connection, std::nullopt);
      return true;
    }
    // 3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20 3.1.1/MQTT-3.1.4-1
    if (!connection.v5() && faults_.on("unreadable-connect-answered")) {
      server_.refuse(connection, reason::client_identifier_not_valid, why);
      return true;
    }
  }
  if (violation.requirement == "3.1.1/MQTT-3.1.3-7") {  // 3.1.1/MQTT-3.1.3-8
    if (faults_.on("nameless-session-closed-in-silence")) {
      server_.close(connection);
      return true;
    }
    if (faults_.on("nameless-session-refused-by-another-code")) {  // 3.1.1/MQTT-3.1.3-8
      server_.refuse(connection, reason::not_authorized, why);
      return true;
    }
  }
  return false;
}

/// Asked when a CONNECT has been refused: true when a fault keeps the connection open.
bool FaultyServer::stays_refused(Connection& connection, std::uint8_t code) {
  // 3.1.1/MQTT-3.1.4-5 5.0/MQTT-3.1.4-6
  if (!connection.refused && faults_.on("packets-behind-a-refused-connect-served")) {
    linger(connection);
    return true;
  }
  if (!is_left_open(connection, code)) return false;
  server_.set_timer(connection, std::nullopt);
  return true;
}

bool FaultyServer::is_left_open(const Connection& connection, std::uint8_t code) const {
  switch (code) {
    case reason::client_identifier_not_valid:
      // 3.1.1/MQTT-3.1.3-8 3.1.1/MQTT-3.1.3-9 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.3-8 5.0/MQTT-3.2.2-7
      if (!connection.v5() && faults_.on("rejected-client-id-left-open")) return true;
      if (is_unusual(connection.request.client_id) && faults_.on("unusual-client-id-refused-and-left-open"))
        return true;
      return connection.request.client_id.size() > longest_liked_client_id &&
             faults_.on("long-client-id-refused-and-left-open");
    case reason::bad_authentication_method:
      return faults_.on("authentication-method-unknown-left-open");  // 5.0/MQTT-4.12.0-1 5.0/MQTT-3.2.2-7
    case reason::bad_user_name_or_password:
    case reason::not_authorized:
    case reason::unspecified_error:
      if (connection.exchange)  // 5.0/MQTT-4.12.0-4 5.0/MQTT-3.2.2-7
        return faults_.on("authentication-failure-left-open");
      // 3.1.1/U-122 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.4-2 5.0/MQTT-3.2.2-7
      return faults_.on("refused-user-left-open");
    default: return false;
  }
}

/// Serves what comes behind a CONNECT that was refused, for a while.
void FaultyServer::linger(Connection& connection) {
  connection.refused = true;
  server_.set_timer(connection, server_.now_ + time_to_linger);
  codec::StreamDecoder decoder = server_.new_decoder(connection);
  decoder.feed(behind_connect(connection.decoder.pending()));
  connection.decoder = std::move(decoder);
  for (codec::Decoded each = connection.decoder.next(); each.is_packet(); each = connection.decoder.next())
    serves_without_connect(connection, each.packet());
}

/// Asked when a packet comes on a connection without a (good) CONNECT: true when that was all.
bool FaultyServer::serves_without_connect(Connection& connection, const codec::Packet& packet) {
  using Type = codec::PacketType;
  const auto deliver_it = [&] {
    server_.distribute(
        server_.message_of(connection, packet, std::string(std::get<codec::Publish>(packet.body).topic)));
  };
  if (connection.refused) {
    if (packet.type() == Type::publish) deliver_it();
    return true;
  }
  // 3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1 3.1.1/MQTT-3.2.0-1 5.0/MQTT-3.2.0-1
  if (packet.type() == Type::pingreq && faults_.on("pingreq-before-connect-answered")) {
    codec::Packet answer;
    answer.first_byte = codec::first_byte_of(Type::pingresp);
    server_.send(connection, answer);
    return true;
  }
  // 3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1
  if (packet.type() == Type::publish && faults_.on("message-before-connect-delivered")) deliver_it();
  return faults_.on("packets-before-connect-ignored");  // 3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1 5.0/U-007
}

/// 5.0/MQTT-3.1.2-25: asked when a message was too large for the client; true when nothing more may be sent.
bool FaultyServer::is_upset_by_size(Session& session, Connection& connection, Outgoing& outgoing) {
  if (faults_.on("oversized-message-blocks-the-queue")) {
    session.queue.push_front(std::move(outgoing));
    return true;
  }
  if (faults_.on("oversized-message-takes-up-quota")) ++connection.send_quota_used;  // 5.0/MQTT-3.1.2-25
  if (faults_.on("oversized-message-closes")) server_.doom(connection);              // 5.0/MQTT-3.1.2-25
  return false;
}

}  // namespace broker
