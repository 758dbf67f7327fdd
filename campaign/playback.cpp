// See the header.
#include "campaign/playback.h"

#include <algorithm>

#include "codec/decode.h"
#include "codec/packet.h"
#include "runner/dialogue.h"

namespace campaign {
namespace {

using codec::PacketType;

PacketType type_of(std::string_view packet) {
  return static_cast<PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4);
}

/// Whether a server that takes it says something to it. CONNECT counts although a refusal may be a close: a
/// close answers everything.
bool asks(std::string_view packet) {
  switch (type_of(packet)) {
    case PacketType::connect:
    case PacketType::subscribe:
    case PacketType::unsubscribe:
    case PacketType::pingreq:
    case PacketType::pubrel:
    case PacketType::pubrec:
    case PacketType::auth:
    case PacketType::disconnect: return true;
    case PacketType::publish: return (static_cast<std::uint8_t>(packet[0]) & 0x06U) != 0;
    default: return false;
  }
}

bool answers(std::string_view packet) {
  switch (type_of(packet)) {
    case PacketType::publish:
    case PacketType::disconnect: return false;
    default: return true;
  }
}

}  // namespace

Playback::Playback(net::EventLoop& loop, net::Endpoint where, Done done, Say say)
    : loop_(loop), where_(std::move(where)), done_(std::move(done)), say_(std::move(say)) {
  channel_ = loop_.open_channel({[this](const client::Event& event, net::Time now) { hear(event, now); },
                                 [this](net::Time now) { go_on(now); },
                                 {},
                                 {}});
}

Playback::~Playback() {
  loop_.close_channel(channel_);
}

void Playback::start(Play play, net::Time patience) {
  play_ = std::move(play);
  patience_ = patience;
  transcript_ = {};
  transcript_.began = loop_.now();
  transcript_.connection_of_step.assign(play_.steps.size(), Transcript::not_sent);
  for (Actor& actor : actors_) actor = {};
  next_ = 0;
  asked_ = false;
  waits_until_.reset();
  pauses_until_.reset();
  busy_ = true;
  // Later, so that a play which says nothing at all does not end inside this call.
  loop_.set_timer(channel_, transcript_.began);
}

void Playback::abandon() {
  if (!busy_) return;
  hang_up();
  busy_ = false;
  loop_.set_timer(channel_, std::nullopt);
}

bool Playback::anything_owed() const {
  return std::ranges::any_of(actors_, [](const Actor& actor) {
    return actor.owed > 0 || actor.line == Line::opening || actor.line == Line::ending;
  });
}

/// Whether there is still something to wait for.
bool Playback::wait(net::Time now) {
  if (!anything_owed()) {
    waits_until_.reset();
    return false;
  }
  if (!waits_until_) {
    waits_until_ = now + patience_;
    loop_.set_timer(channel_, waits_until_);
  }
  if (now < *waits_until_) return true;
  transcript_.patience_ran_out = true;
  for (Actor& actor : actors_) actor.owed = 0;
  waits_until_.reset();
  return false;
}

void Playback::go_on(net::Time now) {
  if (!busy_) return;
  for (; next_ < play_.steps.size(); ++next_) {
    const Step& step = play_.steps[next_];
    if (!pauses_until_ && step.waits && wait(now)) return;
    if (!carry_out(step, now)) return;
  }
  ask_whether_all_was_read();
  if (wait(now)) return;
  finish(now);
}

/// RST may throw away what the broker has not read yet, so those that said last what is not answered say
/// PINGREQ. Behind a bad packet nothing is sent: there a close is owed.
void Playback::ask_whether_all_was_read() {
  if (std::exchange(asked_, true)) return;
  for (Actor& actor : actors_) {
    const bool can_hear = actor.line == Line::open || actor.line == Line::opening;
    if (!can_hear || actor.spoiled || !actor.told_nothing) continue;
    write(actor, std::string("\xC0\0", 2));
    ++actor.owed;
  }
}

/// False: not yet through.
bool Playback::carry_out(const Step& step, net::Time now) {
  Actor& actor = actors_[step.actor];
  bool sent = true;
  switch (step.deed) {
    case Deed::send: sent = send(actor, step.bytes); break;
    case Deed::open:
      if (actor.line == Line::none || actor.line == Line::over) open(actor, step.actor);
      break;
    case Deed::end:
      if (actor.line == Line::open || actor.line == Line::opening) {
        loop_.carry_out(channel_, client::CloseConnection{actor.id});
        actor.line = Line::ending;
        actor.owed = 0;
      }
      break;
    case Deed::reset:
      if (actor.line != Line::none && actor.line != Line::over)
        loop_.carry_out(channel_, client::ResetConnection{actor.id});
      actor.line = Line::none;
      actor.owed = 0;
      break;
    case Deed::pause:
      if (!pauses_until_) {
        pauses_until_ = now + std::chrono::milliseconds(step.milliseconds);
        loop_.set_timer(channel_, pauses_until_);
      }
      if (now < *pauses_until_) return false;
      pauses_until_.reset();
      break;
    case Deed::answer:
      if (say_) say_(step.bytes);
      sent = false;
      break;
  }
  if (sent && actor.connections > 0)
    transcript_.connection_of_step[next_] = static_cast<std::uint16_t>(actor.connections - 1);
  return true;
}

