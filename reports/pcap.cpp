// See the header. Blocks of pcapng are little-endian here, as their byte-order magic says; packets are
// big-endian.
#include "reports/pcap.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using client::WireEvent;
using runner::CaseResult;

constexpr std::uint32_t broker_address = 0x0A000001;
constexpr std::uint16_t mqtt_port = 1883;
constexpr std::uint16_t first_client_port = 40000;
constexpr std::size_t segment_bytes = 60000;  ///< an IPv4 packet holds 65,535 with its headers
constexpr std::uint8_t flag_fin = 1;
constexpr std::uint8_t flag_syn = 2;
constexpr std::uint8_t flag_rst = 4;
constexpr std::uint8_t flag_psh = 8;
constexpr std::uint8_t flag_ack = 16;

void big(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFFU);
}

void little(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = 0; shift < 8 * bytes; shift += 8) out += static_cast<char>(value >> shift & 0xFFU);
}

std::uint32_t words_added(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto high = static_cast<std::uint8_t>(bytes[i]);
    const auto low = i + 1 < bytes.size() ? static_cast<std::uint8_t>(bytes[i + 1]) : std::uint8_t{0};
    sum += static_cast<std::uint32_t>(high) << 8U | low;
  }
  return sum;
}

/// RFC 1071.
std::uint16_t checksum(std::uint32_t sum) {
  while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

void put_checksum(std::string& bytes, std::size_t at, std::uint16_t sum) {
  bytes[at] = static_cast<char>(sum >> 8U);
  bytes[at + 1] = static_cast<char>(sum & 0xFFU);
}

struct Frame {
  client::Time at{};
  std::string bytes;
  std::string comment;
  std::size_t number{};  ///< frames of the same moment keep their order
};

/// One connection; both ends count what they said.
class Connection {
 public:
  Connection(std::vector<Frame>& frames, std::uint32_t address, std::uint16_t port, std::string comment)
      : frames_(&frames), address_(address), port_(port), comment_(std::move(comment)) {}

  void open(client::Time at) {
    if (opened_) return;
    opened_ = true;
    segment(at, true, flag_syn, {});
    segment(at, false, flag_syn | flag_ack, {});
    segment(at, true, flag_ack, {});
  }

  void say(client::Time at, bool by_client, std::string_view bytes) {
    open(at);  // a log that was cut may begin in the middle
    while (!bytes.empty()) {
      segment(at, by_client, flag_psh | flag_ack, bytes.substr(0, segment_bytes));
      bytes.remove_prefix(std::min(segment_bytes, bytes.size()));
    }
  }

  void end(client::Time at, bool by_client, bool reset) {
    if (!opened_) return;
    segment(at, by_client, reset ? flag_rst | flag_ack : flag_fin | flag_ack, {});
    if (!reset) segment(at, !by_client, flag_ack, {});
  }

 private:
  void segment(client::Time at, bool by_client, int flags, std::string_view payload) {
    std::uint32_t& own = by_client ? said_by_client_ : said_by_broker_;
    const std::uint32_t other = by_client ? said_by_broker_ : said_by_client_;
    std::string tcp;
    big(tcp, by_client ? port_ : mqtt_port, 2);
    big(tcp, by_client ? mqtt_port : port_, 2);
    big(tcp, own, 4);
    big(tcp, (flags & flag_ack) != 0 ? other : 0, 4);
    tcp += '\x50';  // five words, no options
    tcp += static_cast<char>(flags);
    big(tcp, 0xFFFF, 2);
    big(tcp, 0, 4);  // checksum, urgent pointer
    tcp += payload;
    own += static_cast<std::uint32_t>(payload.size()) + ((flags & (flag_syn | flag_fin)) != 0 ? 1U : 0U);

    std::string ends;
    big(ends, by_client ? address_ : broker_address, 4);
    big(ends, by_client ? broker_address : address_, 4);
    constexpr std::uint32_t protocol = 6;
    put_checksum(
        tcp, 16,
        checksum(words_added(tcp) + words_added(ends) + protocol + static_cast<std::uint32_t>(tcp.size())));

    std::string packet;
    big(packet, 0x4500, 2);
    big(packet, static_cast<std::uint32_t>(20 + tcp.size()), 2);
    big(packet, 0x00004000, 4);  // do not fragment
    big(packet, 0x4000U | protocol, 2);
    big(packet, 0, 2);
    packet += ends;
    put_checksum(packet, 10, checksum(words_added(packet)));
    frames_->push_back({at, packet + tcp, std::exchange(comment_, {}), frames_->size()});
  }

  std::vector<Frame>* frames_;
  std::uint32_t address_;
  std::uint16_t port_;
  std::string comment_;
  bool opened_ = false;
  std::uint32_t said_by_client_ = 0;
  std::uint32_t said_by_broker_ = 0;
};

void add_case(std::vector<Frame>& frames, const CaseResult& result, std::size_t number) {
  const auto address = static_cast<std::uint32_t>(0x0A010000 + number);
  std::map<std::pair<script::Actor, std::uint32_t>, Connection> connections;
  for (const WireEvent& event : result.outcome.wire) {
    if (event.what == WireEvent::What::note) continue;
    const std::pair key(event.actor, event.connection);
    auto found = connections.find(key);
    if (found == connections.end()) {
      const std::string actor = event.actor < result.actors.size() ? result.actors[event.actor] : "?";
      const auto port = static_cast<std::uint16_t>(first_client_port + connections.size());
      found = connections
                  .emplace(key, Connection(frames, address, port,
                                           printable(fmt::format("{}: {} ({})", result.id, actor,
                                                                 word_for(result.verdict)))))
                  .first;
    }
    auto& connection = found->second;
    const bool reset = event.text.starts_with("RST");
    switch (event.what) {
      case WireEvent::What::opened: connection.open(event.at); break;
      case WireEvent::What::sent: connection.say(event.at, true, event.bytes); break;
      case WireEvent::What::received: connection.say(event.at, false, event.bytes); break;
      case WireEvent::What::broker_ended: connection.end(event.at, false, reset); break;
      case WireEvent::What::we_ended: connection.end(event.at, true, reset); break;
      case WireEvent::What::note: break;
    }
  }
}

void add_option(std::string& body, std::uint16_t code, std::string_view value) {
  little(body, code, 2);
  little(body, static_cast<std::uint32_t>(value.size()), 2);
  body += value;
  body.append((4 - value.size() % 4) % 4, '\0');
}

void add_block(std::string& out, std::uint32_t type, const std::string& body) {
  const auto length = static_cast<std::uint32_t>(12 + body.size());
  little(out, type, 4);
  little(out, length, 4);
  out += body;
  little(out, length, 4);
}

std::string head(const runner::RunResult& result) {
  std::string section;
  little(section, 0x1A2B3C4D, 4);
  little(section, 1, 2);
  little(section, 0, 2);
  little(section, 0xFFFFFFFF, 4);  // the section's length is not told
  little(section, 0xFFFFFFFF, 4);
  add_option(section, 4, "conformance " + printable(result.tool_version));
  add_option(section, 1, printable(result.target.name + ", seed " + result.selection.seed));
  add_option(section, 0, {});
  std::string interface;
  constexpr std::uint32_t raw_ip = 101;
  little(interface, raw_ip, 2);
  little(interface, 0, 2);
  little(interface, 0, 4);
  add_option(interface, 9, "\x09");  // nanoseconds
  add_option(interface, 0, {});
  std::string out;
  add_block(out, 0x0A0D0D0A, section);
  add_block(out, 1, interface);
  return out;
}

}  // namespace

