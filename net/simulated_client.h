// The client's end of a simulated connection: what connection.h does with a socket, over two lanes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "net/client_layers.h"
#include "net/simulated_lane.h"

namespace net {

class SimulatedClient {
 public:
  using Tell = std::function<void(const client::Event&)>;

  /// The lanes must outlive it.
  SimulatedClient(client::ConnectionId id, const Endpoint& where, Lane& out, Lane& in, Tell tell)
      : id_(id), where_(where), out_(out), in_(in), tell_(std::move(tell)) {}

  void connect(const std::optional<TlsContext>& context, std::uint64_t nonce, Time now);
  /// Something of the lane towards us is due.
  void on_arrival(Time now);
  /// The time for handshakes is over.
  void on_limit(Time limit, Time now);

  void write(std::string_view bytes, const script::Delivery& delivery, Time now);
  void half_close(Time now);
  void close(Time now);
  void reset(Time now);
  void drop(Time now);
  void stop_reading() { reading_ = false; }
  /// So many arrivals were put off and are due now.
  std::size_t go_on_reading();
  /// Instead of connect(): what the player is told when the refusal arrives.
  void fail(std::string why) { failure_ = std::move(why); }

  bool gone() const { return phase_ == Phase::gone; }

 private:
  enum class Phase { connecting, handshaking, open, gone };

  void on_connected(Time now);
  void on_data(std::string_view bytes, Time now);
  void tell(const client::Event& event) const {
    if (!silent_) tell_(event);
  }
  void leave(Segment::Kind how, Time now);

  client::ConnectionId id_;
  const Endpoint where_;
  Lane& out_;
  Lane& in_;
  Tell tell_;
  std::optional<ClientLayers> layers_;
  Phase phase_ = Phase::connecting;
  bool reading_ = true;
  bool half_closed_ = false;
  bool silent_ = false;     ///< reset or dropped: nothing is told any more
  std::size_t unread_ = 0;  ///< arrivals while we did not read
  std::string failure_;     ///< why no connection was tried
};

}  // namespace net
