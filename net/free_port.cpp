// Free ports by asking the kernel for port 0; all sockets are held until the last is found, so that no two
// are the same.
#include "net/free_port.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace net {

std::expected<std::vector<std::uint16_t>, std::string> free_ports(std::size_t count) {
  std::vector<int> sockets;
  std::vector<std::uint16_t> ports;
  std::string error;
  while (ports.size() < count && error.empty()) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (fd >= 0) sockets.push_back(fd);
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      error = fmt::format("no free port on 127.0.0.1: {}", std::strerror(errno));
    } else {
      ports.push_back(ntohs(address.sin_port));
    }
  }
  for (const int fd : sockets) ::close(fd);
  if (!error.empty()) return std::unexpected(error);
  return ports;
}

std::expected<TemporaryFolder, std::string> TemporaryFolder::create(std::string_view name) {
  std::error_code error;
  const auto base = std::filesystem::temp_directory_path(error);
  std::string path = fmt::format("{}/conformance-{}-XXXXXX", error ? "/tmp" : base.string(), name);
  if (::mkdtemp(path.data()) == nullptr) {
    return std::unexpected(fmt::format("cannot make a temporary folder {}: {}", path, std::strerror(errno)));
  }
  return TemporaryFolder(path);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

}  // namespace net
