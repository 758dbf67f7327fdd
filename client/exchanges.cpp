// See exchanges.h.
#include "client/exchanges.h"

#include <algorithm>
#include <utility>

#include "crypto/digest.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

constexpr codec::Number continue_authentication = 0x18;
constexpr codec::Number reauthenticate = 0x19;

Trouble trouble(Trouble::Kind kind, std::string explanation) {
  Trouble found;
  found.kind = kind;
  found.explanation = std::move(explanation);
  return found;
}

/// Another one for each exchange, and the same ones when the case is played again.
std::string nonce_of(const World& world, const Connection& connection) {
  const std::string place = world.plan.topic_root + ' ' + std::to_string(connection.id) + ' ' +
                            std::to_string(connection.exchange.number);
  return crypto::to_hex(crypto::sha256(place)).substr(0, 24);
}

bool begins_exchange(const script::Send& line) {
  if (line.type == PacketType::connect) return true;
  return line.type == PacketType::auth &&
         std::ranges::any_of(line.fields, [](const script::SentField& field) {
           return field.field == Field::code && field.value == script::Operand{codec::Value{reauthenticate}};
         });
}

void add_unless_named(std::vector<codec::FieldValue>& fields, Field name, std::string_view value) {
  if (std::ranges::find(fields, name, &codec::FieldValue::field) == fields.end())
    fields.push_back(field(name, value));
}

/// The method agreed with what the server said at last; else the case decides nothing, since MQTT does not
/// say what the data means.
void look_at_success(World& world, Connection& connection, const Packet& packet) {
  const auto exchange = connection.exchange.by_credentials.find(connection.auth);
  if (exchange != connection.exchange.by_credentials.end()) {
    const auto objection = exchange->second.objection_to(packet.text(Field::authentication_data));
    if (objection && !world.pending) {
      world.pending =
          trouble(Trouble::Kind::inconclusive, "the authentication came to nothing: " + *objection);
      world.pending->wire_index = packet.wire_index;
    }
  }
  connection.auth.clear();
}

void answer(World& world, Connection& connection) {
  auto message = next_message(world, connection, connection.auth);
  if (!message) {
    if (!world.pending) world.pending = std::move(message.error());
    return;
  }
  const std::vector<codec::FieldValue> fields = {
      field(Field::code, continue_authentication),
      field(Field::authentication_method, connection.exchange.method),
      field(Field::authentication_data, *message)};
  world.write_harness(connection, world.compose(PacketType::auth, fields), of_script);
}

}  // namespace

void begin_exchange(Connection& connection) {
  connection.exchange.by_credentials.clear();
  connection.exchange.challenge.reset();
  ++connection.exchange.number;
}

std::expected<std::string, Trouble> next_message(World& world, Connection& connection,
                                                 const std::string& credentials) {
  const auto known = world.settings.auth.find(credentials);
  if (known == world.settings.auth.end())
    return std::unexpected(trouble(Trouble::Kind::error, "there are no credentials " + credentials));
  Exchange& exchange = connection.exchange;
  const auto place =
      exchange.by_credentials.try_emplace(credentials, known->second, nonce_of(world, connection));
  auto message = place.first->second.next(std::exchange(exchange.challenge, std::nullopt));
  if (!message)
    return std::unexpected(
        trouble(Trouble::Kind::inconclusive, "the authentication came to nothing: " + message.error()));
  return *std::move(message);
}

std::optional<Trouble> join_exchange(World& world, Connection& connection,
                                     std::vector<codec::FieldValue>& fields) {
  begin_exchange(connection);
  auto message = next_message(world, connection, connection.auth);
  if (!message) return std::move(message.error());
  add_unless_named(fields, Field::authentication_method, world.settings.auth.at(connection.auth).method);
  add_unless_named(fields, Field::authentication_data, *message);
  const auto method = std::ranges::find(fields, Field::authentication_method, &codec::FieldValue::field);
  if (const auto* text = std::get_if<codec::Bytes>(&method->value)) connection.exchange.method = *text;
  return std::nullopt;
}

std::expected<script::Send, Trouble> spoken(World& world, Connection& connection, const script::Send& line) {
  if (begins_exchange(line)) begin_exchange(connection);
  script::Send said = line;
  for (script::SentField& each : said.fields) {
    const auto* next = std::get_if<script::NextMessage>(&each.value);
    if (next == nullptr) continue;
    auto message = next_message(world, connection, next->credentials);
    if (!message) return std::unexpected(std::move(message.error()));
    each.value = codec::Value{codec::Bytes(*std::move(message))};
  }
  return said;
}

bool take_part(World& world, Connection& connection, const Packet& packet) {
  if (packet.type == PacketType::connack && !connection.auth.empty() && packet.code() == 0)
    look_at_success(world, connection, packet);
  if (packet.type != PacketType::auth) return false;
  connection.exchange.challenge = std::string(packet.text(Field::authentication_data));
  if (connection.auth.empty() || connection.we_end) return false;
  if (connection.server.accepted && packet.code() == 0) {
    look_at_success(world, connection, packet);
    return false;
  }
  answer(world, connection);
  return true;
}

}  // namespace client
