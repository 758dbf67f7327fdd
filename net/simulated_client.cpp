// See the header, and connection.cpp for the same with a socket.
#include "net/simulated_client.h"

#include <fmt/format.h>
#include <utility>

namespace net {

void SimulatedClient::connect(const std::optional<TlsContext>& context, std::uint64_t nonce, Time now) {
  layers_.emplace(where_, context, nonce);
  out_.send(Segment::Kind::connect, {}, now);
}

void SimulatedClient::on_arrival(Time now) {
  if (phase_ == Phase::gone) return;
  if (!reading_) {
    ++unread_;
    return;
  }
  const std::optional<Segment> segment = in_.take(now);
  if (!segment) return;
  const bool was_open = phase_ == Phase::open;
  switch (segment->kind) {
    case Segment::Kind::connect: return on_connected(now);
    case Segment::Kind::data: return on_data(segment->bytes, now);
    case Segment::Kind::fin:
      leave(Segment::Kind::fin, now);
      return tell(ended_event(id_, where_, was_open, client::Ended::How::fin, {}));
    case Segment::Kind::rst: {
      const bool refused = phase_ == Phase::connecting;
      leave(Segment::Kind::fin, now);
      if (!refused) return tell(ended_event(id_, where_, was_open, client::Ended::How::rst, {}));
      if (!failure_.empty()) return tell(client::OpenFailed{id_, failure_});
      return tell(client::OpenFailed{
          id_, fmt::format("cannot connect to {}:{}: connection refused", where_.host, where_.port)});
    }
  }
}

void SimulatedClient::on_connected(Time now) {
  if (!layers_->bare()) {
    phase_ = Phase::handshaking;
    return out_.send(Segment::Kind::data, layers_->start(), now);
  }
  phase_ = Phase::open;
  tell(client::Opened{id_});
}

void SimulatedClient::on_data(std::string_view bytes, Time now) {
  if (layers_->bare()) return tell(client::Received{id_, bytes});
  using enum Upward::State;
  for (const Upward& layer : layers_->receive(bytes)) {
    if (phase_ == Phase::gone) return;
    if (!layer.reply.empty() && !half_closed_) out_.send(Segment::Kind::data, layer.reply, now);
    if (layer.state == opened) {
      phase_ = Phase::open;
      tell(client::Opened{id_, layer.breach});
    }
    if (!layer.bytes.empty() && phase_ == Phase::open) tell(client::Received{id_, layer.bytes});
    if (phase_ == Phase::gone || layer.state == opened || layer.state == unchanged) continue;
    const bool was_open = phase_ == Phase::open;
    leave(Segment::Kind::fin, now);
    tell(ended_event(id_, was_open, layer));
  }
}

void SimulatedClient::on_limit(Time limit, Time now) {
  if (phase_ == Phase::open || phase_ == Phase::gone) return;
  const bool connected = phase_ == Phase::handshaking;
  leave(Segment::Kind::fin, now);
  tell(late_event(id_, where_, connected, limit));
}

void SimulatedClient::write(std::string_view bytes, const script::Delivery& delivery, Time now) {
  if (phase_ != Phase::open || half_closed_) return;
  if (layers_->bare() && !delivery.split) return out_.send(Segment::Kind::data, std::string(bytes), now);
  for (std::string& piece : layers_->write(bytes, delivery)) {
    out_.send(Segment::Kind::data, std::move(piece), now);
  }
}

void SimulatedClient::half_close(Time now) {
  if (phase_ != Phase::open) return drop(now);
  if (half_closed_) return;
  if (std::string goodbye = layers_->end(); !goodbye.empty()) {
    out_.send(Segment::Kind::data, std::move(goodbye), now);
  }
  half_closed_ = true;
  out_.send(Segment::Kind::fin, {}, now);
}

void SimulatedClient::close(Time now) {
  if (phase_ != Phase::open) return drop(now);
  if (half_closed_) return;
  if (std::string goodbye = layers_->close_websocket(); !goodbye.empty()) {
    out_.send(Segment::Kind::data, std::move(goodbye), now);
  }
  half_close(now);
}

void SimulatedClient::reset(Time now) {
  if (phase_ != Phase::open) return drop(now);
  silent_ = true;
  leave(Segment::Kind::rst, now);
}

void SimulatedClient::drop(Time now) {
  silent_ = true;
  if (phase_ != Phase::gone) leave(Segment::Kind::fin, now);
}

std::size_t SimulatedClient::go_on_reading() {
  reading_ = true;
  return std::exchange(unread_, 0);
}

void SimulatedClient::leave(Segment::Kind how, Time now) {
  phase_ = Phase::gone;
  in_.block();
  if (!half_closed_ || how == Segment::Kind::rst) out_.send(how, {}, now);
}

}  // namespace net
