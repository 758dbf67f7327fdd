// The string checks: the fast scan against the obvious loop, the careful check against the code points
// themselves.
#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "codec/random/random_packet.h"
#include "codec/text_scan.h"
#include "codec/utf8.h"

namespace codec {
namespace {

bool slow_is_plain(std::string_view text, bool wildcards) {
  return std::ranges::none_of(text, [&](char c) {
    return c == 0 || static_cast<unsigned char>(c) >= 0x80 || (wildcards && (c == '+' || c == '#'));
  });
}

/// UTF-8 of a code point by the bit patterns of RFC 3629, surrogates and all.
std::string utf8_of(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 63))};
  if (code < 0x10000)
    return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
  return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
          byte(0x80 | (code & 63))};
}

TEST(TextScan, agrees_with_the_obvious_loop_on_every_length_and_place_of_every_byte) {
  for (std::size_t size = 0; size <= 70; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(is_plain_text(text));
    EXPECT_TRUE(is_plain_topic(text));
    for (std::size_t at = 0; at < size; ++at) {
      for (int value = 0; value < 256; ++value) {
        text[at] = static_cast<char>(value);
        ASSERT_EQ(is_plain_text(text), slow_is_plain(text, false)) << size << " " << at << " " << value;
        ASSERT_EQ(is_plain_topic(text), slow_is_plain(text, true)) << size << " " << at << " " << value;
      }
      text[at] = 'a';
    }
  }
}

TEST(TextScan, agrees_with_the_obvious_loop_on_random_bytes) {
  Random random(4);
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random.below(40), 'a');
    for (char& c : text)
      c = static_cast<char>(random.below(8) == 0 ? random.next() : 0x20 + random.below(0x60));
    ASSERT_EQ(is_plain_text(text), slow_is_plain(text, false));
    ASSERT_EQ(is_plain_topic(text), slow_is_plain(text, true));
  }
}

TEST(TextScan, of_a_word_agrees_for_each_pair_of_neighbouring_bytes) {
  for (unsigned low = 0; low < 256; ++low) {
    for (unsigned high = 0; high < 256; ++high) {
      const std::string text = {'a', static_cast<char>(low), static_cast<char>(high), 'z'};
      ASSERT_EQ(is_plain_topic(text), slow_is_plain(text, true)) << low << " " << high;
    }
  }
}

TEST(Utf8, accepts_every_code_point_but_the_surrogates) {
  for (std::uint32_t code = 1; code <= 0x10FFFF; ++code) {
    const std::string text = utf8_of(code);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    ASSERT_EQ(utf8_sequence_size(text), surrogate ? 0U : text.size()) << code;
  }
  EXPECT_EQ(utf8_sequence_size(utf8_of(0x110000)), 0U);
}

TEST(Utf8, rejects_overlong_forms) {
  for (const std::string_view text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF"}) {
    EXPECT_EQ(utf8_sequence_size(text), 0U);
  }
}

TEST(Utf8, rejects_every_sequence_that_is_cut_off) {
  for (const std::uint32_t code : {0xE4U, 0x20ACU, 0x1F600U}) {
    const std::string text = utf8_of(code);
    for (std::size_t size = 1; size < text.size(); ++size) {
      EXPECT_EQ(utf8_sequence_size(std::string_view(text).substr(0, size)), 0U);
    }
  }
}

TEST(Utf8, finds_the_first_fault_and_says_where) {
  EXPECT_EQ(check_text("ab\xFF\x00", false).offset, 2U);
  EXPECT_EQ(check_text("ab\xFF", false).fault, TextFault::ill_formed);
  EXPECT_EQ(check_text(std::string_view("a\0\xFF", 3), false).fault, TextFault::null_character);
  EXPECT_EQ(check_text("a\x01", false).fault, TextFault::none);
  EXPECT_EQ(check_text("a\x01", true).fault, TextFault::control_character);
}

TEST(Utf8, knows_the_characters_that_should_not_be_sent) {
  for (std::uint32_t code = 1; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const bool unwanted = code <= 0x1F || (code >= 0x7F && code <= 0x9F) ||
                          (code >= 0xFDD0 && code <= 0xFDEF) || code % 0x10000 >= 0xFFFE;
    ASSERT_EQ(is_control_character(utf8_of(code)), unwanted) << code;
  }
}

}  // namespace
}  // namespace codec
