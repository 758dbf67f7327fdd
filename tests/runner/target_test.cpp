// A broker as the user describes it: URLs and target files, and what is said about wrong ones.
#include "runner/target.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tuple>

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const ListenerAddress& only_listener(const Target& target) {
  return target.listeners.at(target.default_listener);
}

std::string complaint_about_url(std::string_view url) {
  const auto target = target_from_url(url);
  return target ? "" : target.error();
}

std::string complaint_about_file(std::string_view text) {
  const auto target = target_from_json(text, "/etc/broker");
  return target ? "" : target.error();
}

/// A file that is right but for what stands beside the listeners.
std::string complaint_about(std::string_view keys) {
  return complaint_about_file(R"({"listeners": {"tcp": "mqtt://h:1883"}, )" + std::string(keys) + "}");
}

std::string complaint_about_listener(std::string_view name, std::string_view value) {
  return complaint_about_file("{\"listeners\": {\"" + std::string(name) + "\": " + std::string(value) + "}}");
}

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

TEST(TargetFile, ReadsCredentialsOfEnhancedAuthentication) {
  const auto target = target_from_json(R"({"listeners": {"tcp": "h"}, "auth": {
    "good": {"method": "SCRAM-SHA-256", "user_name": "a", "password": "b"},
    "other": {"method": "GS2-KRB5", "messages": ["6081", "base64:YWJj", ""]}
  }})",
                                       "");
  ASSERT_TRUE(target) << target.error();
  const client::AuthCredentials& good = target->auth.at("good");
  EXPECT_EQ(good.method, "SCRAM-SHA-256");
  EXPECT_EQ(good.user_name, "a");
  EXPECT_EQ(good.password, "b");
  EXPECT_THAT(good.messages, ElementsAre());
  EXPECT_THAT(target->auth.at("other").messages, ElementsAre("\x60\x81", "abc", ""));
}

TEST(TargetFile, NamesTheKeyOfWrongCredentials) {
  const auto complaint = [](const std::string& good) {
    return complaint_about(R"("auth": {"good": )" + good + "}");
  };
  EXPECT_THAT(complaint(R"({"user_name": "a"})"), StartsWith("auth.good.method: the key is missing"));
  EXPECT_THAT(complaint(R"({"method": "PLAIN"})"), StartsWith("auth.good.user_name: the key is missing"));
  EXPECT_THAT(complaint(R"({"method": "GS2-KRB5", "user_name": "a"})"),
              StartsWith("auth.good.method: messages are only computed for SCRAM-SHA-256, PLAIN"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": []})"),
              StartsWith("auth.good.messages: expected what"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["0x60"]})"),
              StartsWith("auth.good.messages: `0x60` is"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["base64:?"]})"),
              StartsWith("auth.good.messages: `base64:?` is"));
  EXPECT_THAT(complaint(R"({"method": "m", "messages": ["60"], "password": "b"})"),
              StartsWith("auth.good.password: `messages` says all"));
  EXPECT_THAT(complaint(R"({"method": "m", "passwort": "b"})"), HasSubstr("did you mean `password`?"));
  EXPECT_THAT(complaint_about(R"("auth": {"method": {}})"), StartsWith("auth.method: expected a word"));
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

TEST(TargetFile, NamesTheLineThatIsNoJson) {
  EXPECT_THAT(complaint_about_file("{\n\"listeners\": {\n,}}"), StartsWith("line 3: "));
  EXPECT_THAT(complaint_about_file(""), StartsWith("line 1: "));
  EXPECT_THAT(complaint_about_file("[]"), HasSubstr("one JSON object"));
}

