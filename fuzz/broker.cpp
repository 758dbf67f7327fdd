// broker: up to four clients send arbitrary bytes to the reference broker, in virtual time; the input is a
// byte of options and records (support/records.h). Holds: what each is sent is well formed and answers what
// it asked; Receive Maximum and Packet Identifiers are kept; two bystanders lose nothing, get nothing twice
// and nothing out of order (they are there for one input in 8, and for one in 32 speak after every record);
// what the broker holds stays within its limits; and of closed sessions nothing is left.
#include "broker/broker.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fuzz/support/bystanders.h"
#include "fuzz/support/input.h"
#include "fuzz/support/oracle.h"
#include "fuzz/support/records.h"
#include "fuzz/support/watched_connection.h"

namespace {

using broker::ConnectionId;
using fuzz::Bystander;
using fuzz::Deed;
using fuzz::hold;
using fuzz::Record;
using fuzz::WatchedConnection;

constexpr ConnectionId publisher = 1;
constexpr ConnectionId subscriber = 2;

broker::Settings make_settings(bool small) {
  broker::Settings settings;
  settings.users = {{"alice", "wonderland"}};
  settings.rules = {{"alice", broker::AccessRule::Right::both, "a/#"},
                    {"", broker::AccessRule::Right::both, "%c/#"}};
  auto& restricted = settings.listeners["restricted"];
  restricted.access_rules = true;
  restricted.capabilities.maximum_qos = 1;
  restricted.capabilities.receive_maximum = 2;
  restricted.capabilities.maximum_packet_size = 200;
  restricted.capabilities.topic_alias_maximum = 2;
  restricted.capabilities.maximum_session_expiry_interval = 60;
  if (!small) return settings;
  settings.maximum_connections = 5;
  settings.maximum_sessions = 5;
  settings.maximum_subscriptions = 3;
  settings.maximum_topic_levels = 4;
  settings.maximum_queued_messages = 4;
  settings.maximum_held_bytes = 400;
  settings.maximum_filter_bytes = 60;
  settings.maximum_inflight = 2;
  settings.maximum_unsent_bytes = 400;
  settings.maximum_retained_messages = 2;
  settings.maximum_retained_bytes = 100;
  return settings;
}

const std::shared_ptr<const broker::Settings>& settings_of(std::uint8_t options) {
  static const auto large = std::make_shared<const broker::Settings>(make_settings(false));
  static const auto small = std::make_shared<const broker::Settings>(make_settings(true));
  return (options & 1U) != 0 ? small : large;
}

/// Whether the bystanders are there, and how often they speak.
enum class Watch : std::uint8_t { none, at_the_end, all_the_time };

/// The bystanders cost several times what the input's own packets do.
Watch watch_of(std::uint64_t hash) {
  if (hash % 8 != 0) return Watch::none;
  return hash % 32 == 0 ? Watch::all_the_time : Watch::at_the_end;
}

class Stage {
 public:
  Stage(std::uint8_t options, const std::string& secret, Watch watch)
      : settings_(*settings_of(options)),
        watch_(watch),
        restricted_((options & 2U) != 0),
        deaf_((options & 4U) != 0),
        broker_(settings_of(options), broker::Faults{}, 1) {
    if (watch_ == Watch::none) return;
    publisher_.emplace(Bystander::Role::publisher, secret);
    subscriber_.emplace(Bystander::Role::subscriber, secret);
    // The subscriber comes last in the order of identifiers, and first in time.
    broker_.opened(subscriber, {}, now_);
    give(subscriber, subscriber_->hello());
    broker_.opened(publisher, {}, now_);
    give(publisher, publisher_->hello());
  }

  void carry_out(const Record& record) {
    switch (record.deed) {
      case Deed::send: send(record.who, record.bytes); break;
      case Deed::send_in_two:
        send(record.who, record.bytes.first(record.bytes.size() / 2));
        send(record.who, record.bytes.subspan(record.bytes.size() / 2));
        break;
      case Deed::pass_time:
        pass(broker::Time(std::chrono::milliseconds(1)) * (1ULL << record.how * 2) * record.number);
        break;
      case Deed::end: end(record.who); break;
      case Deed::other: break;
    }
    if (watch_ == Watch::all_the_time) say_something(static_cast<std::uint8_t>(publisher_->published() % 3));
    stay_within_limits();
  }

