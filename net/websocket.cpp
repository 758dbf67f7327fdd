// Handshake and frames of WebSocket, see RFC 6455 sections 4 and 5.
#include "net/websocket.h"

#include <algorithm>
#include <fmt/format.h>

#include "crypto/digest.h"
#include "net/websocket_frame.h"
#include "net/websocket_handshake.h"

namespace net {

WebSocketClient::WebSocketClient(std::string_view host, std::uint16_t port, std::string_view path,
                                 std::uint64_t nonce)
    : path_(path.empty() ? "/" : path), random_(nonce) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  host_ = ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
  std::string raw;
  for (int i = 0; i < 2; ++i) {
    const std::uint64_t value = next_random();
    for (unsigned shift = 0; shift < 64; shift += 8)
      raw.push_back(static_cast<char>((value >> shift) & 0xff));
  }
  key_ = crypto::to_base64(raw);
}

std::uint64_t WebSocketClient::next_random() {  // splitmix64
  random_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = random_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::string WebSocketClient::request() const {
  return fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
      path_, host_, key_);
}

Upward WebSocketClient::receive(std::string_view bytes) {
  Upward out;
  pending_ += bytes;
  if (!open_) {
    read_answer(out);
    if (!open_) return out;
  }
  while (out.state == Upward::State::unchanged || out.state == Upward::State::opened) {
    if (!read_frame(out)) break;
  }
  return out;
}

void WebSocketClient::read_answer(Upward& out) {
  using client::TransportBreach;
  const auto refuse = [&out](std::string why, TransportBreach breach = TransportBreach::none) {
    out.state = Upward::State::refused;
    out.why = std::move(why);
    out.breach = breach;
  };
  const std::string_view expected_start = "HTTP/1.";
  const std::size_t compared = std::min(pending_.size(), expected_start.size());
  if (std::string_view(pending_).substr(0, compared) != expected_start.substr(0, compared)) {
    return refuse("the server answered the WebSocket handshake with something that is not HTTP");
  }
  const std::size_t end = pending_.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (pending_.size() > longest_http_head)
      refuse("the server's answer to the WebSocket handshake never ends");
    return;
  }
  const std::string head = pending_.substr(0, end + 2);
  pending_.erase(0, end + 4);
  const std::size_t line_end = head.find("\r\n");
  const std::string_view status = std::string_view(head).substr(0, line_end);
  const std::string_view fields = std::string_view(head).substr(line_end + 2);
  if (status.substr(std::min(status.find(' '), status.size())).substr(0, 4) != " 101") {
    return refuse(fmt::format("the server answered the WebSocket handshake with `{}`", status));
  }
  if (header_field(fields, "Sec-WebSocket-Accept").value_or("") != accept_for(key_)) {
    return refuse("the server's Sec-WebSocket-Accept does not fit our key");
  }
  const auto subprotocol = header_field(fields, "Sec-WebSocket-Protocol");
  if (subprotocol && *subprotocol != "mqtt") {  // 3.1.1/MQTT-6.0.0-4, 5.0/MQTT-6.0.0-4
    return refuse(fmt::format("the server selected the WebSocket subprotocol `{}`, not `mqtt`", *subprotocol),
                  TransportBreach::other_subprotocol);
  }
  if (!subprotocol) out.breach = TransportBreach::subprotocol_not_selected;
  open_ = true;
  out.state = Upward::State::opened;
}

bool WebSocketClient::read_frame(Upward& out) {
  if (payload_left_ > 0) {
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, pending_.size()));
    out.bytes.append(pending_, 0, count);
    pending_.erase(0, count);
    payload_left_ -= count;
    return payload_left_ == 0 && !pending_.empty();
  }
  const auto fail = [&out](std::string why) {
    out.state = Upward::State::failed;
    out.why = std::move(why);
    return false;
  };
  const auto header = read_frame_header(pending_);
  if (!header) return false;
  if (header->reserved_bits) return fail("the server sent a WebSocket frame with reserved bits set");
  if (header->mask) return fail("the server sent a masked WebSocket frame");
  if (header->opcode >= opcode::close) {
    if (header->length > longest_control) {
      return fail("the server sent a WebSocket control frame of more than 125 bytes");
    }
    const auto length = static_cast<std::size_t>(header->length);
    if (pending_.size() < header->size + length) return false;
    const std::string payload = pending_.substr(header->size, length);
    pending_.erase(0, header->size + length);
    read_control(out, header->opcode, payload);
    return true;
  }
  // 3.1.1/MQTT-6.0.0-1: control packets travel in binary frames.
  if (header->opcode == opcode::text) {
    out.breach = client::TransportBreach::text_frame;
    return fail("the server sent a WebSocket text frame");
  }
  if (header->opcode > opcode::binary) {
    return fail("the server sent a WebSocket frame with a reserved opcode");
  }
  pending_.erase(0, header->size);
  payload_left_ = header->length;
  return !pending_.empty();
}

void WebSocketClient::read_control(Upward& out, unsigned code, std::string_view payload) {
  if (code == opcode::ping) {
    out.reply += frame(opcode::pong, payload);
  } else if (code == opcode::close) {
    out.state = Upward::State::ended;
    const auto status = close_status(payload);
    out.why = status ? fmt::format("WebSocket close {}", *status) : "WebSocket close";
    if (!close_sent_) out.reply += frame(opcode::close, payload.substr(0, 2));
    close_sent_ = true;
  } else if (code != opcode::pong) {
    out.state = Upward::State::failed;
    out.why = "the server sent a WebSocket frame with a reserved opcode";
  }
}

std::string WebSocketClient::frame(unsigned code, std::string_view payload) {
  return make_frame(code, payload, static_cast<std::uint32_t>(next_random()));
}

std::string WebSocketClient::frames(std::string_view message, std::optional<std::uint32_t> frame_size,
                                    bool text) {
  const unsigned code = text ? opcode::text : opcode::binary;
  const std::size_t step =
      frame_size && *frame_size > 0 ? *frame_size : std::max<std::size_t>(message.size(), 1);
  std::string out;
  for (std::size_t at = 0; at < message.size(); at += step) out += frame(code, message.substr(at, step));
  return out;
}

std::string WebSocketClient::close() {
  if (close_sent_ || !open_) return {};
  close_sent_ = true;
  return frame(opcode::close, close_payload(1000));
}

}  // namespace net
