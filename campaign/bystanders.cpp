// See the header. Both speak 3.1.1, which every broker does that a campaign is for, and the publisher has one
// message under way at a time: what is missing is then known by its number.
#include "campaign/bystanders.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "codec/compose.h"
#include "codec/decode.h"
#include "runner/dialogue.h"

namespace campaign {
namespace {

using codec::Field;
using codec::FieldValue;
using codec::Number;
using codec::PacketType;

/// Two identifiers for each QoS by turns: a broker that forgets to free one is found out.
constexpr Number identifiers = 2;

std::string packet(PacketType type, const std::vector<FieldValue>& fields) {
  return codec::compose(type, codec::Version::v3_1_1, fields).value_or(std::string());
}

std::string acknowledgement(PacketType type, std::uint16_t id) {
  return packet(type, {{Field::id, Number{id}}});
}

}  // namespace

Bystanders::Bystanders(net::EventLoop& loop, net::Endpoint where, client::Credentials credentials,
                       std::string name)
    : loop_(loop), where_(std::move(where)), credentials_(std::move(credentials)), name_(std::move(name)) {
  channel_ = loop_.open_channel({[this](const client::Event& event, net::Time now) { hear(event, now); },
                                 [this](net::Time now) { go_on(now); },
                                 {},
                                 {}});
}

Bystanders::~Bystanders() {
  loop_.close_channel(channel_);
}

void Bystanders::start(net::Time patience, net::Time interval) {
  stop();
  patience_ = patience;
  interval_ = interval;
  suspicion_.reset();
  asked_ = acknowledged_ = received_ = false;
  number_ = arrived_ = 0;
  round_trip_ = {};
  qos_ = 1;
  since_ = loop_.now();
  runs_ = true;
  for (const Role role : {Role::publisher, Role::receiver}) {
    line(role) = {.id = ++last_id_};
    loop_.carry_out(channel_, client::OpenConnection{last_id_, 0, {}, {}}, &where_);
  }
  loop_.set_timer(channel_, since_ + patience_);
}

void Bystanders::stop() {
  if (!runs_) return;
  runs_ = false;
  for (const Line& each : lines_) loop_.carry_out(channel_, client::ResetConnection{each.id});
  loop_.set_timer(channel_, std::nullopt);
}

std::optional<Suspicion> Bystanders::check(net::Time) const {
  return suspicion_;
}

void Bystanders::accuse(Kind kind, std::string sentence) {
  if (!suspicion_) suspicion_ = Suspicion{kind, std::string(name_of(kind)), std::move(sentence), {}};
}

void Bystanders::send(Role role, std::string bytes) {
  loop_.carry_out(channel_, client::WriteBytes{line(role).id, std::move(bytes), {}, false});
}

void Bystanders::hear(const client::Event& event, net::Time now) {
  if (!runs_) return;
  for (const Role role : {Role::publisher, Role::receiver}) {
    Line& mine = line(role);
    const auto is_mine = [&](const auto& what) {
      if constexpr (requires { what.connection; }) return what.connection == mine.id;
      return false;
    };
    if (!std::visit(is_mine, event)) continue;
    if (std::holds_alternative<client::Opened>(event)) {
      std::vector<FieldValue> fields{{Field::client_id, name_ + (role == Role::publisher ? "p" : "r")},
                                     {Field::clean_session, Number{1}},
                                     {Field::keep_alive, Number{0}}};
      if (credentials_.given) {
        fields.push_back({Field::user_name, credentials_.user_name});
        fields.push_back({Field::password, credentials_.password});
      }
      send(role, packet(PacketType::connect, fields));
    } else if (const auto* received = std::get_if<client::Received>(&event)) {
      mine.unread += received->bytes;
      const std::string bytes = std::exchange(mine.unread, {});
      std::size_t taken = 0;
      for (const std::string_view each : runner::packets_of(bytes)) {
        taken += each.size();
        take(role, each, now);
      }
      mine.unread = bytes.substr(taken);
    } else {
      accuse(Kind::bystander_cut_off, "ended the connection of a client that did nothing wrong");
    }
  }
}

void Bystanders::take(Role role, std::string_view bytes, net::Time now) {
  const auto decoded =
      codec::decode(codec::as_bytes(bytes), codec::Version::v3_1_1, codec::Direction::server_to_client);
  if (!decoded.is_packet())
    return accuse(Kind::ill_formed, "sent a client that did nothing wrong what is no packet");
  const auto id =
      static_cast<std::uint16_t>(runner::number_in(bytes, codec::Version::v3_1_1, Field::id).value_or(0));
  switch (static_cast<PacketType>(static_cast<std::uint8_t>(bytes[0]) >> 4U)) {
    case PacketType::connack:
      if (role == Role::receiver) {
        send(role, packet(PacketType::subscribe,
                          {{Field::id, Number{1}}, {Field::filter, name_}, {Field::max_qos, Number{2}}}));
      } else {
        line(role).up = true;
      }
      break;
    case PacketType::suback: line(role).up = true; break;
    case PacketType::puback:
    case PacketType::pubcomp: acknowledged_ = acknowledged_ || role == Role::publisher; break;
    case PacketType::pubrec: send(role, acknowledgement(PacketType::pubrel, id)); break;
    case PacketType::pubrel: send(role, acknowledgement(PacketType::pubcomp, id)); break;
    case PacketType::pingresp: line(role).answered = true; break;
    case PacketType::publish:
      take_message(bytes, now);
      if ((static_cast<std::uint8_t>(bytes[0]) & 0x06U) == 0x02)
        send(role, acknowledgement(PacketType::puback, id));
      else if ((static_cast<std::uint8_t>(bytes[0]) & 0x06U) == 0x04)
        send(role, acknowledgement(PacketType::pubrec, id));
      break;
    default: break;
  }
  go_on(now);
}

void Bystanders::take_message(std::string_view bytes, net::Time now) {
  const std::string_view payload = bytes.substr(bytes.rfind(' ') + 1);
  std::uint64_t number = 0;
  std::from_chars(payload.data(), payload.data() + payload.size(), number);
  const bool exactly_once = (static_cast<std::uint8_t>(bytes[0]) & 0x06U) == 0x04;
  if (number == number_ && !received_) {
    received_ = true;
    ++arrived_;
    round_trip_ = std::max(now - since_, round_trip_ / 2);
  } else if (number <= number_) {
    // At QoS 1 it may come again, though not before one that was acknowledged.
    if (exactly_once) accuse(Kind::bystander_twice, "delivered a message of QoS 2 twice");
  } else {
    accuse(Kind::bystander_disordered, "delivered a message that was not sent yet");
  }
}

void Bystanders::publish(net::Time now) {
  ++number_;
  qos_ = number_ % 2 == 1 ? 1 : 2;
  since_ = now;
  acknowledged_ = received_ = asked_ = false;
  send(Role::publisher, packet(PacketType::publish, {{Field::topic, name_},
                                                     {Field::qos, Number{qos_}},
                                                     {Field::id, Number{1 + number_ % (2 * identifiers)}},
                                                     {Field::payload, fmt::format("no {}", number_)}}));
}

/// Patience is over: is only the message missing, or does nobody answer any more?
void Bystanders::ask(net::Time now) {
  asked_ = true;
  since_ = now;
  for (const Role role : {Role::publisher, Role::receiver}) {
    line(role).answered = false;
    if (line(role).up) send(role, packet(PacketType::pingreq, {}));
  }
}

void Bystanders::go_on(net::Time now) {
  if (!runs_ || suspicion_) return;
  const bool up = line(Role::publisher).up && line(Role::receiver).up;
  const bool through = up && (number_ == 0 || (acknowledged_ && received_));
  if (through && now >= since_ + interval_) {
    publish(now);
  } else if (through) {
    return loop_.set_timer(channel_, since_ + interval_);
  } else if (now >= since_ + patience_) {
    if (!asked_) {
      ask(now);
    } else if (line(Role::publisher).answered && line(Role::receiver).answered) {
      accuse(Kind::bystander_lost,
             received_ ? fmt::format("never acknowledged a message of QoS {}", qos_)
                       : fmt::format("did not deliver a message of QoS {} to a client that subscribed to it",
                                     qos_));
    } else {
      accuse(Kind::hang, fmt::format("answers nobody for {:.1f} s",
                                     2 * std::chrono::duration<double>(patience_).count()));
    }
  }
  loop_.set_timer(channel_, since_ + patience_);
}

}  // namespace campaign
