// WebSocket against an independent server, and what the client makes of servers that do it wrong.
#include "net/websocket.h"

#include <gmock/gmock.h>

#include "net/socket_loop.h"
#include "tests/net/support/loopback_server.h"
#include "tests/net/support/visitor.h"
#include "tests/net/support/websocket_server.h"

namespace net {
namespace {

using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::Visitor;
using testing::WebSocketServer;
using How = client::Ended::How;

Endpoint websocket(std::uint16_t port) {
  Endpoint where = testing::plain(port);
  where.websocket = true;
  return where;
}

TEST(WebSocket, AMessageGoesThereAndBackAsOneBinaryFrame) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  const std::string bytes("\x10\x00\xff hello", 9);
  visitor.write(bytes);
  ASSERT_TRUE(visitor.until_received(bytes.size()));
  EXPECT_EQ(visitor.received, bytes);
  ASSERT_EQ(protocol.messages().size(), 1U);
  EXPECT_FALSE(protocol.messages()[0].text);
  EXPECT_EQ(protocol.offered(), "mqtt");
}

TEST(WebSocket, EveryLengthFormIsUnderstood) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  for (const std::size_t size : {1U, 125U, 126U, 127U, 65535U, 65536U, 200000U}) {
    SocketLoop loop;
    Visitor visitor(loop);
    visitor.open(websocket(server.port()));
    ASSERT_TRUE(visitor.until_open());
    visitor.write(std::string(size, 'x'));
    ASSERT_TRUE(visitor.until_received(size)) << size;
    EXPECT_EQ(visitor.received, std::string(size, 'x'));
  }
}

TEST(WebSocket, APacketMayBeCutIntoFrames) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("abcdefg", {.split = {}, .frame_size = 3, .text_frame = false});
  ASSERT_TRUE(visitor.until_received(7));
  const auto messages = protocol.messages();
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].bytes, "abc");
  EXPECT_EQ(messages[2].bytes, "g");
}

TEST(WebSocket, AFrameMayBeCutIntoSegments) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("abcdefg", {.split = 1, .frame_size = {}, .text_frame = false});
  ASSERT_TRUE(visitor.until_received(7));
  ASSERT_EQ(protocol.messages().size(), 1U);
  EXPECT_EQ(protocol.messages()[0].bytes, "abcdefg");
}

TEST(WebSocket, ATextFrameCanBeSent) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("text", {.split = {}, .frame_size = {}, .text_frame = true});
  ASSERT_TRUE(visitor.until_received(4));
  EXPECT_TRUE(protocol.messages()[0].text);
}

TEST(WebSocket, ATextFrameOfTheServerEndsTheConnectionWithAReason) {
  WebSocketServer protocol;
  protocol.answer_in_text = true;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("hi");
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.ended->how, How::error);
  EXPECT_THAT(visitor.ended->detail, HasSubstr("text frame"));
}

TEST(WebSocket, TheServersCloseFrameIsAnOrderlyEnd) {
  WebSocketServer protocol;
  protocol.close_at_first_message = true;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("hi");
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.ended->how, How::fin);
  EXPECT_EQ(visitor.ended->detail, "WebSocket close 1003");
}

TEST(WebSocket, OurCloseIsAnsweredAndReported) {
  WebSocketServer protocol;
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.act(client::CloseConnection{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.ended->how, How::fin);
}

TEST(WebSocket, AServerThatSelectsNoSubprotocolIsServedWithAdvice) {
  WebSocketServer protocol;
  protocol.subprotocol.clear();
  LoopbackServer server(protocol.behaviour());
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_open());
  EXPECT_EQ(visitor.breach, client::TransportBreach::subprotocol_not_selected);
}

TEST(WebSocket, AnErrorPageIsQuoted) {
  LoopbackServer server([](int socket) {
    testing::read_some(socket);
    testing::write_all(socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.refused.value_or(""), HasSubstr("`HTTP/1.1 404 Not Found`"));
}

TEST(WebSocket, AServerThatSpeaksNoHttpIsRefused) {
  LoopbackServer server([](int socket) {
    testing::read_some(socket);
    testing::write_all(socket, std::string("\x20\x02\x00\x01", 4));
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.refused.value_or(""), HasSubstr("not HTTP"));
}

TEST(WebSocket, AServerThatClosesInTheHandshakeIsRefused) {
  LoopbackServer server([](int socket) { testing::read_some(socket); });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(websocket(server.port()));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.refused.value_or(""), HasSubstr("closed the connection in the WebSocket handshake"));
}

// ---- without a socket: the answer in any cut
// ---------------------------------------------------------------

/// The answer that fits a request, then a binary frame of two bytes and a ping.
std::string answer_to(const std::string& request) {
  const std::string field = "Sec-WebSocket-Key: ";
  const std::size_t at = request.find(field) + field.size();
  WebSocketClient same("h", 1, "/", 7);
  EXPECT_EQ(same.request().substr(at, 24), request.substr(at, 24)) << "the nonce alone decides the key";
  return request.substr(at, 24);
}

TEST(WebSocketClient, AWrongAcceptIsRefused) {
  WebSocketClient client("h", 1, "/", 7);
  answer_to(client.request());
  const Upward up = client.receive(
      "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: wrong\r\nSec-WebSocket-Protocol: "
      "mqtt\r\n\r\n");
  EXPECT_EQ(up.state, Upward::State::refused);
  EXPECT_THAT(up.why, HasSubstr("Sec-WebSocket-Accept"));
}

TEST(WebSocketClient, AnAnswerByteByByteIsNotJudgedBeforeItsEnd) {
  WebSocketClient client("h", 1, "/", 7);
  const std::string answer = "HTTP/1.1 403 Forbidden\r\n\r\n";
  for (std::size_t i = 0; i + 1 < answer.size(); ++i) {
    EXPECT_EQ(client.receive(answer.substr(i, 1)).state, Upward::State::unchanged);
  }
  EXPECT_EQ(client.receive(answer.substr(answer.size() - 1)).state, Upward::State::refused);
}

}  // namespace
}  // namespace net
