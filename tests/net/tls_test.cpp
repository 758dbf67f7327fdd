// TLS: whom we trust, who trusts us, and how such connections end.
#include "net/tls.h"

#include <gmock/gmock.h>

#include "net/certificates.h"
#include "net/free_port.h"
#include "net/socket_loop.h"
#include "tests/net/support/loopback_server.h"
#include "tests/net/support/tls_server.h"
#include "tests/net/support/visitor.h"
#include "tests/net/support/websocket_server.h"

namespace net {
namespace {

using ::testing::HasSubstr;
using testing::LoopbackServer;
using testing::tls_echo;
using testing::Visitor;
using How = client::Ended::How;

class Tls : public ::testing::Test {
 protected:
  Tls() : folder_(*TemporaryFolder::create("tls")) {
    EXPECT_TRUE(write_certificates(folder_.path()).has_value());
    EXPECT_TRUE(write_certificates(elsewhere()).has_value());
  }

  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  /// A folder with another authority.
  std::string elsewhere() {
    if (!other_) other_ = *TemporaryFolder::create("tls");
    return other_->path();
  }
  Endpoint secure(std::uint16_t port) const {
    Endpoint where = testing::plain(port);
    where.tls = true;
    where.tls_options.ca = file("ca.crt");
    return where;
  }
  Endpoint with_certificate(std::uint16_t port, const std::string& name) const {
    Endpoint where = secure(port);
    where.tls_options.certificate = file(name + ".crt");
    where.tls_options.key = file(name + ".key");
    return where;
  }
  /// Opens, says hello, and returns what came back; empty when nothing did.
  std::string say_hello(Visitor& visitor, const Endpoint& where) {
    visitor.open(where);
    if (!visitor.until_open()) return {};
    visitor.write("hello");
    visitor.until_received(5);
    return visitor.received;
  }

  TemporaryFolder folder_;
  std::optional<TemporaryFolder> other_;
  SocketLoop loop_;
};

TEST_F(Tls, BytesComeBackFromAServerWhoseAuthorityWeKnow) {
  LoopbackServer server(tls_echo({.folder = folder_.path()}));
  Visitor visitor(loop_);
  EXPECT_EQ(say_hello(visitor, secure(server.port())), "hello");
}

TEST_F(Tls, AMegabyteComesBackWhole) {
  LoopbackServer server(tls_echo({.folder = folder_.path()}));
  Visitor visitor(loop_);
  visitor.open(secure(server.port()));
  ASSERT_TRUE(visitor.until_open());
  const std::string much(1'000'000, 'x');
  visitor.write(much);
  ASSERT_TRUE(visitor.until_received(much.size()));
  EXPECT_TRUE(visitor.received == much);
}

TEST_F(Tls, AServerOfAnUnknownAuthorityIsNotTrusted) {
  LoopbackServer server(tls_echo({.folder = elsewhere()}));
  Visitor visitor(loop_);
  EXPECT_EQ(say_hello(visitor, secure(server.port())), "");
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("certificate is not trusted"));
}

TEST_F(Tls, InsecureTrustsAnyServer) {
  LoopbackServer server(tls_echo({.folder = elsewhere()}));
  Visitor visitor(loop_);
  Endpoint where = secure(server.port());
  where.tls_options.insecure = true;
  EXPECT_EQ(say_hello(visitor, where), "hello");
}

TEST_F(Tls, AServerOfAnotherNameIsNotTrusted) {
  LoopbackServer server(tls_echo({.folder = folder_.path()}));
  Visitor visitor(loop_);
  Endpoint where = secure(server.port());
  where.tls_options.server_name = "broker.example";
  EXPECT_EQ(say_hello(visitor, where), "");
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("ostname mismatch"));
}

TEST_F(Tls, TheServerNameGoesBeforeTheHost) {
  LoopbackServer server(tls_echo({.folder = folder_.path()}));
  Visitor visitor(loop_);
  Endpoint where = secure(server.port());
  where.tls_options.server_name = "localhost";
  EXPECT_EQ(say_hello(visitor, where), "hello");
}

