// Everything about the reference broker that may be set, for the whole of it or for a listener. Every limit
// is bounded by default, so that no client can make it grow without end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace broker {

/// One right of the access rules: who may do what with topics that the filter matches. A topic is allowed
/// when any rule allows it; `%u` and `%c` in the filter stand for user name and client identifier.
struct AccessRule {
  enum class Right : std::uint8_t { read, write, both };
  std::string user;  ///< empty: everybody, anonymous clients too
  Right right{};
  std::string filter;
};

/// What CONNACK announces (3.2.2.3): clients of 5.0 are told what differs from the standard's defaults, and
/// are held to it. 3.1.1 has no words for any of this: its clients meet a lower grant and refused wildcards,
/// and nothing else.
struct Capabilities {
  std::uint8_t maximum_qos = 2;  ///< 0..2
  bool retain_available = true;
  bool wildcard_subscription_available = true;
  bool shared_subscription_available = true;
  bool subscription_identifier_available = true;
  std::uint16_t receive_maximum = 100;                          ///< 1..65535, inbound
  std::uint32_t maximum_packet_size = 4'194'304;                ///< inbound, bytes
  std::uint16_t topic_alias_maximum = 16;                       ///< inbound
  std::optional<std::uint16_t> server_keep_alive;               ///< seconds; replaces the client's
  std::uint32_t maximum_session_expiry_interval = 0xFFFF'FFFF;  ///< seconds; 0xFFFFFFFF: for ever
  std::string response_information = "responses/";              ///< given on request; empty: none
  std::vector<std::pair<std::string, std::string>> user_properties;
};

/// What holds on a listener: who is let in, and what is announced there. All of it is of the connection; a
/// session that comes back by another listener brings its subscriptions with it.
struct ListenerSettings {
  bool anonymous = true;      ///< without user name and password
  bool access_rules = false;  ///< `Settings::rules` hold; otherwise everything is allowed
  Capabilities capabilities;
};

struct Settings {
  ListenerSettings default_listener;
  std::map<std::string, ListenerSettings> listeners;  ///< by name, where they differ

  // ---- who may do what
  std::map<std::string, std::string> users;  ///< name -> password; also those of SCRAM and of the challenge
  std::vector<AccessRule> rules;

  // ---- what else clients may be told
  std::string server_reference;  ///< sent with 0x9C on shutdown; empty: none
  bool reason_strings = true;

  // ---- limits of our own
  std::size_t maximum_connections = 100'000;
  std::size_t maximum_sessions = 1'000'000;
  std::size_t maximum_subscriptions = 100'000;  ///< of one session
  std::size_t maximum_topic_levels = 128;
  std::size_t maximum_queued_messages = 100'000;  ///< waiting in one session
  std::size_t maximum_held_bytes = 64U << 20U;  ///< of one session: messages that wait or are unacknowledged
  std::size_t maximum_filter_bytes = 16U << 20U;  ///< of one session: its subscriptions
  std::uint16_t maximum_inflight = 1'000;         ///< outbound, also where the client allows more
  std::uint16_t maximum_outgoing_aliases = 16;    ///< Topic Aliases that we use towards a client
  std::size_t maximum_unsent_bytes = 8U << 20U;   ///< of one connection; beyond it QoS 0 messages are dropped
  std::size_t maximum_retained_messages = 1'000'000;
  std::size_t maximum_retained_bytes = 1U << 30U;
  std::uint32_t connect_within_s = 5;  ///< a connection without CONNECT is closed then
};

}  // namespace broker
