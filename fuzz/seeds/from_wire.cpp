// See from_packets.h: whole cases.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "fuzz/seeds/from_packets.h"
#include "fuzz/support/records.h"

namespace fuzz::seeds {
namespace {

using client::WireEvent;
using What = client::WireEvent::What;

void put_record(std::string& out, std::uint8_t who, Deed deed, std::uint8_t how, std::size_t number,
                std::string_view bytes = {}) {
  out += static_cast<char>(first_byte_of(who, deed, how));
  if (deed == Deed::end) return;
  out += static_cast<char>(number >> 8U & 0xFFU);
  out += static_cast<char>(number & 0xFFU);
  out += bytes;
}

/// The time until the next event, in the steps that the target broker knows: milliseconds times a power of 4.
void put_time(std::string& out, std::uint8_t who, client::Time span) {
  auto left = static_cast<std::uint64_t>(span / std::chrono::milliseconds(1));
  std::uint8_t how = 0;
  while (left > 0xFFFF && how < 7) {
    left /= 4;
    ++how;
  }
  put_record(out, who, Deed::pass_time, how, std::min<std::uint64_t>(left, 0xFFFF));
}

/// The whole input, and what it begins with, record by record and then ever longer: a merge takes the
/// smallest that reaches something, and small inputs are fast ones, with room for what an engine adds.
void add_beginnings(SeedFolder& seeds, std::string_view target, std::string_view input,
                    const std::vector<std::size_t>& ends) {
  for (std::size_t i = 0; i < ends.size(); i += 1 + i / 8) seeds.add(target, input.substr(0, ends[i]));
  seeds.add(target, input);
}

/// What the clients sent, in the order of time; who has sent nothing yet has no connection to end.
void add_for_the_broker(SeedFolder& seeds, const runner::CaseResult& played) {
  std::string input{static_cast<char>(played.listener.empty() ? 0 : 2)};
  constexpr client::Time moment = std::chrono::milliseconds(20);
  std::vector<std::size_t> ends;
  std::map<std::uint8_t, bool> open;
  client::Time before{};
  for (const WireEvent& event : played.outcome.wire) {
    const auto who = static_cast<std::uint8_t>(event.actor % 4);
    if (before != client::Time{} && event.at - before > moment) put_time(input, who, event.at - before);
    before = event.at;
    if (event.what == What::sent && event.bytes.size() <= 0xFFFF) {
      put_record(input, who, Deed::send, 0, event.bytes.size(), event.bytes);
      open[who] = true;
    } else if ((event.what == What::we_ended || event.what == What::broker_ended) &&
               std::exchange(open[who], false)) {
      put_record(input, who, Deed::end, 0, 0);
    } else {
      continue;
    }
    ends.push_back(input.size());
  }
  add_beginnings(seeds, "broker", input, ends);
}

/// A record for each write of the broker, which replaces it by what this broker wrote in this case, or stands
/// beside it.
void add_for_the_player(SeedFolder& seeds, const runner::CaseResult& played) {
  unsigned plan = 0;
  for (const char c : played.id) plan = plan * 31 + static_cast<unsigned char>(c);
  std::string instead(1, static_cast<char>(plan & 0xFFU));
  std::string beside = instead;
  std::vector<std::size_t> ends_instead;
  std::vector<std::size_t> ends_beside;
  std::uint8_t how = 0;
  for (const WireEvent& event : played.outcome.wire) {
    if (event.what == What::broker_ended) put_record(beside, 0, Deed::end, how, 0);
    if (event.what != What::received || event.bytes.size() > 0xFFFF) continue;
    put_record(instead, 0, Deed::send, 3, event.bytes.size(), event.bytes);
    // Left as it is first, so that the scenario gets on.
    put_record(beside, 0, Deed::send, 0, 0);
    put_record(beside, 0, how % 2 == 0 ? Deed::send : Deed::send_in_two, how, event.bytes.size(),
               event.bytes);
    if (how == 5) put_record(beside, 0, Deed::other, 3, event.bytes.size());
    how = static_cast<std::uint8_t>((how + 1) % 8);
    ends_instead.push_back(instead.size());
    ends_beside.push_back(beside.size());
  }
  add_beginnings(seeds, "player", instead, ends_instead);
  add_beginnings(seeds, "player", beside, ends_beside);
}

}  // namespace

void add_case(SeedFolder& seeds, const runner::CaseResult& played) {
  using codec::Direction;
  struct Stream {
    std::string input;
    std::vector<std::size_t> ends;
  };
  std::map<std::tuple<script::Actor, std::uint32_t, Direction>, Stream> streams;
  for (const WireEvent& event : played.outcome.wire) {
    if (event.what != What::sent && event.what != What::received) continue;
    const auto from = event.what == What::sent ? Direction::client_to_server : Direction::server_to_client;
    add_packet(seeds, event.bytes, played.version, from);
    auto& [stream, ends] = streams[{event.actor, event.connection, from}];
    // The cuts differ from one case to the next, and are the same in every run.
    if (stream.empty())
      stream = {options_byte(played.version, from), static_cast<char>(played.outcome.wire.size())};
    stream += event.bytes;
    ends.push_back(stream.size());
  }
  std::string told(1, static_cast<char>(played.outcome.wire.size()));
  for (const auto& [whose, stream] : streams) {
    add_beginnings(seeds, "stream", stream.input, stream.ends);
    told += static_cast<char>(std::min<std::size_t>(stream.input.size(), 63));
    told += stream.input.substr(0, 63);
  }
  seeds.add("report", told);
  add_for_the_broker(seeds, played);
  add_for_the_player(seeds, played);
}

}  // namespace fuzz::seeds
