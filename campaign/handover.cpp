// See the header.
#include "campaign/handover.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "campaign/minimise.h"
#include "codec/compose.h"

namespace campaign {
namespace {

constexpr std::size_t longest_line = 140;

char letter(std::uint8_t actor) {
  return static_cast<char>('a' + actor);
}

std::string hex(std::string_view bytes, std::string_view between) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{}{:02x}", text.empty() ? "" : between, static_cast<std::uint8_t>(byte));
  return text;
}

/// What people read beside the bytes.
std::string comment_on(std::string_view bytes, codec::Version version) {
  std::string text;
  for (const std::string_view packet : pieces_of(bytes)) {
    const std::string printed = codec::print_packet(packet, version, codec::Direction::client_to_server, 24);
    text += fmt::format("{}{}", text.empty() ? "" : "; ", printed.substr(0, printed.find('\n')));
  }
  if (text.size() > longest_line) text = text.substr(0, longest_line) + "…";
  return text;
}

/// Plays as one, and what each actor speaks at each step.
struct Told {
  Play play;
  std::vector<codec::Version> versions;
};

Told told(const Finding& finding) {
  Told told{.play = join(finding.plays), .versions = {}};
  codec::Version speaks[most_actors]{};
  for (const Step& step : told.play.steps) {
    speaks[step.actor] = version_behind(step.bytes, speaks[step.actor]);
    told.versions.push_back(speaks[step.actor]);
  }
  return told;
}

codec::Version version_of(const Told& told) {
  for (std::size_t i = 0; i < told.play.steps.size(); ++i) {
    if (!told.play.steps[i].bytes.empty()) return told.versions[i];
  }
  return codec::Version::v5_0;
}

/// The finding's own requirement where it is one of that version, else that the broker goes on at all.
std::string covered_by(const Finding& finding, codec::Version version) {
  const std::string prefix = fmt::format("{}/", name_of(version));
  if (finding.suspicion.requirement.starts_with(prefix + "MQTT-")) return finding.suspicion.requirement;
  return prefix + (version == codec::Version::v5_0 ? "MQTT-4.13.1-1" : "MQTT-4.8.0-1");
}

std::string sentence_of(const Finding& finding, std::string_view target) {
  std::string text = fmt::format("{} {}.", target, finding.suspicion.sentence);
  std::erase_if(text, [](char each) { return each == '"' || each == '\\' || each == '$' || each == '\n'; });
  return text;
}

}  // namespace

std::string name_of(const Finding& finding, std::size_t number) {
  return fmt::format("{}-{}", name_of(finding.suspicion.kind), number);
}

std::string scenario_of(const Finding& finding, std::string_view name, std::string_view target) {
  const Told all = told(finding);
  const codec::Version version = version_of(all);
  std::string text = fmt::format(
      "# signature: {}\n# shown by {} of {} tries\nsuite findings \"Found by a campaign against {}.\"\n\n",
      finding.suspicion.signature, finding.reproduced, finding.tries, target);
  text += fmt::format("scenario {}\n  \"{}\"\n  covers {}\n", name, sentence_of(finding, target),
                      covered_by(finding, version));
  text +=
      "  given\n    witness connects\n    witness subscribes \"$t/w\" max_qos=2\n    publisher connects\n";
  bool connected[most_actors]{};
  for (std::size_t i = 0; i < all.play.steps.size(); ++i) {
    const Step& step = all.play.steps[i];
    const char actor = letter(step.actor);
    bool& is_connected = connected[step.actor];
    if (step.waits) text += "  after 50ms\n";
    const auto connect = [&] {
      if (!std::exchange(is_connected, true))
        text += fmt::format("  {} opens acks=manual pings=off\n", actor);
    };
    switch (step.deed) {
      case Deed::send:
        if (step.bytes.empty()) break;
        connect();
        text += fmt::format("  {} -> BYTES! {}  # {}\n", actor, hex(step.bytes, " "),
                            comment_on(step.bytes, all.versions[i]));
        break;
      case Deed::open: connect(); break;
      case Deed::end:
      case Deed::reset:
        if (std::exchange(is_connected, false))
          text += fmt::format("  {} {}\n", actor, step.deed == Deed::end ? "closes" : "resets");
        break;
      case Deed::pause: text += fmt::format("  after {}ms\n", step.milliseconds); break;
    }
  }
  text += "  after 100ms\n";
  const bool must_be_closed = finding.suspicion.kind == Kind::accepted && actors_of(all.play) == 1;
  for (std::uint8_t actor = 0; actor < most_actors; ++actor) {
    if (!connected[actor]) continue;
    text += fmt::format("  {} {}\n", letter(actor), must_be_closed ? "is closed" : "resets");
  }
  text +=
      "  publisher publishes topic=\"$t/w\" qos=2 payload=\"still there\"\n"
      "  witness <- PUBLISH payload=\"still there\"\n";
  return text;
}

