// Names of faults in, faults out; and the table for people and for machines.
#include "cli/broker_faults.h"

#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "cli/nearest.h"
#include "reports/text.h"

namespace cli {
namespace {

struct Chapter {
  std::string_view word;
  std::string_view title;
};
/// In the order of broker::fault_chapters.
constexpr std::array<Chapter, 18> chapters{{
    {"transport", "Network connections and WebSocket (4.2, 6)"},
    {"format", "Packets and their fields (1.5, 2)"},
    {"writing", "What the server itself writes (1.5, 2)"},
    {"connect", "CONNECT, CONNACK and Keep Alive (3.1, 3.2)"},
    {"sessions", "Sessions (4.1)"},
    {"wills", "Wills (3.1.2.5)"},
    {"publish", "Incoming messages (3.3)"},
    {"delivery", "Outgoing messages, Quality of Service and order (4.3 to 4.6)"},
    {"retained", "Retained messages (3.3.1.3)"},
    {"subscribe", "Subscriptions (3.8 to 3.11, 4.8)"},
    {"topics", "Topic names and filters (4.7)"},
    {"errors", "Errors and DISCONNECT (3.14, 4.13)"},
    {"authentication", "Who a client is and what it may do (3.15, 4.12)"},
    {"resuming", "Coming back and taking over (3.1.4, 4.1, 4.4)"},
    {"shares", "Shared subscriptions: who gets a message (4.8.2)"},
    {"passing_on", "What is passed on, whole and to all (3.3, 4.5)"},
    {"exchanges", "Acknowledgements, identifiers and the send quota (4.3, 4.9)"},
    {"restarting", "What survives the end of the server (4.1)"},
}};
static_assert(chapters.size() == broker::fault_chapters.size(), "a chapter of faults without a title");

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

std::expected<broker::Faults, std::string> faults_named(const std::vector<std::string>& names) {
  broker::Faults faults;
  for (const auto& name : names) {
    const std::size_t index = broker::find_fault(name);
    if (index != broker::fault_count) {
      faults.switch_on(index);
      continue;
    }
    std::vector<std::string> known;
    known.reserve(broker::fault_count);
    for (const auto& row : broker::fault_table) known.emplace_back(row.name);
    const auto meant = nearest(name, known);
    return std::unexpected(
        fmt::format("there is no fault `{}`{} `conformance broker --list-faults` explains each", name,
                    meant ? fmt::format(", did you mean `{}`?", *meant) : ";"));
  }
  return faults;
}

std::string list_of_faults(std::size_t width) {
  std::string text;
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    if (broker::fault_chapters[i].empty()) continue;
    text += fmt::format("{}{}\n", text.empty() ? "" : "\n", chapters[i].title);
    for (const auto& row : broker::fault_chapters[i]) {
      text += fmt::format("  {}\n", row.name);
      for (const auto& line : reports::wrapped(row.explanation, width - 6))
        text += fmt::format("      {}\n", line);
      for (const auto& line : reports::wrapped(row.requirements, width - 6))
        text += fmt::format("      {}\n", line);
    }
  }
  return text;
}

std::string list_of_faults_as_json() {
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    for (const auto& row : broker::fault_chapters[i]) {
      list.push_back({{"name", row.name},
                      {"chapter", chapters[i].word},
                      {"requirements", words_of(row.requirements)},
                      {"explanation", row.explanation}});
    }
  }
  return list.dump(1) + "\n";
}

}  // namespace cli
