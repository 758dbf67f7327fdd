// The broker's end of a simulated connection: what broker_server.h does with a socket, over two lanes.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "broker/broker.h"
#include "net/server_layers.h"
#include "net/simulated_lane.h"

namespace net {

/// A port of the simulated wire.
struct SimulatedListener {
  std::string_view name;
  std::uint16_t port{};
  bool tls{};
  bool client_certificate{};
  bool websocket{};
};

/// What the ends of all connections share.
struct SimulatedBroker {
  broker::Broker broker;
  broker::Faults faults;  ///< as the layers ask them
  WireWeather weather;
  std::function<void()> settle;  ///< carries out what the broker wants done
  bool down{};                   ///< it does not run
};

class SimulatedServer {
 public:
  /// `listener` null: nobody listens there. The references must outlive it.
  SimulatedServer(broker::ConnectionId id, SimulatedBroker& host, const SimulatedListener* listener,
                  std::optional<TlsServerContext> context, Lane& in, Lane& out, std::uint64_t seed)
      : id_(id),
        host_(host),
        listener_(listener),
        context_(std::move(context)),
        in_(in),
        out_(out),
        random_(seed) {}

  /// Something of the lane towards us is due.
  void on_arrival(Time now);
  /// Sends what the client's buffer has room for, and says so to the broker.
  void pump(Time now);

  /// What the broker wants.
  void write(std::string bytes, Time now);
  void close(Time now);

  /// Nothing more will come from here.
  bool gone() const { return gone_; }

 private:
  struct Chunk {
    std::string bytes;
    std::size_t sent{};
    std::size_t application{};  ///< bytes of the broker's in it
  };

  void on_connect(Time now);
  void on_data(std::string_view bytes, Time now);
  void opened(Time now);
  void ended(Time now);
  void enqueue(std::string bytes, std::size_t application);
  void finish(bool abrupt);

  broker::ConnectionId id_;
  SimulatedBroker& host_;
  const SimulatedListener* listener_;
  std::optional<TlsServerContext> context_;
  Lane& in_;
  Lane& out_;
  WireRandom random_;
  std::optional<ServerLayers> layers_;
  std::deque<Chunk> unsent_;
  bool known_ = false;    ///< the broker was told of it and did not close it
  bool closing_ = false;  ///< what is unsent is followed by the end
  bool abrupt_ = false;   ///< which is RST
  bool gone_ = false;
};

}  // namespace net
