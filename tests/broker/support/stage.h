// A broker with clients that are nothing but bytes, in a time that the test sets: what goes in is composed
// from fields, what comes out is read as scenarios print it.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "broker/broker.h"
#include "codec/compose.h"

namespace broker_tests {

using codec::Field;
using codec::FieldValue;
using codec::PacketType;
using codec::Version;

class Stage {
 public:
  explicit Stage(broker::Settings settings = {}, const broker::Faults& faults = {});

  /// Opens a connection; `listener` as in the settings.
  broker::ConnectionId open(const std::string& listener = "tcp");
  /// Opens one and sends CONNECT; the answer is left to be read.
  broker::ConnectionId connect(const std::string& client_id, Version version = Version::v5_0,
                               std::vector<FieldValue> more = {}, const std::string& listener = "tcp");
  void send(broker::ConnectionId to, PacketType type, std::vector<FieldValue> fields = {});
  void send_bytes(broker::ConnectionId to, std::string_view bytes);
  void lose(broker::ConnectionId connection);
  void pass(std::chrono::nanoseconds time);

  /// All packets that came since the last call, one a line, as scenarios print them; then "CLOSED" if that
  /// happened.
  std::vector<std::string> read(broker::ConnectionId connection);
  /// How many bytes came since the last read.
  std::size_t unread_bytes(broker::ConnectionId connection) const;
  /// Whether bytes count as having left at once; true at first.
  bool drains = true;

  broker::Broker& broker() { return broker_; }
  broker::Time now() const { return now_; }

 private:
  void carry_out();

  broker::Time now_{};
  broker::ConnectionId last_ = 0;
  std::map<broker::ConnectionId, Version> versions_;
  std::map<broker::ConnectionId, std::string> output_;
  std::map<broker::ConnectionId, bool> closed_;
  broker::Broker broker_;
};

}  // namespace broker_tests
