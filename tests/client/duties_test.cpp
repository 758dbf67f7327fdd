// What a client does by itself, and what an unmarked packet may not do.
#include <algorithm>
#include <gtest/gtest.h>

#include "client/cleanup.h"
#include "client/framing.h"
#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

std::vector<Time> times_of(const client::Outcome& outcome, client::WireEvent::What what,
                           std::uint8_t first_byte) {
  std::vector<Time> times;
  for (const auto& event : outcome.wire)
    if (event.what == what && !event.bytes.empty() && static_cast<std::uint8_t>(event.bytes[0]) == first_byte)
      times.push_back(event.at);
  return times;
}

std::string delivered_to_bob(std::string_view acks) {
  return "  given\n    bob connects " + std::string(acks) +
         "\n    bob subscribes \"$t\" max_qos=1\n    alice connects\n"
         "  alice publishes topic=\"$t\" qos=1 payload=\"1\"\n  alice publishes topic=\"$t\" qos=1 "
         "payload=\"2\"\n  bob <- PUBLISH payload=\"1\"\n  bob <- PUBLISH payload=\"2\"\n";
}

TEST(Acknowledgements, are_sent_at_once_or_late_or_never) {
  using What = client::WireEvent::What;
  Play at_once(v5, delivered_to_bob(""));
  ASSERT_EQ(at_once.run().verdict, Verdict::pass) << at_once.story();
  Play slow(v5, delivered_to_bob("acks=slow"));
  ASSERT_EQ(slow.run().verdict, Verdict::pass) << slow.story();
  const auto delays = [](const client::Outcome& outcome) {
    std::vector<Time> list;
    const auto arrivals = times_of(outcome, What::received, 0x32);
    const auto answers = times_of(outcome, What::sent, 0x40);
    for (std::size_t i = 0; i < std::min(arrivals.size(), answers.size()); ++i)
      list.push_back(answers[i] - arrivals[i]);
    return list;
  };
  EXPECT_EQ(delays(at_once.outcome()), (std::vector<Time>{0ms, 0ms}));
  EXPECT_EQ(delays(slow.outcome()), (std::vector<Time>{100ms, 100ms}));
  Play slower(v5, delivered_to_bob("acks=slow"));
  slower.settings().slow_acks_by = 350ms;
  ASSERT_EQ(slower.run().verdict, Verdict::pass) << slower.story();
  EXPECT_EQ(delays(slower.outcome()), (std::vector<Time>{350ms, 350ms}));
  Play manual(v5, delivered_to_bob("acks=manual"));
  ASSERT_EQ(manual.run().verdict, Verdict::pass) << manual.story();
  EXPECT_TRUE(times_of(manual.outcome(), What::sent, 0x40).empty());
}

