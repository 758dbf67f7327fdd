#include "broker/topic_tree.h"

#include <map>
#include <unordered_map>

#include "broker/faults/topic_compare.h"
#include "broker/index_table.h"
#include "broker/level_tree.h"
#include "broker/pool.h"

namespace broker {
namespace {

/// What a filter's node holds. The wildcards among its children are reached without a look-up.
struct Filter {
  std::uint32_t plus = none;    ///< child for "+"
  std::uint32_t hash = none;    ///< child for "#"
  std::uint32_t first = none;   ///< of a ring of entries, in the order of their making
  std::uint32_t groups = none;  ///< shared subscriptions; most filters have none
  bool empty() const { return first == none && groups == none; }
};
using Tree = LevelTree<Filter>;

/// One subscription that is not shared.
struct Entry {
  std::uint32_t node{};
  SessionHandle session{};
  std::uint32_t next{};
  std::uint32_t previous{};
  Subscription subscription;
};

/// The sessions that share a filter under one name (4.8.2).
struct Group {
  struct Member {
    std::size_t place{};
    Subscription subscription;
  };
  std::vector<Match> members;
  std::unordered_map<SessionHandle, Member> by_session;
  std::size_t next = 0;

  bool add(SessionHandle session, const Subscription& subscription) {
    const auto [member, is_new] = by_session.try_emplace(session);
    member->second.subscription = subscription;
    if (!is_new) return false;
    member->second.place = members.size();
    members.push_back({session, &member->second.subscription});
    return true;
  }
  bool remove(SessionHandle session) {
    const auto found = by_session.find(session);
    if (found == by_session.end()) return false;
    const std::size_t place = found->second.place;
    members[place] = members.back();
    by_session.at(members[place].session).place = place;
    members.pop_back();
    by_session.erase(found);
    if (next >= members.size()) next = 0;
    return true;
  }
};
using Groups = std::map<std::string, Group, std::less<>>;

/// A node that the levels before `start` match.
struct Step {
  std::uint32_t node{};
  std::size_t start{};
};

/// The level that a node stands for is remembered at its parent when it is a wildcard.
std::uint32_t* wildcard_slot(Tree& tree, std::uint32_t parent, std::uint32_t child) {
  const std::string& level = tree[child].level;
  if (level == "+") return &tree[parent].content.plus;
  if (level == "#") return &tree[parent].content.hash;
  return nullptr;
}

}  // namespace

struct TopicTree::State {
  explicit State(const Faults& the_faults) : faults(the_faults) {}

  const Faults& faults;
  Tree tree;
  Pool<Entry> entries;
  IndexTable members;  ///< entries by node and session
  Pool<Groups> groups;
  std::size_t size = 0;
  std::vector<Step> pending;  ///< of match(); kept for its memory

  std::uint32_t make_node(std::string_view filter) {
    return tree.make(filter, [this](std::uint32_t parent, std::uint32_t child) {
      if (std::uint32_t* slot = wildcard_slot(tree, parent, child)) *slot = child;
    });
  }
  void prune(std::uint32_t node) {
    tree.prune(node, [this](std::uint32_t parent, std::uint32_t child) {
      if (std::uint32_t* slot = wildcard_slot(tree, parent, child)) *slot = none;
    });
  }

