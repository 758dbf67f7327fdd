// When a broker that was started counts as ready.
#include "runner/ready.h"

#include <gmock/gmock.h>

#include "net/free_port.h"
#include "net/socket_loop.h"
#include "tests/runner/support/fake_broker.h"
#include "tests/runner/support/notes.h"

namespace runner {
namespace {

using codec::Version;
using testing::FakeBroker;
using ::testing::HasSubstr;
using testing::target_at;

constexpr net::Time patience = std::chrono::seconds(20);

std::optional<std::string> still_running() {
  return std::nullopt;
}

TEST(Ready, OnceAConnectIsAccepted) {
  net::SocketLoop loop;
  FakeBroker broker;
  EXPECT_TRUE(wait_until_ready(target_at(broker.port()), loop, patience, still_running));
  EXPECT_EQ(broker.connects(), 1U);
}

TEST(Ready, ABrokerOf5_0AloneAcceptsTheSecondConnect) {
  net::SocketLoop loop;
  FakeBroker broker({.versions = {Version::v5_0}});
  EXPECT_TRUE(wait_until_ready(target_at(broker.port()), loop, patience, still_running));
}

TEST(Ready, ARefusalThatStaysIsAnAnswer) {
  net::SocketLoop loop;
  FakeBroker broker({.connack_code = 5});
  EXPECT_TRUE(wait_until_ready(target_at(broker.port()), loop, patience, still_running));
}

TEST(Ready, ABrokerThatEndedIsNot) {
  net::SocketLoop loop;
  const auto ports = net::free_ports(1);
  ASSERT_TRUE(ports);
  const auto ready = wait_until_ready(target_at(ports->front()), loop, patience,
                                      [] { return std::optional<std::string>("ended with exit code 3"); });
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error(), "ended with exit code 3");
}

TEST(Ready, ASilentBrokerIsNot) {
  net::SocketLoop loop;
  FakeBroker broker({.silent = true});
  const auto ready =
      wait_until_ready(target_at(broker.port()), loop, std::chrono::milliseconds(200), still_running);
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error(), HasSubstr("did not answer a CONNECT within 0.2 s"));
}

}  // namespace
}  // namespace runner
