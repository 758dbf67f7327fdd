// The tree of levels and the hash table under it: nothing is lost while nodes come and go, and nothing is
// left when all are gone.
#include "broker/level_tree.h"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace broker {
namespace {

struct Number {
  int value = 0;
  bool empty() const { return value == 0; }
};
using Tree = LevelTree<Number>;

constexpr auto nothing = [](std::uint32_t, std::uint32_t) {};

TEST(Levels, are_what_stands_between_slashes) {
  const auto levels = [](std::string_view text) {
    std::vector<std::string> all;
    for (std::size_t start = 0; start != ended;) all.emplace_back(next_level(text, start));
    return all;
  };
  using Levels = std::vector<std::string>;
  EXPECT_EQ(levels("a/b"), (Levels{"a", "b"}));
  EXPECT_EQ(levels("/"), (Levels{"", ""}));
  EXPECT_EQ(levels("a//b/"), (Levels{"a", "", "b", ""}));
  EXPECT_EQ(levels("a"), (Levels{"a"}));
}

TEST(LevelTree, keeps_the_way_to_a_node_and_no_more) {
  Tree tree;
  const std::uint32_t deep = tree.make("a/b/c", nothing);
  tree[deep].content.value = 1;
  const std::uint32_t middle = tree.make("a/b", nothing);
  tree[middle].content.value = 2;
  EXPECT_EQ(tree.size(), 3U);
  tree[deep].content.value = 0;
  tree.prune(deep, nothing);
  EXPECT_EQ(tree.size(), 2U);
  EXPECT_EQ(tree.find("a/b/c"), none);
  EXPECT_EQ(tree.find("a/b"), middle);
  tree[middle].content.value = 0;
  tree.prune(middle, nothing);
  EXPECT_EQ(tree.size(), 0U);
}

TEST(LevelTree, tells_which_nodes_are_made_and_which_go) {
  Tree tree;
  int count = 0;
  const std::uint32_t node = tree.make("a/b/c", [&](std::uint32_t, std::uint32_t) { ++count; });
  EXPECT_EQ(count, 3);
  tree.make("a/b", [&](std::uint32_t, std::uint32_t) { ++count; });
  EXPECT_EQ(count, 3);
  tree.prune(node, [&](std::uint32_t, std::uint32_t) { --count; });
  EXPECT_EQ(count, 0);
}

TEST(LevelTree, loses_nothing_while_thousands_of_nodes_come_and_go) {
  Tree tree;
  std::map<std::string, int> expected;
  std::mt19937 random(1);
  for (int round = 1; round <= 50'000; ++round) {
    const std::string path = std::to_string(random() % 50) + '/' + std::to_string(random() % 100);
    if (random() % 2 == 0) {
      tree[tree.make(path, nothing)].content.value = round;
      expected[path] = round;
    } else if (const std::uint32_t node = tree.find(path); node != none) {
      tree[node].content.value = 0;
      tree.prune(node, nothing);
      expected.erase(path);
    }
  }
  for (const auto& [path, value] : expected) ASSERT_EQ(tree[tree.find(path)].content.value, value) << path;
  for (const auto& [path, value] : expected) {
    const std::uint32_t node = tree.find(path);
    tree[node].content.value = 0;
    tree.prune(node, nothing);
  }
  EXPECT_EQ(tree.size(), 0U);
  EXPECT_EQ(tree[Tree::root].first_child, none);
}

}  // namespace
}  // namespace broker
