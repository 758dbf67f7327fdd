// A broker of a few hundred lines for tests of the runner: it delivers, and misbehaves where a test asks for
// it. On a free port of 127.0.0.1, on a thread of its own, gone when the test ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "codec/version.h"

namespace runner::testing {

struct FakeBrokerSettings {
  std::set<codec::Version> versions = {codec::Version::v3_1_1, codec::Version::v5_0};
  bool silent{};                ///< accepts connections and says nothing
  std::string instead = {};     ///< said instead of CONNACK, such as "HTTP/1.1 400 Bad Request"
  std::uint8_t connack_code{};  ///< other than 0 it refuses
  std::uint8_t highest_qos = 2;
};

/// A PUBLISH with one of these payloads makes it misbehave:
///   "die"    it closes all connections and listens no more
///   "lose"   the message is acknowledged and delivered to nobody
///   "once"   likewise, but only the first of them
class FakeBroker {
 public:
  explicit FakeBroker(FakeBrokerSettings settings = {});
  ~FakeBroker();
  FakeBroker(const FakeBroker&) = delete;
  FakeBroker& operator=(const FakeBroker&) = delete;

  std::uint16_t port() const { return port_; }
  /// The most clients that were connected when a PUBLISH with the payload "alone" came.
  std::size_t company() const { return company_; }
  std::size_t connects() const { return connects_; }

 private:
  struct Client {
    std::string input;
    codec::Version version = codec::Version::v3_1_1;
    bool connected{};
    bool gone{};
    std::map<std::string, std::uint64_t> subscriptions;
    std::uint16_t last_id = 0;
  };
  struct Message {
    std::string topic;
    std::string payload;
    std::uint64_t qos{};
  };

  void serve();
  void read_from(int socket, Client& client);
  void handle(int socket, Client& client, std::string_view packet);
  void on_publish(int socket, Client& client, std::string_view packet);
  void deliver(const Message& message);
  void die();

  FakeBrokerSettings settings_;
  int listener_ = -1;
  int wake_read_ = -1;
  int wake_write_ = -1;
  std::uint16_t port_ = 0;
  std::map<int, Client> clients_;
  bool lost_once_ = false;
  bool dead_ = false;
  std::atomic<std::size_t> company_ = 0;
  std::atomic<std::size_t> connects_ = 0;
  std::thread thread_;
};

}  // namespace runner::testing
