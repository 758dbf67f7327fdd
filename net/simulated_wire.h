// A simulated connection with both its ends, and the ports where one can go.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/simulated_client.h"
#include "net/simulated_server.h"

namespace net {

/// Which connection it is.
struct SimulatedPlace {
  std::size_t number;       ///< of all, from 0; the broker calls it number + 1
  client::ConnectionId id;  ///< what its channel calls it
  std::string_view lot;     ///< the channel's: see Hooks
};

/// A connection with both its ends.
struct SimulatedWire {
  SimulatedWire(const SimulatedPlace& place, const Endpoint& where, const SimulatedListener* listener,
                Agenda& agenda, SimulatedBroker& host, std::optional<TlsServerContext> context,
                WireRandom& seeds, SimulatedClient::Tell tell)
      : to_server(agenda, host.weather, seeds.next(), place.number, Due::What::reaches_server),
        to_client(agenda, host.weather, seeds.next(), place.number, Due::What::reaches_client),
        client(place.id, where, to_server, to_client, std::move(tell)),
        server(place.number + 1, host, listener, std::move(context), to_server, to_client, seeds.next()) {}

  Lane to_server;
  Lane to_client;
  SimulatedClient client;
  SimulatedServer server;
};

/// Makes connections. TLS contexts are read once, when they are first needed.
class SimulatedPorts {
 public:
  /// `certificates` as in SimulationOptions; the references must outlive it.
  SimulatedPorts(std::string certificates, std::uint64_t seed, Agenda& agenda, SimulatedBroker& host)
      : certificates_(std::move(certificates)), seed_(seed), agenda_(agenda), host_(host) {}

  /// A connection sets out, or finds out that it cannot: either is told later.
  std::unique_ptr<SimulatedWire> open(const SimulatedPlace& place, const Endpoint& where,
                                      SimulatedClient::Tell tell, Time now);

 private:
  std::optional<TlsContext> client_context(const Endpoint& where, std::string& failure);
  std::uint64_t seed_of(const SimulatedPlace& place) const;
  std::optional<TlsServerContext> server_context(const SimulatedListener& listener, std::string& failure);

  std::string certificates_;
  std::uint64_t seed_;
  Agenda& agenda_;
  SimulatedBroker& host_;
  std::map<TlsOptions, TlsContext> client_contexts_;
  std::map<std::string_view, TlsServerContext> server_contexts_;  ///< by the name of the listener
};

}  // namespace net
