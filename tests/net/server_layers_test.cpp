// The layers of both sides against each other, without a socket, with what they send cut anywhere.
#include "net/server_layers.h"

#include <gmock/gmock.h>

#include "net/certificates.h"
#include "net/client_layers.h"
#include "net/free_port.h"

namespace net {
namespace {

using ::testing::HasSubstr;

const broker::Faults no_faults;

class Layers : public ::testing::Test {
 protected:
  Layers() : folder_(*TemporaryFolder::create("layers")) {
    EXPECT_TRUE(write_certificates(folder_.path()).has_value());
  }

  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }

  TlsServerContext theirs(bool client_certificate = false) const {
    TlsServerOptions options{file("server.crt"), file("server.key"), {}};
    if (client_certificate) options.client_ca = file("ca.crt");
    return *TlsServerContext::create(options);
  }

  Endpoint where(bool tls, bool websocket, const std::string& certificate = "") const {
    Endpoint endpoint;
    endpoint.host = "localhost";
    endpoint.port = 1;
    endpoint.tls = tls;
    endpoint.websocket = websocket;
    endpoint.tls_options.ca = file("ca.crt");
    if (certificate.empty()) return endpoint;
    endpoint.tls_options.certificate = file(certificate + ".crt");
    endpoint.tls_options.key = file(certificate + ".key");
    return endpoint;
  }

  TemporaryFolder folder_;
};

/// Both sides and a wire that carries at most `step` bytes at once.
struct Pair {
  Pair(const Endpoint& where, const std::optional<TlsServerContext>& context, std::size_t cut)
      : client(where, where.tls ? std::optional(*TlsContext::create(where.tls_options)) : std::nullopt, 7),
        server(context, where.websocket ? std::optional<std::string>("/mqtt") : std::nullopt, no_faults),
        step(cut) {
    up = client.start();
    run();
  }

  void run() {
    while (!up.empty() || !down.empty()) {
      const std::string there = std::exchange(up, {});
      for (std::size_t at = 0; at < there.size() && !server_over; at += step) {
        ServerLayers::Result result = server.receive(std::string_view(there).substr(at, step));
        down += result.reply;
        server_got += result.bytes;
        opened += result.opened ? 1 : 0;
        server_over = result.over;
        why = result.why;
      }
      const std::string back = std::exchange(down, {});
      for (std::size_t at = 0; at < back.size() && !client_over; at += step) {
        for (const Upward& layer : client.receive(std::string_view(back).substr(at, step))) {
          up += layer.reply;
          client_got += layer.bytes;
          client_opened = client_opened || layer.state == Upward::State::opened;
          client_over = layer.state != Upward::State::unchanged && layer.state != Upward::State::opened;
        }
      }
    }
  }

  ClientLayers client;
  ServerLayers server;
  std::size_t step;
  std::string up, down, server_got, client_got, why;
  int opened = 0;
  bool client_opened = false, server_over = false, client_over = false;
};

TEST_F(Layers, BytesGoBothWaysHoweverTheyAreCut) {
  for (const bool tls : {false, true}) {
    for (const bool websocket : {false, true}) {
      if (!tls && !websocket) continue;
      const auto context = tls ? std::optional(theirs()) : std::nullopt;
      for (const std::size_t step : {1U, 5U, 100U, 1U << 20U}) {
        Pair pair(where(tls, websocket), context, step);
        ASSERT_TRUE(pair.client_opened) << tls << websocket << step;
        EXPECT_EQ(pair.opened, 1);
        const std::string message(20'000, 'm');
        for (const auto& piece : pair.client.write(message, {})) pair.up += piece;
        pair.down = pair.server.write("answer");
        pair.down += pair.server.write(message);
        pair.run();
        EXPECT_TRUE(pair.server_got == message);
        EXPECT_TRUE(pair.client_got == "answer" + message);
        pair.up = pair.client.close_websocket() + pair.client.end();
        pair.run();
        EXPECT_TRUE(pair.server_over);
      }
    }
  }
}

TEST_F(Layers, TheServersGoodByeEndsTheClient) {
  Pair pair(where(true, true), theirs(), 1000);
  pair.down = pair.server.close();
  pair.run();
  EXPECT_TRUE(pair.client_over);
}

TEST_F(Layers, AClientsCertificateTellsItsName) {
  const Pair known(where(true, false, "client"), theirs(true), 1000);
  EXPECT_EQ(known.opened, 1);
  EXPECT_FALSE(known.server.client_name().empty());
  const Pair without(where(true, false), theirs(), 1000);
  EXPECT_EQ(without.server.client_name(), "");
}

TEST_F(Layers, ClientsWithoutATrustedCertificateDoNotGetIn) {
  for (const char* certificate : {"", "foreign"}) {
    const Pair pair(where(true, false, certificate), theirs(true), 1000);
    EXPECT_EQ(pair.opened, 0) << certificate;
    EXPECT_TRUE(pair.server_over);
    EXPECT_THAT(pair.why, HasSubstr("TLS handshake failed"));
    EXPECT_TRUE(pair.client_over);
  }
}

TEST_F(Layers, WhatIsNoTlsIsRefused) {
  ServerLayers server(theirs(), std::nullopt, no_faults);
  const auto result = server.receive(std::string("\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00", 14));
  EXPECT_TRUE(result.over);
  EXPECT_FALSE(result.opened);
}

TEST_F(Layers, AMissingCertificateFileIsNamed) {
  const auto context = TlsServerContext::create({file("none.crt"), file("server.key"), {}});
  ASSERT_FALSE(context.has_value());
  EXPECT_THAT(context.error(), HasSubstr("none.crt"));
}

}  // namespace
}  // namespace net
