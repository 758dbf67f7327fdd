// One case's evidence to JSON. Times are microseconds since the first event; bytes are base64.
#include "reports/html_case.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "codec/compose.h"
#include "crypto/digest.h"
#include "reports/text.h"
#include "reports/wire_log.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;
using client::WireEvent;

constexpr std::size_t packet_bytes_at_most = 2048;
constexpr std::size_t text_columns_at_most = 2000;  ///< of a text that may hold what a broker sent
constexpr std::size_t label_string_bytes = 80;      ///< as in the JSON report
constexpr std::size_t events_before = 300;          ///< the failure
constexpr std::size_t events_after = 60;

/// Which events are kept: [first, last).
struct Kept {
  std::size_t first{};
  std::size_t last{};
};

Kept kept_of(const client::Outcome& outcome) {
  const std::size_t size = outcome.wire.size();
  std::size_t here = outcome.failures.empty() ? size : std::min(outcome.failures.front().wire_index, size);
  return {here > events_before ? here - events_before : 0, std::min(size, here + events_after)};
}

void set_text(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = shortened(printable(text), text_columns_at_most);
}

/// As set_text, and line breaks stay: an expectation may have alternatives, one a line.
void set_lines(Json& json, const char* key, std::string_view text) {
  if (text.empty()) return;
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (at > 0) lines += '\n';
    lines += printable(text.substr(at, end - at));
    at = end + 1;
  }
  json[key] = shortened(lines, text_columns_at_most);
}

void set_place(Json& json, const script::Location& where) {
  if (where.line == 0) return;
  json["line"] = where.line;
  json["column"] = where.column;
  json["length"] = where.length;
}

Json event_json(const runner::CaseResult& result, const WireEvent& event) {
  Json json;
  const auto since = event.at - result.outcome.wire.front().at;
  json["at"] = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  if (event.actor < result.actors.size()) json["actor"] = event.actor;
  if (event.connection != 0) json["connection"] = event.connection;
  json["what"] = word_for(event.what);
  const bool sent = event.what == WireEvent::What::sent;
  if (sent || event.what == WireEvent::What::received) {
    const std::string& bytes = event.bytes;
    const auto from = sent ? codec::Direction::client_to_server : codec::Direction::server_to_client;
    json["label"] = shortened(printable(codec::print_packet(bytes, result.version, from, label_string_bytes)),
                              text_columns_at_most);
    json["bytes"] = crypto::to_base64(std::string_view(bytes).substr(0, packet_bytes_at_most));
    if (bytes.size() > packet_bytes_at_most) json["size"] = bytes.size();
  }
  if (event.harness) json["harness"] = true;
  set_text(json, "text", event.text);
  return json;
}

Json failure_json(const client::Failure& failure, const Kept& kept) {
  Json json = Json::object();
  set_lines(json, "expected", failure.expected);
  set_lines(json, "actual", failure.actual);
  set_text(json, "requirement", failure.requirement);
  set_lines(json, "explanation", failure.explanation);
  set_place(json, failure.where);
  if (failure.by_standing_rule) json["by_standing_rule"] = true;
  if (failure.wire_index >= kept.first && failure.wire_index < kept.last)
    json["event"] = failure.wire_index - kept.first;
  return json;
}

Json remarks_json(const std::vector<client::Remark>& remarks) {
  Json list = Json::array();
  for (const auto& remark : remarks) {
    Json entry = Json::object();
    set_text(entry, "requirement", remark.requirement);
    set_text(entry, "text", remark.text);
    set_place(entry, remark.where);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

bool has_evidence(const runner::CaseResult& result) {
  return result.verdict != client::Verdict::pass;
}

std::string message_of(const runner::CaseResult& result, bool expected) {
  const auto& outcome = result.outcome;
  if (!outcome.failures.empty()) {
    const auto& failure = outcome.failures.front();
    if (failure.actual.empty()) return failure.explanation;
    return (expected && !failure.expected.empty() ? fmt::format("expected {}, ", failure.expected) : "") +
           "got " + failure.actual;
  }
  if (!outcome.reason.empty()) return outcome.reason;
  return outcome.advice.empty() ? std::string() : outcome.advice.front().text;
}

std::string evidence_json(const runner::CaseResult& result, const runner::RunResult& run, bool packets) {
  const auto& outcome = result.outcome;
  const auto& wire = outcome.wire;
  const Kept kept = packets ? kept_of(outcome) : Kept{};
  Json json = Json::object();
  for (const auto& line : result.source) json["source"].push_back(escape_invalid(line));
  for (const auto& actor : result.actors) json["actors"].push_back(printable(actor));
  for (const auto& failure : outcome.failures) json["failures"].push_back(failure_json(failure, kept));
  if (!outcome.advice.empty()) json["advice"] = remarks_json(outcome.advice);
  if (!outcome.notes.empty()) json["notes"] = remarks_json(outcome.notes);
  for (std::size_t i = kept.first; i < kept.last; ++i) json["wire"].push_back(event_json(result, wire[i]));
  for (const auto& line : outcome.broker_log)
    json["broker_log"].push_back(shortened(printable(line), text_columns_at_most));
  if (kept.first > 0) json["left_out_before"] = kept.first;
  if (packets && kept.last < wire.size()) json["left_out_after"] = wire.size() - kept.last;
  if (!packets && !wire.empty()) json["left_out"] = wire.size();
  const auto by_hand =
      netcat_line(result, result.listener_url.empty() ? run.target.url : result.listener_url);
  if (!by_hand.empty()) json["by_hand"] = by_hand;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace reports
