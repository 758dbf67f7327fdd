// See the header.
#include "tests/net/support/visitor.h"

namespace net::testing {

Visitor::Visitor(EventLoop& loop) : loop_(loop) {
  Hooks hooks;
  hooks.event = [this](const client::Event& event, Time) {
    ++told;
    if (const auto* came_up = std::get_if<client::Opened>(&event)) {
      breach = came_up->breach;
      ++opened;
    } else if (const auto* failed = std::get_if<client::OpenFailed>(&event)) {
      open_failed = failed->why;
    } else if (const auto* refusal = std::get_if<client::Refused>(&event)) {
      refused = refusal->why;
    } else if (const auto* bytes = std::get_if<client::Received>(&event)) {
      received += bytes->bytes;
    } else if (const auto* end = std::get_if<client::Ended>(&event)) {
      ended = *end;
    }
  };
  channel_ = loop_.open_channel(std::move(hooks));
}

Visitor::~Visitor() {
  loop_.close_channel(channel_);
}

void Visitor::open(const Endpoint& where, client::ConnectionId connection) {
  loop_.carry_out(channel_, client::OpenConnection{connection, 0, {}, {}}, &where);
}

void Visitor::write(std::string bytes, script::Delivery delivery, client::ConnectionId connection) {
  act(client::WriteBytes{connection, std::move(bytes), delivery});
}

void Visitor::act(const client::Action& action) {
  loop_.carry_out(channel_, action);
}

bool Visitor::until_open() {
  return until([this] { return opened > 0 || open_failed || refused; }) && opened > 0;
}

bool Visitor::until_over() {
  return until([this] { return ended || open_failed || refused; });
}

bool Visitor::until_received(std::size_t bytes) {
  return until([this, bytes] { return received.size() >= bytes || ended; }) && received.size() >= bytes;
}

Endpoint plain(std::uint16_t port) {
  Endpoint where;
  where.host = "127.0.0.1";
  where.port = port;
  return where;
}

}  // namespace net::testing
