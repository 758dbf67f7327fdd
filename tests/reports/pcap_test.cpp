// The capture: blocks as pcapng has them, packets whose checksums are right, and MQTT for tshark.
#include "reports/pcap.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace {

using testing::HasSubstr;

std::uint32_t number(std::string_view bytes, std::size_t at, int size, bool little = true) {
  std::uint32_t value = 0;
  for (int i = 0; i < size; ++i) {
    const auto byte =
        static_cast<std::uint8_t>(bytes.at(at + static_cast<std::size_t>(little ? size - 1 - i : i)));
    value = value << 8U | byte;
  }
  return value;
}

/// The packets of a capture; expects its blocks to be well-formed.
std::vector<std::string> packets_of(const std::string& capture) {
  std::vector<std::string> packets;
  for (std::size_t at = 0; at < capture.size();) {
    const auto type = number(capture, at, 4);
    const auto length = number(capture, at + 4, 4);
    EXPECT_EQ(length % 4, 0U);
    EXPECT_EQ(number(capture, at + length - 4, 4), length);
    if (type == 6) packets.push_back(capture.substr(at + 28, number(capture, at + 20, 4)));
    at += length;
  }
  return packets;
}

/// Zero where the ones' complement sum over bytes with a right checksum in them is.
std::uint32_t ones_complement(std::string_view bytes, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    sum += number(std::string(bytes.substr(i, 2)) + std::string(2, '\0'), 0, 2, false);
  while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return sum ^ 0xFFFFU;
}

TEST(Pcap, IsMadeOfBlocksAndOfPacketsWithRightChecksums) {
  const auto packets = packets_of(reports::to_pcap(sample::run(), false));
  ASSERT_GT(packets.size(), 10U);
  for (const auto& packet : packets) {
    EXPECT_EQ(number(packet, 2, 2, false), packet.size());
    EXPECT_EQ(ones_complement(packet.substr(0, 20)), 0U);
    const std::string tcp = packet.substr(20);
    EXPECT_EQ(ones_complement(tcp + (tcp.size() % 2 == 0 ? "" : std::string(1, '\0')) + packet.substr(12, 8),
                              6 + static_cast<std::uint32_t>(tcp.size())),
              0U);
  }
}

TEST(Pcap, HoldsTheBytesOfEachSideInOrderWithoutAGap) {
  runner::RunResult run;
  run.cases.push_back(sample::one_connection_case());
  auto& wire = run.cases.front().outcome.wire;
  client::WireEvent big = wire[1];
  big.bytes.assign(150'000, 'x');
  wire.insert(wire.begin() + 2, big);
  std::map<bool, std::string> said;
  std::map<bool, std::uint32_t> next;
  for (const auto& packet : packets_of(reports::to_pcap(run, false))) {
    const bool by_client = number(packet, 22, 2, false) == 1883;
    const auto sequence = number(packet, 24, 4, false);
    const auto flags = number(packet, 33, 1);
    EXPECT_EQ(sequence, next[by_client]);
    const std::string payload = packet.substr(40);
    said[by_client] += payload;
    next[by_client] += static_cast<std::uint32_t>(payload.size()) + ((flags & 3U) != 0 ? 1U : 0U);
  }
  std::map<bool, std::string> meant;
  for (const auto& event : wire) {
    if (event.what == client::WireEvent::What::sent) meant[true] += event.bytes;
    if (event.what == client::WireEvent::What::received) meant[false] += event.bytes;
  }
  EXPECT_EQ(said, meant);
}

TEST(Pcap, HoldsWhatFailedOrEverything) {
  runner::RunResult run;
  run.cases.push_back(sample::one_connection_case());
  run.cases.back().verdict = client::Verdict::pass;
  EXPECT_TRUE(packets_of(reports::to_pcap(run, false)).empty());
  EXPECT_FALSE(packets_of(reports::to_pcap(run, true)).empty());
}

TEST(Pcap, IsDissectedAsMqttByTshark) {
  if (std::system("command -v tshark >/dev/null 2>&1") != 0) GTEST_SKIP() << "tshark is not installed";
  const auto folder = std::filesystem::temp_directory_path() / "conformance-pcap-test";
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "r.pcapng").string();
  std::ofstream(file, std::ios::binary) << reports::to_pcap(sample::run(), false);
  const auto tshark = [&](const std::string& rest) {
    const std::string out = (folder / "out").string();
    EXPECT_EQ(std::system(("tshark -r " + file + " " + rest + " >" + out + " 2>/dev/null").c_str()), 0);
    return golden::read(out);
  };
  EXPECT_THAT(tshark("-Y mqtt"), HasSubstr("Connect Command"));
  EXPECT_THAT(tshark("-Y mqtt"), HasSubstr("Publish Message"));
  EXPECT_THAT(tshark("-Y frame.comment -T fields -e frame.comment"),
              HasSubstr("subscribe/overlapping-maximum-qos@3.1.1: bob (fail)"));
  EXPECT_EQ(tshark("-o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -Y "
                   "'tcp.checksum.status == 0 or ip.checksum.status == 0 or tcp.analysis.flags'"),
            "");
  std::filesystem::remove_all(folder);
}

}  // namespace
