// The server's side of WebSocket against our client, cut anywhere, and what it says to clients that do it
// wrong.
#include "net/websocket_server.h"

#include <gmock/gmock.h>

#include "net/websocket.h"
#include "net/websocket_frame.h"

namespace net {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using State = Upward::State;

const broker::Faults no_faults;

broker::Faults with(std::string_view name) {
  broker::Faults faults;
  faults.switch_on(broker::find_fault(name));
  return faults;
}

std::string request(std::string_view path = "/mqtt",
                    std::string_view more = "Sec-WebSocket-Protocol: mqtt\r\n",
                    std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==", std::string_view version = "13") {
  std::string out = "GET ";
  out += path;
  out += " HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n";
  out += "Sec-WebSocket-Key: " + std::string(key) + "\r\nSec-WebSocket-Version: " + std::string(version) +
         "\r\n";
  out += more;
  return out + "\r\n";
}

std::string masked(unsigned code, std::string_view payload) {
  return make_frame(code, payload, 0x04030201U);
}

/// A server that is through with its handshake.
struct Opened {
  explicit Opened(const broker::Faults& faults = no_faults) : server("/mqtt", faults) {
    EXPECT_EQ(server.receive(request()).state, State::opened);
  }
  WebSocketServer server;
};

TEST(WebSocketServer, TheAnswerIsTheOneOfTheStandard) {
  WebSocketServer server("/mqtt", no_faults);
  const Upward answer = server.receive(request());
  EXPECT_EQ(answer.state, State::opened);
  EXPECT_THAT(answer.reply, StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(answer.reply, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(answer.reply, HasSubstr("Sec-WebSocket-Protocol: mqtt\r\n"));
}

TEST(WebSocketServer, MqttIsFoundAmongOtherSubprotocols) {
  for (const char* more : {"Sec-WebSocket-Protocol: mqttv3.1, mqtt\r\n",
                           "Sec-WebSocket-Protocol: chat\r\nsec-websocket-protocol: mqtt\r\n"}) {
    WebSocketServer server("/mqtt", no_faults);
    EXPECT_THAT(server.receive(request("/mqtt?a=b", more)).reply, HasSubstr("Protocol: mqtt\r\n"));
  }
}

TEST(WebSocketServer, WrongRequestsAreAnsweredInHttp) {
  const auto answer = [](const std::string& bytes) {
    WebSocketServer server("/mqtt", no_faults);
    const Upward out = server.receive(bytes);
    EXPECT_EQ(out.state, State::refused);
    return out.reply;
  };
  EXPECT_THAT(answer(request("/other")), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(answer(request("/mqtt", "")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer(request("/mqtt", "Sec-WebSocket-Protocol: MQTT\r\n")), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer(request("/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n", "short")),
              StartsWith("HTTP/1.1 400 "));
  const std::string other =
      answer(request("/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n", "dGhlIHNhbXBsZSBub25jZQ==", "8"));
  EXPECT_THAT(other, StartsWith("HTTP/1.1 426 "));
  EXPECT_THAT(other, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  EXPECT_THAT(answer("POST /mqtt HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer("GET /mqtt\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer("\x10\x0c"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer("GET /" + std::string(20'000, 'x')), StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocketServer, ADialogueIsTheSameHoweverItIsCut) {
  WebSocketClient client("localhost", 80, "/mqtt", 1);
  const std::string message = std::string(200, 'a') + std::string(70'000, 'b');
  std::string all = client.request();
  const std::size_t handshake = all.size();
  {
    WebSocketServer answering("/mqtt", no_faults);
    ASSERT_EQ(client.receive(answering.receive(all).reply).state, State::opened);
  }
  all += client.frames(std::string_view(message).substr(0, 200), 7, false);
  all += client.frames(std::string_view(message).substr(200), std::nullopt, false);
  for (const std::size_t step : {1U, 2U, 3U, 13U, 126U, 4096U, 1U << 20U}) {
    WebSocketServer server("/mqtt", no_faults);
    std::string got;
    for (std::size_t at = 0; at < all.size(); at += step) {
      const Upward out = server.receive(std::string_view(all).substr(at, step));
      got += out.bytes;
      ASSERT_EQ(out.state, at < handshake && at + step >= handshake ? State::opened : State::unchanged);
    }
    EXPECT_TRUE(got == message) << step;
  }
}

TEST(WebSocketServer, FragmentsAreOneMessageAndControlFramesMayLieBetween) {
  Opened opened;
  std::string first = masked(opcode::binary, "one ");
  first[0] = static_cast<char>(opcode::binary);  // not final
  std::string second = masked(opcode::continuation, "two ");
  second[0] = static_cast<char>(opcode::continuation);
  const Upward out = opened.server.receive(first + masked(opcode::ping, "hey") + second +
                                           masked(opcode::continuation, "three"));
  EXPECT_EQ(out.bytes, "one two three");
  EXPECT_EQ(out.reply, make_frame(opcode::pong, "hey", std::nullopt));
  EXPECT_EQ(out.state, State::unchanged);
}

TEST(WebSocketServer, WhatIsNotAllowedIsClosedWithItsStatus) {
  const auto status = [](const std::string& bytes) {
    Opened opened;
    const Upward out = opened.server.receive(bytes);
    EXPECT_EQ(out.state, State::failed);
    EXPECT_TRUE(opened.server.close().empty());
    return close_status(std::string_view(out.reply).substr(2)).value_or(0);
  };
  EXPECT_EQ(status(masked(opcode::text, "x")), 1003U);  // MQTT-6.0.0-1
  EXPECT_EQ(status(make_frame(opcode::binary, "x", std::nullopt)), 1002U);
  EXPECT_EQ(status(masked(opcode::continuation, "x")), 1002U);
  EXPECT_EQ(status(masked(3, "x")), 1002U);
  EXPECT_EQ(status(masked(11, "x")), 1002U);
  EXPECT_EQ(status(masked(opcode::ping, std::string(126, 'x'))), 1002U);
  std::string reserved = masked(opcode::binary, "x");
  reserved[0] = static_cast<char>(0xC2);
  EXPECT_EQ(status(reserved), 1002U);
  EXPECT_EQ(status(std::string("\x82\xff\x00\x00\x00\x01\x00\x00\x00\x00mask", 14)), 1009U);
}

TEST(WebSocketServer, CloseIsEchoedOnce) {
  Opened opened;
  const Upward out = opened.server.receive(masked(opcode::close, close_payload(1000)));
  EXPECT_EQ(out.state, State::ended);
  EXPECT_EQ(out.reply, make_frame(opcode::close, close_payload(1000), std::nullopt));
  EXPECT_TRUE(opened.server.close().empty());
}

// ---- faults of chapter 6

TEST(WebSocketFaults, TextFramesAreServedOrIgnored) {
  const auto served = with("text-frames-served");
  Opened all(served);
  EXPECT_EQ(all.server.receive(masked(opcode::text, "x")).bytes, "x");
  const auto later = with("text-frames-served-after-the-first");
  Opened second(later);
  EXPECT_EQ(second.server.receive(masked(opcode::binary, "x") + masked(opcode::text, "y")).bytes, "xy");
  Opened first(later);
  EXPECT_EQ(first.server.receive(masked(opcode::text, "y")).state, State::failed);
  const auto ignored = with("text-frames-ignored");
  Opened deaf(ignored);
  const Upward out = deaf.server.receive(masked(opcode::text, "x") + masked(opcode::binary, "y"));
  EXPECT_EQ(out.state, State::unchanged);
  EXPECT_EQ(out.bytes, "y");
  const auto sent = with("text-frames-sent");
  Opened speaking(sent);
  EXPECT_EQ(speaking.server.frame("x")[0], static_cast<char>(0x81));
}

TEST(WebSocketFaults, PacketsAndFramesAreMistakenForEachOther) {
  const std::string ping("\xc0\x00", 2);
  const std::string publish("\x30\x05\x00\x01tab", 7);
  const auto whole = masked(opcode::binary, ping + publish);
  const auto spread = masked(opcode::binary, publish.substr(0, 1)) +
                      masked(opcode::binary, publish.substr(1, 4)) +
                      masked(opcode::binary, publish.substr(5));
  const auto lost = with("packet-over-frames-lost");
  Opened losing(lost);
  EXPECT_EQ(losing.server.receive(whole).bytes, ping + publish);
  EXPECT_EQ(losing.server.receive(masked(opcode::binary, publish.substr(0, 3))).bytes, "");
  EXPECT_EQ(losing.server.receive(whole).bytes, ping + publish);
  const auto refused = with("packet-over-frames-refused");
  Opened refusing(refused);
  EXPECT_EQ(refusing.server.receive(whole).bytes, ping + publish);
  EXPECT_EQ(refusing.server.receive(spread).state, State::failed);
  const auto second = with("second-packet-in-frame-lost");
  Opened halving(second);
  EXPECT_EQ(halving.server.receive(whole).bytes, ping);
  EXPECT_EQ(halving.server.receive(spread).bytes, publish);
}

TEST(WebSocketFaults, TheClientSeesAWrongSubprotocol) {
  const auto answer_with = [](const char* name) {
    const auto faults = with(name);
    WebSocketServer server("/mqtt", faults);
    WebSocketClient client("localhost", 80, "/mqtt", 1);
    return client.receive(server.receive(client.request()).reply);
  };
  const auto other = answer_with("subprotocol-of-mqtt-3-1");
  EXPECT_EQ(other.state, State::refused);
  EXPECT_EQ(other.breach, client::TransportBreach::other_subprotocol);
}

}  // namespace
}  // namespace net
