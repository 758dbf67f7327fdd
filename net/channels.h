// What every event loop has, whatever its wire is: the table of its users, with their hooks, connections and
// timers.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "net/event_loop.h"

namespace net {

/// `Connection` is what a loop keeps for each connection of a channel.
template <typename Connection>
class Channels {
 public:
  struct User {
    Hooks hooks;
    std::map<client::ConnectionId, Connection> connections;
    std::optional<Time> due;
  };
  /// Held by whoever calls a hook, which may close its own channel.
  using Held = std::shared_ptr<User>;

  Channel open(Hooks hooks) {
    auto user = std::make_shared<User>();
    user->hooks = std::move(hooks);
    users_.emplace(++last_, std::move(user));
    return last_;
  }

  /// Takes it out, without its timer. Null: no such channel.
  Held close(Channel channel) {
    Held user = find(channel);
    if (user == nullptr) return user;
    set_timer(channel, std::nullopt);
    users_.erase(channel);
    return user;
  }

  /// Null: no such channel.
  Held find(Channel channel) const {
    const auto found = users_.find(channel);
    return found == users_.end() ? nullptr : found->second;
  }

  std::vector<std::pair<Channel, Held>> all() const { return {users_.begin(), users_.end()}; }

  /// Tells the channel, if it is still there.
  void deliver(Channel channel, const client::Event& event, Time now) const {
    const Held user = find(channel);
    if (user != nullptr && user->hooks.event) user->hooks.event(event, now);
  }

  void set_timer(Channel channel, std::optional<Time> due) {
    const Held user = find(channel);
    if (user == nullptr || user->due == due) return;
    if (user->due) timers_.erase({*user->due, channel});
    user->due = due;
    if (due) timers_.emplace(*due, channel);
  }

  std::optional<Time> next_timer() const {
    return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
  }

  /// Each timer that is due by now, once: a hook that sets its own to the past is not called again.
  void fire_timers(Time now) {
    std::vector<Channel> due;
    for (auto next = timers_.begin(); next != timers_.end() && next->first <= now; ++next) {
      due.push_back(next->second);
    }
    for (const Channel channel : due) {
      const Held user = find(channel);
      if (user == nullptr || !user->due || *user->due > now) continue;  // another hook closed or moved it
      set_timer(channel, std::nullopt);
      if (user->hooks.timer) user->hooks.timer(now);
    }
  }

 private:
  std::unordered_map<Channel, Held> users_;
  Channel last_ = 0;
  std::set<std::pair<Time, Channel>> timers_;
};

/// The connection that an action speaks of.
inline client::ConnectionId connection_of(const client::Action& action) {
  return client::connection_of(action);
}

/// What a player asked for, done by a connection that is open; opening one is the loop's own.
template <typename Connection>
void carry_out(const client::Action& action, Connection& connection) {
  if (const auto* write = std::get_if<client::WriteBytes>(&action)) {
    connection.write(write->bytes, write->delivery, write->end_follows);
  } else if (std::holds_alternative<client::HalfClose>(action)) {
    connection.half_close();
  } else if (std::holds_alternative<client::CloseConnection>(action)) {
    connection.close();
  } else if (std::holds_alternative<client::ResetConnection>(action)) {
    connection.reset();
  } else if (std::holds_alternative<client::DropConnection>(action)) {
    connection.drop();
  } else if (std::holds_alternative<client::StopReading>(action)) {
    connection.stop_reading();
  } else if (std::holds_alternative<client::GoOnReading>(action)) {
    connection.go_on_reading();
  }
}

}  // namespace net