TEST(Pings, go_at_half_of_the_keep_alive_unless_switched_off) {
  const auto pings = [](std::string_view options) {
    Play stage(v3, "  alice connects keep_alive=2 " + std::string(options) +
                       "\n  after 5500ms\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
    return std::ranges::count(stage.server().received(), "alice -> PINGREQ");
  };
  EXPECT_EQ(pings("pings=off"), 2);  // the script's and the drain's
  EXPECT_EQ(pings(""), 7);
}

TEST(Bookkeeping, goes_by_the_bytes_so_that_a_hand_made_pingreq_gets_its_pingresp) {
  Play stage(v3, "  given\n    alice connects\n  alice -> BYTES c0 00\n  alice <- PINGRESP\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_TRUE(stage.outcome().advice.empty());
}

struct LimitCase {
  const char* what;
  std::string lines;
  Field field;
  int announced;
};

TEST(Limits, an_unmarked_packet_that_would_break_what_the_server_announced_is_not_sent) {
  const std::vector<LimitCase> cases = {
      {"QoS", "  alice publishes topic=\"$t\" qos=2 payload=\"x\"\n", Field::maximum_qos, 1},
      {"retain", "  alice publishes topic=\"$t\" retain payload=\"x\"\n", Field::retain_available, 0},
      {"wildcard", "  alice subscribes \"$t/#\" max_qos=0\n", Field::wildcard_subscription_available, 0},
      {"identifier", "  alice subscribes \"$t\" max_qos=0 subscription_identifier=3\n",
       Field::subscription_identifier_available, 0},
      {"shared", "  alice subscribes \"$share/g/$t\" max_qos=0\n", Field::shared_subscription_available, 0},
      {"alias", "  alice publishes topic=\"$t\" topic_alias=3 payload=\"x\"\n", Field::topic_alias_maximum,
       2},
      {"size", "  alice publishes topic=\"$t\" payload=fill(200)\n", Field::maximum_packet_size, 100},
      {"quota",
       "  alice -> PUBLISH topic=\"$t\" qos=1 id=1 payload=\"x\"\n  alice -> PUBLISH topic=\"$t\" qos=1 id=2 "
       "payload=\"x\"\n",
       Field::receive_maximum, 1}};
  for (const LimitCase& each : cases) {
    Play stage(v5,
               "  given\n    alice connects\n" + each.lines + "  alice -> PINGREQ\n  alice <- PINGRESP\n");
    stage.on("alice", PacketType::connect, [&](FakeServer& server, Peer& from, const client::Packet&) {
      server.send(from, PacketType::connack,
                  {{Field::session_present, 0}, {Field::code, 0}, {each.field, each.announced}});
      return true;
    });
    EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << each.what << stage.story();
    EXPECT_EQ(stage.outcome().capability, codec::name_of(each.field));
    EXPECT_EQ(stage.outcome().capability_source, "CONNACK");
  }
}

TEST(Limits, a_marked_packet_is_sent_all_the_same) {
  Play stage(v5,
             "  given\n    alice connects\n  alice -> PUBLISH! topic=\"$t\" qos=1 id=1 payload=\"x\"\n  "
             "alice <- PUBACK id=1\n");
  stage.on("alice", PacketType::connect, [&](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack,
                {{Field::session_present, 0}, {Field::code, 0}, {Field::maximum_qos, 0}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Limits, a_need_that_is_known_not_to_be_met_ends_the_case_before_it_begins) {
  Play stage(v5, "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n", "  needs users\n");
  stage.settings().server.capabilities["users"] = false;
  stage.settings().server.source["users"] = "target file";
  EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(stage.outcome().capability, "users");
  EXPECT_EQ(stage.outcome().capability_source, "target file");
}

TEST(Framing, cuts_a_stream_however_it_arrives) {
  const std::string stream = from_hex("c0 00 30 03 00 01 61 d0 00");
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    client::Framer framer;
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      framer.push(std::string_view(stream).substr(at, piece));
      while (auto frame = framer.next()) frames.push_back(frame->bytes);
    }
    EXPECT_EQ(frames,
              (std::vector<std::string>{from_hex("c0 00"), from_hex("30 03 00 01 61"), from_hex("d0 00")}));
    EXPECT_FALSE(framer.in_the_middle());
  }
}

TEST(Framing, a_length_without_end_is_no_frame) {
  client::Framer framer;
  framer.push(from_hex("30 80 80 80 80 01"));
  const auto frame = framer.next();
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->sound);
}

TEST(Player, takes_thousands_of_packets_in_its_stride) {
  std::string lines =
      "  given\n    bob connects\n    bob subscribes \"$t\" max_qos=0\n    alice connects\n  alice publishes "
      "topic=\"$t\" qos=1 payload=\"go\"\n  bob <- PUBLISH payload=\"x\" x5000\n";
  Play stage(v5, lines);
  stage.on("alice", PacketType::publish, [&](FakeServer& server, Peer& from, const client::Packet& packet) {
    std::string bytes;
    for (int i = 0; i < 5000; ++i)
      bytes +=
          bytes_of(v5, PacketType::publish, {{Field::topic, stage.plan().topic_root}, {Field::payload, "x"}});
    server.send_bytes(*server.peer("bob"), bytes);
    server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass);
}

TEST(Cleaner, clears_topics_and_ends_sessions_one_after_the_other) {
  FakeServer server(v5);
  client::CleanupOrder order;
  order.version = v5;
  order.retained_topics = {"a", "b"};
  order.sessions = {"one", "two"};
  order.client_id = "cleaner";
  client::Cleaner cleaner(order);
  Time now{};
  cleaner.start(now);
  for (int round = 0; round < 100 && !cleaner.done(); ++round) {
    now += 1ms;
    for (const client::Action& action : cleaner.take_actions()) {
      if (const auto* open = std::get_if<client::OpenConnection>(&action)) {
        server.accept(open->connection, "cleaner", 0);
        cleaner.handle(client::Opened{open->connection}, now);
      } else if (const auto* write = std::get_if<client::WriteBytes>(&action)) {
        server.receive(write->connection, write->bytes);
      } else if (const auto* close = std::get_if<client::CloseConnection>(&action)) {
        server.client_ended(close->connection, false);
      }
    }
    for (const auto& output : server.take_output()) {
      if (output.end)
        cleaner.handle(client::Ended{output.connection, *output.end, ""}, now);
      else
        cleaner.handle(client::Received{output.connection, output.bytes}, now);
    }
  }
  EXPECT_TRUE(cleaner.done());
  EXPECT_TRUE(cleaner.left().empty());
  EXPECT_EQ(
      std::ranges::count_if(server.received(),
                            [](const std::string& line) { return line.find("retain") != std::string::npos; }),
      2);
  EXPECT_EQ(std::ranges::count_if(
                server.received(),
                [](const std::string& line) { return line.find("CONNECT client_id") != std::string::npos; }),
            3);
}

TEST(Cleaner, says_what_it_could_not_clean) {
  client::CleanupOrder order;
  order.version = v3;
  order.retained_topics = {"a"};
  order.sessions = {"one"};
  client::Cleaner cleaner(order);
  cleaner.start(0s);
  for (Time now = 0s; !cleaner.done(); now += 1s) {
    cleaner.take_actions();
    cleaner.tick(now);
  }
  EXPECT_EQ(cleaner.left(), (std::vector<std::string>{"topic a: the broker does not answer",
                                                      "session one: the broker does not answer"}));
}

}  // namespace
}  // namespace client_test
