// Escapes and layout helpers.
#include "reports/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;

TEST(Text, KeepsWellFormedUtf8) {
  for (const std::string text : {"plain", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", ""})
    EXPECT_EQ(reports::escape_invalid(text), text);
}

TEST(Text, EscapesEachByteThatIsNoUtf8) {
  EXPECT_EQ(reports::escape_invalid("a\xff"
                                    "b"),
            "a\\xffb");
  EXPECT_EQ(reports::escape_invalid("\xc0\x80"), "\\xc0\\x80") << "overlong";
  EXPECT_EQ(reports::escape_invalid("\xe0\x80\x80"), "\\xe0\\x80\\x80") << "overlong";
  EXPECT_EQ(reports::escape_invalid("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(reports::escape_invalid("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above U+10FFFF";
  EXPECT_EQ(reports::escape_invalid("\xe2\x82"), "\\xe2\\x82") << "cut off";
}

TEST(Text, LetsNoControlCharacterReachTheTerminal) {
  EXPECT_EQ(reports::printable("a\x1b[31m\n\t\x7f\xc2\x9b"), "a\\u{1b}[31m\\n\\t\\u{7f}\\u{9b}");
  EXPECT_EQ(reports::printable("\xe2\x80\xae"), "\\u{202e}") << "right-to-left override";
}

TEST(Text, StripsWhatXmlForbids) {
  EXPECT_EQ(reports::xml_text(std::string("a\0b\x01\n\t\xef\xbf\xbf\xff", 10)), "ab\n\t\\xff");
}

TEST(Text, TurnsHexIntoBytesAndBack) {
  EXPECT_EQ(reports::to_hex(std::string("\x82\x1c\x00", 3), " "), "82 1c 00");
  EXPECT_EQ(reports::from_hex("82 1C00"), std::string("\x82\x1c\x00", 3));
  EXPECT_EQ(reports::from_hex(""), "");
  EXPECT_FALSE(reports::from_hex("8"));
  EXPECT_FALSE(reports::from_hex("8 2"));
  EXPECT_FALSE(reports::from_hex("xx"));
}

TEST(Text, CountsColumnsWithoutColours) {
  EXPECT_EQ(reports::columns("\x1b[31m\xc3\xa4\x62\x1b[0m"), 2U);
  EXPECT_EQ(reports::padded("ab", 4), "ab  ");
  EXPECT_EQ(reports::shortened("abcdef", 4), "abc…");
  EXPECT_EQ(reports::shortened("abcd", 4), "abcd");
}

TEST(Text, WrapsAtSpaces) {
  EXPECT_THAT(reports::wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(reports::wrapped("unbreakable", 3), ElementsAre("unbreakable"));
  EXPECT_TRUE(reports::wrapped("", 7).empty());
}

TEST(Text, QuotesForTheShell) {
  EXPECT_EQ(reports::shell_word("plain/x@5.0"), "plain/x@5.0");
  EXPECT_EQ(reports::shell_word("a[qos=1]"), "'a[qos=1]'");
  EXPECT_EQ(reports::shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(reports::shell_word(""), "''");
}

}  // namespace
