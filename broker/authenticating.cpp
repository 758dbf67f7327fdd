// AUTH, and the exchange behind CONNECT (3.15, 4.12).
#include <fmt/format.h>

#include "broker/server.h"

namespace broker {
namespace {

constexpr std::size_t nonce_digits = 32;

std::optional<std::string_view> data_of(const codec::Properties& properties) {
  const auto found = properties.find(static_cast<std::uint8_t>(PropertyId::authentication_data));
  return found ? std::optional(found->text) : std::nullopt;
}

}  // namespace

void Server::begin_exchange(Connection& connection) {
  ConnectRequest& request = connection.request;
  connection.exchange =
      begin_authentication(*request.authentication_method, settings_, random_.hex(nonce_digits));
  if (!connection.exchange) {  // 5.0/MQTT-4.12.0-1
    if (faults_.on("authentication-method-unknown-accepted")) return accept(connection);
    return refuse(connection, reason::bad_authentication_method,
                  "this Authentication Method is not supported");
  }
  connection.phase = Connection::Phase::authenticates;
  faulty_.forget_exchanges_of_others(connection);
  const auto data = std::exchange(request.authentication_data, std::nullopt);
  proceed(connection,
          connection.exchange->next(data ? std::optional<std::string_view>(*data) : std::nullopt));
}

void Server::authenticate(Connection& connection, const codec::Packet& packet) {
  const auto& notice = std::get<codec::Notice>(packet.body);
  const auto method = notice.properties.find(static_cast<std::uint8_t>(PropertyId::authentication_method));
  const bool connecting = connection.phase == Connection::Phase::authenticates;
  const auto& agreed = connection.request.authentication_method;
  // 5.0/MQTT-4.12.0-5 5.0/MQTT-4.12.1-1 5.0/U-101
  if (!agreed || !method || (method->text != *agreed && !faults_.on("auth-method-not-compared"))) {
    constexpr std::string_view why = "AUTH names another Authentication Method than CONNECT";
    if (!agreed && faults_.on("auth-out-of-the-blue-ignored")) return;  // 5.0/MQTT-4.12.0-7
    return connecting ? refuse(connection, reason::protocol_error, why)
                      : fail(connection, reason::protocol_error, why);
  }
  if (!connecting && notice.code == reason::reauthenticate) {
    connection.exchange = begin_authentication(*agreed, settings_, random_.hex(nonce_digits));
  } else if (notice.code != reason::continue_authentication || !connection.exchange) {  // 5.0/MQTT-4.12.0-3
    constexpr std::string_view why = "AUTH does not continue anything";
    return connecting ? refuse(connection, reason::protocol_error, why)
                      : fail(connection, reason::protocol_error, why);
  }
  proceed(connection, connection.exchange->next(data_of(notice.properties)));
}

void Server::proceed(Connection& connection, const AuthenticationStep& step) {
  using Kind = AuthenticationStep::Kind;
  const bool connecting = connection.phase == Connection::Phase::authenticates;
  ConnectRequest& request = connection.request;
  if (step.kind == Kind::failure) {  // 5.0/MQTT-4.12.0-4 5.0/MQTT-4.12.1-2
    constexpr std::string_view why = "the authentication failed";
    if (!connecting && faults_.on("failed-reauthentication-goes-on")) return connection.exchange.reset();
    if (connecting && faults_.on("failed-exchange-accepted")) {  // 5.0/T-users
      connection.exchange.reset();
      return accept(connection);
    }
    return connecting ? refuse(connection, step.reason_code, why)
                      : fail(connection, reason::not_authorized, why);
  }
  if (step.kind == Kind::success) {
    connection.exchange.reset();
    if (connecting) {
      request.user_name = step.user_name;
      if (!step.data.empty()) request.authentication_data = step.data;
      return accept(connection);
    }
    if (step.user_name != request.user_name) {
      if (faults_.on("failed-reauthentication-goes-on")) return;  // 5.0/MQTT-4.12.1-2
      return fail(connection, reason::not_authorized, "somebody else was authenticated");
    }
    if (faulty_.ends_reauthentication_badly(connection)) return;
  }
  PropertyList properties;
  properties.text(PropertyId::authentication_method, faulty_.named_method(*request.authentication_method));
  if (!step.data.empty()) properties.text(PropertyId::authentication_data, step.data);
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::auth);
  codec::Notice notice;
  notice.tail = codec::Tail::properties;
  notice.code =
      step.kind == Kind::go_on ? reason::continue_authentication : reason::success;  // 5.0/MQTT-4.12.0-2
  if (connecting && faults_.on("authentication-goes-on-with-success")) notice.code = reason::success;
  notice.properties = properties.view();
  packet.body = notice;
  if (!faulty_.overfills_auth(connection, packet, properties)) send(connection, packet);
}

}  // namespace broker
