// What `probe --write` leaves is a target file, and confides nothing that it was not asked to.
#include "runner/target_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace runner {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

Target target() {
  Target target = target_from_url("mqtt://sensor:s3cret@127.0.0.1:1883").value();
  target.name = "our broker";
  target.listeners["mtls"] = {Transport::tls, "localhost", 8884, "/mqtt", true};
  target.users["writer"] = {"writer", "w-s3cret"};
  target.auth["good"] = {"PLAIN", "u", "a-s3cret", {}};
  target.auth["other"] = {"JWT", "", "", {"m-s3cret"}};
  target.tls.key = "/tmp/client.key";
  target.tls.certificate = "/tmp/client.crt";
  target.declared["shared_subscription_available"] = "0";
  target.acl["readable"] = "room/1";
  return target;
}

Probe probe_of() {
  Probe probe;
  probe.versions = {codec::Version::v3_1_1};
  probe.capabilities = {{"wildcard_subscription_available", "0", "SUBACK", "3.1.1"},
                        {"maximum_qos", "1", "CONNACK", "5.0"},
                        {"retain_available", "1", "probe", "3.1.1"}};
  return probe;
}

TEST(TargetFile, ConfidesNoPassword) {
  const std::string text = target_file_of(target(), probe_of(), false);
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));
  const json written = json::parse(text);
  EXPECT_EQ(written["users"]["default"]["password_file"], "default.password");
  EXPECT_EQ(written["auth"]["good"]["password_file"], "auth-good.password");
  EXPECT_FALSE(written["auth"].contains("other"));
}

TEST(TargetFile, ReadAgainIsTheSameTarget) {
  const auto read = target_from_json(target_file_of(target(), probe_of(), true), ".");
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->name, "our broker");
  EXPECT_EQ(read->users.at("").password, "s3cret");
  EXPECT_EQ(read->auth.at("other").messages, std::vector<std::string>{"m-s3cret"});
  EXPECT_EQ(url_of(read->listeners.at("tcp")), "mqtt://127.0.0.1:1883");
  EXPECT_TRUE(read->listeners.at("mtls").client_certificate);
  EXPECT_EQ(read->tls.key, "/tmp/client.key");
  EXPECT_EQ(read->acl, target().acl);
  EXPECT_EQ(read->versions, std::vector<std::string>{"3.1.1"});
}

TEST(TargetFile, DeclaresOnlyWhatTheBrokerLacksAndDoesNotSay) {
  const json declared = json::parse(target_file_of(target(), probe_of(), false))["declared"];
  EXPECT_EQ(declared,
            (json{{"shared_subscription_available", false}, {"wildcard_subscription_available", false}}));
}

}  // namespace
}  // namespace runner
