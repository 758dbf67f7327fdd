// Watches what the broker's process takes while a campaign runs. It sees that something is wrong, not who did
// it: wear.h finds that out. A suspicion that comes to nothing makes it less sensitive, so that a broker that
// just takes much is not looked into for ever.
#pragma once

#include <cstdint>
#include <optional>

#include "campaign/process.h"
#include "campaign/suspicion.h"

namespace campaign {

class Gauge {
 public:
  /// A broker that was just started; what was learned of its like stays.
  void begin(const Usage& usage, net::Time now);

  /// What is wrong, if anything is. `bytes_sent` since the campaign began; `slowest`: how long the slowest of
  /// the bystanders' last messages was under way.
  std::optional<Kind> look(const Usage& usage, net::Time now, std::uint64_t bytes_sent, net::Time slowest);

  /// The last suspicion of this kind came to nothing.
  void was_wrong(Kind kind);

 private:
  struct Sample {
    Usage usage;
    net::Time at{};
    std::uint64_t bytes_sent{};
  };

  Sample floor_;  ///< when the broker had found its feet
  Sample last_;
  bool settled_ = false;
  std::uint64_t jump_ = 8UL << 20U;
  std::uint64_t growth_ = 16UL << 20U;
  std::size_t descriptors_ = 400;
  net::Time slow_ = std::chrono::milliseconds(40);
};

}  // namespace campaign
