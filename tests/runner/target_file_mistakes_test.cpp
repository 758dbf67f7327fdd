// What is said about a target file that is wrong: the line, the key, and what was probably meant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/target.h"
#include "tests/runner/support/target_complaints.h"

namespace runner {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace runner
