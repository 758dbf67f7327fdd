#include "campaign/diagnosis.h"

#include <gtest/gtest.h>

namespace {

using campaign::Kind;

constexpr std::string_view overflow = R"(broker starts
=================================================================
==4711==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000118 at pc 0x55d bp 0x7ff sp 0x7ff
READ of size 1 at 0x602000000118 thread T0
    #0 0x7f12 in __interceptor_memcpy ../asan.cpp:22
    #1 0x55d1 in packet__read_string(broker*, char**) /src/packet.c:101:9
    #2 0x55d2 in handle__publish /src/handle_publish.c:55
    #3 0x55d3 in packet__read /src/packet.c:300

0x602000000118 is located 0 bytes after 8-byte region
allocated by thread T0 here:
    #0 0x7f13 in malloc
    #1 0x55d9 in somebody_else /src/x.c:1
)";

TEST(Diagnosis, NamesTheErrorAndTheInnermostFunctions) {
  const auto found = campaign::diagnose(overflow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kind, Kind::sanitizer);
  EXPECT_EQ(found->signature,
            "AddressSanitizer heap-buffer-overflow packet__read_string < handle__publish < packet__read");
}

TEST(Diagnosis, IsTheSameWhateverTheAddressesAre) {
  std::string other(overflow);
  for (std::size_t at = 0; (at = other.find("0x55d", at)) != std::string::npos; ++at) other[at + 2] = '6';
  other.replace(other.find("4711"), 4, "1234");
  EXPECT_EQ(campaign::diagnose(other)->signature, campaign::diagnose(overflow)->signature);
}

TEST(Diagnosis, KnowsAssertionsPanicsAndLeaks) {
  EXPECT_EQ(campaign::diagnose("broker: db.c:12: f: Assertion `x' failed.\n")->kind, Kind::sanitizer);
  EXPECT_EQ(campaign::diagnose("thread 'main' panicked at src/lib.rs:5:1:\n")->kind, Kind::sanitizer);
  const auto leak = campaign::diagnose(
      "==1==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak of 8 byte(s)\n    #0 0x1 in malloc\n"
      "    #1 0x2 in keep_will /src/will.c:3\n");
  ASSERT_TRUE(leak);
  EXPECT_EQ(leak->kind, Kind::leak);
  EXPECT_EQ(leak->signature, "leak keep_will");
}

TEST(Diagnosis, IsSilentWhereNobodyComplains) {
  EXPECT_FALSE(campaign::diagnose(""));
  EXPECT_FALSE(campaign::diagnose("1700000000: New client connected from 127.0.0.1 as c1\n"));
}

TEST(Diagnosis, SanitizersSpeakInSpiteOfHandlersAndKeepWhatTheUserSet) {
  const std::string options = campaign::sanitizer_options("ASAN_OPTIONS", "detect_leaks=0");
  EXPECT_TRUE(options.starts_with("detect_leaks=0:"));
  EXPECT_NE(options.find("handle_segv=2"), std::string::npos);
  EXPECT_NE(options.find("handle_abort=2"), std::string::npos);
}

}  // namespace
