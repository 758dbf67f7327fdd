// Handshake and frames of WebSocket as a server sees them, see RFC 6455 sections 4.2 and 5.
#include "net/websocket_server.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "net/websocket_frame.h"
#include "net/websocket_handshake.h"

namespace net {
namespace {

/// More than the largest MQTT packet (2.1.4).
constexpr std::uint64_t longest_frame = 1U << 29U;

/// Base64 of 16 bytes (RFC 6455, 4.2.1).
bool is_key(std::string_view key) {
  const auto digit = [](unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), digit);
}

}  // namespace

WebSocketServer::WebSocketServer(std::string path, const broker::Faults& faults)
    : path_(std::move(path)), faults_(faults), alignment_(faults) {}

Upward WebSocketServer::receive(std::string_view bytes) {
  Upward out;
  pending_ += bytes;
  if (!open_) read_request(out);
  if (open_) {
    while (out.state == Upward::State::unchanged || out.state == Upward::State::opened) {
      if (!read_frame(out)) break;
    }
  }
  pending_.erase(0, taken_);
  taken_ = 0;
  return out;
}

void WebSocketServer::read_request(Upward& out) {
  const std::size_t end = pending_.find("\r\n\r\n");
  const bool whole = end != std::string::npos;
  if (whole && end <= longest_http_head) {
    answer(out, std::string_view(pending_).substr(0, end + 2));
    taken_ = end + 4;
    return;
  }
  if (!whole && pending_.size() <= longest_http_head) {
    constexpr std::string_view method = "GET ";
    const std::size_t compared = std::min(pending_.size(), method.size());
    if (pending_.compare(0, compared, method.substr(0, compared)) == 0) return;
  }
  out.state = Upward::State::refused;
  out.why = "what came is no WebSocket handshake";
  out.reply = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
}

void WebSocketServer::answer(Upward& out, std::string_view head) {
  const auto refuse = [&out](std::string_view status, std::string_view why, std::string_view more = "") {
    out.state = Upward::State::refused;
    out.why = why;
    out.reply = fmt::format(
        "HTTP/1.1 {}\r\n{}Connection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}\n",
        status, more, why.size() + 1, why);
  };
  const std::size_t line_end = head.find("\r\n");
  const std::string_view line = head.substr(0, line_end);
  const std::string_view fields = head.substr(line_end + 2);
  if (!line.starts_with("GET ") || !line.ends_with(" HTTP/1.1")) {
    return refuse("400 Bad Request", "a WebSocket handshake is a GET request of HTTP/1.1");
  }
  const std::string_view target = line.substr(4, line.size() - std::min(line.size(), std::size_t{13}));
  if (target.substr(0, target.find('?')) != path_) {
    return refuse("404 Not Found", fmt::format("MQTT over WebSocket is served at {}", path_));
  }
  if (!list_holds(fields, "Upgrade", "websocket", true) ||
      !list_holds(fields, "Connection", "upgrade", true)) {
    return refuse("400 Bad Request",
                  "MQTT over WebSocket needs the header fields Upgrade: websocket and "
                  "Connection: Upgrade");
  }
  if (header_field(fields, "Sec-WebSocket-Version").value_or("") != "13") {
    return refuse("426 Upgrade Required", "only version 13 of WebSocket is served",
                  "Sec-WebSocket-Version: 13\r\n");
  }
  const std::string_view key = header_field(fields, "Sec-WebSocket-Key").value_or("");
  if (!is_key(key)) return refuse("400 Bad Request", "Sec-WebSocket-Key is not 16 bytes in base64");
  if (!list_holds(fields, "Sec-WebSocket-Protocol", "mqtt", false)) {  // MQTT-6.0.0-3 binds the client
    return refuse("400 Bad Request", "the subprotocol `mqtt` was not offered");
  }
  std::string_view subprotocol = "Sec-WebSocket-Protocol: mqtt\r\n";  // 3.1.1/MQTT-6.0.0-4 5.0/MQTT-6.0.0-4
  if (faults_.on("subprotocol-of-mqtt-3-1")) subprotocol = "Sec-WebSocket-Protocol: mqttv3.1\r\n";
  open_ = true;
  out.state = Upward::State::opened;
  out.reply = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n{}\r\n",
      accept_for(key), subprotocol);
}

