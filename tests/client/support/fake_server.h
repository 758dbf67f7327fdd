// An obedient little server on a scripted wire: it answers what a client expects and forwards messages, until
// a test tells it to do something else. It has no clock: what it sends later it hands to the wire with a
// delay.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client/framing.h"
#include "client/packet.h"
#include "client/player.h"

namespace client_test {

using client::Time;
using codec::Field;
using codec::PacketType;
using codec::Version;
using namespace std::chrono_literals;

/// Fields as a test writes them: {{Field::id, 1}, {Field::topic, "a"}}.
struct Given {
  codec::Field field;
  codec::Value value;
  Given(codec::Field name, int number) : field(name), value(static_cast<codec::Number>(number)) {}
  Given(codec::Field name, codec::Number number) : field(name), value(number) {}
  Given(codec::Field name, const char* text) : field(name), value(codec::Bytes(text)) {}
  Given(codec::Field name, std::string text) : field(name), value(codec::Bytes(std::move(text))) {}
  Given(codec::Field name, codec::StringPair pair) : field(name), value(std::move(pair)) {}
  Given(codec::Field name, codec::NumberList list) : field(name), value(std::move(list)) {}
};
using Fields = std::vector<Given>;

/// The bytes of a packet; a test that cannot write one has a mistake, so this throws.
std::string bytes_of(Version version, PacketType type, const Fields& fields = {});
/// "20 02 00 00" as bytes.
std::string from_hex(std::string_view hex);

/// One connection as the server sees it.
struct Peer {
  client::ConnectionId id{};
  std::string actor;
  std::uint32_t ordinal{};
  std::string client_id;
  bool open = true;
  bool clean = true;
  client::Framer in;
  std::map<std::string, std::uint8_t> filters;
  std::uint16_t next_id = 1;
};

class FakeServer {
 public:
  /// What the server does to the wire; the test's wire carries it out.
  struct Output {
    client::ConnectionId connection{};
    Time delay{};
    std::string bytes;  ///< empty: the end of the connection
    std::optional<client::Ended::How> end;
  };

  /// Sees a packet before the obedient answer. True: that was it, no obedient answer.
  using Reaction = std::function<bool(FakeServer&, Peer&, const client::Packet&)>;

  explicit FakeServer(Version version) : version_(version) {}

  /// Reactions are asked in the order in which they were added.
  void on(Reaction reaction) { reactions_.push_back(std::move(reaction)); }
  /// For packets of one type of one actor.
  void on(std::string actor, PacketType type, Reaction reaction);

  void send(Peer& peer, PacketType type, const Fields& fields = {}, Time delay = {});
  void send_bytes(Peer& peer, std::string bytes, Time delay = {});
  void end(Peer& peer, client::Ended::How how = client::Ended::How::fin, Time delay = {});
  /// The actor's open connection; null when there is none.
  Peer* peer(std::string_view actor);

  void accept(client::ConnectionId connection, std::string actor, std::uint32_t ordinal);
  void receive(client::ConnectionId connection, std::string_view bytes);
  /// The client has sent FIN or RST.
  void client_ended(client::ConnectionId connection, bool reset);
  std::vector<Output> take_output();

  /// The obedient answer, for reactions that only add to it.
  void obey(Peer& peer, const client::Packet& packet);
  void deliver(const client::Packet& publish);
  Version version() const { return version_; }
  /// Every packet that clients have sent, "alice -> PUBLISH …".
  const std::vector<std::string>& received() const { return received_; }

 private:
  void connect(Peer& peer, const client::Packet& packet);
  void subscribe(Peer& peer, const client::Packet& packet);
  void publish(Peer& peer, const client::Packet& packet);

  Version version_;
  std::vector<Reaction> reactions_;
  std::map<client::ConnectionId, Peer> peers_;
  std::vector<Output> output_;
  std::map<std::string, client::Packet> retained_;
  std::map<std::string, std::map<std::string, std::uint8_t>> sessions_;
  std::vector<std::string> received_;
};

}  // namespace client_test
