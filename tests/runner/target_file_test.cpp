// A target file: what its keys mean, paths and passwords.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/target.h"

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

TEST(TargetFile, ReadsEveryKey) {
  const auto target = target_from_json(R"({
    // comments may stand here
    "name": "house broker",
    "listeners": {
      "tcp": "mqtt://h:1883",
      "tls": {"url": "mqtts://h:8883"},
      "mtls": {"host": "h", "port": 8884},
      "wss": {"transport": "wss", "host": "h", "port": 8443, "path": "/x"},
      "acl": {"transport": "tls", "host": "h", "port": 8885, "client_certificate": true}
    },
    "default_listener": "tls",
    "users": {"default": {"user_name": "u", "password": "p"}, "reader": {"user_name": "r"}},
    "acl": {"readable": "a/b", "unwritable": "c"},
    "declared": {"maximum_qos": 1, "retain_available": false, "durability": true},
    "tls": {"ca": "ca.crt", "certificate": "/abs/c.crt", "key": "../c.key", "foreign_certificate": "f.crt",
            "foreign_key": "f.key", "server_name": "other", "insecure": true},
    "versions": ["5.0"],
    "control": {"stop": ["svc", "stop"], "start": ["svc", "start"], "kill": ["svc", "kill"],
                "survives": ["stop"], "ready_within_s": 4},
    "launch": {"start": ["broker"]}
  })",
                                       "/etc/broker");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->name, "house broker");
  EXPECT_EQ(target->default_listener, "tls");
  EXPECT_EQ(url_of(target->listeners.at("tls")), "mqtts://h:8883");
  EXPECT_EQ(url_of(target->listeners.at("mtls")), "mqtts://h:8884");
  EXPECT_EQ(url_of(target->listeners.at("wss")), "wss://h:8443/x");
  EXPECT_EQ(url_of(target->listeners.at("acl")), "mqtts://h:8885");
  EXPECT_TRUE(target->listeners.at("acl").client_certificate);
  EXPECT_EQ(target->users.at("").password, "p");
  EXPECT_EQ(target->users.at("reader").user_name, "r");
  EXPECT_THAT(target->acl, UnorderedElementsAre(Pair("readable", "a/b"), Pair("unwritable", "c")));
  EXPECT_THAT(target->declared, UnorderedElementsAre(Pair("maximum_qos", "1"), Pair("retain_available", "0"),
                                                     Pair("durability", "1")));
  EXPECT_EQ(target->tls.server_name, "other");
  EXPECT_TRUE(target->tls.insecure);
  EXPECT_THAT(target->versions, ElementsAre("5.0"));
  ASSERT_TRUE(target->control);
  EXPECT_TRUE(target->control->survives_stop);
  EXPECT_FALSE(target->control->survives_kill);
  EXPECT_THAT(target->control->commands.broker.start, ElementsAre("svc", "start"));
  EXPECT_THAT(target->control->commands.broker.kill, ElementsAre("svc", "kill"));
  EXPECT_THAT(target->control->commands.broker.restart, ElementsAre());
  EXPECT_EQ(target->control->commands.ready_within_s, 4);
}

TEST(TargetFile, SaysOfAPairHowTheOtherIsStoppedAndTheLinkIsCut) {
  const auto target = target_from_json(R"({
    "listeners": {"left": "a", "right": "b"},
    "control": {"right": {"stop": ["svc", "stop", "b"], "start": ["svc", "start", "b"]},
                "link_cut": ["fw", "drop"], "link_restored": ["fw", "pass"]}
  })",
                                       "");
  ASSERT_TRUE(target) << target.error();
  ASSERT_TRUE(target->control);
  EXPECT_FALSE(target->control->stops) << "nothing is said of the left one";
  EXPECT_TRUE(target->control->stops_right);
  EXPECT_TRUE(target->control->cuts_link);
  EXPECT_FALSE(target->control->link_is_watched) << "by commands it is cut between packets as it comes";
  EXPECT_THAT(target->control->commands.right.start, ElementsAre("svc", "start", "b"));
  EXPECT_THAT(target->control->commands.link_cut, ElementsAre("fw", "drop"));
}

TEST(TargetFile, LetsRelativePathsStartFromItsFolder) {
  const auto target = target_from_json(
      R"({"listeners": {"tls": "mqtts://h"}, "tls": {"ca": "ca.crt", "certificate": "/abs/c", "key": "../k"}})",
      "/etc/broker");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->tls.ca, "/etc/broker/ca.crt");
  EXPECT_EQ(target->tls.certificate, "/abs/c");
  EXPECT_EQ(target->tls.key, "/etc/k");
}

TEST(TargetFile, IsNamedAfterItsDefaultListenerWhenItHasNoName) {
  EXPECT_EQ(target_from_json(R"({"listeners": {"wss": "wss://h", "ws": "ws://g"}})", "")->name, "g:80");
  EXPECT_EQ(target_from_json(R"({"listeners": {"tcp": "h", "acl": "g"}})", "")->name, "h:1883");
  EXPECT_EQ(target_from_json(R"({"listeners": {"ws": "ws://g", "limited": "h"}})", "")->name, "g:80")
      << "limits are for those who look for them";
  EXPECT_EQ(target_from_json(R"({"listeners": {"limited": "wss://h"}})", "")->default_listener, "limited");
}

TEST(TargetFile, DemandsAClientCertificateOfMtlsUnlessTold) {
  const auto target = [](std::string_view value) {
    return target_from_json("{\"listeners\": {\"mtls\": " + std::string(value) + "}}", "");
  };
  EXPECT_TRUE(target(R"("mqtts://h")")->listeners.at("mtls").client_certificate);
  EXPECT_FALSE(target(R"({"url": "mqtts://h", "client_certificate": false})")
                   ->listeners.at("mtls")
                   .client_certificate);
  EXPECT_FALSE(
      target_from_json(R"({"listeners": {"tls": "mqtts://h"}})", "")->listeners.at("tls").client_certificate);
}

TEST(TargetFile, ReadsAPasswordFromTheFirstLineOfAFile) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "target_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "pw") << "hush\r\nmore\n";
  const auto text = [](std::string_view file) {
    return R"({"listeners": {"tcp": "h"}, "users": {"reader": {"user_name": "r", "password_file": ")" +
           std::string(file) + "\"}}}";
  };
  EXPECT_EQ(target_from_json(text("pw"), folder.string())->users.at("reader").password, "hush");
  const auto missing = target_from_json(text("none"), folder.string());
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error(), StartsWith("users.reader.password_file: cannot read"));
  std::filesystem::remove_all(folder);
}

TEST(TargetFile, ReadsWhyACaseIsLeftOut) {
  const auto target = target_from_json(
      R"({"listeners": {"tcp": "mqtt://h:1"}, "leave_out": {"limits/longest-topic": "it dies of it"}})", "");
  ASSERT_TRUE(target) << target.error();
  EXPECT_THAT(target->left_out, ElementsAre(Pair("limits/longest-topic", "it dies of it")));
  EXPECT_THAT(
      target_from_json(R"({"listeners": {"tcp": "mqtt://h:1"}, "leave_out": {"limits": 1}})", "").error(),
      StartsWith("leave_out.limits: "));
}

}  // namespace
}  // namespace runner
