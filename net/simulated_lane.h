// One direction of a simulated connection: segments on their way, in order, each with the time at which it
// arrives. The weather decides about delays and cuts.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "net/simulated_agenda.h"
#include "net/simulated_loop.h"

namespace net {

/// SplitMix64: the same numbers from the same seed with every standard library.
class WireRandom {
 public:
  explicit WireRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 to `bound` - 1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

struct Segment {
  enum class Kind : std::uint8_t {
    connect,  ///< towards the server: a new connection; towards the client: it stands
    data,
    fin,
    rst
  };
  Kind kind{};
  std::string bytes;
};

class Lane {
 public:
  /// `what` is what is put down on the agenda for each segment. Both references must outlive it.
  Lane(Agenda& agenda, const WireWeather& weather, std::uint64_t seed, std::size_t wire, Due::What what)
      : agenda_(agenda), weather_(weather), random_(seed), wire_(wire), what_(what) {}

  void send(Segment::Kind kind, std::string bytes, Time now);
  /// What has arrived by now: one segment, or several of data as one. Nothing where another call took it.
  std::optional<Segment> take(Time now);
  /// Nobody reads any more: what is on its way and what will be sent is lost.
  void block();
  /// Bytes on their way or not yet taken.
  std::size_t carried() const { return carried_; }

 private:
  struct Moving {
    Time due;
    bool glued;  ///< read together with what came before it, where that is still there
    Segment segment;
  };

  Time delay();
  void move(Segment::Kind kind, std::string bytes, Time now);

  Agenda& agenda_;
  const WireWeather& weather_;
  WireRandom random_;
  std::size_t wire_;
  Due::What what_;
  bool blocked_ = false;
  Time last_due_{};
  std::size_t carried_ = 0;
  std::deque<Moving> moving_;
};

}  // namespace net
