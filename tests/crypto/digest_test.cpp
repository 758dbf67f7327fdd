// Encodings in hexadecimal digits and base64: the one way to write some bytes, and no other.
#include "crypto/digest.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

TEST(Digest, takes_only_the_one_base64_of_some_bytes) {
  EXPECT_EQ(from_base64("YQ=="), "a");
  EXPECT_EQ(from_base64("YWI="), "ab");
  EXPECT_EQ(from_base64("YWJj"), "abc");
  for (const char* text : {"", "YQ", "YQ=", "YR==", "Y===", "YQ==YQ==", "YW J", " YWJj   ", "YWJj\n", "YW*j"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(Digest, takes_hex_digits_of_either_case) {
  EXPECT_EQ(from_hex("00aFfF"), std::string("\0\xAF\xFF", 3));
  EXPECT_EQ(from_hex(""), "");
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
  EXPECT_EQ(to_hex(std::string("\0\xAF\xFF", 3)), "00afff");
}

TEST(Digest, compares_whatever_the_lengths_are) {
  EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secre"));
  EXPECT_FALSE(equal_in_constant_time("", "secret"));
}

}  // namespace
}  // namespace crypto
