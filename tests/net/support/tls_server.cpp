// See the header.
#include "tests/net/support/tls_server.h"

#include <array>
#include <csignal>
#include <memory>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/net/support/loopback_server.h"

namespace net::testing {

namespace {

std::shared_ptr<SSL_CTX> make_context(const TlsServerSettings& settings) {
  // OpenSSL writes without MSG_NOSIGNAL; a client that is gone already must not end the test.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX_use_certificate_chain_file(context.get(), (settings.folder + "/server.crt").c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), (settings.folder + "/server.key").c_str(), SSL_FILETYPE_PEM);
  if (settings.tls_1_2_only) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  if (settings.wants_certificate) {
    SSL_CTX_load_verify_locations(context.get(), (settings.folder + "/ca.crt").c_str(), nullptr);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  static_cast<void>(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address));
  return socket;
}

}  // namespace

std::function<void(int)> tls_echo(const TlsServerSettings& settings) {
  return [context = make_context(settings)](int socket) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    std::array<char, 16384> buffer{};
    int count = 0;
    while ((count = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0) {
      if (SSL_write(ssl.get(), buffer.data(), count) <= 0) return;
    }
    if (SSL_get_error(ssl.get(), count) == SSL_ERROR_ZERO_RETURN) SSL_write(ssl.get(), "closed", 6);
    SSL_shutdown(ssl.get());
  };
}

std::function<void(int)> tls_relay(const TlsServerSettings& settings, std::uint16_t port) {
  return [context = make_context(settings), port](int socket) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    const int inner = connect_to(port);
    std::array<char, 16384> buffer{};
    std::array<pollfd, 2> ready{pollfd{socket, POLLIN, 0}, pollfd{inner, POLLIN, 0}};
    for (;;) {
      if (SSL_pending(ssl.get()) == 0) ::poll(ready.data(), ready.size(), -1);
      if (SSL_pending(ssl.get()) > 0 || ready[0].revents != 0) {
        const int count = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (count <= 0) break;
        write_all(inner, std::string(buffer.data(), static_cast<std::size_t>(count)));
      }
      if (ready[1].revents != 0) {
        const std::string some = read_some(inner);
        if (some.empty() || SSL_write(ssl.get(), some.data(), static_cast<int>(some.size())) <= 0) break;
      }
    }
    ::close(inner);
  };
}

}  // namespace net::testing
