// Handshake and frames of WebSocket, see RFC 6455 sections 4 and 5.
#include "net/websocket.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace net {
namespace {

constexpr unsigned text_frame = 1;
constexpr unsigned binary_frame = 2;
constexpr unsigned close_frame = 8;
constexpr unsigned ping_frame = 9;
constexpr unsigned pong_frame = 10;
constexpr std::size_t longest_answer = 16384;

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int written =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::string accept_for(std::string_view key) {
  const std::string joined = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
  return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The value of a header field, or nothing. `head` begins behind the status line.
std::optional<std::string_view> header(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(trimmed(line.substr(0, colon)), name)) {
      return trimmed(line.substr(colon + 1));
    }
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return std::nullopt;
}

}  // namespace

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
  key_ = base64(raw);
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
  const auto refuse = [&out](std::string why) {
    out.state = Upward::State::refused;
    out.why = std::move(why);
  };
  const std::string_view expected_start = "HTTP/1.";
  const std::size_t compared = std::min(pending_.size(), expected_start.size());
  if (std::string_view(pending_).substr(0, compared) != expected_start.substr(0, compared)) {
    return refuse("the server answered the WebSocket handshake with something that is not HTTP");
  }
  const std::size_t end = pending_.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (pending_.size() > longest_answer) refuse("the server's answer to the WebSocket handshake never ends");
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
  if (header(fields, "Sec-WebSocket-Accept").value_or("") != accept_for(key_)) {
    return refuse("the server's Sec-WebSocket-Accept does not fit our key");
  }
  const auto subprotocol = header(fields, "Sec-WebSocket-Protocol");
  if (!subprotocol) {  // 3.1.1/MQTT-6.0.0-4, 5.0/MQTT-6.0.0-4
    return refuse("the server accepted the WebSocket handshake without selecting the subprotocol `mqtt`");
  }
  if (*subprotocol != "mqtt") {
    return refuse(
        fmt::format("the server selected the WebSocket subprotocol `{}`, not `mqtt`", *subprotocol));
  }
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
  const auto byte = [this](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(pending_[i]));
  };
  const auto fail = [&out](std::string why) {
    out.state = Upward::State::failed;
    out.why = std::move(why);
    return false;
  };
  if (pending_.size() < 2) return false;
  const unsigned opcode = byte(0) & 0x0f;
  const unsigned short_length = byte(1) & 0x7f;
  if ((byte(0) & 0x70) != 0) return fail("the server sent a WebSocket frame with reserved bits set");
  if ((byte(1) & 0x80) != 0) return fail("the server sent a masked WebSocket frame");
  const std::size_t header_size = short_length == 126 ? 4 : short_length == 127 ? 10 : 2;
  if (pending_.size() < header_size) return false;
  std::uint64_t length = short_length < 126 ? short_length : 0;
  for (std::size_t i = 2; i < header_size; ++i) length = length << 8 | byte(i);
  if (opcode >= close_frame) {
    if (length > 125) return fail("the server sent a WebSocket control frame of more than 125 bytes");
    if (pending_.size() < header_size + length) return false;
    const std::string payload = pending_.substr(header_size, static_cast<std::size_t>(length));
    pending_.erase(0, header_size + static_cast<std::size_t>(length));
    read_control(out, opcode, payload);
    return true;
  }
  // 3.1.1/MQTT-6.0.0-1: control packets travel in binary frames.
  if (opcode == text_frame) return fail("the server sent a WebSocket text frame");
  if (opcode > binary_frame) return fail("the server sent a WebSocket frame with a reserved opcode");
  pending_.erase(0, header_size);
  payload_left_ = length;
  return !pending_.empty();
}

void WebSocketClient::read_control(Upward& out, unsigned opcode, std::string_view payload) {
  if (opcode == ping_frame) {
    out.reply += frame(pong_frame, payload);
  } else if (opcode == close_frame) {
    out.state = Upward::State::ended;
    if (payload.size() >= 2) {
      const unsigned code = static_cast<unsigned>(static_cast<unsigned char>(payload[0])) << 8 |
                            static_cast<unsigned char>(payload[1]);
      out.why = fmt::format("WebSocket close {}", code);
    } else {
      out.why = "WebSocket close";
    }
    if (!close_sent_) out.reply += frame(close_frame, payload.substr(0, 2));
    close_sent_ = true;
  } else if (opcode != pong_frame) {
    out.state = Upward::State::failed;
    out.why = "the server sent a WebSocket frame with a reserved opcode";
  }
}

std::string WebSocketClient::frame(unsigned opcode, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 14);
  out.push_back(static_cast<char>(0x80U | opcode));
  const std::size_t size = payload.size();
  const unsigned length_bytes = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
  out.push_back(static_cast<char>(0x80U | (length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127)));
  for (unsigned i = length_bytes; i > 0; --i)
    out.push_back(static_cast<char>((size >> (8 * (i - 1))) & 0xff));
  const std::uint64_t mask = next_random();
  for (unsigned i = 0; i < 4; ++i) out.push_back(static_cast<char>((mask >> (8 * i)) & 0xff));
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(
        static_cast<char>(static_cast<unsigned char>(payload[i]) ^ ((mask >> (8 * (i % 4))) & 0xff)));
  }
  return out;
}

std::string WebSocketClient::frames(std::string_view message, std::optional<std::uint32_t> frame_size,
                                    bool text) {
  const unsigned opcode = text ? text_frame : binary_frame;
  const std::size_t step =
      frame_size && *frame_size > 0 ? *frame_size : std::max<std::size_t>(message.size(), 1);
  std::string out;
  for (std::size_t at = 0; at < message.size(); at += step) out += frame(opcode, message.substr(at, step));
  return out;
}

std::string WebSocketClient::close() {
  if (close_sent_ || !open_) return {};
  close_sent_ = true;
  return frame(close_frame, std::string_view("\x03\xe8", 2));
}

}  // namespace net
