// report: a result made of arbitrary strings and numbers, as a hostile broker would have them. Holds: it
// becomes well-formed JSON that reads back to the same, and well-formed XML; and, asked of one input in 128,
// a page of HTML in which no string has become markup: it has the elements of any other page, and its data is
// JSON.
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>

#include "fuzz/support/input.h"
#include "fuzz/support/oracle.h"
#include "fuzz/support/well_formed_html.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "runner/result.h"

namespace {

using codec::Version;

std::string text_from(fuzz::Input& input) {
  return std::string(input.text(input.byte() & 63U));
}

std::size_t count_from(fuzz::Input& input, unsigned most) {
  return input.empty() ? 0 : input.byte() % (most + 1);
}

client::Remark remark_from(fuzz::Input& input) {
  return {"5.0/MQTT-3.3.1-9", text_from(input), {input.byte(), input.byte(), input.byte()}};
}

client::WireEvent event_from(fuzz::Input& input, std::size_t actors) {
  client::WireEvent event;
  event.at = std::chrono::microseconds(input.four_bytes());
  event.actor = static_cast<script::Actor>(input.byte() % actors);
  event.what = static_cast<client::WireEvent::What>(input.byte() % 6);
  event.harness = (input.byte() & 1U) != 0;
  event.bytes = text_from(input);
  event.text = text_from(input);
  return event;
}

client::Outcome outcome_from(fuzz::Input& input, std::size_t actors) {
  client::Outcome outcome;
  for (std::size_t n = count_from(input, 6); n > 0; --n) outcome.wire.push_back(event_from(input, actors));
  for (std::size_t n = count_from(input, 2); n > 0; --n) {
    client::Failure failure;
    failure.where = {input.byte(), input.byte(), input.byte()};
    failure.expected = text_from(input);
    failure.actual = text_from(input);
    failure.requirement = "3.1.1/MQTT-3.3.5-1";
    failure.explanation = text_from(input);
    failure.wire_index = input.byte() % (outcome.wire.size() + 1);
    outcome.failures.push_back(std::move(failure));
  }
  for (std::size_t n = count_from(input, 2); n > 0; --n) outcome.advice.push_back(remark_from(input));
  for (std::size_t n = count_from(input, 2); n > 0; --n) outcome.notes.push_back(remark_from(input));
  outcome.reason = text_from(input);
  outcome.capability = text_from(input);
  outcome.duration = std::chrono::microseconds(input.four_bytes());
  return outcome;
}

runner::CaseResult case_from(fuzz::Input& input, std::size_t number) {
  runner::CaseResult one;
  one.suite = "suite" + std::to_string(number % 2);
  one.scenario = "scenario" + std::to_string(number);
  one.version = (input.byte() & 1U) != 0 ? Version::v5_0 : Version::v3_1_1;
  one.id = one.suite + "/" + one.scenario + (one.version == Version::v5_0 ? "@5.0" : "@3.1.1");
  one.sentence = text_from(input);
  one.covers = {"5.0/MQTT-3.3.1-9"};
  one.line = input.byte();
  for (std::size_t n = count_from(input, 3); n > 0; --n) one.source.push_back(text_from(input));
  for (std::size_t n = 1 + count_from(input, 2); n > 0; --n) one.actors.push_back(text_from(input));
  one.verdict = static_cast<client::Verdict>(input.byte() % 8);
  one.outcome = outcome_from(input, one.actors.size());
  one.outcome.verdict = one.verdict;
  one.canary = text_from(input);
  one.known = text_from(input);
  one.plays = input.byte();
  return one;
}

runner::RunResult result_from(fuzz::Input& input) {
  runner::RunResult result;
  result.tool_version = "0.1.0";
  result.target.name = text_from(input);
  result.target.url = text_from(input);
  result.target.versions = {Version::v3_1_1, Version::v5_0};
  result.target.version_note = text_from(input);
  result.selection.seed = "7f3a91";
  result.selection.rerun_arguments = text_from(input);
  for (std::size_t n = count_from(input, 2); n > 0; --n)
    result.target.capabilities.push_back({text_from(input), text_from(input), "probe", "5.0", {}});
  for (std::size_t n = count_from(input, 3); n > 0; --n) result.cases.push_back(case_from(input, n));
  runner::summarise(result);
  result.summary.broker_died_text = text_from(input);
  return result;
}

/// The names of the page's elements; blocks of data, of which there are as many as cases need, must be JSON.
std::string skeleton_of(const runner::RunResult& result) {
  const std::string page = reports::to_html(result);
  const auto elements = fuzz::elements_of_html(page);
  fuzz::hold(elements.has_value(), "the page is well-formed");
  std::string names;
  for (const fuzz::HtmlElement& each : *elements) {
    if (each.attributes.find("application/json") == std::string_view::npos)
      names += std::string(each.name) + " ";
    else
      fuzz::hold(nlohmann::json::accept(each.text), "the data of the page is well-formed JSON");
  }
  return names;
}

void hold_page(const runner::RunResult& result) {
  static const std::string of_nothing = skeleton_of({});
  fuzz::hold(skeleton_of(result) == of_nothing, "no string becomes markup");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const runner::RunResult result = result_from(input);
  const std::string written = reports::to_json(result);
  fuzz::hold(nlohmann::json::accept(written), "the report is well-formed JSON");
  const auto read = reports::from_json(written);
  fuzz::hold(read.has_value(), "the report is read again");
  fuzz::hold(reports::to_json(*read) == written, "what is read is written the same again");
  const std::string xml = reports::to_junit(result);
  pugi::xml_document document;
  const unsigned strict = pugi::parse_full;
  fuzz::hold(static_cast<bool>(document.load_buffer(xml.data(), xml.size(), strict, pugi::encoding_utf8)),
             "the report is well-formed XML");
  constexpr unsigned one_in = 128;  // a page takes a thousand times as long as the rest
  if (fuzz::sampled({data, size}, one_in)) hold_page(result);
  return 0;
}
