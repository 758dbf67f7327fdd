// The simulated wire: the same seed, the same bytes at the same times; and the ends of connections as on a
// real one.
#include "net/simulated_loop.h"

#include <gmock/gmock.h>

#include "net/certificates.h"
#include "net/free_port.h"
#include "tests/net/support/visitor.h"

namespace net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::Visitor;
using How = client::Ended::How;

const std::string ping("\xc0\x00", 2);
const std::string pong("\xd0\x00", 2);
const std::string accepted("\x20\x02\x00\x00", 4);

std::string connect(const std::string& name, char keep_alive = 60) {
  std::string packet("\x10\x00\x00\x04MQTT\x04\x02\x00", 11);
  packet.push_back(keep_alive);
  packet.push_back('\0');
  packet.push_back(static_cast<char>(name.size()));
  packet += name;
  packet[1] = static_cast<char>(packet.size() - 2);
  return packet;
}

std::string subscribe(const std::string& filter) {
  std::string packet("\x82\x00\x00\x01\x00", 5);
  packet.push_back(static_cast<char>(filter.size()));
  packet += filter;
  packet.push_back('\0');
  packet[1] = static_cast<char>(packet.size() - 2);
  return packet;
}

std::string publish(const std::string& topic, const std::string& payload) {
  std::string packet("\x30", 1);
  std::size_t left = 2 + topic.size() + payload.size();
  do {
    packet.push_back(static_cast<char>((left & 0x7FU) | (left > 0x7FU ? 0x80U : 0U)));
    left >>= 7U;
  } while (left > 0);
  packet.push_back('\0');
  packet.push_back(static_cast<char>(topic.size()));
  return packet + topic + payload;
}

TEST(SimulatedLoop, AClientConnectsAndIsAnswered) {
  SimulatedLoop loop({});
  Visitor visitor(loop);
  visitor.open(testing::plain(simulated_ports::tcp));
  ASSERT_TRUE(visitor.until_open());
  EXPECT_EQ(loop.now(), 40us);
  EXPECT_EQ(loop.connections(), 1U);
  visitor.write(connect("a"));
  ASSERT_TRUE(visitor.until_received(4));
  EXPECT_EQ(visitor.received, accepted);
  EXPECT_EQ(loop.now(), 80us);
  visitor.act(client::CloseConnection{1});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.ended->how, How::fin);
  EXPECT_EQ(loop.connections(), 0U);
  EXPECT_EQ(loop.worst_lag(), Time{});
}

TEST(SimulatedLoop, WhereNobodyListensTheConnectionIsRefused) {
  SimulatedLoop loop({});
  for (const std::uint16_t port : {std::uint16_t{7}, simulated_ports::tls}) {  // no certificates: no TLS
    Visitor visitor(loop);
    visitor.open(testing::plain(port));
    ASSERT_TRUE(visitor.until_over());
    EXPECT_THAT(*visitor.open_failed, HasSubstr("connection refused"));
  }
}

TEST(SimulatedLoop, AKeepAliveOfTenSecondsEndsAfterFifteen) {
  SimulatedLoop loop({});
  Visitor visitor(loop);
  visitor.open(testing::plain(simulated_ports::tcp));
  ASSERT_TRUE(visitor.until_open());
  visitor.write(connect("a", 10));
  ASSERT_TRUE(loop.run_until([&] { return visitor.ended.has_value(); }, 60s));
  EXPECT_GE(loop.now(), 15s);
  EXPECT_LT(loop.now(), 16s);
}

TEST(SimulatedLoop, ItEndsAtItsDeadlineWhenNothingIsDue) {
  SimulatedLoop loop({});
  EXPECT_FALSE(loop.run_until([] { return false; }, 7s));
  EXPECT_EQ(loop.now(), 7s);
}

TEST(SimulatedLoop, TimersFireInOrderAndOneThatIsAlwaysDueStarvesNobody) {
  SimulatedLoop loop({});
  std::vector<Time> fired;
  Hooks hooks;
  hooks.timer = [&](Time now) { fired.push_back(now); };
  const Channel late = loop.open_channel(hooks);
  const Channel early = loop.open_channel(hooks);
  loop.set_timer(late, 30ms);
  loop.set_timer(early, 10ms);
  EXPECT_TRUE(loop.run_until([&] { return fired.size() == 2; }, 1s));
  EXPECT_THAT(fired, ::testing::ElementsAre(10ms, 30ms));
  Channel eager{};
  hooks.timer = [&](Time now) { loop.set_timer(eager, now - 1ms); };
  eager = loop.open_channel(hooks);
  loop.set_timer(eager, loop.now());
  Visitor visitor(loop);
  visitor.open(testing::plain(simulated_ports::tcp));
  EXPECT_TRUE(visitor.until_open());
}

