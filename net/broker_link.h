// The link between two brokers that we start: a relay on a loopback port, so that a case can cut it and see
// what the brokers make of that. It runs on a thread of its own: a loop that is busy with cases must not be
// felt as a slow link.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "codec/version.h"

namespace net {

class BrokerLink {
 public:
  /// Listens on 127.0.0.1:`from` and carries every connection on to 127.0.0.1:`to`; a FIN stays a FIN, an RST
  /// an RST. Fails with a sentence when the port is taken.
  static std::expected<BrokerLink, std::string> open(std::uint16_t from, std::uint16_t to);
  ~BrokerLink();  ///< resets what is open
  BrokerLink(BrokerLink&&) noexcept;
  BrokerLink& operator=(BrokerLink&&) noexcept;

  /// Resets all connections at both ends, and each new one as soon as it comes. The port stays ours: else
  /// another program might have it when the link is restored.
  void cut();
  /// The same when the next packet of this kind would cross, in either direction: it is the first that does
  /// not. Only where MQTT crosses without TLS; anything else never has such a packet.
  void cut_at(codec::PacketType type);
  /// New connections are carried again; none is cut any more.
  void restore();
  bool is_cut() const;
  /// To all who are connected, as if the other end had said it, between two pieces of what that says.
  void say(const std::string& bytes);

 private:
  struct State;
  explicit BrokerLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace net