/// False: nothing was sent, because the broker has closed and this is no new beginning.
bool Playback::send(Actor& actor, const std::string& bytes) {
  const auto number = static_cast<std::uint8_t>(&actor - actors_.data());
  const bool begins = !bytes.empty() && type_of(bytes) == PacketType::connect;
  if (actor.line == Line::ending || (actor.line == Line::over && !begins)) return false;
  if (actor.line == Line::none || actor.line == Line::over) open(actor, number);
  for (const std::string_view packet : pieces_of(bytes)) {
    ++transcript_.packets_sent;
    actor.version = version_behind(packet, actor.version);
    const bool is_good =
        codec::decode(codec::as_bytes(packet), actor.version, codec::Direction::client_to_server).is_packet();
    const bool asks_something = asks(packet) || (!is_good && !actor.spoiled);
    if (asks_something) ++actor.owed;
    actor.told_nothing = !asks_something;
    actor.spoiled = actor.spoiled || !is_good;
  }
  transcript_.bytes_sent += bytes.size();
  write(actor, bytes);
  return true;
}

void Playback::write(Actor& actor, const std::string& bytes) {
  if (actor.line == Line::opening) {
    actor.to_write += bytes;
  } else {
    loop_.carry_out(channel_, client::WriteBytes{actor.id, bytes, {}, false});
  }
}

void Playback::open(Actor& actor, std::uint8_t number) {
  actor.line = Line::opening;
  actor.id = ++last_id_ * most_actors + number;
  ++actor.connections;
  actor.owed = 0;
  actor.spoiled = actor.told_nothing = false;
  actor.to_write.clear();
  actor.unread.clear();
  loop_.carry_out(channel_, client::OpenConnection{actor.id, number, {}, {}}, &where_);
}

void Playback::note(Heard::What what, std::uint8_t number, std::string_view bytes, net::Time now) {
  transcript_.heard.push_back({what, number, static_cast<std::uint16_t>(actors_[number].connections - 1),
                               static_cast<std::uint32_t>(next_), now,
                               static_cast<std::uint32_t>(transcript_.bytes.size()),
                               static_cast<std::uint32_t>(bytes.size())});
  transcript_.bytes += bytes;
}

void Playback::take(Actor& actor, std::uint8_t number, std::string_view bytes, net::Time now) {
  actor.unread += bytes;
  std::size_t taken = 0;
  for (const std::string_view packet : runner::packets_of(actor.unread)) {
    note(Heard::What::packet, number, packet, now);
    ++transcript_.packets_heard;
    if (actor.owed > 0 && answers(packet)) --actor.owed;
    taken += packet.size();
  }
  actor.unread.erase(0, taken);
}

void Playback::over(Actor& actor, std::uint8_t number, Heard::What how, net::Time now) {
  if (!actor.unread.empty()) note(Heard::What::fragment, number, actor.unread, now);
  note(how, number, {}, now);
  actor.line = Line::over;
  actor.owed = 0;
}

void Playback::hear(const client::Event& event, net::Time now) {
  if (!busy_) return;
  const client::ConnectionId id = std::visit(
      [](const auto& what) {
        if constexpr (requires { what.connection; }) return what.connection;
        return client::ConnectionId{};
      },
      event);
  const auto number = static_cast<std::uint8_t>(id % most_actors);
  Actor& actor = actors_[number];
  if (actor.id != id || actor.line == Line::none) return;
  if (std::holds_alternative<client::Opened>(event)) {
    if (actor.line == Line::opening) actor.line = Line::open;
    if (!actor.to_write.empty())
      loop_.carry_out(channel_, client::WriteBytes{id, std::exchange(actor.to_write, {}), {}, false});
  } else if (const auto* received = std::get_if<client::Received>(&event)) {
    take(actor, number, received->bytes, now);
  } else if (const auto* ended = std::get_if<client::Ended>(&event)) {
    over(actor, number, ended->how == client::Ended::How::fin ? Heard::What::fin : Heard::What::rst, now);
  } else {
    transcript_.not_opened = true;
    over(actor, number, Heard::What::not_opened, now);
  }
  go_on(now);
}

void Playback::hang_up() {
  for (Actor& actor : actors_) {
    if (actor.line != Line::none && actor.line != Line::over)
      loop_.carry_out(channel_, client::ResetConnection{actor.id});
    actor.line = Line::none;
  }
}

void Playback::finish(net::Time now) {
  for (std::size_t i = 0; i < actors_.size(); ++i) {
    if (!actors_[i].unread.empty() && actors_[i].line != Line::over)
      note(Heard::What::fragment, static_cast<std::uint8_t>(i), actors_[i].unread, now);
  }
  hang_up();
  busy_ = false;
  loop_.set_timer(channel_, std::nullopt);
  transcript_.ended = now;
  const Transcript transcript = std::exchange(transcript_, {});
  const Play play = std::exchange(play_, {});
  done_(play, transcript);
}

}  // namespace campaign
