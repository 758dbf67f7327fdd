// See the header. Framing is by the fixed header alone: a probe must cope with whatever answers.
#include "runner/dialogue.h"

namespace runner {
namespace {
constexpr client::ConnectionId only_connection = 1;
}

Dialogue::Dialogue(net::EventLoop& loop, const net::Endpoint& where, codec::Version version)
    : loop_(loop), version_(version) {
  net::Hooks hooks;
  hooks.event = [this](const client::Event& event, net::Time) { on_event(event); };
  channel_ = loop_.open_channel(std::move(hooks));
  loop_.carry_out(channel_, client::OpenConnection{only_connection, 0, {}, {}}, &where);
}

Dialogue::~Dialogue() {
  loop_.close_channel(channel_);
}

void Dialogue::on_event(const client::Event& event) {
  if (std::holds_alternative<client::Opened>(event)) {
    state_ = State::open;
    if (!unsent_.empty()) send(std::exchange(unsent_, {}));
  } else if (const auto* failed = std::get_if<client::OpenFailed>(&event)) {
    state_ = State::open_failed;
    why_ = failed->why;
  } else if (const auto* refused = std::get_if<client::Refused>(&event)) {
    state_ = State::refused;
    why_ = refused->why;
  } else if (const auto* received = std::get_if<client::Received>(&event)) {
    received_ += received->bytes;
  } else if (const auto* ended = std::get_if<client::Ended>(&event)) {
    state_ = State::ended;
    why_ = ended->detail;
  }
}

void Dialogue::send(std::string bytes) {
  if (state_ == State::opening) {
    unsent_ += bytes;
  } else if (state_ == State::open) {
    loop_.carry_out(channel_, client::WriteBytes{only_connection, std::move(bytes), {}});
  }
}

void Dialogue::send(codec::PacketType type, const std::vector<codec::FieldValue>& fields) {
  if (auto bytes = codec::compose(type, version_, fields)) send(std::move(*bytes));
}

std::optional<std::string> Dialogue::packet(codec::PacketType type) const {
  for (const std::string_view each : packets_of(received_)) {
    if (static_cast<unsigned char>(each.front()) >> 4 == static_cast<int>(type)) return std::string(each);
  }
  return std::nullopt;
}

std::optional<std::string> Dialogue::wait_for(codec::PacketType type, net::Time limit) {
  loop_.run_until([&] { return over() || packet(type).has_value(); }, loop_.now() + limit);
  return packet(type);
}

std::vector<std::string_view> packets_of(std::string_view stream) {
  std::vector<std::string_view> packets;
  while (stream.size() >= 2) {
    std::size_t length = 0;
    std::size_t at = 1;
    for (unsigned shift = 0; shift < 28 && at < stream.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(stream[at++]);
      length |= static_cast<std::size_t>(byte & 0x7fU) << shift;
      if ((byte & 0x80U) == 0) {
        shift = 28;
      } else if (at == stream.size()) {
        return packets;
      }
    }
    if (stream.size() < at + length) break;
    packets.push_back(stream.substr(0, at + length));
    stream.remove_prefix(at + length);
  }
  return packets;
}

std::optional<codec::Number> number_in(std::string_view packet, codec::Version version, codec::Field field) {
  for (const codec::FieldValue& each : codec::dissect(packet, version, codec::Direction::server_to_client)) {
    if (each.field != field) continue;
    if (const auto* number = std::get_if<codec::Number>(&each.value)) return *number;
    if (const auto* list = std::get_if<codec::NumberList>(&each.value); list != nullptr && !list->empty()) {
      return list->front();
    }
  }
  return std::nullopt;
}

}  // namespace runner
