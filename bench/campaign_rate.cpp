// campaign_rate PORT SECONDS: sessions of four packets a second against the broker on that port of 127.0.0.1,
// by a client that does nothing else and by a campaign with all its oracles, by turns, and their ratio:
//
//     bare 8123  campaign 6544  ratio 0.81
//
// Seconds are those of the clock; both have the machine for themselves by turns, five times each.
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "campaign/campaign.h"
#include "net/socket_loop.h"
#include "runner/target.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::string_view_literals;

constexpr std::string_view connect_packet = "\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04rate"sv;
constexpr std::string_view subscribe_packet = "\x82\x09\x00\x01\x00\x04rate\x00"sv;
constexpr std::string_view publish_packet = "\x32\x09\x00\x04rate\x00\x02x"sv;
constexpr std::string_view disconnect_packet = "\xE0\x00"sv;

/// One session: everything at once, answers read until PUBACK, then an end by RST as a campaign's.
bool play_bare(const sockaddr_in& where) {
  const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  const linger abrupt{1, 0};
  ::setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(line, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  bool fine = ::connect(line, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  const std::string words = std::string(connect_packet) + std::string(subscribe_packet) +
                            std::string(publish_packet) + std::string(disconnect_packet);
  fine = fine && ::send(line, words.data(), words.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(words.size());
  // The broker closes behind DISCONNECT: then all was read.
  std::array<char, 512> heard{};
  std::size_t bytes = 0;
  for (ssize_t got = 1; fine && got > 0; bytes += got > 0 ? static_cast<std::size_t>(got) : 0)
    got = ::recv(line, heard.data(), heard.size(), 0);
  ::close(line);
  return fine && bytes >= 4;
}

double bare(std::uint16_t port, double seconds) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto began = Clock::now();
  std::size_t sessions = 0;
  std::chrono::duration<double> took{};
  for (; took.count() < seconds; took = Clock::now() - began) {
    if (!play_bare(where)) {
      std::fprintf(stderr, "the broker did not answer as it should\n");
      std::exit(1);
    }
    ++sessions;
  }
  return static_cast<double>(sessions) / took.count();
}

class Deaf final : public campaign::Audience {
  void standing(const campaign::Statistics&, std::size_t, net::Time) override {}
  void found(const campaign::Finding& finding) override {
    std::fprintf(stderr, "found: %s\n", finding.suspicion.sentence.c_str());
  }
  void note(const std::string&) override {}
};

double in_a_campaign(std::uint16_t port, double seconds) {
  net::SocketLoop loop;
  auto host = campaign::foreign_host(runner::target_from_url("127.0.0.1:" + std::to_string(port)).value());
  campaign::Play play;
  for (const std::string_view packet : {connect_packet, subscribe_packet, publish_packet, disconnect_packet})
    play.steps.push_back({.bytes = std::string(packet)});
  campaign::Options options;
  options.time = std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
  options.mutates = false;
  Deaf deaf;
  campaign::Campaign campaign(loop, *host, options, {play}, deaf);
  const auto result = campaign.run();
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().c_str());
    std::exit(1);
  }
  return static_cast<double>(result->statistics.plays) / result->statistics.elapsed_s;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s PORT SECONDS\n", words[0]);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(words[1]));
  const double seconds = std::atof(words[2]) / 10;
  std::vector<double> rates_bare;
  std::vector<double> rates_campaign;
  for (int i = 0; i < 5; ++i) {
    rates_bare.push_back(bare(port, seconds));
    rates_campaign.push_back(in_a_campaign(port, seconds));
  }
  std::printf("bare %.0f  campaign %.0f  ratio %.2f\n", median(rates_bare), median(rates_campaign),
              median(rates_campaign) / median(rates_bare));
  return 0;
}
