// Connections over TCP: how they begin, carry bytes and end, from both sides.
#include <array>
#include <cstring>
#include <future>
#include <gmock/gmock.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/free_port.h"
#include "net/socket_loop.h"
#include "tests/net/support/loopback_server.h"
#include "tests/net/support/visitor.h"

namespace net {
namespace {

using testing::echo;
using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::plain;
using testing::Visitor;
using How = client::Ended::How;

TEST(Tcp, BytesComeBackFromAnEchoServer) {
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("hello");
  ASSERT_TRUE(visitor.until_received(5));
  EXPECT_EQ(visitor.received, "hello");
}

TEST(Tcp, AMegabyteComesBackWhole) {
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  std::string much(1'000'000, 'x');
  for (std::size_t i = 0; i < much.size(); ++i) much[i] = static_cast<char>(i * 31 >> 3);
  visitor.write(much);
  ASSERT_TRUE(visitor.until_received(much.size()));
  EXPECT_TRUE(visitor.received == much);
}

TEST(Tcp, AClosedPortIsToldInASentence) {
  const auto ports = free_ports(1);
  ASSERT_TRUE(ports);
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(ports->front()));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("connection refused"));
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("127.0.0.1:"));
}

TEST(Tcp, AnUnknownHostIsToldInASentence) {
  SocketLoop loop;
  Visitor visitor(loop);
  Endpoint where = plain(1883);
  where.host = "no-such-host.invalid";
  visitor.open(where);
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("`no-such-host.invalid` cannot be resolved"));
}

TEST(Tcp, TheServersFinIsAFin) {
  LoopbackServer server([](int socket) { testing::write_all(socket, "bye"); });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, "bye");
  ASSERT_TRUE(visitor.ended);
  EXPECT_EQ(visitor.ended->how, How::fin);
}

