// The reference broker: a complete MQTT 3.1.1 and 5.0 server as a pure state machine. Bytes and time go in,
// bytes and a deadline come out; it touches no socket, no clock and no thread. It is the target when none is
// named, the oracle that scenarios are proven on, and on request a broker that breaks one rule (faults.h).
// Read this header first, then settings.h; broker.cpp says which file holds which chapter of the standard.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/faults.h"
#include "broker/settings.h"

namespace broker {

/// Since any fixed moment; monotonic, real or virtual.
using Time = std::chrono::nanoseconds;

/// Names one network connection; chosen by the edge, never used twice.
using ConnectionId = std::uint64_t;

// ---- what the broker wants done

struct Write {
  ConnectionId connection{};
  std::string bytes;
};
/// Send what was written, then close. Bytes that still come are ignored; the end is to be reported, and only
/// then the connection is forgotten.
struct Close {
  ConnectionId connection{};
};
using Action = std::variant<Write, Close>;

/// What a connection is before its first byte.
struct Peer {
  std::string listener;  ///< name of a listener in the settings; one that is not there has the default access
  std::string address;   ///< for the log
  std::string transport_user;  ///< subject of a client certificate that was checked; empty: none
};

/// One line of the log.
struct LogLine {
  /// detail: what happens all the time, such as subscriptions.
  enum class Level : std::uint8_t { information, warning, detail };
  Level level{};
  std::string text;
};

/// Drive it so: report what happens by opened, received, written, ended and, at deadline(), tick; after each
/// call carry out take_actions(). Time never runs backwards. It never throws for anything that a client does.
class Broker {
 public:
  /// `seed` makes assigned client identifiers, nonces and shared-subscription choices; the same seed and
  /// input give the same output. `log` may be empty.
  Broker(Settings settings, const Faults& faults, std::uint64_t seed,
         std::function<void(const LogLine&)> log = {});
  /// The same with settings that many brokers share, none of which copies them; not null.
  Broker(std::shared_ptr<const Settings> settings, const Faults& faults, std::uint64_t seed,
         std::function<void(const LogLine&)> log = {});
  ~Broker();
  Broker(Broker&&) noexcept;
  Broker& operator=(Broker&&) noexcept;

  void opened(ConnectionId connection, const Peer& peer, Time now);
  /// Bytes of the client, in any cut. Ignored for a connection that is not open.
  void received(ConnectionId connection, std::string_view bytes, Time now);
  /// So many bytes of earlier Writes have left for the network: what is unsent is bounded by the settings.
  void written(ConnectionId connection, std::size_t bytes, Time now);
  /// The transport is gone, by FIN, RST or error.
  void ended(ConnectionId connection, Time now);
  void tick(Time now);
  /// Tells all clients (5.0: DISCONNECT 0x8B) and closes every connection; sessions stay.
  void shut_down(Time now);

  /// The server ends, told to (all clients hear of it, as by shut_down) or killed, which cuts every
  /// connection without a word. What a server on disk would have kept stays; nothing may be reported until
  /// come_back(), where Wills, expiries and whatever else fell due meanwhile are seen to.
  void go_down(bool killed, Time now);
  void come_back(Time now);

  /// Once more after every call.
  std::vector<Action> take_actions();
  /// The same into `actions`, whose contents are dropped and whose memory is used again.
  void take_actions(std::vector<Action>& actions);
  /// When tick() is due, if nothing happens before.
  std::optional<Time> deadline() const;

  /// Which faults the input so far asked about, so that a proof need not play what cannot differ. Only those
  /// that are watched (Faults::watch) are recorded.
  const FaultSet& asked() const;

  struct Statistics {
    std::size_t connections{};
    std::size_t sessions{};
    std::size_t subscriptions{};
    std::size_t retained{};
    std::size_t queued{};  ///< messages that wait in sessions
  };
  Statistics statistics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace broker
