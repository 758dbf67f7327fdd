// What the checks look for stands here and in tests/reports/support/sample_run.cpp.
#include "tests/html/support/pages.h"

#include <gtest/gtest.h>
#include <vector>

#include "reports/campaign.h"
#include "reports/html.h"
#include "reports/write_file.h"
#include "tests/reports/support/sample_campaign.h"
#include "tests/reports/support/sample_run.h"

namespace pages {
namespace {

using client::Verdict;
using runner::RequirementVerdict;
using runner::RunResult;

/// The sample run; what came last in the failing case came 5 s later.
RunResult sample_with_gap() {
  auto run = sample::run_with_baseline();
  for (auto& entry : run.cases) {
    if (entry.id != sample::failing_case().id) continue;
    entry.known.clear();
    entry.outcome.failures.front().where = {41, 31, 5};
    entry.outcome.wire.back().at += std::chrono::seconds(5);
  }
  return run;
}

RunResult earlier() {
  auto run = sample::run();
  run.target.name = "mosquitto 2.0.10";
  for (auto& entry : run.cases)
    if (entry.id == sample::failing_case().id) entry.verdict = Verdict::pass;
  auto gone = run.cases.front();
  gone.id = "connect/gone@3.1.1";
  run.cases.push_back(gone);
  return run;
}

RunResult other_broker() {
  auto run = sample::run();
  run.target.name = "another broker 1.0";
  for (auto& entry : run.cases)
    if (entry.id == sample::failing_case().id) entry.verdict = Verdict::pass;
  for (auto& requirement : run.requirements)
    if (requirement.id == "3.1.1/MQTT-3.3.5-1") requirement.verdict = RequirementVerdict::verified;
  return run;
}

/// Texts that would run, or load something, were they taken for markup.
RunResult hostile() {
  const std::string text =
      "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
      "<svg onload=document.title='owned'>\xe2\x80\xa8\xe2\x80\xae javascript:document.title='owned'";
  auto run = sample::run_with_baseline();
  run.target.name = run.target.url = run.target.version_note = run.baseline->strays[0].what = text;
  run.target.capabilities.push_back({text, text, text, "5.0"});
  std::size_t number = 0;
  for (auto& entry : run.cases) {
    entry.id = "hostile/" + std::to_string(number++) + text + "@5.0";
    entry.suite = entry.sentence = entry.file = entry.known = entry.outcome.reason = text;
    for (auto& line : entry.source) line += text;
    for (auto& actor : entry.actors) actor += text;
    for (auto& failure : entry.outcome.failures)
      failure.expected = failure.actual = failure.explanation = text;
    for (auto& remark : entry.outcome.advice) remark.text = text;
    entry.formerly = entry.outcome.broker_log = {text};
    for (auto& event : entry.outcome.wire)
      if (event.bytes.empty()) event.text = text;
  }
  run.requirements.push_back({"3.1.1/" + text, RequirementVerdict::violated, {run.cases[2].id}, text, 0});
  return run;
}

/// As a run of everything would be on a bad broker: 1,200 of 3,000 cases with packets.
RunResult large() {
  auto run = sample::run();
  const auto failing = sample::failing_case();
  auto passing = run.cases.front();
  run.cases.clear();
  for (int i = 0; i < 3000; ++i) {
    auto entry = i % 5 < 2 ? failing : passing;
    if (i % 5 == 1) entry.verdict = Verdict::advisory;
    entry.id = "area-" + std::to_string(i % 43) + "/case-" + std::to_string(i) + "@3.1.1";
    entry.suite = "area-" + std::to_string(i % 43);
    run.cases.push_back(std::move(entry));
  }
  return run;
}

void write(const std::string& path, const std::string& page) {
  const auto written = reports::write_file(path, page);
  ASSERT_TRUE(written) << written.error();
}

}  // namespace

void write_all(const std::string& folder) {
  write(folder + "/campaign.html", reports::campaign_to_html(sample::campaign_result()));
  write(folder + "/hostile-campaign.html", reports::campaign_to_html(sample::hostile_campaign()));
  const auto run = sample_with_gap();
  const auto before = earlier();
  write(folder + "/run.html", reports::to_html(run));
  write(folder + "/since.html", reports::to_html(run, &before));
  write(folder + "/hostile.html", reports::to_html(hostile()));
  write(folder + "/matrix.html", reports::to_html_matrix(std::vector{run, other_broker()}));
  write(folder + "/hostile-matrix.html", reports::to_html_matrix(std::vector{hostile(), other_broker()}));
  const auto page = reports::to_html(large());
  EXPECT_LT(page.size(), reports::html_bytes_at_most);
  write(folder + "/large.html", page);
}

}  // namespace pages
