// A broker named by a URL, and what is said about a wrong one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tuple>

#include "runner/target.h"
#include "tests/runner/support/target_complaints.h"

namespace runner {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(TargetUrl, ReadsHostAndPortAsTcp) {
  const auto target = target_from_url("broker.example:2883");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->name, "broker.example:2883");
  EXPECT_EQ(target->default_listener, "tcp");
  EXPECT_EQ(only_listener(*target).transport, Transport::tcp);
  EXPECT_EQ(only_listener(*target).host, "broker.example");
  EXPECT_EQ(only_listener(*target).port, 2883);
  EXPECT_THAT(target->users, IsEmpty());
}

TEST(TargetUrl, KnowsTransportAndDefaultPortOfEachScheme) {
  using Row = std::tuple<std::string, Transport, std::string, std::uint16_t>;
  for (const auto& [scheme, transport, name, port] :
       {Row{"", Transport::tcp, "tcp", 1883}, Row{"mqtt://", Transport::tcp, "tcp", 1883},
        Row{"mqtts://", Transport::tls, "tls", 8883}, Row{"ws://", Transport::ws, "ws", 80},
        Row{"wss://", Transport::wss, "wss", 443}, Row{"MQTTS://", Transport::tls, "tls", 8883}}) {
    const auto target = target_from_url(scheme + "h");
    ASSERT_TRUE(target) << target.error();
    EXPECT_EQ(target->default_listener, name);
    EXPECT_EQ(only_listener(*target).transport, transport) << scheme;
    EXPECT_EQ(only_listener(*target).port, port) << scheme;
  }
}

TEST(TargetUrl, ReadsIpv6InBrackets) {
  const auto target = target_from_url("[::1]:1884");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(only_listener(*target).host, "::1");
  EXPECT_EQ(only_listener(*target).port, 1884);
  EXPECT_EQ(target->name, "[::1]:1884");
  EXPECT_EQ(target_from_url("mqtts://[fe80::2]")->name, "[fe80::2]:8883");
}

TEST(TargetUrl, SaysThatIpv6NeedsBrackets) {
  EXPECT_THAT(complaint_about_url("::1:1883"), HasSubstr("[::1]:1883"));
  EXPECT_THAT(complaint_about_url("fe80::1:1883"), HasSubstr("[::1]:1883"));
  EXPECT_THAT(complaint_about_url("[::1:1883"), HasSubstr("`]` is missing"));
  EXPECT_THAT(complaint_about_url("[::1]1883"), HasSubstr("colon is missing"));
  EXPECT_THAT(complaint_about_url("[localhost]:1883"), HasSubstr("brackets are for IPv6"));
}

TEST(TargetUrl, ReadsThePathOfAWebSocketAlone) {
  EXPECT_EQ(only_listener(*target_from_url("ws://h:9001")).path, "/mqtt");
  EXPECT_EQ(only_listener(*target_from_url("ws://h:9001/a/b?c=d")).path, "/a/b?c=d");
  EXPECT_EQ(only_listener(*target_from_url("ws://h:80/p@th")).path, "/p@th");
  EXPECT_EQ(complaint_about_url("mqtt://h:1883/"), "");
  EXPECT_THAT(complaint_about_url("mqtt://h:1883/mqtt"), HasSubstr("only ws:// and wss:// have a path"));
}

TEST(TargetUrl, ReadsUserAndPasswordWithTheirEscapes) {
  const auto target = target_from_url("mqtts://al%40ice:p%3a%2Fw:@h:1");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->users.at("").user_name, "al@ice");
  EXPECT_EQ(target->users.at("").password, "p:/w:");
  EXPECT_EQ(target_from_url("alice@h")->users.at("").password, "");
  EXPECT_THAT(complaint_about_url("alice:5%@h"), HasSubstr("%25"));
  EXPECT_THAT(complaint_about_url("alice:5%zz@h"), HasSubstr("%25"));
  EXPECT_THAT(complaint_about_url("alice:a/b@h"), HasSubstr("%2F"));
  EXPECT_THAT(complaint_about_url(":pw@h"), HasSubstr("user name is missing"));
}

TEST(TargetUrl, NeverRepeatsAPassword) {
  for (const auto* url : {"mqtt://u:secret@h:99999", "mqtt://u:secret@", "ftp://u:secret@h", "u:secret/x@h",
                          "ws://u:secret/x@h", "u:secret%@h"}) {
    EXPECT_NE(complaint_about_url(url), "") << url;
    EXPECT_THAT(complaint_about_url(url), Not(HasSubstr("secret")));
  }
  EXPECT_EQ(url_of(only_listener(*target_from_url("mqtt://u:secret@h"))), "mqtt://h:1883");
}

TEST(TargetUrl, TakesPortsFrom1To65535) {
  EXPECT_EQ(only_listener(*target_from_url("h:1")).port, 1);
  EXPECT_EQ(only_listener(*target_from_url("h:65535")).port, 65535);
  for (const auto* url : {"h:0", "h:65536", "h:-1", "h:x", "h:18 83", "h:+1"}) {
    EXPECT_THAT(complaint_about_url(url), HasSubstr("from 1 to 65535")) << url;
  }
  EXPECT_THAT(complaint_about_url("h:"), HasSubstr("port is missing"));
}

TEST(TargetUrl, SaysWhatIsMissingOrWrong) {
  EXPECT_EQ(complaint_about_url(""), "the broker is missing; write host:port");
  EXPECT_THAT(complaint_about_url(":1883"), HasSubstr("host is missing"));
  EXPECT_THAT(complaint_about_url("mqtt://"), HasSubstr("host is missing"));
  EXPECT_THAT(complaint_about_url("1883"), HasSubstr("127.0.0.1:1883"));
  EXPECT_THAT(complaint_about_url("my host:1883"), HasSubstr("no blanks"));
  EXPECT_THAT(complaint_about_url("http://h"), HasSubstr("write ws://"));
  EXPECT_THAT(complaint_about_url("https://h"), HasSubstr("write wss://"));
  EXPECT_THAT(complaint_about_url("amqp://h"), HasSubstr("mqtt://, mqtts://, ws:// or wss://"));
}

TEST(TargetUrl, IsPrintedAsItIsRead) {
  for (const auto* url : {"mqtt://h:1883", "mqtts://[::1]:8883", "ws://h:80/mqtt", "wss://h:443/x"}) {
    EXPECT_EQ(url_of(only_listener(*target_from_url(url))), url);
  }
}

TEST(TargetUrl, KnowsWhatStaysOnThisMachine) {
  for (const auto* host : {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const auto* host : {"10.0.0.1", "broker.example", "::2"}) EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace
}  // namespace runner
