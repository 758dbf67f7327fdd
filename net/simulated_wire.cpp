// See the header.
#include "net/simulated_wire.h"

#include <algorithm>
#include <array>

namespace net {
namespace {

constexpr std::array<SimulatedListener, 7> simulated_listeners{{
    {"tcp", simulated_ports::tcp, false, false, false},
    {"tls", simulated_ports::tls, true, false, false},
    {"mtls", simulated_ports::mutual_tls, true, true, false},
    {"ws", simulated_ports::websocket, false, false, true},
    {"wss", simulated_ports::websocket_tls, true, false, true},
    {"acl", simulated_ports::access, false, false, false},
    {"limited", simulated_ports::limited, false, false, false},
}};

/// Odd, its bits well mixed: neighbouring numbers get seeds far apart.
constexpr std::uint64_t spread = 0x632BE59BD9B4E019ULL;

}  // namespace

std::optional<TlsContext> SimulatedPorts::client_context(const Endpoint& where, std::string& failure) {
  if (!where.tls) return std::nullopt;
  auto known = client_contexts_.find(where.tls_options);
  if (known == client_contexts_.end()) {
    auto created = TlsContext::create(where.tls_options);
    if (!created) {
      failure = created.error();
      return std::nullopt;
    }
    known = client_contexts_.emplace(where.tls_options, *created).first;
  }
  return known->second;
}

std::optional<TlsServerContext> SimulatedPorts::server_context(const SimulatedListener& listener,
                                                               std::string& failure) {
  if (!listener.tls) return std::nullopt;
  auto known = server_contexts_.find(listener.name);
  if (known == server_contexts_.end()) {
    TlsServerOptions options{certificates_ + "/server.crt", certificates_ + "/server.key", {}};
    if (listener.client_certificate) options.client_ca = certificates_ + "/ca.crt";
    auto created = TlsServerContext::create(options);
    if (!created) {
      failure = created.error();
      return std::nullopt;
    }
    known = server_contexts_.emplace(listener.name, *created).first;
  }
  return known->second;
}

std::uint64_t SimulatedPorts::seed_of(const SimulatedPlace& place) const {
  if (place.lot.empty()) return seed_ + spread * (place.number + 1);
  std::uint64_t mixed = seed_;
  for (const char c : place.lot) mixed = WireRandom(mixed ^ static_cast<unsigned char>(c)).next();
  return mixed + spread * place.id;
}

std::unique_ptr<SimulatedWire> SimulatedPorts::open(const SimulatedPlace& place, const Endpoint& where,
                                                    SimulatedClient::Tell tell, Time now) {
  const auto* listener = std::ranges::find(simulated_listeners, where.port, &SimulatedListener::port);
  const bool served = listener != simulated_listeners.end() && (!listener->tls || !certificates_.empty());
  if (!served) listener = nullptr;
  std::string failure;
  const auto ours = client_context(where, failure);
  auto theirs = listener == nullptr ? std::nullopt : server_context(*listener, failure);

  WireRandom seeds(seed_of(place));
  auto wire = std::make_unique<SimulatedWire>(place, where, listener, agenda_, host_, std::move(theirs),
                                              seeds, std::move(tell));
  if (failure.empty()) {
    wire->client.connect(ours, seeds.next(), now);
  } else {
    wire->client.fail(std::move(failure));
    wire->to_client.send(Segment::Kind::rst, {}, now);
  }
  return wire;
}

}  // namespace net
