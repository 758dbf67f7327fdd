// See the header.
#include "net/simulated_server.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace net {
namespace {

/// What kernels hold on both sides for a client that does not read.
constexpr std::size_t socket_buffer = 256UL * 1024UL;

}  // namespace

void SimulatedServer::on_arrival(Time now) {
  const std::optional<Segment> segment = in_.take(now);
  if (!segment) return;
  switch (segment->kind) {
    case Segment::Kind::connect: on_connect(now); break;
    case Segment::Kind::data: on_data(segment->bytes, now); break;
    case Segment::Kind::fin:
      ended(now);
      finish(false);
      break;
    case Segment::Kind::rst:
      ended(now);
      unsent_.clear();
      finish(true);
      break;
  }
  pump(now);
}

void SimulatedServer::on_connect(Time now) {
  if (listener_ == nullptr || host_.down) return finish(true);
  const auto path = listener_->websocket ? std::optional<std::string>("/mqtt") : std::nullopt;
  layers_.emplace(context_, path, host_.faults);
  out_.send(Segment::Kind::connect, {}, now);
  if (layers_->bare()) opened(now);
}

void SimulatedServer::opened(Time now) {
  known_ = true;
  host_.broker.opened(id_, {std::string(listener_->name), "simulated", layers_->client_name()}, now);
  host_.settle();
}

void SimulatedServer::ended(Time now) {
  if (!std::exchange(known_, false)) return;
  host_.broker.ended(id_, now);
  host_.settle();
}

void SimulatedServer::on_data(std::string_view bytes, Time now) {
  if (closing_) return;
  if (layers_->bare()) {
    host_.broker.received(id_, bytes, now);
    return host_.settle();
  }
  ServerLayers::Result result = layers_->receive(bytes);
  enqueue(std::move(result.reply), 0);
  if (result.opened) opened(now);
  if (known_ && !result.bytes.empty()) {
    host_.broker.received(id_, result.bytes, now);
    host_.settle();
  }
  if (!result.over) return;
  ended(now);
  finish(false);
}

void SimulatedServer::write(std::string bytes, Time now) {
  if (closing_) return;
  const std::size_t application = bytes.size();
  enqueue(layers_->bare() ? std::move(bytes) : layers_->write(bytes), application);
  pump(now);
}

void SimulatedServer::close(Time now) {
  known_ = false;
  finish(host_.weather.abrupt_ends && random_.below(2) == 0);
  pump(now);
}

void SimulatedServer::enqueue(std::string bytes, std::size_t application) {
  if (!bytes.empty()) unsent_.push_back({std::move(bytes), 0, application});
}

void SimulatedServer::finish(bool abrupt) {
  if (std::exchange(closing_, true)) return;
  abrupt_ = abrupt;
  if (layers_) enqueue(layers_->close(), 0);
}

void SimulatedServer::pump(Time now) {
  std::size_t written = 0;
  while (!unsent_.empty() && out_.carried() < socket_buffer) {
    Chunk& chunk = unsent_.front();
    const std::size_t room = socket_buffer - out_.carried();
    if (chunk.sent == 0 && chunk.bytes.size() <= room) {
      out_.send(Segment::Kind::data, std::move(chunk.bytes), now);
    } else {
      const std::size_t count = std::min(room, chunk.bytes.size() - chunk.sent);
      out_.send(Segment::Kind::data, chunk.bytes.substr(chunk.sent, count), now);
      chunk.sent += count;
      if (chunk.sent < chunk.bytes.size()) continue;
    }
    written += chunk.application;
    unsent_.pop_front();
  }
  if (closing_ && !gone_ && unsent_.empty()) {
    gone_ = true;
    out_.send(abrupt_ ? Segment::Kind::rst : Segment::Kind::fin, {}, now);
  }
  if (written == 0 || !known_) return;
  host_.broker.written(id_, written, now);
  host_.settle();
}

}  // namespace net
