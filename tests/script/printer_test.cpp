// What `fmt` prints reads back as the same, loses no comment, and is printed the same again.
#include <gtest/gtest.h>

#include "tests/script/support/files.h"

namespace {

std::string formatted(std::string_view text) {
  const script::ParseResult result = script_test::parse(text);
  EXPECT_NE(result.suite, nullptr) << script_test::rendered(result.diagnostics);
  return result.suite == nullptr ? "" : script::print(*result.suite);
}

constexpr std::string_view untidy = R"(# at the top

#   a second comment


suite  tidy   "Tidy"   # the suite
scenario first     # trailing
  # about the sentence
  "It must hold."
  covers   3.1.1/MQTT-3.3.1-5   5.0/MQTT-3.3.1-9 # ids


  tags  slow   unsafe
  for case   value  id
    # a row
    short  "a"   5.0/MQTT-3.3.1-9
    much-longer "b" 5.0/MQTT-3.3.1-9
  clients
    alice   transport = tcp
    bob transport=tls
  let  $m   topic = "$t"   payload="$value"
  broker   restarts  # at once
  broker left  is   killed
  broker left   starts
  given   # first
    alice   connects   keep_alive = 10 5.0( receive_maximum = 5 )
    bob connects acks=manual
    bob subscribes "$t"   max_qos=1   <-   codes = [ 0 | 1 ]
      # deeper than what follows
  on 5.0 after 10ms
  alice   publishes  $m   qos=1
  either
    bob  <-  PUBLISH  with  topic="$t",  payload="$value"   only  x1..2  in  ..4s  should qos = 1  else  $id
  # about the or
  or   may "be silent"   # why
    fence  alice=>bob
  never  bob  <-  PUBLISH   payload~".*"  for 1s else 5.0/MQTT-3.3.1-9
    repeat n in 1 .. 3
      alice -> PUBLISH!  topic="$t"
    alice -> BYTES!   c0 rl   s'a'  u16(7)   'x'
    fence   bob
  at   once   split = 3   # cut
    alice   ->  PINGREQ
    alice  half-closes
  in any order
    one of alice bob as  taker   other   <-   PUBLISH
    maybe   bob <-   CLOSED
# at the end
  # indented, at the end
)";

constexpr std::string_view tidy = R"(# at the top

#   a second comment

suite tidy "Tidy"  # the suite

scenario first  # trailing
  # about the sentence
  "It must hold."
  covers 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-9  # ids

  tags slow unsafe
  for case value id
    # a row
    short        "a"  5.0/MQTT-3.3.1-9
    much-longer  "b"  5.0/MQTT-3.3.1-9
  clients
    alice transport=tcp
    bob   transport=tls
  let $m topic="$t" payload="$value"
  broker restarts  # at once
  broker left is killed
  broker left starts
  given  # first
    alice connects keep_alive=10 5.0(receive_maximum=5)
    bob connects acks=manual
    bob subscribes "$t" max_qos=1 <- codes=[0|1]
      # deeper than what follows
  on 5.0 after 10ms
  alice publishes $m qos=1
  either
    bob <- PUBLISH with topic="$t", payload="$value" only x1..2 in ..4s should qos=1 else $id
  # about the or
  or may "be silent"  # why
    fence alice => bob
  never bob <- PUBLISH payload~".*" for 1s else 5.0/MQTT-3.3.1-9
    repeat n in 1..3
      alice -> PUBLISH! topic="$t"
    alice -> BYTES! c0 rl s'a' u16(7) 'x'
    fence bob
  at once split=3  # cut
    alice -> PINGREQ
    alice half-closes
  in any order
    one of alice bob as taker other <- PUBLISH
    maybe bob <- CLOSED
# at the end
  # indented, at the end
)";

TEST(Printer, TidiesEveryConstructAndKeepsEveryComment) {
  EXPECT_EQ(formatted(untidy), tidy);
}

TEST(Printer, LeavesWhatIsTidyAsItIs) {
  EXPECT_EQ(formatted(tidy), tidy);
}

TEST(Printer, ChangesNothingOfWhatACaseDoes) {
  const auto cases = [](std::string_view text) {
    std::string all;
    for (const script::CaseInfo& info : script::cases_of(script_test::parse(text).suite))
      all += info.id + "\n";
    return all;
  };
  EXPECT_EQ(cases(untidy), cases(tidy));
}

TEST(Printer, AcceptsLineEndsOfBothKinds) {
  std::string text(tidy);
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\r\n");
  EXPECT_EQ(formatted(text), tidy);
}

}  // namespace
