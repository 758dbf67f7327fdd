// Rendering of wire events. Times count from the case's first event.
#include "reports/wire_log.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>
#include <variant>

#include "codec/compose.h"
#include "reports/text.h"

namespace reports {
namespace {

using client::WireEvent;

constexpr std::size_t events_shown = 30;  ///< before the marked one, unless everything is asked for
constexpr std::size_t events_shown_after = 6;
constexpr std::size_t hex_bytes_shown = 8;
constexpr std::size_t netcat_bytes_at_most = 2048;

std::string actor_name(const runner::CaseResult& result, const WireEvent& event) {
  return event.actor < result.actors.size() ? result.actors[event.actor] : "?";
}

bool is_packet(const WireEvent& event) {
  return event.what == WireEvent::What::sent || event.what == WireEvent::What::received;
}

/// Whether the packet confides something that was masked before it came here (runner/secrets.h): what is sent
/// by hand with asterisks for a password shows nothing.
bool is_masked(const WireEvent& event, codec::Version version) {
  const auto is_secret = [](const codec::FieldValue& field) {
    if (field.field != codec::Field::password && field.field != codec::Field::authentication_data)
      return false;
    const auto* value = std::get_if<codec::Bytes>(&field.value);
    if (value == nullptr || value->empty()) return false;
    return value->find("****") != codec::Bytes::npos || value->find_first_not_of('*') == codec::Bytes::npos;
  };
  const auto fields = codec::dissect(event.bytes, version, codec::Direction::client_to_server);
  return std::ranges::any_of(fields, is_secret);
}

std::string ended(std::string_view how, std::string_view text) {
  return text.empty() ? std::string(how) : fmt::format("{} ({})", how, printable(text));
}

std::string packet_of(const runner::CaseResult& result, const WireEvent& event, std::size_t shorten) {
  switch (event.what) {
    case WireEvent::What::opened: return ended("opens a connection", event.text);
    case WireEvent::What::broker_ended: return ended("CLOSED", event.text);
    case WireEvent::What::we_ended: return ended("ends the connection", event.text);
    case WireEvent::What::note: return printable(event.text);
    case WireEvent::What::sent:
    case WireEvent::What::received: break;
  }
  const auto from = event.what == WireEvent::What::sent ? codec::Direction::client_to_server
                                                        : codec::Direction::server_to_client;
  return printable(codec::print_packet(event.bytes, result.version, from, shorten));
}

std::string_view arrow_of(const WireEvent& event) {
  switch (event.what) {
    case WireEvent::What::sent: return "->";
    case WireEvent::What::received:
    case WireEvent::What::broker_ended: return "<-";
    default: return "--";
  }
}

std::string hex_column(const std::string& bytes, bool complete) {
  if (complete || bytes.size() <= hex_bytes_shown) return to_hex(bytes, " ");
  return to_hex(std::string_view(bytes).substr(0, hex_bytes_shown), " ") + " …";
}

}  // namespace

std::string describe(const runner::CaseResult& result, const WireEvent& event, std::size_t shorten) {
  return fmt::format("{} {} {}", actor_name(result, event), arrow_of(event),
                     packet_of(result, event, shorten));
}

std::vector<std::string> wire_log(const runner::CaseResult& result, std::size_t here, const Style& style) {
  const auto& wire = result.outcome.wire;
  const bool complete = style.verbosity == Verbosity::everything;
  const std::size_t marked = std::min(here, wire.size());
  const std::size_t first = complete || marked < events_shown ? 0 : marked - events_shown + 1;
  const std::size_t last = complete ? wire.size() : std::min(wire.size(), marked + 1 + events_shown_after);

  std::size_t name_width = 0;
  for (const auto& name : result.actors) name_width = std::max(name_width, columns(name));
  const std::size_t shorten = complete ? 0 : 40;
  const std::size_t room = style.width < 60 ? 40 : style.width - 3 * hex_bytes_shown - 4;

  std::vector<std::string> texts;
  std::size_t hex_at = 0;
  for (std::size_t i = first; i < last; ++i) {
    const double at = static_cast<double>((wire[i].at - wire.front().at).count()) / 1e9;
    const std::string text =
        fmt::format("+{:.3f} {} {} {}", at, padded(actor_name(result, wire[i]), name_width),
                    arrow_of(wire[i]), packet_of(result, wire[i], shorten));
    texts.push_back(complete || !is_packet(wire[i]) ? text : shortened(text, room));
    if (is_packet(wire[i])) hex_at = std::max(hex_at, std::min(columns(texts.back()), room));
  }

  std::vector<std::string> lines;
  if (first > 0) lines.push_back(fmt::format("… {} before, -vv shows them", counted(first, "event")));
  for (std::size_t i = first; i < last; ++i) {
    std::string line = texts[i - first];
    const std::string hex = is_packet(wire[i]) ? hex_column(wire[i].bytes, complete) : "";
    if (!hex.empty()) line = padded(line, hex_at) + "   ";
    if (wire[i].harness) line = painted(style, Paint::dim, line);
    line += painted(style, Paint::dim, hex);
    if (i == here) line += painted(style, Paint::red, "   <== here");
    lines.push_back(std::move(line));
  }
  if (last < wire.size())
    lines.push_back(fmt::format("… {} after it, -vv shows them", counted(wire.size() - last, "event")));
  return lines;
}

std::string netcat_line(const runner::CaseResult& result, const std::string& url) {
  constexpr std::string_view scheme = "mqtt://";
  if (!url.starts_with(scheme) || result.outcome.failures.empty()) return {};
  std::string_view address = std::string_view(url).substr(scheme.size());
  address = address.substr(0, address.find('/'));
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string host(address.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view port = address.substr(colon + 1);

  const auto& wire = result.outcome.wire;
  const std::size_t end = std::min(result.outcome.failures.front().wire_index, wire.size());
  std::string bytes;
  std::size_t own_bytes = 0;
  std::set<std::pair<script::Actor, std::uint32_t>> connections;
  for (std::size_t i = 0; i < end; ++i) {
    connections.emplace(wire[i].actor, wire[i].connection);
    if (wire[i].what != WireEvent::What::sent) continue;
    if (is_masked(wire[i], result.version)) return {};
    bytes += wire[i].bytes;
    if (!wire[i].harness) own_bytes = bytes.size();
  }
  // What the harness says at the end (a PINGREQ, DISCONNECT) would itself end what is to be shown.
  bytes.resize(own_bytes);
  if (end < wire.size()) connections.emplace(wire[end].actor, wire[end].connection);
  if (connections.size() != 1 || bytes.empty() || bytes.size() > netcat_bytes_at_most) return {};
  return fmt::format("echo {} | xxd -r -p | nc {} {} | xxd", to_hex(bytes), shell_word(host), port);
}

}  // namespace reports