std::string script_of(const Finding& finding, std::string_view name, std::string_view target) {
  const Told all = told(finding);
  std::string text = fmt::format(R"(#!/usr/bin/env python3
# {}: {}
# Usage: python3 {}.py HOST PORT      (needs nothing but Python 3; ends with 1 when the broker is gone)
import socket, struct, sys, time

host, port = (sys.argv + ["127.0.0.1", "1883"])[1:3] if len(sys.argv) > 2 else ("127.0.0.1", "1883")
lines = {{}}


def connect(who):
    lines[who] = socket.create_connection((host, int(port)), 5)
    lines[who].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def hear():
    for who, line in list(lines.items()):
        try:
            line.settimeout(0.05)
            heard = line.recv(65536)
            print(who, "<-", heard.hex() if heard else "closed")
        except OSError as error:
            print(who, "<-", error)


def send(who, bytes_in_hex):
    if who not in lines:
        connect(who)
    print(who, "->", bytes_in_hex)
    try:
        lines[who].sendall(bytes.fromhex(bytes_in_hex))
    except OSError as error:
        print(who, error)


def end(who, abruptly):
    line = lines.pop(who, None)
    if line and abruptly:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if line:
        print(who, "resets" if abruptly else "closes")
        line.close()


)",
                                 name, sentence_of(finding, target), name);
  for (std::size_t i = 0; i < all.play.steps.size(); ++i) {
    const Step& step = all.play.steps[i];
    const char actor = letter(step.actor);
    if (step.waits) text += "hear()\n";
    switch (step.deed) {
      case Deed::send:
        text += fmt::format("send(\"{}\", \"{}\")  # {}\n", actor, hex(step.bytes, ""),
                            comment_on(step.bytes, all.versions[i]));
        break;
      case Deed::open: text += fmt::format("connect(\"{}\")\n", actor); break;
      case Deed::end: text += fmt::format("end(\"{}\", False)\n", actor); break;
      case Deed::reset: text += fmt::format("end(\"{}\", True)\n", actor); break;
      case Deed::pause: text += fmt::format("time.sleep({})\n", step.milliseconds / 1000.0); break;
    }
  }
  text += R"(hear()
for who in list(lines):
    end(who, True)
time.sleep(0.5)
try:
    connect("witness")
    lines["witness"].settimeout(5)
    send("witness", "101300044d5154540402003c00077769746e657373")
    answer = lines["witness"].recv(4)
except OSError as error:
    sys.exit(f"the broker does not answer any more: {error}")
if not answer:
    sys.exit("the broker closes without an answer")
print("the broker answers CONNECT with", answer.hex())
)";
  return text;
}

std::string plays_of(const Finding& finding) {
  std::string text;
  for (const Play& play : finding.plays)
    text += fmt::format("{}{}", text.empty() ? "" : "# the next play\n", text_of(play));
  return text;
}

}  // namespace campaign