  void leave() {
    for (std::uint8_t qos = 0; qos < 3 && watch_ != Watch::none; ++qos) say_something(qos);
    for (std::size_t who = 0; who < clients_.size(); ++who) end(who);
    if (watch_ != Watch::none) {
      broker_.ended(publisher, now_);
      broker_.ended(subscriber, now_);
    }
    drain();
    constexpr auto longest = std::chrono::seconds(0xFFFF'FFFFLL);
    pass(longest);
    const auto left = broker_.statistics();
    hold(left.connections == 0, "a closed connection is gone");
    if (for_ever_) return;
    hold(left.sessions == 0, "a session that has expired is gone");
    hold(left.subscriptions == 0 && left.queued == 0, "with a session goes what it held");
  }

 private:
  struct Client {
    std::optional<WatchedConnection> connection;
  };

  /// A bystander does; the other one hears it.
  void say_something(std::uint8_t qos) {
    give(publisher, publisher_->publish(qos));
    hold(publisher_->is_settled(), "a bystander's message is acknowledged");
    hold(subscriber_->arrived() == publisher_->published(), "a bystander's message arrives");
  }

  void send(std::uint8_t who, std::span<const std::uint8_t> bytes) {
    Client& client = clients_[who];
    if (!client.connection || !client.connection->is_open()) {
      client.connection.emplace(next_connection_++);
      broker_.opened(client.connection->id(), {restricted_ && who > 1 ? "restricted" : "", "192.0.2.1", {}},
                     now_);
      drain();
    }
    client.connection->queue(bytes);
    while (client.connection->is_open()) {
      const auto piece = client.connection->next_piece();
      if (!piece) break;
      broker_.received(client.connection->id(), *piece, now_);
      drain();
      client.connection->piece_is_through();
    }
    for_ever_ = for_ever_ || client.connection->has_asked_for_ever();
  }

  void end(std::size_t who) {
    auto& connection = clients_[who].connection;
    if (!connection) return;
    if (connection->is_open()) broker_.ended(connection->id(), now_);
    connection.reset();
    drain();
  }

  void pass(broker::Time time) {
    const broker::Time until = now_ + time;
    // A broker that asks for one tick after the other would never let the time pass.
    for (int ticks = 0; broker_.deadline() && *broker_.deadline() <= until; ++ticks) {
      hold(ticks < 100'000, "a tick is followed by something else than a tick");
      now_ = std::max(now_, *broker_.deadline());
      broker_.tick(now_);
      drain();
    }
    now_ = until;
  }

  void give(ConnectionId to, const std::string& bytes) {
    if (bytes.empty()) return;
    broker_.received(to, bytes, now_);
    drain();
  }

  /// Until the broker has nothing to say, and the bystanders neither.
  void drain() {
    for (broker_.take_actions(actions_); !actions_.empty(); broker_.take_actions(actions_)) {
      for (const broker::Action& action : actions_)
        std::visit([this](const auto& each) { done(each); }, action);
      for (const auto& [from, answer] : answers_) broker_.received(from, answer, now_);
      answers_.clear();
    }
  }
  void done(const broker::Write& write) {
    if (!deaf_ || write.connection <= subscriber) broker_.written(write.connection, write.bytes.size(), now_);
    if (Bystander* one = bystander(write.connection); one != nullptr) {
      if (auto answer = one->received(write.bytes); !answer.empty())
        answers_.emplace_back(write.connection, std::move(answer));
      return;
    }
    WatchedConnection* connection = connection_of(write.connection);
    hold(connection != nullptr, "nothing is written to a connection that has ended");
    connection->broker_wrote(write.bytes);
  }
  void done(const broker::Close& close) {
    hold(bystander(close.connection) == nullptr, "a bystander keeps its connection");
    WatchedConnection* connection = connection_of(close.connection);
    hold(connection != nullptr, "what has ended is not closed");
    connection->broker_closed();
    broker_.ended(close.connection, now_);
  }

  Bystander* bystander(ConnectionId id) {
    if (id == publisher) return &*publisher_;
    return id == subscriber ? &*subscriber_ : nullptr;
  }
  WatchedConnection* connection_of(ConnectionId id) {
    for (Client& client : clients_)
      if (client.connection && client.connection->id() == id) return &*client.connection;
    return nullptr;
  }

  void stay_within_limits() const {
    const auto held = broker_.statistics();
    hold(held.connections <= settings_.maximum_connections, "connections stay within their limit");
    hold(held.sessions <= settings_.maximum_sessions, "sessions stay within their limit");
    hold(held.subscriptions <= held.sessions * settings_.maximum_subscriptions,
         "subscriptions stay within their limit");
    hold(held.retained <= settings_.maximum_retained_messages, "retained messages stay within their limit");
    hold(held.queued <= held.sessions * (settings_.maximum_queued_messages + settings_.maximum_inflight),
         "messages that wait stay within their limit");
  }

  const broker::Settings& settings_;
  Watch watch_;
  bool restricted_;
  bool deaf_;  ///< the clients read nothing of what they are sent
  broker::Broker broker_;
  broker::Time now_{};
  std::optional<Bystander> publisher_;
  std::optional<Bystander> subscriber_;
  std::array<Client, 4> clients_;
  std::vector<broker::Action> actions_;
  std::vector<std::pair<ConnectionId, std::string>> answers_;
  ConnectionId next_connection_ = 3;
  bool for_ever_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ data[i]) * 1'099'511'628'211U;
  fuzz::Input input(data, size);
  Stage stage(input.byte(), std::to_string(hash), watch_of(hash));
  while (!input.empty()) stage.carry_out(fuzz::next_record(input));
  stage.leave();
  return 0;
}
