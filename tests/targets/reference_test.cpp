// The broker that is built in, launched as `conformance` launches it when no broker is named.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/socket_loop.h"
#include "runner/launch.h"
#include "runner/probe.h"

namespace runner {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

LaunchOptions options(std::vector<std::string> arguments = {}) {
  return {std::string(CONFORMANCE_BINARY_DIR) + "/conformance", std::move(arguments)};
}

TEST(Reference, EveryListenerAndUserOfTheTargetAnswers) {
  net::SocketLoop loop;
  auto broker = launch(reference_target, loop, options());
  ASSERT_TRUE(broker) << broker.error().message;
  const auto found = probe(loop, broker->target(), {});
  ASSERT_TRUE(found) << found.error().message;
  for (const char* word : {"tcp", "tls", "mtls", "ws", "wss", "users", "acl"}) {
    EXPECT_TRUE(found->facts.at(codec::Version::v5_0).capabilities.at(word))
        << word << ": " << found->facts.at(codec::Version::v5_0).source.at(word);
  }
  EXPECT_EQ(found->limited.at(codec::Version::v5_0).announced.at(codec::Field::maximum_qos), 1U);
}

TEST(Reference, NothingIsLeftWhenItIsStopped) {
  net::SocketLoop loop;
  std::string folder;
  {
    auto broker = launch(reference_target, loop, options());
    ASSERT_TRUE(broker) << broker.error().message;
    folder = broker->folder();
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(Reference, FurtherArgumentsReachIt) {
  net::SocketLoop loop;
  const auto broker = launch(reference_target, loop, options({"--fault", "no-such-fault"}));
  ASSERT_FALSE(broker);
  EXPECT_EQ(broker.error().exit, Exit::unreachable);
  EXPECT_THAT(broker.error().message, HasSubstr("no-such-fault"));
}

TEST(Reference, NeedsNoPackage) {
  EXPECT_THAT(launchable(), Contains(std::string(reference_target)));
  EXPECT_EQ(package_of(reference_target), "");
}

}  // namespace
}  // namespace runner