std::string to_pcap(const runner::RunResult& result, bool all) {
  std::vector<Frame> frames;
  std::size_t number = 0;
  for (const auto& entry : result.cases) {
    ++number;
    if (all || (entry.verdict != Verdict::pass && entry.verdict != Verdict::unsupported))
      add_case(frames, entry, number);
  }
  std::ranges::sort(frames, {}, [](const Frame& frame) { return std::pair(frame.at, frame.number); });
  std::string out = head(result);
  for (const auto& frame : frames) {
    const auto at = static_cast<std::uint64_t>(std::max<std::int64_t>(frame.at.count(), 0));
    std::string body;
    little(body, 0, 4);  // the only interface
    little(body, static_cast<std::uint32_t>(at >> 32U), 4);
    little(body, static_cast<std::uint32_t>(at & 0xFFFFFFFFU), 4);
    little(body, static_cast<std::uint32_t>(frame.bytes.size()), 4);
    little(body, static_cast<std::uint32_t>(frame.bytes.size()), 4);
    body += frame.bytes;
    body.append((4 - frame.bytes.size() % 4) % 4, '\0');
    if (!frame.comment.empty()) {
      add_option(body, 1, frame.comment);
      add_option(body, 0, {});
    }
    add_block(out, 6, body);
  }
  return out;
}

}  // namespace reports
