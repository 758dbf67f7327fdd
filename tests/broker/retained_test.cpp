// Retained messages: stored, replaced, removed, expired, bounded, and found by topic and by filter.
#include "broker/retained.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "tests/broker/support/topic_oracle.h"

namespace broker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stored = RetainedStore::Stored;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

const Faults no_faults{};
constexpr std::size_t plenty = 1U << 30U;

MessagePointer message(std::string topic, std::string payload, std::optional<std::uint32_t> expiry = {},
                       nanoseconds received_at = {}) {
  auto made = std::make_shared<Message>();
  made->topic = std::move(topic);
  made->payload = std::move(payload);
  made->retain = true;
  made->message_expiry_interval = expiry;
  made->received_at = received_at;
  return made;
}

std::vector<std::string> topics_for(RetainedStore& store, std::string_view filter, nanoseconds now = {}) {
  std::vector<MessagePointer> found;
  store.match(filter, now, found);
  std::vector<std::string> topics;
  topics.reserve(found.size());
  for (const MessagePointer& each : found) topics.push_back(each->topic);
  return topics;
}

TEST(RetainedStore, keeps_the_last_message_of_a_topic) {
  RetainedStore store(plenty, plenty, no_faults);
  EXPECT_EQ(store.store(message("a/b", "1")), Stored::stored);
  EXPECT_EQ(store.store(message("a/b", "2")), Stored::replaced);
  std::vector<MessagePointer> found;
  store.match("a/b", {}, found);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]->payload, "2");
  EXPECT_EQ(store.size(), 1U);
}

TEST(RetainedStore, removes_a_message_by_an_empty_one_and_keeps_no_empty_one) {
  RetainedStore store(plenty, plenty, no_faults);
  EXPECT_EQ(store.store(message("a/b", "")), Stored::nothing_to_remove);
  store.store(message("a/b", "1"));
  EXPECT_EQ(store.store(message("a", "")), Stored::nothing_to_remove);
  EXPECT_EQ(store.store(message("a/b", "")), Stored::removed);
  EXPECT_THAT(topics_for(store, "#"), IsEmpty());
  EXPECT_EQ(store.size(), 0U);
}

TEST(RetainedStore, finds_messages_by_filter_in_the_order_of_their_topics) {
  RetainedStore store(plenty, plenty, no_faults);
  for (const char* topic : {"b/x/1", "a/y/1", "a/x/1", "a", "a/", "a/x", "$t/x/1", "/"})
    store.store(message(topic, "p"));
  EXPECT_THAT(topics_for(store, "a/+/1"), ElementsAre("a/x/1", "a/y/1"));
  EXPECT_THAT(topics_for(store, "+/x/1"), ElementsAre("a/x/1", "b/x/1"));
  EXPECT_THAT(topics_for(store, "a/#"), ElementsAre("a", "a/", "a/x", "a/x/1", "a/y/1"));
  EXPECT_THAT(topics_for(store, "#"), ElementsAre("/", "a", "a/", "a/x", "a/x/1", "a/y/1", "b/x/1"));
  EXPECT_THAT(topics_for(store, "+/+"), ElementsAre("/", "a/", "a/x"));
  EXPECT_THAT(topics_for(store, "$t/#"), ElementsAre("$t/x/1"));
  EXPECT_THAT(topics_for(store, "a/z/#"), IsEmpty());
}

TEST(RetainedStore, appends_to_what_was_found_before) {
  RetainedStore store(plenty, plenty, no_faults);
  store.store(message("a", "p"));
  store.store(message("b", "p"));
  std::vector<MessagePointer> found;
  store.match("b", {}, found);
  store.match("a", {}, found);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]->topic, "b");
}