  static std::uint32_t member_hash(std::uint32_t node, SessionHandle session) {
    return hash_of(static_cast<std::uint64_t>(session) << 32U, node, {});
  }
  std::uint32_t find_entry(std::uint32_t node, SessionHandle session) const {
    return members.find(member_hash(node, session), [&](std::uint32_t index) {
      return entries[index].node == node && entries[index].session == session;
    });
  }
  bool add(std::uint32_t node, SessionHandle session, const Subscription& subscription) {
    if (const std::uint32_t known = find_entry(node, session); known != none) {
      entries[known].subscription = subscription;
      return false;
    }
    const std::uint32_t index = entries.take();
    std::uint32_t& first = tree[node].content.first;
    if (first == none) {
      first = index;
      entries[index] = {node, session, index, index, subscription};
    } else {
      const std::uint32_t last = entries[first].previous;
      entries[index] = {node, session, first, last, subscription};
      entries[last].next = index;
      entries[first].previous = index;
    }
    members.insert(member_hash(node, session), index);
    return true;
  }
  bool remove(std::uint32_t node, SessionHandle session) {
    const std::uint32_t index = find_entry(node, session);
    if (index == none) return false;
    const Entry& entry = entries[index];
    std::uint32_t& first = tree[node].content.first;
    if (first == index) first = entry.next == index ? none : entry.next;
    entries[entry.next].previous = entry.previous;
    entries[entry.previous].next = entry.next;
    members.erase(member_hash(node, session), index);
    entries.give_back(index);
    return true;
  }
  bool add_shared(std::uint32_t node, std::string_view name, SessionHandle session,
                  const Subscription& subscription) {
    std::uint32_t& at = tree[node].content.groups;
    if (at == none) at = groups.take();
    return groups[at].try_emplace(std::string(name)).first->second.add(session, subscription);
  }
  bool remove_shared(std::uint32_t node, std::string_view name, SessionHandle session) {
    std::uint32_t& at = tree[node].content.groups;
    if (at == none) return false;
    const auto group = groups[at].find(name);
    if (group == groups[at].end() || !group->second.remove(session)) return false;
    // 5.0/U-107: who stays is served
    if (group->second.members.empty() || faults.on("share-ends-with-first-leaver")) groups[at].erase(group);
    if (groups[at].empty()) {
      groups.give_back(at);
      at = none;
    }
    return true;
  }

  /// Appends what subscribed to just this filter.
  void give(std::uint32_t node, std::vector<Match>& plain, std::vector<SharedMatch>& shared) {
    if (node == none) return;
    const Filter& filter = tree[node].content;
    if (filter.groups != none) give_shared(filter.groups, plain, shared);
    if (filter.first == none) return;
    // 5.0/U-107: a group takes nothing away from subscriptions that are not shared
    if (filter.groups != none && faults.on("group-hides-plain-subscriptions")) return;
    std::uint32_t index = filter.first;
    do {
      const Entry& entry = entries[index];
      plain.push_back({entry.session, &entry.subscription});
      index = entry.next;
    } while (index != filter.first);
  }
  void give_shared(std::uint32_t at, std::vector<Match>& plain, std::vector<SharedMatch>& shared) {
    for (auto& [name, group] : groups[at]) {
      // 5.0/U-107: one member gets it, not all
      if (group.members.size() > 1 && faults.on("shared-message-to-all-members")) {
        plain.insert(plain.end(), group.members.begin(), group.members.end());
        continue;
      }
      shared.push_back({name, &group.members, &group.next});
      // 5.0/U-107: each group gets a copy
      if (groups[at].size() > 1 && faults.on("one-group-of-a-filter-served")) return;
    }
  }

  /// For a fault: the filters that end in "#" below a beginning of the level.
  void give_prefixes(std::uint32_t node, std::string_view level, std::vector<Match>& plain,
                     std::vector<SharedMatch>& shared) {
    for (std::size_t n = 1; n < level.size(); ++n) {
      const std::uint32_t prefix = tree.find_child(node, level.substr(0, n));
      if (prefix != none) give(tree[prefix].content.hash, plain, shared);
    }
  }

