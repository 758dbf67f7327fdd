// A slow and lossy link in front of a broker: a TCP relay on a loopback port that delivers every byte late,
// in small segments, with jitter and stalls. What TCP promises it keeps: nothing is lost and nothing
// overtakes within a connection, a FIN stays a FIN, an RST stays an RST, each behind the bytes before it; so
// loss shows as it does to an application, as a stall. Connections do not wait for each other, as on a real
// link.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace slow_link {

struct Weather {
  std::chrono::microseconds delay = std::chrono::milliseconds(40);   ///< each way, at the median
  std::chrono::microseconds jitter = std::chrono::milliseconds(20);  ///< each way, plus or minus, per segment
  std::size_t largest_segment = 64;  ///< bytes; segments have 1 to so many. 0: as they were read
  std::chrono::microseconds gap = std::chrono::microseconds(50);     ///< between segments read together
  double stall_chance = 0.02;                                        ///< per segment, 0 to 1
  std::chrono::microseconds stall = std::chrono::milliseconds(300);  ///< what a retransmission costs
  std::uint64_t seed = 1;
};

class Link {
 public:
  /// Listens at once, on a port that was free, and relays on a thread of its own to `host` (an IPv4 address)
  /// and `port`. Throws std::runtime_error when it cannot listen.
  Link(const std::string& host, std::uint16_t port, Weather weather);
  ~Link();  ///< resets what is still open
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slow_link