TEST(SimulatedLoop, NothingIsToldAfterADropOrAReset) {
  for (const client::Action& action :
       {client::Action(client::DropConnection{1}), client::Action(client::ResetConnection{1})}) {
    SimulatedLoop loop({});
    Visitor visitor(loop);
    visitor.open(testing::plain(simulated_ports::tcp));
    ASSERT_TRUE(visitor.until_open());
    visitor.write(connect("a"));
    visitor.act(action);
    EXPECT_EQ(loop.connections(), 0U);
    loop.run_until([] { return false; }, 60s);
    EXPECT_EQ(visitor.told, 1U);
    EXPECT_EQ(loop.broker().statistics().connections, 0U);
  }
}

TEST(SimulatedLoop, AHalfClosedClientStillReads) {
  SimulatedLoop loop({});
  Visitor visitor(loop);
  visitor.open(testing::plain(simulated_ports::tcp));
  ASSERT_TRUE(visitor.until_open());
  visitor.write(connect("a"));
  visitor.act(client::HalfClose{1});
  visitor.write(ping);  // too late
  ASSERT_TRUE(visitor.until_over());
  EXPECT_EQ(visitor.received, accepted);
  EXPECT_EQ(visitor.ended->how, How::fin);
}

/// Connects, is flooded with four megabytes while it does not read, and reads again.
TEST(SimulatedLoop, WhoDoesNotReadHoldsTheBrokerUp) {
  SimulationOptions options;
  options.broker.maximum_unsent_bytes = 1U << 20U;
  SimulatedLoop loop(options);
  Visitor sleeper(loop);
  sleeper.open(testing::plain(simulated_ports::tcp));
  ASSERT_TRUE(sleeper.until_open());
  sleeper.write(connect("sleeper") + subscribe("t"));
  ASSERT_TRUE(sleeper.until_received(9));
  sleeper.act(client::StopReading{1});
  Visitor writer(loop);
  writer.open(testing::plain(simulated_ports::tcp));
  ASSERT_TRUE(writer.until_open());
  writer.write(connect("writer"));
  for (int i = 0; i < 64; ++i) writer.write(publish("t", std::string(65'536, 'x')));
  writer.write(ping);
  ASSERT_TRUE(writer.until_received(6));
  EXPECT_EQ(sleeper.received.size(), 9U);
  sleeper.act(client::GoOnReading{1});
  loop.run_until([] { return false; }, loop.now() + 1s);
  // What the kernels hold and what the broker may hold came, the rest was dropped (QoS 0).
  EXPECT_GT(sleeper.received.size(), 1'000'000U);
  EXPECT_LT(sleeper.received.size(), 2'000'000U);
  sleeper.write(ping);
  ASSERT_TRUE(sleeper.until([&] { return sleeper.received.ends_with(pong); }));
}

struct Circumstances {
  std::uint64_t seed = 1;
  Endpoint where = testing::plain(simulated_ports::tcp);
  std::string certificates{};
  bool with_bytes = true;
  std::string lot{};
  std::size_t neighbours = 0;  ///< who came before, on channels of their own
};

/// What one client sees in a storm, with the times.
std::string story(const Circumstances& circumstances) {
  SimulationOptions options;
  options.seed = circumstances.seed;
  options.weather = rough();
  options.certificates = circumstances.certificates;
  SimulatedLoop loop(options);
  std::vector<std::unique_ptr<Visitor>> neighbours;
  for (std::size_t i = 0; i < circumstances.neighbours; ++i) {
    neighbours.push_back(std::make_unique<Visitor>(loop));
    neighbours.back()->open(circumstances.where);
  }
  const Endpoint& where = circumstances.where;
  std::string told;
  Hooks hooks;
  hooks.lot = circumstances.lot;
  hooks.event = [&](const client::Event& event, Time now) {
    told += std::to_string(now.count()) + ":" + std::to_string(event.index());
    const auto* bytes = std::get_if<client::Received>(&event);
    if (bytes != nullptr && circumstances.with_bytes) told += std::string(bytes->bytes);
    told += '\n';
  };
  const Channel channel = loop.open_channel(hooks);
  for (client::ConnectionId id = 1; id <= 4; ++id) {
    loop.carry_out(channel, client::OpenConnection{id, 0, {}, {}}, &where);
  }
  loop.run_until([] { return false; }, 100ms);
  for (client::ConnectionId id = 1; id <= 4; ++id) {
    loop.carry_out(channel,
                   client::WriteBytes{id, connect("c" + std::to_string(id)) + subscribe("t") + ping, {}});
  }
  loop.run_until([] { return false; }, 200ms);
  for (client::ConnectionId id = 1; id <= 4; ++id) {
    loop.carry_out(channel, client::WriteBytes{id, publish("t", std::string(1000, 'x')), {}});
  }
  loop.run_until([] { return false; }, 300ms);
  for (client::ConnectionId id = 1; id <= 4; ++id) {
    loop.carry_out(channel, client::WriteBytes{id,
                                               "\xf3"
                                               "broken",
                                               {}});
  }
  loop.run_until([] { return false; }, 400ms);
  return told;
}

TEST(SimulatedLoop, TheSameSeedTellsTheSameStory) {
  const std::string first = story({.seed = 1});
  EXPECT_EQ(first, story({.seed = 1}));
  EXPECT_NE(first, story({.seed = 2}));
  Endpoint websocket = testing::plain(simulated_ports::websocket);
  websocket.websocket = true;
  EXPECT_EQ(story({.seed = 3, .where = websocket}), story({.seed = 3, .where = websocket}));
}

TEST(SimulatedLoop, AChannelOfTheSameLotMeetsTheSameWeatherWhateverRunsBesideIt) {
  const std::string alone = story({.lot = "case a"});
  EXPECT_EQ(alone, story({.lot = "case a", .neighbours = 3}));
  EXPECT_NE(alone, story({.lot = "case b"}));
  EXPECT_NE(alone, story({.seed = 2, .lot = "case a"}));
  EXPECT_NE(story({}), story({.neighbours = 3}));
}

TEST(SimulatedLoop, AlsoOverTls) {
  const TemporaryFolder folder = *TemporaryFolder::create("simulated");
  ASSERT_TRUE(write_certificates(folder.path()).has_value());
  Circumstances secured{.where = testing::plain(simulated_ports::websocket_tls),
                        .certificates = folder.path(),
                        .with_bytes = false};
  secured.where.tls = true;
  secured.where.websocket = true;
  secured.where.tls_options.ca = folder.path() + "/ca.crt";
  const std::string first = story(secured);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(first, story(secured));
}

TEST(SimulatedLoop, InAStormNothingIsLostOrOutOfOrder) {
  bool fin = false;
  bool rst = false;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SimulationOptions options;
    options.seed = seed;
    options.weather = rough();
    SimulatedLoop loop(options);
    Visitor visitor(loop);
    visitor.open(testing::plain(simulated_ports::tcp));
    ASSERT_TRUE(visitor.until_open());
    visitor.write(connect("a") + subscribe("t"));
    std::string expected = accepted + std::string("\x90\x03\x00\x01\x00", 5);
    for (char c = 'a'; c <= 'z'; ++c) {
      expected += publish("t", std::string(50, c));
      visitor.write(publish("t", std::string(50, c)), {.split = 7});
    }
    visitor.write(ping +
                  "\xf3"
                  "broken");
    ASSERT_TRUE(visitor.until_over());
    ASSERT_EQ(visitor.received, expected + pong) << seed;
    fin = fin || visitor.ended->how == How::fin;
    rst = rst || visitor.ended->how == How::rst;
  }
  EXPECT_TRUE(fin);
  EXPECT_TRUE(rst);
}

TEST(SimulatedLoop, TransportsAreThoseOfTheReferenceTarget) {
  const TemporaryFolder folder = *TemporaryFolder::create("simulated");
  ASSERT_TRUE(write_certificates(folder.path()).has_value());
  SimulationOptions options;
  options.certificates = folder.path();
  SimulatedLoop loop(options);
  const auto greeted = [&](std::uint16_t port, bool tls, bool websocket, const std::string& certificate) {
    Endpoint where = testing::plain(port);
    where.tls = tls;
    where.websocket = websocket;
    where.tls_options.ca = folder.path() + "/ca.crt";
    if (!certificate.empty()) {
      where.tls_options.certificate = folder.path() + "/" + certificate + ".crt";
      where.tls_options.key = folder.path() + "/" + certificate + ".key";
    }
    Visitor visitor(loop);
    visitor.open(where);
    if (!visitor.until_open()) return false;
    visitor.write(connect("a"));
    return visitor.until_received(4) && visitor.received == accepted;
  };
  EXPECT_TRUE(greeted(simulated_ports::tls, true, false, ""));
  EXPECT_TRUE(greeted(simulated_ports::websocket, false, true, ""));
  EXPECT_TRUE(greeted(simulated_ports::websocket_tls, true, true, ""));
  EXPECT_TRUE(greeted(simulated_ports::mutual_tls, true, false, "client"));
  EXPECT_FALSE(greeted(simulated_ports::mutual_tls, true, false, ""));
  EXPECT_FALSE(greeted(simulated_ports::mutual_tls, true, false, "foreign"));
  EXPECT_FALSE(greeted(simulated_ports::tcp, true, false, ""));
  EXPECT_FALSE(greeted(simulated_ports::tcp, false, true, ""));
  EXPECT_FALSE(greeted(simulated_ports::websocket, true, false, ""));
}

TEST(SimulatedLoop, AFaultOfTheTransportIsSeenAndKnownAsAsked) {
  SimulationOptions options;
  const std::size_t fault = broker::find_fault("text-frames-served");
  broker::FaultSet watched;
  watched.set(fault);
  options.faults.watch(watched);
  SimulatedLoop loop(options);
  Endpoint where = testing::plain(simulated_ports::websocket);
  where.websocket = true;
  Visitor visitor(loop);
  visitor.open(where);
  ASSERT_TRUE(visitor.until_open());
  EXPECT_FALSE(loop.asked().test(fault));
  visitor.write(connect("a"), {.text_frame = true});
  ASSERT_TRUE(visitor.until_over());
  EXPECT_THAT(visitor.ended->detail, HasSubstr("1003"));
  EXPECT_TRUE(loop.asked().test(fault));
}

}  // namespace
}  // namespace net
