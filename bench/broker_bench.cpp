// What the reference broker's trees cost with 1 million subscriptions and 100,000 retained topics: the time
// to match must not grow with their number, and memory must stay in proportion.
#include <array>
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <optional>
#include <string>
#include <vector>

#include "broker/retained.h"
#include "broker/topic_tree.h"

namespace {

using broker::Match;
using broker::MessagePointer;
using broker::RetainedStore;
using broker::SharedMatch;
using broker::TopicTree;

constexpr std::size_t subscriptions = 1'000'000;
constexpr std::size_t retained_topics = 100'000;
const broker::Faults no_faults{};

/// Bytes that the program holds on the heap.
std::size_t heap() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// "site/12/room/345/device/678901/temperature" and its like: three of four filters are exact, the others
/// have wildcards in the middle, at the end, or both.
std::string device(std::size_t i) {
  return "site/" + std::to_string(i % 100) + "/room/" + std::to_string(i / 100 % 1'000) + "/device/" +
         std::to_string(i);
}
std::string filter(std::size_t i) {
  const std::string site = "site/" + std::to_string(i % 100);
  switch (i % 16) {
    case 3: return device(i) + "/#";
    case 7: return site + "/room/+/device/" + std::to_string(i) + "/temperature";
    case 11: return "site/+/room/" + std::to_string(i / 100 % 1'000) + "/device/" + std::to_string(i) + "/+";
    case 15: return site + "/+/" + std::to_string(i / 100) + "/#";
    default: return device(i) + "/temperature";
  }
}

struct Subscribed {
  TopicTree tree{no_faults};
  std::size_t bytes{};

  explicit Subscribed(bool wildcards) {
    const std::size_t before = heap();
    for (std::size_t i = 0; i < subscriptions; ++i)
      tree.subscribe("", wildcards ? filter(i) : device(i), static_cast<broker::SessionHandle>(i),
                     {.qos = 1});
    bytes = heap() - before;
  }
};

/// Made once, when a benchmark first needs it.
const Subscribed& subscribed(bool wildcards) {
  static std::array<std::optional<Subscribed>, 2> made;
  auto& one = made[wildcards ? 1 : 0];
  if (!one) one.emplace(wildcards);
  return *one;
}

void match(benchmark::State& state, bool wildcards) {
  const Subscribed& all = subscribed(wildcards);
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  std::vector<std::string> topics;
  topics.reserve(10'000);
  for (std::size_t i = 0; i < 10'000; ++i)
    topics.push_back(device(i * 7'919 % subscriptions) + (wildcards ? "/temperature" : ""));
  std::size_t at = 0;
  std::size_t matches = 0;
  for (auto _ : state) {
    plain.clear();
    shared.clear();
    all.tree.match(topics[at], plain, shared);
    matches += plain.size();
    if (++at == topics.size()) at = 0;
  }
  state.counters["matches"] = static_cast<double>(matches) / static_cast<double>(state.iterations());
  state.counters["bytes/subscription"] = static_cast<double>(all.bytes) / static_cast<double>(subscriptions);
}

/// One subscription among a million goes and comes back.
void unsubscribe_and_subscribe(benchmark::State& state) {
  TopicTree& tree = const_cast<TopicTree&>(subscribed(true).tree);
  std::size_t i = 0;
  for (auto _ : state) {
    const std::string text = filter(i);
    const auto session = static_cast<broker::SessionHandle>(i);
    if (!tree.unsubscribe("", text, session) || !tree.subscribe("", text, session, {.qos = 1}))
      state.SkipWithError("the subscription was not there");
    i = (i + 7'919) % subscriptions;
  }
}

void subscribe_a_million(benchmark::State& state) {
  for (auto _ : state) {
    const Subscribed all(true);
    benchmark::DoNotOptimize(&all);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(subscriptions));
}

struct Kept {
  RetainedStore store{retained_topics, std::size_t{1} << 30U, no_faults};
  std::size_t bytes{};

  Kept() {
    std::vector<MessagePointer> messages;
    messages.reserve(retained_topics);
    for (std::size_t i = 0; i < retained_topics; ++i) {
      auto message = std::make_shared<broker::Message>();
      message->topic = "a/" + std::to_string(i / 10) + "/" + std::string(1, static_cast<char>('a' + i % 10));
      message->payload = "21.5";
      messages.push_back(std::move(message));
    }
    const std::size_t before = heap();
    for (const MessagePointer& each : messages) store.store(each);
    bytes = heap() - before;
  }
};

/// 100,000 topics "a/0/a" to "a/9999/j".
void find_retained(benchmark::State& state, const std::string& wanted) {
  static Kept kept;
  std::vector<MessagePointer> found;
  for (auto _ : state) {
    found.clear();
    kept.store.match(wanted, {}, found);
    benchmark::DoNotOptimize(found.data());
  }
  state.counters["found"] = static_cast<double>(found.size());
  state.counters["bytes/topic"] = static_cast<double>(kept.bytes) / static_cast<double>(retained_topics);
}

BENCHMARK_CAPTURE(match, exact, false)->Name("match/exact filters");
BENCHMARK_CAPTURE(match, mixed, true)->Name("match/mixed filters");
BENCHMARK(unsubscribe_and_subscribe);
BENCHMARK(subscribe_a_million)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find_retained, exact, "a/4711/c")->Name("retained/exact");
BENCHMARK_CAPTURE(find_retained, below, "a/4711/#")->Name("retained/below one");
BENCHMARK_CAPTURE(find_retained, plus, "a/+/c")->Name("retained/plus")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(find_retained, all, "#")->Name("retained/all")->Unit(benchmark::kMillisecond);

}  // namespace
