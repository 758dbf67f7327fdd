#include "broker/retained.h"

#include <algorithm>
#include <set>
#include <utility>

#include "broker/faults/topic_compare.h"
#include "broker/level_tree.h"

namespace broker {
namespace {

struct Kept {
  MessagePointer message;
  bool empty() const { return !message; }
};
using Tree = LevelTree<Kept>;

/// A node that the levels of the filter before `start` match.
struct Step {
  std::uint32_t node{};
  std::size_t start{};
};

/// 4.7.2: what begins with $ is hidden from a wildcard in the first level.
bool hidden(const Tree& tree, std::uint32_t parent, std::uint32_t child) {
  return parent == Tree::root && tree[child].level.starts_with('$');
}

/// 3.1.1/MQTT-3.3.1-11 5.0/MQTT-3.3.1-7: an empty message never is.
bool is_stored_though_empty(const MessagePointer& old, const Faults& faults) {
  // 3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6
  return old ? faults.on("empty-message-replaces-retained") : faults.on("empty-message-stored");
}

/// 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5: the newest is stored, with its QoS; only a fault says otherwise.
bool is_not_stored(const Message& message, const MessagePointer& old, const Faults& faults) {
  if (message.qos == 2 && faults.on("retained-qos-2-not-stored")) return true;
  if (!old) return false;
  // 3.1.1/MQTT-3.3.1-7 5.0/MQTT-3.3.1-5: the older one goes, even if the newer one has QoS 0
  // 3.1.1/MQTT-3.3.1-5
  if (message.publisher != old->publisher && faults.on("retained-belongs-to-its-publisher")) return true;
  // 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5 3.1.1/MQTT-3.3.1-7
  return faults.on("retained-not-replaced") ||
         (message.qos < old->qos && faults.on("retained-not-replaced-by-lower-qos")) ||
         (message.qos == 0 && faults.on("retained-qos-0-leaves-the-older"));
}

/// What the older message had and the newer one has not.
MessagePointer with_properties_of(const Message& old, const Message& message) {
  auto changed = std::make_shared<Message>(message);
  const auto keep = [](const auto& from, auto& to) {
    if (!to) to = from;
  };
  keep(old.content_type, changed->content_type);
  keep(old.response_topic, changed->response_topic);
  keep(old.correlation_data, changed->correlation_data);
  if (changed->user_properties.empty()) changed->user_properties = old.user_properties;
  return changed;
}

MessagePointer as_stored(const MessagePointer& message, const MessagePointer& old, const Faults& faults) {
  // 5.0/MQTT-3.3.1-5
  if (old && faults.on("retained-keeps-older-properties")) return with_properties_of(*old, *message);
  const bool lowered = message->qos == 2 && faults.on("retained-qos-2-stored-as-1");  // 3.1.1/MQTT-3.3.1-5
  // 5.0/MQTT-3.8.4-8 5.0/U-063: an expired message is discarded
  const bool for_ever = message->message_expiry_interval && faults.on("retained-kept-past-expiry");
  if (!lowered && !for_ever) return message;
  auto changed = std::make_shared<Message>(*message);
  if (lowered) changed->qos = 1;
  if (for_ever) changed->message_expiry_interval.reset();
  return changed;
}

}  // namespace

struct RetainedStore::State {
  State(std::size_t the_messages, std::size_t the_bytes, const Faults& the_faults)
      : maximum_messages(the_messages), maximum_bytes(the_bytes), faults(the_faults) {}

  std::size_t maximum_messages;
  std::size_t maximum_bytes;
  const Faults& faults;
  Tree tree;
  std::size_t messages = 0;
  std::size_t bytes = 0;
  std::set<std::pair<std::chrono::nanoseconds, std::uint32_t>> expiries;  ///< moment and node
  std::vector<Step> pending;                                              ///< of match()
  std::vector<std::uint32_t> below;  ///< of take_all(); kept for its memory

  static std::chrono::nanoseconds expiry(const Message& message) {
    return message.received_at + std::chrono::seconds(*message.message_expiry_interval);
  }
  void put(std::uint32_t node, const MessagePointer& message) {
    tree[node].content.message = message;
    ++messages;
    bytes += message->size();
    if (message->message_expiry_interval) expiries.emplace(expiry(*message), node);
  }
  /// Leaves the node in the tree.
  void take_out(std::uint32_t node) {
    const MessagePointer message = std::exchange(tree[node].content.message, nullptr);
    if (!message) return;
    --messages;
    bytes -= message->size();
    if (message->message_expiry_interval) expiries.erase({expiry(*message), node});
  }
  void prune(std::uint32_t node) {
    tree.prune(node, [](std::uint32_t, std::uint32_t) {});
  }
  void drop_expired(std::chrono::nanoseconds now) {
    if (!expiries.empty() && faults.on("retained-expiry-counts-from-sending")) return;  // 5.0/U-063
    while (!expiries.empty() && expiries.begin()->first <= now) {
      const std::uint32_t node = expiries.begin()->second;
      take_out(node);
      prune(node);
    }
  }
  Stored remove(std::string_view topic) {
    const std::uint32_t node = tree.find(topic);
    if (node == none || tree[node].content.empty()) return Stored::nothing_to_remove;
    take_out(node);
    prune(node);
    return Stored::removed;
  }
  bool has_room(const Message& message, const MessagePointer& instead_of) const {
    const std::size_t others = messages - (instead_of ? 1 : 0);
    const std::size_t their_bytes = bytes - (instead_of ? instead_of->size() : 0);
    return others < maximum_messages && their_bytes <= maximum_bytes &&
           message.size() <= maximum_bytes - their_bytes;
  }