TEST(RetainedStore, drops_what_has_expired) {
  RetainedStore store(plenty, plenty, no_faults);
  store.store(message("a", "p", 10, seconds(100)));
  store.store(message("b", "p", 20, seconds(100)));
  store.store(message("c", "p"));
  EXPECT_THAT(topics_for(store, "#", seconds(110) - milliseconds(1)), ElementsAre("a", "b", "c"));
  EXPECT_THAT(topics_for(store, "#", seconds(110)), ElementsAre("b", "c"));
  EXPECT_EQ(store.size(), 2U);
  // A new message has an expiry of its own.
  store.store(message("b", "p", {}, seconds(111)));
  EXPECT_THAT(topics_for(store, "#", seconds(1'000)), ElementsAre("b", "c"));
}

TEST(RetainedStore, takes_no_more_messages_than_it_has_room_for) {
  RetainedStore store(2, plenty, no_faults);
  store.store(message("a", "p"));
  store.store(message("b", "p", 10, seconds(0)));
  EXPECT_EQ(store.store(message("c", "p", {}, seconds(9))), Stored::no_room);
  EXPECT_EQ(store.store(message("a", "other", {}, seconds(9))), Stored::replaced);
  // Room that an expired message leaves is room.
  EXPECT_EQ(store.store(message("c", "p", {}, seconds(10))), Stored::stored);
  EXPECT_THAT(topics_for(store, "#", seconds(10)), ElementsAre("a", "c"));
}

TEST(RetainedStore, takes_no_more_bytes_than_it_has_room_for) {
  const std::size_t one = message("a", std::string(1'000, 'p'))->size();
  RetainedStore store(plenty, 2 * one, no_faults);
  store.store(message("a", std::string(1'000, 'p')));
  EXPECT_EQ(store.store(message("b", std::string(1'001, 'p'))), Stored::no_room);
  EXPECT_EQ(store.store(message("b", std::string(1'000, 'p'))), Stored::stored);
  EXPECT_EQ(store.store(message("a", std::string(1'001, 'p'))), Stored::no_room);
  EXPECT_EQ(store.store(message("a", "small")), Stored::replaced);
  EXPECT_EQ(store.store(message("b", "")), Stored::removed);
  EXPECT_EQ(store.store(message("c", std::string(1'500, 'p'))), Stored::stored);
}

TEST(RetainedStore, agrees_with_the_slow_matcher_whatever_comes_and_goes) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    TopicChance chance(seed);
    RetainedStore store(plenty, plenty, no_faults);
    std::map<std::string, std::string> kept;
    for (int round = 0; round < 1'000; ++round) {
      const std::string topic = chance.topic();
      const std::string payload = chance.below(3) == 0 ? "" : std::to_string(round);
      store.store(message(topic, payload));
      if (payload.empty()) {
        kept.erase(topic);
      } else {
        kept[topic] = payload;
      }
      ASSERT_EQ(store.size(), kept.size());
      if (round % 4 != 0) continue;
      const std::string filter = chance.filter();
      std::vector<MessagePointer> found;
      store.match(filter, {}, found);
      std::vector<std::pair<std::string, std::string>> expected;
      for (const auto& each : kept) {
        if (obviously_matches(filter, each.first)) expected.emplace_back(each);
      }
      decltype(expected) got;
      for (const MessagePointer& each : found) got.emplace_back(each->topic, each->payload);
      ASSERT_EQ(got, expected) << "seed " << seed << ", filter " << filter;
    }
  }
}

TEST(RetainedStore, takes_a_topic_of_as_many_levels_as_there_can_be) {
  RetainedStore store(plenty, plenty, no_faults);
  const std::string slashes(65'535, '/');
  store.store(message(slashes, "p"));
  EXPECT_THAT(topics_for(store, "#"), ElementsAre(slashes));
  store.store(message(slashes, ""));
  EXPECT_THAT(topics_for(store, "#"), IsEmpty());
}

TEST(RetainedFaults, change_what_a_filter_finds) {
  const auto found = [](std::string_view fault, std::string_view filter) {
    Faults faults;
    faults.switch_on(find_fault(fault));
    RetainedStore store(plenty, plenty, faults);
    for (const char* topic : {"a", "a/", "a/b", "a/b/c", "$t/b"}) store.store(message(topic, "p"));
    return topics_for(store, filter);
  };
  EXPECT_THAT(found("hash-misses-parent", "a/#"), ElementsAre("a/", "a/b", "a/b/c"));
  EXPECT_THAT(found("hash-matches-one-level", "a/#"), ElementsAre("a", "a/", "a/b"));
  EXPECT_THAT(found("plus-misses-empty-level", "a/+"), ElementsAre("a/b"));
  EXPECT_THAT(found("plus-matches-several-levels", "a/+"), ElementsAre("a/", "a/b", "a/b/c"));
  EXPECT_THAT(found("dollar-topics-matched-by-plus", "+/b"), ElementsAre("$t/b", "a/b"));
  EXPECT_THAT(found("dollar-topics-matched-by-hash", "#"), ElementsAre("$t/b", "a", "a/", "a/b", "a/b/c"));
  EXPECT_THAT(found("retained-missed-by-plus", "a/+"), IsEmpty());
  EXPECT_THAT(found("retained-missed-by-plus", "a/b"), ElementsAre("a/b"));
  EXPECT_THAT(found("retained-missed-by-hash", "a/#"), IsEmpty());
}

}  // namespace
}  // namespace broker