  void match_end(const Filter& here, std::uint32_t node, std::vector<Match>& plain,
                 std::vector<SharedMatch>& shared);
  void match_level(const Step& step, std::string_view topic, std::vector<Match>& plain,
                   std::vector<SharedMatch>& shared);
};

void TopicTree::State::match_end(const Filter& here, std::uint32_t node, std::vector<Match>& plain,
                                 std::vector<SharedMatch>& shared) {
  give(node, plain, shared);
  // 4.7.1.2: "a/#" matches "a" as well. 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106
  if (here.hash != none && !faults.on("hash-misses-parent")) give(here.hash, plain, shared);
  // 4.7.1.3: "a/+" does not. 3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3 5.0/U-106
  if (here.plus != none && faults.on("plus-matches-parent")) give(here.plus, plain, shared);
}

void TopicTree::State::match_level(const Step& step, std::string_view topic, std::vector<Match>& plain,
                                   std::vector<SharedMatch>& shared) {
  const Filter& here = tree[step.node].content;
  std::size_t next = step.start;
  const std::string_view level = next_level(topic, next);
  // 4.7.2: what begins with $ is hidden from a wildcard in the first level.
  const bool hidden = step.node == Tree::root && level.starts_with('$');

  // 3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1
  if (here.hash != none && (!hidden || faults.on("dollar-topics-matched-by-hash"))) {
    // 4.7.1.2: any number of levels. 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106
    if (next == ended || !faults.on("hash-matches-one-level")) give(here.hash, plain, shared);
  }

  // A level that is "+" or "#" is one only in a filter.
  const bool literal = level != "+" && level != "#";
  const std::uint32_t named = literal ? tree.find_child(step.node, level) : none;
  if (named != none) pending.push_back({named, next});

  // 3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1
  if (here.plus != none && (!hidden || faults.on("dollar-topics-matched-by-plus"))) {
    // 4.7.1.3: any one level, an empty one too. 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106
    const bool missed = (level.empty() && faults.on("plus-misses-empty-level")) ||
                        (named != none && faults.on("plus-hidden-by-named-level")) ||
                        (!hidden && level.starts_with('$') && faults.on("dollar-level-hidden-from-plus"));
    if (!missed) pending.push_back({here.plus, next});
    // 3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3 5.0/U-106
    if (next != ended && faults.on("plus-matches-several-levels")) give(here.plus, plain, shared);
  }

  // 3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3: "a/#" does not match "ab".
  if (level.size() > 1 && faults.on("hash-matches-any-prefix"))
    give_prefixes(step.node, level, plain, shared);
}

TopicTree::TopicTree(const Faults& faults) : state_(std::make_unique<State>(faults)) {}
TopicTree::~TopicTree() = default;
TopicTree::TopicTree(TopicTree&&) noexcept = default;
TopicTree& TopicTree::operator=(TopicTree&&) noexcept = default;

bool TopicTree::subscribe(std::string_view share_name, std::string_view filter, SessionHandle session,
                          const Subscription& subscription) {
  std::string changed;
  filter = filter_as_compared(filter, changed, state_->faults);
  const std::uint32_t node = state_->make_node(filter);
  const bool is_new = share_name.empty() ? state_->add(node, session, subscription)
                                         : state_->add_shared(node, share_name, session, subscription);
  state_->size += is_new ? 1 : 0;
  return is_new;
}

bool TopicTree::unsubscribe(std::string_view share_name, std::string_view filter, SessionHandle session) {
  std::string changed;
  filter = filter_as_compared(filter, changed, state_->faults);
  const std::uint32_t node = state_->tree.find(filter);
  if (node == none) return false;
  const bool there =
      share_name.empty() ? state_->remove(node, session) : state_->remove_shared(node, share_name, session);
  state_->size -= there ? 1 : 0;
  state_->prune(node);
  return there;
}

void TopicTree::match(std::string_view topic, std::vector<Match>& plain,
                      std::vector<SharedMatch>& shared) const {
  std::string changed;
  topic = as_compared(topic, changed, state_->faults);
  std::vector<Step>& pending = state_->pending;
  pending.assign(1, {Tree::root, 0});
  while (!pending.empty()) {
    const Step step = pending.back();
    pending.pop_back();
    if (step.start == ended) {
      state_->match_end(state_->tree[step.node].content, step.node, plain, shared);
    } else {
      state_->match_level(step, topic, plain, shared);
    }
  }
}

std::size_t TopicTree::size() const {
  return state_->size;
}

}  // namespace broker
