// See fake_server.h. It is kept so simple that its obedience can be seen by reading.
#include "tests/client/support/fake_server.h"

#include <algorithm>
#include <stdexcept>

#include "client/topic_filter.h"

namespace client_test {

std::string bytes_of(Version version, PacketType type, const Fields& fields) {
  std::vector<codec::FieldValue> values;
  values.reserve(fields.size());
  for (const Given& each : fields) values.push_back({each.field, each.value});
  auto bytes = codec::compose(type, version, values);
  if (!bytes) throw std::runtime_error("cannot compose: " + bytes.error());
  return *bytes;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size();) {
    if (hex[i] == ' ') {
      ++i;
      continue;
    }
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    i += 2;
  }
  return bytes;
}

void FakeServer::on(std::string actor, PacketType type, Reaction reaction) {
  on([actor = std::move(actor), type, reaction = std::move(reaction)](FakeServer& server, Peer& from,
                                                                      const client::Packet& packet) {
    return from.actor == actor && packet.type == type && reaction(server, from, packet);
  });
}

void FakeServer::send(Peer& to, PacketType type, const Fields& fields, Time delay) {
  send_bytes(to, bytes_of(version_, type, fields), delay);
}

void FakeServer::send_bytes(Peer& to, std::string bytes, Time delay) {
  if (to.open) output_.push_back({to.id, delay, std::move(bytes), std::nullopt});
}

void FakeServer::end(Peer& to, client::Ended::How how, Time delay) {
  if (!to.open) return;
  if (delay == Time{}) to.open = false;
  output_.push_back({to.id, delay, {}, how});
}

Peer* FakeServer::peer(std::string_view actor) {
  for (auto& [id, each] : peers_)
    if (each.actor == actor && each.open) return &each;
  return nullptr;
}

void FakeServer::accept(client::ConnectionId connection, std::string actor, std::uint32_t ordinal) {
  Peer& fresh = peers_[connection];
  fresh.id = connection;
  fresh.actor = std::move(actor);
  fresh.ordinal = ordinal;
}

void FakeServer::receive(client::ConnectionId connection, std::string_view bytes) {
  Peer& from = peers_.at(connection);
  if (!from.open) return;
  from.in.push(bytes);
  while (const auto frame = from.in.next()) {
    const client::Packet packet =
        client::read_packet(frame->bytes, version_, codec::Direction::client_to_server);
    received_.push_back(from.actor + " -> " + client::print(packet));
    const bool done =
        std::ranges::any_of(reactions_, [&](const Reaction& each) { return each(*this, from, packet); });
    if (!done) obey(from, packet);
    if (!from.open) return;
  }
}

void FakeServer::client_ended(client::ConnectionId connection, bool reset) {
  const auto found = peers_.find(connection);
  if (found == peers_.end() || !found->second.open) return;
  if (!reset) end(found->second);
  found->second.open = false;
}

std::vector<FakeServer::Output> FakeServer::take_output() {
  return std::exchange(output_, {});
}

void FakeServer::obey(Peer& from, const client::Packet& packet) {
  const Fields id = {{Field::id, static_cast<int>(packet.id())}};
  switch (packet.type) {
    case PacketType::connect: connect(from, packet); break;
    case PacketType::subscribe: subscribe(from, packet); break;
    case PacketType::unsubscribe: {
      codec::NumberList codes(packet.count(Field::filter), 0);
      for (const auto& each : packet.fields)
        if (each.field == Field::filter) from.filters.erase(std::get<codec::Bytes>(each.value));
      Fields answer = id;
      if (version_ == Version::v5_0) answer.emplace_back(Field::codes, codes);
      send(from, PacketType::unsuback, answer);
      break;
    }
    case PacketType::publish: publish(from, packet); break;
    case PacketType::pubrec: send(from, PacketType::pubrel, id); break;
    case PacketType::pubrel: send(from, PacketType::pubcomp, id); break;
    case PacketType::pingreq: send(from, PacketType::pingresp); break;
    case PacketType::disconnect: end(from); break;
    default: break;
  }
}

void FakeServer::connect(Peer& from, const client::Packet& packet) {
  from.client_id = std::string(packet.text(Field::client_id));
  const Field clean = version_ == Version::v5_0 ? Field::clean_start : Field::clean_session;
  from.clean = packet.number(clean) != 0;
  const auto session = sessions_.find(from.client_id);
  const bool present = !from.clean && session != sessions_.end();
  if (present) from.filters = session->second;
  Fields answer = {{Field::session_present, present ? 1 : 0}, {Field::code, 0}};
  if (from.client_id.empty() && version_ == Version::v5_0) {
    from.client_id = "assigned-" + std::to_string(from.id);
    answer.emplace_back(Field::assigned_client_identifier, from.client_id);
  }
  if (packet.has(Field::authentication_method))
    answer.emplace_back(Field::authentication_method, std::string(packet.text(Field::authentication_method)));
  sessions_[from.client_id] = from.filters;
  send(from, PacketType::connack, answer);
}

void FakeServer::subscribe(Peer& from, const client::Packet& packet) {
  codec::NumberList codes;
  std::vector<std::string> filters;
  for (const auto& each : packet.fields) {
    if (each.field == Field::filter) {
      filters.push_back(std::get<codec::Bytes>(each.value));
      codes.push_back(0);
    } else if (each.field == Field::max_qos && !codes.empty()) {
      codes.back() = std::get<codec::Number>(each.value);
    }
  }
  for (std::size_t i = 0; i < filters.size(); ++i)
    from.filters[filters[i]] = static_cast<std::uint8_t>(codes[i]);
  sessions_[from.client_id] = from.filters;
  send(from, PacketType::suback, {{Field::id, static_cast<int>(packet.id())}, {Field::codes, codes}});
  for (const auto& [topic, message] : retained_)
    for (std::size_t i = 0; i < filters.size(); ++i) {
      if (!client::filter_matches(client::without_share(filters[i]), topic)) continue;
      const int qos = std::min<int>(message.qos(), static_cast<int>(codes[i]));
      Fields fields = {{Field::topic, topic},
                       {Field::qos, qos},
                       {Field::retain, 1},
                       {Field::payload, std::string(message.text(Field::payload))}};
      if (qos > 0) fields.emplace_back(Field::id, static_cast<int>(from.next_id++));
      send(from, PacketType::publish, fields);
    }
}

void FakeServer::publish(Peer& from, const client::Packet& packet) {
  const Fields id = {{Field::id, static_cast<int>(packet.id())}};
  if (packet.qos() == 1) send(from, PacketType::puback, id);
  if (packet.qos() == 2) send(from, PacketType::pubrec, id);
  const std::string topic(packet.text(Field::topic));
  if (packet.number(Field::retain) != 0) {
    retained_.erase(topic);
    if (!packet.text(Field::payload).empty()) retained_.emplace(topic, packet);
  }
  deliver(packet);
}

void FakeServer::deliver(const client::Packet& packet) {
  const std::string topic(packet.text(Field::topic));
  for (auto& [connection, to] : peers_) {
    std::optional<int> granted;
    for (const auto& [filter, qos] : to.filters)
      if (client::filter_matches(client::without_share(filter), topic))
        granted = std::max<int>(granted.value_or(0), qos);
    if (!granted || !to.open) continue;
    const int qos = std::min<int>(*granted, packet.qos());
    Fields fields = {
        {Field::topic, topic}, {Field::qos, qos}, {Field::payload, std::string(packet.text(Field::payload))}};
    if (qos > 0) fields.emplace_back(Field::id, static_cast<int>(to.next_id++));
    send(to, PacketType::publish, fields);
  }
}

}  // namespace client_test
