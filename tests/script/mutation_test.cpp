// Whatever the text, reading it ends, and what reads well is printed as something that reads the same.
#include <array>
#include <gtest/gtest.h>
#include <random>

#include "tests/script/support/files.h"

namespace {

constexpr std::array pieces = {"  ",
                               "    ",
                               "\n",
                               "$",
                               "?x",
                               "!",
                               "..",
                               "[",
                               "]",
                               "(",
                               ")",
                               "\"",
                               "'",
                               "5.0(",
                               "either\n",
                               "or\n",
                               "\\x",
                               "|",
                               "repeat n in 1..",
                               "999999999999",
                               "$server.receive_maximum",
                               "fill(",
                               "pad(\"a\",",
                               "alice connects\n",
                               "broker restarts\n",
                               "broker left is killed\n",
                               "broker is $",
                               "0x",
                               "-",
                               "never alice <- ",
                               "on 5.0 ",
                               "for a in 1 2 3\n",
                               "let $m $m",
                               "will=$m",
                               " else 5.0/MQTT-3.3.1-9",
                               "x2..",
                               "with "};

std::string mutated(std::string text, std::mt19937& random) {
  const std::size_t changes = 1 + random() % 8;
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 6) {
      case 0: text.erase(at, 1 + random() % 20); break;
      case 1: text.insert(at, pieces[random() % pieces.size()]); break;
      case 2: text[at] = static_cast<char>(random() % 256); break;
      case 3: text.insert(at, text.substr(random() % text.size(), random() % 200)); break;
      case 4: {
        const std::size_t line = text.find('\n', at);
        if (line != std::string::npos) text.erase(line, 1 + random() % 4);
        break;
      }
      default: text.insert(at, std::string(1 + random() % 3, ' ')); break;
    }
  }
  return text;
}

TEST(AnyText, IsReadToItsEnd) {
  std::mt19937 random(20240613);
  const std::string examples =
      script_test::read_file(script_test::source_path("tests/script/data/language_examples.scenario"));
  std::size_t good = 0;
  for (int round = 0; round < 600; ++round) {
    const script::ParseResult result = script_test::parse(mutated(examples, random));
    for (const script::Diagnostic& each : result.diagnostics) EXPECT_FALSE(script::render(each).empty());
    if (result.suite == nullptr) continue;
    ++good;
    const std::string printed = script::print(*result.suite);
    const script::ParseResult again = script_test::parse(printed);
    ASSERT_NE(again.suite, nullptr) << script_test::rendered(again.diagnostics) << printed;
    EXPECT_EQ(script::print(*again.suite), printed);
  }
  EXPECT_GT(good, 5U);
}

TEST(AnyText, OfNothingButBytesIsRefused) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 300, '\0');
    for (char& c : text) c = static_cast<char>(random() % 256);
    EXPECT_EQ(script_test::parse(text).suite, nullptr);
  }
}

TEST(AnyText, ThatNestsWithoutEndIsRefused) {
  std::string blocks;
  for (int depth = 1; depth < 3000; ++depth)
    blocks += std::string(2 * static_cast<std::size_t>(depth), ' ') + "given\n";
  EXPECT_EQ(script_test::parse(script_test::with_suite(blocks)).suite, nullptr);
  const std::string list(100'000, '[');
  EXPECT_EQ(script_test::parse(script_test::with_suite("  alice <- PUBLISH qos=" + list + "\n")).suite,
            nullptr);
  std::string calls = "1";
  for (int depth = 0; depth < 5000; ++depth) calls = "fill(" + calls;
  EXPECT_EQ(script_test::parse(script_test::with_suite("  alice <- PUBLISH topic=" + calls + "\n")).suite,
            nullptr);
  std::string versions;
  for (int depth = 0; depth < 5000; ++depth) versions += "5.0(";
  EXPECT_EQ(script_test::parse(script_test::with_suite("  alice <- PUBLISH " + versions + "\n")).suite,
            nullptr);
  std::string inlined;
  for (int depth = 0; depth < 5000; ++depth) inlined += "on 5.0 ";
  EXPECT_EQ(script_test::parse(script_test::with_suite("  " + inlined + "alice connects\n")).suite, nullptr);
}

TEST(AnyText, ThatWouldUnrollWithoutEndIsRefused) {
  const std::string loops =
      "  alice connects\n  repeat a in 1..19000\n    repeat b in 1..19000\n      repeat c in 1..19000\n"
      "        alice <- PUBLISH\n";
  EXPECT_EQ(script_test::parse(script_test::with_suite(loops)).suite, nullptr);
  const std::string empty =
      "  alice connects\n  repeat a in 1..19000\n    repeat b in 1..19000\n      let $m qos=1\n";
  EXPECT_EQ(script_test::parse(script_test::with_suite(empty)).suite, nullptr);
  std::string lets = "  let $a payload=\"x\" user_property=\"a\":\"b\"\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    lets +=
        std::string("  let $") + c + " $" + static_cast<char>(c - 1) + " $" + static_cast<char>(c - 1) + "\n";
  }
  EXPECT_EQ(
      script_test::parse(script_test::with_suite(lets + "  alice connects\n  alice publishes $z\n")).suite,
      nullptr);
  const std::string fill =
      "  alice connects\n  repeat n in 1..1000\n    alice publishes topic=\"$t\" payload=fill(16000000)\n";
  EXPECT_EQ(script_test::parse(script_test::with_suite(fill)).suite, nullptr);
}

}  // namespace
