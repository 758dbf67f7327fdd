// The relay that the tests of this folder stand on: late, in pieces, and faithful.
#include "tests/link/support/slow_link.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace slow_link {
namespace {

using std::chrono::milliseconds;

/// A socket that is closed with the object. All waits are of blocking calls, with a limit.
struct Socket {
  int fd = -1;
  explicit Socket(int number) : fd(number) {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void close() {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0);
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end() const { ::shutdown(fd, SHUT_WR); }

  struct Got {
    std::string bytes;
    std::size_t reads{};
    std::size_t largest{};
    bool fin{};
    bool rst{};
  };
  /// All until the end of the connection, however it comes.
  Got read_to_end() const {
    Got got;
    std::array<char, 65536> buffer;
    for (;;) {
      const ssize_t size = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (size <= 0) {
        got.fin = size == 0;
        got.rst = size < 0 && errno == ECONNRESET;
        return got;
      }
      got.bytes.append(buffer.data(), static_cast<std::size_t>(size));
      got.largest = std::max(got.largest, static_cast<std::size_t>(size));
      ++got.reads;
    }
  }
};

sockaddr_in on_loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = on_loopback(port);
  EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

struct Listening {
  Socket socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port{};
  Listening() {
    sockaddr_in address = on_loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket.fd, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(socket.fd, 16);
    ::getsockname(socket.fd, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
  int accept() const { return ::accept4(socket.fd, nullptr, nullptr, SOCK_CLOEXEC); }
};

Weather quick() {
  return {
      .delay = milliseconds(4), .jitter = milliseconds(2), .stall_chance = 0.01, .stall = milliseconds(20)};
}

/// A client and a server with the link between them.
struct Pair {
  explicit Pair(const Weather& weather = quick())
      : link("127.0.0.1", listening.port, weather),
        client(connect_to(link.port())),
        server(listening.accept()) {}
  Listening listening;
  Link link;
  Socket client;
  Socket server;
};

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 251);
  return text;
}

TEST(SlowLink, LosesAndReordersNothingInEitherDirection) {
  const Pair pair;
  const std::string there = pattern(30'000);
  const std::string back = pattern(20'001);
  pair.client.send(there);
  pair.server.send(back);
  pair.client.end();
  pair.server.end();
  const auto at_server = pair.server.read_to_end();
  const auto at_client = pair.client.read_to_end();
  EXPECT_EQ(at_server.bytes, there);
  EXPECT_EQ(at_client.bytes, back);
  EXPECT_TRUE(at_server.fin);
  EXPECT_TRUE(at_client.fin);
}

TEST(SlowLink, CutsWhatIsWrittenAtOnceIntoSmallSegments) {
  Weather weather = quick();
  weather.largest_segment = 8;
  weather.gap = milliseconds(2);
  const Pair pair(weather);
  pair.client.send(pattern(64));
  pair.client.end();
  const auto got = pair.server.read_to_end();
  EXPECT_EQ(got.bytes.size(), 64U);
  EXPECT_GT(got.reads, 3U);
}

TEST(SlowLink, DelaysEachWay) {
  const auto begun = std::chrono::steady_clock::now();
  const Pair pair({.delay = milliseconds(30), .jitter = milliseconds(0), .stall_chance = 0});
  pair.client.send("x");
  pair.client.end();
  EXPECT_EQ(pair.server.read_to_end().bytes, "x");
  pair.server.send("y");
  pair.server.end();
  EXPECT_EQ(pair.client.read_to_end().bytes, "y");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(60));
}

TEST(SlowLink, StallsAsALostSegmentDoes) {
  const auto begun = std::chrono::steady_clock::now();
  const Pair pair(
      {.delay = milliseconds(1), .jitter = milliseconds(0), .stall_chance = 1, .stall = milliseconds(100)});
  pair.client.send("x");
  pair.client.end();
  EXPECT_EQ(pair.server.read_to_end().bytes, "x");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(100));
}

TEST(SlowLink, AHalfClosedConnectionGoesOnTheOtherWay) {
  const Pair pair;
  pair.client.send("question");
  pair.client.end();
  const auto asked = pair.server.read_to_end();
  EXPECT_EQ(asked.bytes, "question");
  EXPECT_TRUE(asked.fin);
  pair.server.send("answer");
  pair.server.end();
  const auto answered = pair.client.read_to_end();
  EXPECT_EQ(answered.bytes, "answer");
  EXPECT_TRUE(answered.fin);
}

void expect_a_reset_behind_the_bytes(Socket& from, Socket& to) {
  from.send("last words");
  from.reset();
  const auto got = to.read_to_end();
  EXPECT_EQ(got.bytes, "last words");
  EXPECT_TRUE(got.rst);
}

TEST(SlowLink, AResetStaysAResetBehindTheBytes) {
  for (int round = 0; round < 20; ++round) {
    Pair pair;
    expect_a_reset_behind_the_bytes(pair.server, pair.client);
  }
}

TEST(SlowLink, AResetOfTheClientReachesTheServer) {
  Pair pair;
  expect_a_reset_behind_the_bytes(pair.client, pair.server);
}

TEST(SlowLink, WhatIsWrittenBehindTheServersCloseIsAnsweredByAReset) {
  Pair pair;
  pair.server.send("closing");
  pair.server.close();
  EXPECT_TRUE(pair.client.read_to_end().fin);
  pair.client.send("too late");
  pollfd watched{pair.client.fd, 0, 0};
  EXPECT_EQ(::poll(&watched, 1, 10'000), 1);
  EXPECT_NE(watched.revents & POLLERR, 0);
}

TEST(SlowLink, AClosedPortIsAReset) {
  std::uint16_t nobody = 0;
  {
    nobody = Listening().port;
  }
  const Link link("127.0.0.1", nobody, quick());
  const Socket client(connect_to(link.port()));
  EXPECT_TRUE(client.read_to_end().rst);
}

}  // namespace
}  // namespace slow_link