bool WebSocketServer::read_frame(Upward& out) {
  if (in_frame_) return read_payload(out);
  const auto header = deaf_ ? std::nullopt : read_frame_header(pending());
  if (!header) {
    // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
    if (!pending().empty() && faults_.on("frame-header-over-segments-misread")) deaf_ = true;
    return false;
  }
  if (header->reserved_bits) {
    fail(out, 1002, "the client sent a WebSocket frame with reserved bits set");
    return false;
  }
  if (!header->mask) {
    fail(out, 1002, "the client sent a WebSocket frame without a mask");
    return false;
  }
  if (header->opcode >= opcode::close) {
    if (header->length > longest_control || !header->final) {
      fail(out, 1002, "the client sent a WebSocket control frame that is too long or cut");
      return false;
    }
    const auto length = static_cast<std::size_t>(header->length);
    if (pending().size() < header->size + length) return false;
    std::string payload(pending().substr(header->size, length));
    apply_mask(payload, *header->mask, 0);
    taken_ += header->size + length;
    read_control(out, header->opcode, payload);
    return true;
  }
  if (header->length > longest_frame) {
    fail(out, 1009, "the client sent a WebSocket frame that is larger than any MQTT packet");
    return false;
  }
  if (!begin_data_frame(out, header->opcode, header->final)) return false;
  taken_ += header->size;
  in_frame_ = true;
  payload_left_ = header->length;
  payload_read_ = 0;
  mask_ = *header->mask;
  return true;
}

bool WebSocketServer::begin_data_frame(Upward& out, unsigned code, bool final) {
  if (code > opcode::binary || (code == opcode::continuation) != in_message_) {
    fail(out, 1002, "the client sent a WebSocket frame that does not belong there");
    return false;
  }
  if (code != opcode::continuation) ignored_ = false;
  if (code == opcode::text) {  // 3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1
    if (faults_.on("text-frames-ignored")) {
      ignored_ = true;
    } else if (!faults_.on("text-frames-served") &&  // 5.0/U-115
               !(any_message_ && faults_.on("text-frames-served-after-the-first"))) {
      fail(out, 1003, "the client sent a WebSocket text frame");
      return false;
    }
  }
  in_message_ = !final;
  any_message_ = true;
  return true;
}

bool WebSocketServer::read_payload(Upward& out) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, pending().size()));
  std::string payload(pending().substr(0, count));
  apply_mask(payload, mask_, payload_read_);
  taken_ += count;
  payload_left_ -= count;
  payload_read_ += count;
  in_frame_ = payload_left_ > 0;
  if (!ignored_ && !alignment_.pass(payload, !in_frame_, out.bytes)) {
    fail(out, 1002, "a packet does not end with its frame");
    return false;
  }
  return !in_frame_;
}

void WebSocketServer::read_control(Upward& out, unsigned code, std::string_view payload) {
  if (code == opcode::ping) {
    out.reply += make_frame(opcode::pong, payload, std::nullopt);
  } else if (code == opcode::close) {
    out.state = Upward::State::ended;
    constexpr std::string_view disconnect("\xe0\0", 2);
    if (faults_.on("close-frame-taken-for-disconnect"))  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8
      out.bytes += disconnect;
    if (!close_sent_) out.reply += make_frame(opcode::close, payload.substr(0, 2), std::nullopt);
    close_sent_ = true;
  } else if (code != opcode::pong) {
    fail(out, 1002, "the client sent a WebSocket frame with a reserved opcode");
  }
}

void WebSocketServer::fail(Upward& out, unsigned status, std::string why) {
  out.state = Upward::State::failed;
  out.why = std::move(why);
  if (!close_sent_) out.reply += make_frame(opcode::close, close_payload(status), std::nullopt);
  close_sent_ = true;
}

std::string WebSocketServer::frame(std::string_view message) {
  const bool text = faults_.on("text-frames-sent");  // 3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1
  return make_frame(text ? opcode::text : opcode::binary, message, std::nullopt);
}

std::string WebSocketServer::close() {
  if (close_sent_ || !open_) return {};
  close_sent_ = true;
  return make_frame(opcode::close, close_payload(1000), std::nullopt);
}

}  // namespace net
