// Who subscribed to what: a tree of topic levels, so that the subscribers of a topic are found in the time of
// its levels, whatever number of subscriptions there is (4.7, 4.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "broker/faults.h"

namespace broker {

/// A session, as the tree knows it; given out by the broker.
using SessionHandle = std::uint32_t;

/// What a client asked for and was granted (3.8.3.1).
struct Subscription {
  std::uint8_t qos{};  ///< granted
  bool no_local{};
  bool retain_as_published{};
  std::uint8_t retain_handling{};
  std::uint32_t identifier{};  ///< 0: none
};

/// One subscription that matches. The pointers hold until the tree is changed.
struct Match {
  SessionHandle session{};
  const Subscription* subscription{};
};

/// A shared subscription that matches: one of its members is to get the message (4.8.2).
struct SharedMatch {
  std::string_view share_name;
  const std::vector<Match>* members{};
  std::size_t* next{};  ///< whose turn it is; the taker moves it on
};

class TopicTree {
 public:
  /// `faults` must outlive the tree.
  explicit TopicTree(const Faults& faults);
  ~TopicTree();
  TopicTree(TopicTree&&) noexcept;
  TopicTree& operator=(TopicTree&&) noexcept;

  /// Adds a subscription or replaces the one that the session has for the same filter (and share name; empty:
  /// not shared). `filter` is well-formed and without "$share/…/". Says whether it is new.
  bool subscribe(std::string_view share_name, std::string_view filter, SessionHandle session,
                 const Subscription& subscription);
  /// Says whether there was one.
  bool unsubscribe(std::string_view share_name, std::string_view filter, SessionHandle session);

  /// Appends all subscriptions that match the topic; one session may appear several times.
  void match(std::string_view topic, std::vector<Match>& plain, std::vector<SharedMatch>& shared) const;

  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether one topic is matched by one filter (without "$share/…/"), by the same rules: for access rules.
bool filter_matches(std::string_view filter, std::string_view topic);

}  // namespace broker