  void take(std::uint32_t node, std::vector<MessagePointer>& out) const {
    if (const MessagePointer& message = tree[node].content.message) out.push_back(message);
  }
  void take_all(std::uint32_t top, std::vector<MessagePointer>& out);
  void match_plus(const Step& step, bool last, std::vector<MessagePointer>& out);
  void match_hash(std::uint32_t node, std::vector<MessagePointer>& out);
};

/// Everything below a node.
void RetainedStore::State::take_all(std::uint32_t top, std::vector<MessagePointer>& out) {
  below.assign(1, top);
  while (!below.empty()) {
    const std::uint32_t parent = below.back();
    below.pop_back();
    for (std::uint32_t child = tree[parent].first_child; child != none; child = tree[child].next) {
      // 3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1
      if (hidden(tree, parent, child) && !faults.on("dollar-topics-matched-by-hash")) continue;
      take(child, out);
      // 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9: any number of levels
      if (tree[child].first_child == none || faults.on("hash-matches-one-level")) continue;
      below.push_back(child);
    }
  }
}

/// `step.start` is past the "+".
void RetainedStore::State::match_plus(const Step& step, bool last, std::vector<MessagePointer>& out) {
  // 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9
  if (faults.on("retained-missed-by-plus")) return;
  for (std::uint32_t child = tree[step.node].first_child; child != none; child = tree[child].next) {
    const std::string& level = tree[child].level;
    // 3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1
    if (hidden(tree, step.node, child) && !faults.on("dollar-topics-matched-by-plus")) continue;
    // 4.7.1.3: any one level, an empty one too
    if (level.empty() && faults.on("plus-misses-empty-level")) continue;
    pending.push_back({child, step.start});
    if (last && tree[child].first_child != none && faults.on("plus-matches-several-levels"))
      take_all(child, out);
  }
}

/// `node` stands for the level before the "#".
void RetainedStore::State::match_hash(std::uint32_t node, std::vector<MessagePointer>& out) {
  // 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9
  if (faults.on("retained-missed-by-hash")) return;
  // 4.7.1.2: "a/#" matches "a" as well
  if (!tree[node].content.empty() && !faults.on("hash-misses-parent")) take(node, out);
  take_all(node, out);
}

RetainedStore::RetainedStore(std::size_t maximum_messages, std::size_t maximum_bytes, const Faults& faults)
    : state_(std::make_unique<State>(maximum_messages, maximum_bytes, faults)) {}
RetainedStore::~RetainedStore() = default;
RetainedStore::RetainedStore(RetainedStore&&) noexcept = default;
RetainedStore& RetainedStore::operator=(RetainedStore&&) noexcept = default;

RetainedStore::Stored RetainedStore::store(const MessagePointer& message) {
  State& state = *state_;
  std::string changed;
  const std::string_view topic = as_compared(message->topic, changed, state.faults);
  state.drop_expired(message->received_at);
  const std::uint32_t known = state.tree.find(topic);
  const MessagePointer old = known == none ? nullptr : state.tree[known].content.message;
  if (message->payload.empty() && !is_stored_though_empty(old, state.faults)) {
    // 3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6
    if (old && state.faults.on("empty-message-clears-nothing")) return Stored::nothing_to_remove;
    if (old && message->qos == 0 && state.faults.on("empty-qos-0-clears-nothing"))
      return Stored::nothing_to_remove;
    return state.remove(topic);
  }
  if (!state.has_room(*message, old)) return Stored::no_room;
  if (is_not_stored(*message, old, state.faults)) return Stored::replaced;
  const std::uint32_t node = state.tree.make(topic, [](std::uint32_t, std::uint32_t) {});
  state.take_out(node);
  state.put(node, as_stored(message, old, state.faults));
  return old ? Stored::replaced : Stored::stored;
}

void RetainedStore::match(std::string_view filter, std::chrono::nanoseconds now,
                          std::vector<MessagePointer>& out) {
  State& state = *state_;
  std::string changed;
  filter = filter_as_compared(filter, changed, state.faults);
  state.drop_expired(now);
  const auto first = static_cast<std::ptrdiff_t>(out.size());
  state.pending.assign(1, {Tree::root, 0});
  while (!state.pending.empty()) {
    const Step step = state.pending.back();
    state.pending.pop_back();
    if (step.start == ended) {
      state.take(step.node, out);
      continue;
    }
    std::size_t next = step.start;
    const std::string_view level = next_level(filter, next);
    if (level == "#" && next == ended) {
      state.match_hash(step.node, out);
    } else if (level == "+") {
      state.match_plus({step.node, next}, next == ended, out);
    } else if (const std::uint32_t child = state.tree.find_child(step.node, level); child != none) {
      state.pending.push_back({child, next});
    }
  }
  std::sort(out.begin() + first, out.end(),
            [](const MessagePointer& a, const MessagePointer& b) { return a->topic < b->topic; });
  // 5.0/U-063: it counts from when the message came
  if (!state.expiries.empty() && state.faults.on("retained-expiry-counts-from-sending")) {
    for (MessagePointer& message : out) {
      auto renewed = std::make_shared<Message>(*message);
      renewed->received_at = now;
      message = renewed;
    }
  }
  // 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9: all of them
  if (out.end() - out.begin() > first + 1 && state.faults.on("retained-first-match-only"))
    out.resize(static_cast<std::size_t>(first) + 1);
}

std::size_t RetainedStore::size() const {
  return state_->messages;
}

}  // namespace broker