TEST(Tcp, TheServersResetIsAReset) {
  LoopbackServer server([](int socket) {
    testing::read_bytes(socket, 1);
    testing::close_with_reset(socket);
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("!");
  ASSERT_TRUE(visitor.until_over());
  ASSERT_TRUE(visitor.ended);
  EXPECT_EQ(visitor.ended->how, How::rst);
}

/// What the server's last read said: 0 for FIN, else errno.
LoopbackServer::Behaviour report_end(std::promise<int>& end) {
  return [&end](int socket) {
    char byte = 0;
    ssize_t count = 1;
    while (count > 0) count = ::recv(socket, &byte, 1, 0);
    end.set_value(count == 0 ? 0 : errno);
  };
}

TEST(Tcp, OurResetReachesTheServerAsOne) {
  std::promise<int> end;
  auto ended = end.get_future();
  LoopbackServer server(report_end(end));
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("x");
  visitor.act(client::ResetConnection{1});
  ASSERT_TRUE(
      visitor.until([&] { return ended.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
  EXPECT_EQ(ended.get(), ECONNRESET);
  EXPECT_FALSE(visitor.ended) << "after our reset nothing is reported";
}

TEST(Tcp, AHalfClosedConnectionGoesOnReading) {
  LoopbackServer server([](int socket) {
    std::string all;
    for (std::string some = testing::read_some(socket); !some.empty(); some = testing::read_some(socket))
      all += some;
    testing::write_all(socket, "you said " + all);
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("last words");
  visitor.act(client::HalfClose{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, "you said last words");
  EXPECT_EQ(visitor.ended->how, How::fin);
}

TEST(Tcp, LastWordsAndFinShareASegment) {
  std::promise<int> first_event;
  auto first = first_event.get_future();
  LoopbackServer server([&first_event](int socket) {
    pollfd waiting{.fd = socket, .events = POLLIN | POLLRDHUP, .revents = 0};
    ::poll(&waiting, 1, -1);
    first_event.set_value(waiting.revents);
    testing::write_all(socket, testing::read_some(socket));
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.act(client::WriteBytes{1, "last words", {}, true});
  visitor.act(client::HalfClose{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, "last words");
  EXPECT_NE(first.get() & POLLRDHUP, 0);
}

TEST(Tcp, NothingIsWrittenAfterAHalfClose) {
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.act(client::CloseConnection{1});
  visitor.write("too late");
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, "");
}

TEST(Tcp, AStalledReaderGetsNothingUntilItGoesOn) {
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor stalled(loop);
  Visitor other(loop);
  stalled.open(plain(server.port()));
  other.open(plain(server.port()));
  ASSERT_TRUE(stalled.until_open());
  ASSERT_TRUE(other.until_open());
  stalled.act(client::StopReading{1});
  stalled.write("held back");
  for (int i = 0; i < 20; ++i) {  // twenty round trips of another connection are time enough
    other.received.clear();
    other.write("tick");
    ASSERT_TRUE(other.until_received(4));
  }
  EXPECT_EQ(stalled.received, "");
  stalled.act(client::GoOnReading{1});
  ASSERT_TRUE(stalled.until_received(9));
  EXPECT_EQ(stalled.received, "held back");
}

/// So many segments came in, as the kernel counts them (in a part of tcp_info that older headers lack).
unsigned segments_received(int socket) {
  constexpr std::size_t offset_of_data_segs_in = 152;
  std::array<char, 256> info{};
  socklen_t size = info.size();
  ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, info.data(), &size);
  unsigned count = 0;
  std::memcpy(&count, info.data() + offset_of_data_segs_in, sizeof count);
  return count;
}

TEST(Tcp, SplitWritesAreSegmentsOfTheirOwn) {
  std::promise<unsigned> segments;
  auto counted = segments.get_future();
  LoopbackServer server([&segments](int socket) {
    testing::read_bytes(socket, 10);
    segments.set_value(segments_received(socket));
  });
  SocketLoop loop;
  Visitor visitor(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("0123456789", {.split = 1, .frame_size = {}, .text_frame = false});
  ASSERT_TRUE(
      visitor.until([&] { return counted.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
  EXPECT_GE(counted.get(), 10U);
}

TEST(Tcp, ADroppedConnectionReportsNothing) {
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor visitor(loop);
  Visitor witness(loop);
  visitor.open(plain(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.write("x");
  visitor.act(client::DropConnection{1});
  witness.open(plain(server.port()));
  witness.write("y");
  ASSERT_TRUE(witness.until_open());
  witness.write("z");
  ASSERT_TRUE(witness.until_received(1));
  EXPECT_EQ(visitor.told, 1U) << "only that it was opened";
}

TEST(Tcp, HundredsOfConnectionsOnOneThread) {
  constexpr client::ConnectionId count = 300;
  LoopbackServer server(echo);
  SocketLoop loop;
  Visitor visitor(loop);
  for (client::ConnectionId i = 1; i <= count; ++i) visitor.open(plain(server.port()), i);
  ASSERT_TRUE(visitor.until([&] { return visitor.opened == count; }));
  EXPECT_EQ(loop.connections(), count);
  for (client::ConnectionId i = 1; i <= count; ++i) visitor.write("0123456789", {}, i);
  ASSERT_TRUE(visitor.until_received(10 * count));
  EXPECT_EQ(visitor.received.size(), 10 * count);
}

TEST(Tcp, ASilentAddressIsGivenUpAfterTheHandshakeTime) {
  // A listener whose backlog is full answers nothing.
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 0), 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  SocketLoop loop;
  loop.limit_handshake_time(std::chrono::milliseconds(200));
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (int i = 0; i < 4; ++i) {
    visitors.push_back(std::make_unique<Visitor>(loop));
    visitors.back()->open(plain(ntohs(address.sin_port)));
  }
  ASSERT_TRUE(visitors.back()->until_over());
  EXPECT_THAT(visitors.back()->open_failed.value_or(""), HasSubstr("within 0.2 s"));
  ::close(listener);
}

}  // namespace
}  // namespace net
