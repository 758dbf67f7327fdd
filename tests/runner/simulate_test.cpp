// The simulated target is the target `reference`, on the ports of the wire.
#include "runner/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "broker/faults/fault_table.h"

namespace runner {
namespace {

TEST(Simulate, TheTargetHasEveryListenerUsersAndRules) {
  const auto simulation = simulate();
  ASSERT_TRUE(simulation) << simulation.error();
  for (const char* name : {"tcp", "tls", "mtls", "ws", "wss", "acl", "limited"})
    EXPECT_TRUE(simulation->target.listeners.contains(name)) << name;
  EXPECT_EQ(simulation->target.listeners.at("tcp").port, net::simulated_ports::tcp);
  EXPECT_TRUE(simulation->target.simulated);
  EXPECT_EQ(simulation->target.users.at("writer").user_name, "sensor");
  for (const char* name : {"good", "other", "bad", "scram", "scram-bad"})
    EXPECT_TRUE(simulation->target.auth.contains(name)) << name;
  EXPECT_FALSE(simulation->wire.broker.listeners.at("acl").anonymous);
  EXPECT_FALSE(simulation->wire.broker.rules.empty());
  EXPECT_EQ(simulation->wire.broker.listeners.at("limited").capabilities.maximum_qos, 1);
  EXPECT_EQ(simulation->wire.broker.default_listener.capabilities.maximum_qos, 2);
}

TEST(Simulate, ABrokerThatMisbehavesSaysSoInItsName) {
  auto simulation = simulate();
  ASSERT_TRUE(simulation) << simulation.error();
  broker::Faults faults;
  faults.switch_on(broker::find_fault("retained-not-replaced"));
  misbehave(*simulation, faults);
  EXPECT_EQ(simulation->target.name, "the reference broker, simulated with the fault retained-not-replaced");
  EXPECT_EQ(simulation->wire.faults.active(), faults.active());
}

TEST(Simulate, SeedsThatDifferGiveWiresThatDiffer) {
  EXPECT_EQ(seed_of_wire("7f3a91"), seed_of_wire("7f3a91"));
  EXPECT_NE(seed_of_wire("7f3a91"), seed_of_wire("7f3a92"));
}

}  // namespace
}  // namespace runner
