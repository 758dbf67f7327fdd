// A tree of topic levels (4.7.1.1): each node is one level below its parent and carries some content. A child
// is found by one hash look-up, however many children there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broker/index_table.h"
#include "broker/pool.h"

namespace broker {

/// Past the last level of a topic or filter.
inline constexpr std::size_t ended = std::string_view::npos;

/// The level that begins at `start`; moves `start` on to the next level, or to `ended`. "a//b" has three
/// levels, "/" two empty ones.
inline std::string_view next_level(std::string_view text, std::size_t& start) {
  const std::size_t slash = text.find('/', start);
  const std::string_view level = text.substr(start, slash == std::string_view::npos ? slash : slash - start);
  start = slash == std::string_view::npos ? ended : slash + 1;
  return level;
}

/// `Content` has a default state and says by empty() whether its node may go.
template <class Content>
class LevelTree {
 public:
  struct Node {
    std::string level;
    std::uint32_t parent = none;
    std::uint32_t first_child = none;
    std::uint32_t next = none;  ///< sibling
    std::uint32_t previous = none;
    Content content{};
  };

  static constexpr std::uint32_t root = 0;

  LevelTree() : seed_(reinterpret_cast<std::uintptr_t>(this)) { nodes_.take(); }
  LevelTree(const LevelTree&) = delete;
  LevelTree& operator=(const LevelTree&) = delete;

  Node& operator[](std::uint32_t index) { return nodes_[index]; }
  const Node& operator[](std::uint32_t index) const { return nodes_[index]; }

  std::uint32_t find_child(std::uint32_t parent, std::string_view level) const {
    return table_.find(hash_of(seed_, parent, level), [&](std::uint32_t index) {
      const Node& node = nodes_[index];
      return node.parent == parent && node.level == level;
    });
  }
  /// The node at the end of a path of levels; `none` when it is not there.
  std::uint32_t find(std::string_view path) const {
    std::uint32_t at = root;
    for (std::size_t start = 0; start != ended && at != none;) at = find_child(at, next_level(path, start));
    return at;
  }
  /// The same, made where it is not there. `made(parent, child)` is called for each new node.
  template <class Made>
  std::uint32_t make(std::string_view path, const Made& made) {
    std::uint32_t at = root;
    for (std::size_t start = 0; start != ended;) {
      const std::string_view level = next_level(path, start);
      std::uint32_t child = find_child(at, level);
      if (child == none) {
        child = add_child(at, level);
        made(at, child);
      }
      at = child;
    }
    return at;
  }
  /// Removes the node and its ancestors as far as they are empty and without children. `gone(parent, child)`
  /// is called before each goes.
  template <class Gone>
  void prune(std::uint32_t index, const Gone& gone) {
    while (index != root && nodes_[index].first_child == none && nodes_[index].content.empty()) {
      const std::uint32_t parent = nodes_[index].parent;
      gone(parent, index);
      remove(index);
      index = parent;
    }
  }
  /// Without the root.
  std::size_t size() const { return nodes_.size() - 1; }

 private:
  std::uint32_t add_child(std::uint32_t parent, std::string_view level) {
    const std::uint32_t index = nodes_.take();
    Node& node = nodes_[index];
    node.level = level;
    node.parent = parent;
    node.next = nodes_[parent].first_child;
    if (node.next != none) nodes_[node.next].previous = index;
    nodes_[parent].first_child = index;
    table_.insert(hash_of(seed_, parent, level), index);
    return index;
  }
  void remove(std::uint32_t index) {
    const Node& node = nodes_[index];
    table_.erase(hash_of(seed_, node.parent, node.level), index);
    (node.previous == none ? nodes_[node.parent].first_child : nodes_[node.previous].next) = node.next;
    if (node.next != none) nodes_[node.next].previous = node.previous;
    nodes_.give_back(index);
  }

  // An address differs from run to run, so that nobody can know which levels collide; nothing that is seen
  // from outside depends on it.
  std::uint64_t seed_;
  Pool<Node> nodes_;
  IndexTable table_;
};

}  // namespace broker