TEST_F(Tls, OurCertificateIsAcceptedWhereOneIsWanted) {
  LoopbackServer server(tls_echo({.folder = folder_.path(), .wants_certificate = true}));
  Visitor visitor(loop_);
  EXPECT_EQ(say_hello(visitor, with_certificate(server.port(), "client")), "hello");
}

TEST_F(Tls, WithoutACertificateWeAreRefusedWhereOneIsWanted) {
  for (const bool old : {true, false}) {
    LoopbackServer server(
        tls_echo({.folder = folder_.path(), .wants_certificate = true, .tls_1_2_only = old}));
    Visitor visitor(loop_);
    EXPECT_EQ(say_hello(visitor, secure(server.port())), "");
    // TLS 1.3 says so only after the handshake is through on our side.
    EXPECT_TRUE(visitor.refused || visitor.ended) << old;
  }
}

TEST_F(Tls, AForeignCertificateIsRefused) {
  for (const bool old : {true, false}) {
    LoopbackServer server(
        tls_echo({.folder = folder_.path(), .wants_certificate = true, .tls_1_2_only = old}));
    Visitor visitor(loop_);
    EXPECT_EQ(say_hello(visitor, with_certificate(server.port(), "foreign")), "");
    EXPECT_TRUE(visitor.refused || visitor.ended) << old;
  }
}

TEST_F(Tls, AHalfCloseIsACloseNotifyAndReadingGoesOn) {
  LoopbackServer server(tls_echo({.folder = folder_.path()}));
  Visitor visitor(loop_);
  visitor.open(secure(server.port()));
  ASSERT_TRUE(visitor.until_open());
  visitor.act(client::HalfClose{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, "closed");
  EXPECT_EQ(visitor.ended->how, How::fin);
}

TEST_F(Tls, AServerThatSpeaksNoTlsIsRefused) {
  LoopbackServer server([](int socket) {
    testing::read_some(socket);
    testing::write_all(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  Visitor visitor(loop_);
  EXPECT_EQ(say_hello(visitor, secure(server.port())), "");
  EXPECT_THAT(visitor.refused.value_or(""), HasSubstr("TLS handshake"));
}

TEST_F(Tls, AServerThatSaysNothingIsGivenUp) {
  loop_.limit_handshake_time(std::chrono::milliseconds(100));
  LoopbackServer server([](int socket) { testing::read_bytes(socket, 1'000'000); });
  Visitor visitor(loop_);
  EXPECT_EQ(say_hello(visitor, secure(server.port())), "");
  EXPECT_THAT(visitor.refused.value_or(""), HasSubstr("did not answer the TLS handshake within 0.1 s"));
}

TEST_F(Tls, AMissingFileIsNamed) {
  Visitor visitor(loop_);
  Endpoint where = secure(1);
  where.tls_options.ca = "/no/such/ca.crt";
  EXPECT_EQ(say_hello(visitor, where), "");
  EXPECT_THAT(visitor.open_failed.value_or(""), HasSubstr("/no/such/ca.crt"));
}

TEST_F(Tls, WebSocketRunsOverIt) {
  // A TLS server in front of a WebSocket one: each byte passes through both.
  testing::WebSocketServer protocol;
  LoopbackServer inner(protocol.behaviour());
  const std::uint16_t inner_port = inner.port();
  LoopbackServer server(testing::tls_relay({.folder = folder_.path()}, inner_port));
  Visitor visitor(loop_);
  Endpoint where = secure(server.port());
  where.websocket = true;
  EXPECT_EQ(say_hello(visitor, where), "hello");
  ASSERT_EQ(protocol.messages().size(), 1U);
  EXPECT_EQ(protocol.messages()[0].bytes, "hello");
}

}  // namespace
}  // namespace net
