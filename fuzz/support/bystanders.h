// Two well-behaved clients beside those of the input. What the one publishes has to reach the other exactly
// as its QoS promises, whatever the others do.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "codec/stream.h"

namespace fuzz {

/// One of the two: speaks 5.0, acknowledges at once.
class Bystander {
 public:
  enum class Role : std::uint8_t { publisher, subscriber };
  /// `secret` is unknown to the input, so nobody else uses its topic or takes its client identifier; at most
  /// 40 bytes.
  Bystander(Role role, std::string secret);

  /// CONNECT, and the SUBSCRIBE of the subscriber: to be sent first.
  std::string hello() const;
  /// Takes what the broker wrote; what is to be answered to it.
  std::string received(std::string_view bytes);
  /// A message of its own, numbered from 0 on. For the publisher.
  std::string publish(std::uint8_t qos);

  std::uint32_t published() const { return published_; }
  /// Messages that came, each of them once and in order.
  std::uint32_t arrived() const { return arrived_; }
  /// Whether every flow of its own has come to its end.
  bool is_settled() const { return open_.empty(); }

 private:
  std::string answer(const codec::Packet& packet);
  std::string payload(std::uint32_t number) const;
  std::string topic() const { return "bystander/" + secret_; }

  Role role_;
  std::string secret_;
  codec::StreamDecoder stream_;
  std::uint32_t published_ = 0;
  std::uint32_t arrived_ = 0;
  std::map<std::uint16_t, std::uint8_t> open_;  ///< by Packet Identifier: QoS of what is not acknowledged
};

}  // namespace fuzz