TEST(TargetFile, SuggestsAKeyForAnUnknownOne) {
  EXPECT_EQ(complaint_about(R"("user": {})"), "user: there is no such key; did you mean `users`?");
  EXPECT_THAT(complaint_about(R"("qwertyuiop": 1)"), HasSubstr("there are name, listeners"));
  EXPECT_THAT(complaint_about(R"("tls": {"sever_name": "x"})"),
              AllOf(StartsWith("tls.sever_name: "), HasSubstr("`server_name`")));
  EXPECT_THAT(complaint_about(R"("acl": {"raedable": "x"})"),
              AllOf(StartsWith("acl.raedable: "), HasSubstr("`readable`")));
  EXPECT_THAT(complaint_about(R"("declared": {"maximum_qs": 1})"),
              AllOf(StartsWith("declared.maximum_qs: "), HasSubstr("`maximum_qos`")));
  EXPECT_THAT(complaint_about_listener("tlss", R"("mqtts://h")"),
              AllOf(StartsWith("listeners.tlss: "), HasSubstr("`tls`")));
  EXPECT_THAT(complaint_about_listener("tcp", R"({"hosts": "h", "port": 1})"),
              AllOf(StartsWith("listeners.tcp.hosts: "), HasSubstr("`host`")));
  EXPECT_THAT(complaint_about(R"("users": {"reader": {"username": "x"}})"),
              AllOf(StartsWith("users.reader.username: "), HasSubstr("`user_name`")));
}

TEST(TargetFile, NamesTheKeyOfAWrongListener) {
  EXPECT_THAT(complaint_about_file("{}"), StartsWith("listeners: the key is missing"));
  EXPECT_THAT(complaint_about_file(R"({"listeners": {}})"), StartsWith("listeners: expected one at least"));
  EXPECT_THAT(complaint_about_listener("tls", R"({"host": "h", "port": 65536})"),
              StartsWith("listeners.tls.port: expected a whole number from 1 to 65535"));
  EXPECT_THAT(complaint_about_listener("tls", R"({"host": "h", "port": "8883"})"),
              StartsWith("listeners.tls.port: "));
  EXPECT_THAT(complaint_about_listener("tls", R"({"host": "h"})"),
              StartsWith("listeners.tls.port: the key is missing"));
  EXPECT_THAT(complaint_about_listener("tls", R"({"port": 1})"), StartsWith("listeners.tls: expected `url`"));
  EXPECT_THAT(complaint_about_listener("tcp", R"({"url": "h", "port": 1})"),
              StartsWith("listeners.tcp.port: `url` says this already"));
  EXPECT_THAT(complaint_about_listener("tcp", R"({"url": "h:x"})"), StartsWith("listeners.tcp.url: "));
  EXPECT_THAT(complaint_about_listener("tcp", R"("mqtt://u:pw@h")"), HasSubstr("under `users`"));
  EXPECT_THAT(complaint_about_listener("tcp", "7"), StartsWith("listeners.tcp: expected a URL"));
  EXPECT_THAT(complaint_about_listener("tls", R"("mqtt://h")"), HasSubstr("mqtts://"));
  EXPECT_THAT(complaint_about_listener("tcp", R"({"host": "h", "port": 1, "path": "/x"})"),
              StartsWith("listeners.tcp.path: "));
  EXPECT_THAT(complaint_about_listener("ws", R"({"host": "h", "port": 1, "path": "x"})"),
              StartsWith("listeners.ws.path: "));
  EXPECT_THAT(complaint_about_listener("acl", R"({"transport": "udp", "host": "h", "port": 1})"),
              StartsWith("listeners.acl.transport: "));
  EXPECT_THAT(complaint_about(R"("default_listener": "wss")"), StartsWith("default_listener: `wss`"));
}

TEST(TargetFile, NamesTheKeyOfAWrongValue) {
  EXPECT_THAT(complaint_about(R"("name": 3)"), StartsWith("name: expected a string"));
  EXPECT_THAT(complaint_about(R"("name": "")"), StartsWith("name: expected a string that is not empty"));
  EXPECT_THAT(complaint_about(R"("users": [])"), StartsWith("users: expected an object"));
  EXPECT_THAT(complaint_about(R"("users": {"reader": {}})"), StartsWith("users.reader.user_name: "));
  EXPECT_THAT(complaint_about(R"("users": {"r": {"user_name": "a", "password": "b", "password_file": "c"}})"),
              StartsWith("users.r.password_file: "));
  EXPECT_THAT(complaint_about(R"("acl": {"readable": "a/#"})"), StartsWith("acl.readable: "));
  EXPECT_THAT(complaint_about(R"("declared": {"maximum_qos": 3})"), StartsWith("declared.maximum_qos: "));
  EXPECT_THAT(complaint_about(R"("declared": {"maximum_qos": true})"), StartsWith("declared.maximum_qos: "));
  EXPECT_THAT(complaint_about(R"("declared": {"retain_available": "no"})"),
              StartsWith("declared.retain_available: expected true or false"));
  EXPECT_THAT(complaint_about(R"("declared": {"receive_maximum": 0})"), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(complaint_about(R"("tls": {"insecure": 1})"),
              StartsWith("tls.insecure: expected true or false"));
  EXPECT_THAT(complaint_about(R"("tls": {"key": "k"})"), StartsWith("tls.key: needs `certificate`"));
  EXPECT_THAT(complaint_about(R"("tls": {"foreign_certificate": "k"})"),
              StartsWith("tls.foreign_certificate: needs `foreign_key`"));
  EXPECT_THAT(complaint_about(R"("versions": ["3.1"])"), StartsWith("versions: expected \"3.1.1\""));
  EXPECT_THAT(complaint_about(R"("versions": "5.0")"), StartsWith("versions: expected a list"));
  EXPECT_THAT(complaint_about(R"("control": {"start": ["a"]})"),
              StartsWith("control.stop: the key is missing"));
  EXPECT_THAT(complaint_about(R"("control": {})"), StartsWith("control.stop: the key is missing"));
  EXPECT_THAT(complaint_about(R"("control": {"link_cut": ["a"]})"),
              StartsWith("control.link_restored: the key is missing"));
  EXPECT_THAT(complaint_about(R"("control": {"right": {"stop": ["a"]}})"),
              StartsWith("control.right.start: the key is missing"));
  EXPECT_THAT(complaint_about(R"("control": {"start": ["a"], "stop": ["b"], "survives": ["flood"]})"),
              StartsWith("control.survives: expected"));
  EXPECT_THAT(complaint_about(R"("control": {"start": ["a"], "stop": ["b"], "survives": ["kill"]})"),
              HasSubstr("without the command `kill`"));
}

TEST(LaunchRecipe, IsReadFromTheKeyLaunch) {
  const auto recipe = recipe_from_json(R"({"launch": {
      "package": "p q", "needs": ["/f"], "beside": [["d", "{port:d}"]], "right": ["b", "-r"],
      "link": {"from": "{port:link}", "to": "{port:right}"}, "version": {"command": ["b", "-V"], "pattern": "v(.)x"}, "files": ["b.conf"],
      "certificates": true, "prepare": [["mk", "x"]], "owner": "o", "start": ["b", "-c", "{dir}/b.conf"],
      "environment": {"A": ""}, "ready_within_s": 2.5, "stop_within_s": 1,
      "values": {"disk": "none"}, "durable": {"values": {"disk": "{dir}"}, "survives": ["stop", "kill"]}
}
})");
  ASSERT_TRUE(recipe) << recipe.error();
  EXPECT_THAT(recipe->version_command, ElementsAre("b", "-V"));
  EXPECT_THAT(recipe->prepare, ElementsAre(ElementsAre("mk", "x")));
  EXPECT_THAT(recipe->needs, ElementsAre("/f"));
  EXPECT_THAT(recipe->beside, ElementsAre(ElementsAre("d", "{port:d}")));
  EXPECT_THAT(recipe->right, ElementsAre("b", "-r"));
  EXPECT_EQ(recipe->link_from, "{port:link}");
  EXPECT_EQ(recipe->link_to, "{port:right}");
  EXPECT_THAT(recipe->start, ElementsAre("b", "-c", "{dir}/b.conf"));
  EXPECT_THAT(recipe->environment, ElementsAre(Pair("A", "")));
  EXPECT_EQ(recipe->ready_within_s, 2.5);
  EXPECT_FALSE(recipe->install);
  EXPECT_THAT(recipe->values, ElementsAre(Pair("disk", "none")));
  ASSERT_TRUE(recipe->durable);
  EXPECT_THAT(recipe->durable->values, ElementsAre(Pair("disk", "{dir}")));
  EXPECT_TRUE(recipe->durable->survives_stop);
  EXPECT_TRUE(recipe->durable->survives_kill);
}

TEST(LaunchRecipe, SaysHowWhatNoPackageBringsIsInstalled) {
  const auto recipe = recipe_from_json(R"({"launch": {
      "start": ["{installed}/b"],
      "install": {"version": "1.2", "needs": {"go": "1.22"}, "files": ["main.go"], "commands": [["go", "build"]]}
}})");
  ASSERT_TRUE(recipe) << recipe.error();
  ASSERT_TRUE(recipe->install);
  EXPECT_EQ(recipe->install->version, "1.2");
  EXPECT_THAT(recipe->install->needs, ElementsAre(Pair("go", "1.22")));
  EXPECT_THAT(recipe->install->files, ElementsAre("main.go"));
  EXPECT_THAT(recipe->install->commands, ElementsAre(ElementsAre("go", "build")));
  EXPECT_THAT(recipe_from_json(R"({"launch": {"start": ["b"], "install": {"commands": [["x"]]}}})").error(),
              StartsWith("launch.install.version: "));
  EXPECT_THAT(recipe_from_json(R"({"launch": {"start": ["b"], "install": {"version": "1"}}})").error(),
              StartsWith("launch.install.commands: "));
}

TEST(LaunchRecipe, MayUseTheInstallationOfAnotherTarget) {
  const auto recipe = recipe_from_json(R"({"launch": {"start": ["{installed}/b"], "install": "other"}})");
  ASSERT_TRUE(recipe) << recipe.error();
  EXPECT_FALSE(recipe->install);
  EXPECT_EQ(recipe->installed_with, "other");
}

TEST(LaunchRecipe, NamesTheKeyThatIsWrong) {
  const auto complaint = [](std::string_view text) { return recipe_from_json(text).error(); };
  EXPECT_THAT(complaint("{}"), StartsWith("launch: the key is missing"));
  EXPECT_THAT(complaint(R"({"launch": {}})"), StartsWith("launch.start: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": "b"}})"), StartsWith("launch.start: expected a list"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "ready_within_s": 0}})"),
              StartsWith("launch.ready_within_s: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "beside": "d"}})"),
              StartsWith("launch.beside: expected a list"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "beside": [[]]}})"), StartsWith("launch.beside: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "starts": 1}})"), HasSubstr("`start`"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "durable": {"instances": 0}}})"),
              StartsWith("launch.durable.instances: "));
}

}  // namespace
}  // namespace runner
