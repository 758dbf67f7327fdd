// The reference broker on real ports, end to end: our own client over each transport, and an independent one.
#include "net/broker_server.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <csignal>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "net/certificates.h"
#include "net/free_port.h"
#include "net/socket_loop.h"
#include "tests/net/support/visitor.h"

namespace net {
namespace {

using ::testing::HasSubstr;
using testing::Visitor;
using How = client::Ended::How;

const std::string hello(
    "\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01"
    "a",
    15);
const std::string accepted("\x20\x02\x00\x00", 4);

class Served : public ::testing::Test {
 protected:
  Served() : folder_(*TemporaryFolder::create("served")) {
    EXPECT_TRUE(write_certificates(folder_.path()).has_value());
    ServerOptions options;
    options.listeners = {{.name = "tcp"},
                         {.name = "tls", .tls = true},
                         {.name = "mtls", .tls = true, .client_certificate = true},
                         {.name = "ws", .websocket = true},
                         {.name = "wss", .tls = true, .websocket = true}};
    options.ca = file("ca.crt");
    options.certificate = file("server.crt");
    options.key = file("server.key");
    server_.emplace(*BrokerServer::create(std::move(options), {}));
    thread_ = std::thread([this] { returned_ = server_->serve(); });
  }
  ~Served() override {
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }

  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  Endpoint where(const std::string& name, const std::string& certificate = "") const {
    for (const ServerListener& listener : server_->listeners()) {
      if (listener.name != name) continue;
      Endpoint endpoint = testing::plain(listener.port);
      endpoint.tls = listener.tls;
      endpoint.websocket = listener.websocket;
      endpoint.tls_options.ca = file("ca.crt");
      if (!certificate.empty()) {
        endpoint.tls_options.certificate = file(certificate + ".crt");
        endpoint.tls_options.key = file(certificate + ".key");
      }
      return endpoint;
    }
    return {};
  }
  static std::string greeting(Visitor& visitor, const Endpoint& endpoint) {
    visitor.open(endpoint);
    if (!visitor.until_open()) return "not open";
    visitor.write(hello);
    visitor.until_received(4);
    return visitor.received;
  }

