// Ports and folders that nobody else uses, for brokers that we start.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace net {

/// So many different TCP ports that were free on 127.0.0.1 a moment ago; another program may still snatch
/// one, so be ready to try again. Fails with a sentence when the machine has none.
std::expected<std::vector<std::uint16_t>, std::string> free_ports(std::size_t count);

/// A fresh folder below $TMPDIR or /tmp, readable for its owner alone, removed with all it holds at the end.
class TemporaryFolder {
 public:
  static std::expected<TemporaryFolder, std::string> create(std::string_view name);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace net