  TemporaryFolder folder_;
  std::optional<BrokerServer> server_;
  std::thread thread_;
  int returned_ = -1;
  SocketLoop loop_;
};

TEST_F(Served, EachTransportLeadsToTheBroker) {
  for (const char* name : {"tcp", "tls", "ws", "wss"}) {
    Visitor visitor(loop_);
    EXPECT_EQ(greeting(visitor, where(name)), accepted) << name;
    visitor.act(client::CloseConnection{1});
    ASSERT_TRUE(visitor.until_over());
    EXPECT_EQ(visitor.ended->how, How::fin) << name;
  }
  Visitor friendly(loop_);
  EXPECT_EQ(greeting(friendly, where("mtls", "client")), accepted);
  Visitor stranger(loop_);
  EXPECT_NE(greeting(stranger, where("mtls", "foreign")), accepted);
}

TEST_F(Served, WhatIsWrittenBeforeTheCloseArrives) {
  Visitor visitor(loop_);
  visitor.open(where("tcp"));
  ASSERT_TRUE(visitor.until_open());
  visitor.write(hello + std::string("\xc0\x00\xf3", 3) + std::string(100'000, 'x'));
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, accepted + std::string("\xd0\x00", 2));
  EXPECT_EQ(visitor.ended->how, How::fin);
}

TEST_F(Served, AHalfClosedClientIsAnswered) {
  Visitor visitor(loop_);
  visitor.open(where("tcp"));
  ASSERT_TRUE(visitor.until_open());
  visitor.write(hello);
  visitor.act(client::HalfClose{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, accepted);
}

/// Without file descriptors nobody can be accepted; who waits is served when there are some again.
TEST_F(Served, AcceptingGoesOnWhenDescriptorsAreThereAgain) {
  // The way is gone once before: the sanitizers look at each type once, and need descriptors for that.
  {
    Visitor visitor(loop_);
    visitor.open(where("tcp"));
    ASSERT_TRUE(visitor.until_open());
    visitor.write(hello);
    ASSERT_TRUE(visitor.until_received(accepted.size()));
  }
  const auto port = where("tcp").port;
  const int early = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{1, usual.rlim_max};  // standard input has the only number below
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int connected = ::connect(early, reinterpret_cast<sockaddr*>(&address), sizeof address);
  const auto sent = ::send(early, hello.data(), hello.size(), MSG_NOSIGNAL);
  pollfd ready{early, POLLIN, 0};
  const int too_early = ::poll(&ready, 1, 50);
  ::setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_EQ(connected, 0);
  EXPECT_EQ(sent, static_cast<ssize_t>(hello.size()));
  EXPECT_EQ(too_early, 0);
  EXPECT_EQ(::poll(&ready, 1, 10'000), 1);
  std::array<char, 4> answer{};
  EXPECT_EQ(::recv(early, answer.data(), answer.size(), MSG_WAITALL), 4);
  EXPECT_EQ(std::string(answer.data(), answer.size()), accepted);
  ::close(early);
}

TEST_F(Served, AnIndependentWebSocketClientIsUnderstood) {
  namespace beast = boost::beast;
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket tcp(io);
  const Endpoint endpoint = where("ws");
  tcp.connect({boost::asio::ip::make_address(endpoint.host), endpoint.port});
  beast::websocket::stream<boost::asio::ip::tcp::socket> stream(std::move(tcp));
  stream.set_option(beast::websocket::stream_base::decorator([](beast::websocket::request_type& request) {
    request.set(beast::http::field::sec_websocket_protocol, "mqtt");
  }));
  beast::websocket::response_type response;
  stream.handshake(response, "localhost", "/mqtt");
  EXPECT_EQ(response[beast::http::field::sec_websocket_protocol], "mqtt");
  stream.binary(true);
  stream.auto_fragment(true);
  stream.write_buffer_bytes(8);  // many fragments
  stream.ping("there?");
  stream.write(boost::asio::buffer(hello));
  beast::flat_buffer answer;
  stream.read(answer);
  EXPECT_TRUE(stream.got_binary());
  EXPECT_EQ(beast::buffers_to_string(answer.data()), accepted);
  beast::error_code error;
  stream.close(beast::websocket::close_code::normal, error);
  EXPECT_FALSE(error) << error.message();
}

TEST_F(Served, StoppingTellsTheClientsAndEnds) {
  Visitor plain(loop_);
  EXPECT_EQ(greeting(plain, where("tcp")), accepted);
  Visitor framed(loop_);
  EXPECT_EQ(greeting(framed, where("wss")), accepted);
  Visitor silent(loop_);  // TCP stands, its TLS handshake never comes
  Endpoint raw = testing::plain(where("tls").port);
  silent.open(raw);
  ASSERT_TRUE(silent.until_open());
  server_->stop();
  EXPECT_TRUE(plain.until_over());
  EXPECT_TRUE(framed.until_over());
  EXPECT_TRUE(silent.until_over());
  thread_.join();
  EXPECT_EQ(returned_, 0);
}

TEST_F(Served, APortThatIsTakenIsAClearError) {
  ServerOptions options;
  options.listeners = {{.name = "tcp", .port = where("tcp").port}};
  const auto second = BrokerServer::create(std::move(options), {});
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error(), HasSubstr("the port is taken"));
}

TEST(BrokerServer, WrongOptionsAreClearErrors) {
  ServerOptions nowhere;
  nowhere.listeners = {{.name = "tcp", .host = "no.such.host.invalid"}};
  EXPECT_THAT(BrokerServer::create(nowhere, {}).error(), HasSubstr("no.such.host.invalid"));
  ServerOptions bare;
  bare.listeners = {{.name = "tls", .tls = true}};
  EXPECT_THAT(BrokerServer::create(bare, {}).error(), HasSubstr("needs a certificate"));
}

/// Asked apart from the server, so that a server that cannot do it is not taken for a machine that cannot.
bool machine_has_ipv6() {
  const int probe = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool bound = probe >= 0 && ::bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (probe >= 0) ::close(probe);
  return bound;
}

/// A visitor is served on that address, and a signal ends it all.
void expect_served_until_a_signal(const std::string& host) {
  ServerOptions options;
  options.listeners = {{.name = "tcp", .host = host}};
  auto server = BrokerServer::create(std::move(options), {});
  ASSERT_TRUE(server) << server.error();
  int returned = 0;
  std::thread thread([&] { returned = server->serve(); });
  SocketLoop loop;
  Visitor visitor(loop);
  Endpoint where = testing::plain(server->listeners()[0].port);
  where.host = host;
  visitor.open(where);
  EXPECT_TRUE(visitor.until_open());
  visitor.write(hello);
  EXPECT_TRUE(visitor.until_received(4));  // it serves, so its handler is in place
  ::kill(::getpid(), SIGTERM);
  EXPECT_TRUE(visitor.until_over());
  thread.join();
  EXPECT_EQ(returned, SIGTERM);
}

TEST(BrokerServer, ASignalEndsIt) {
  expect_served_until_a_signal("127.0.0.1");
}

TEST(BrokerServer, Ipv6IsServedOrSaidToBeMissing) {
  if (machine_has_ipv6()) return expect_served_until_a_signal("::1");
  ServerOptions options;
  options.listeners = {{.name = "tcp", .host = "::1"}};
  const auto server = BrokerServer::create(std::move(options), {});
  ASSERT_FALSE(server.has_value());
  EXPECT_THAT(server.error(), HasSubstr("cannot listen on ::1:0 (tcp): "));
}

}  // namespace
}  // namespace net
