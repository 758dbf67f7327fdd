// See the header.
#include "cli/fuzz_screen.h"

#include <chrono>
#include <fmt/format.h>

#include "reports/campaign.h"
#include "reports/text.h"

namespace cli {
namespace {

constexpr double plain_interval_s = 30;
constexpr double save_interval_s = 60;

}  // namespace

FuzzScreen::FuzzScreen(Console& console, FindingsFolder& folder, const campaign::Host& host, Setting setting)
    : console_(console),
      folder_(folder),
      host_(host),
      setting_(std::move(setting)),
      findings_(setting_.known) {}

FuzzScreen::~FuzzScreen() {
  clear();
}

std::string FuzzScreen::target() const {
  return setting_.target.empty() ? host_.target().name : setting_.target;
}

void FuzzScreen::standing(const campaign::Statistics& statistics, std::size_t, net::Time left) {
  if (setting_.save && statistics.elapsed_s - saved_at_ >= save_interval_s) {
    saved_at_ = statistics.elapsed_s;
    setting_.save(statistics);
  }
  if (setting_.style.verbosity == reports::Verbosity::quiet) return;
  const std::string line =
      reports::campaign_standing_line({statistics, findings_, std::chrono::duration<double>(left).count()});
  if (console_.err_is_terminal()) {
    draw(line);
  } else if (statistics.elapsed_s - told_at_ >= plain_interval_s) {
    told_at_ = statistics.elapsed_s;
    console_.err(line + "\n");
  }
}

void FuzzScreen::looks_into(const campaign::Suspicion& suspicion) {
  if (setting_.style.verbosity == reports::Verbosity::quiet || !console_.err_is_terminal()) return;
  draw(fmt::format("looking into it: {}", reports::printable(suspicion.sentence)));
}

campaign::Finding FuzzScreen::told(campaign::Finding finding) const {
  const runner::Secrets secrets(host_.target());
  finding.log = secrets.redacted(finding.log);
  finding.suspicion.sentence = secrets.redacted(finding.suspicion.sentence);
  finding.suspicion.signature = secrets.redacted(finding.suspicion.signature);
  return finding;
}

void FuzzScreen::found(const campaign::Finding& finding) {
  campaign::Finding shown = told(finding);
  shown.found_after_s += setting_.elapsed_s;
  ++findings_[campaign::severity_of(shown.suspicion.kind)];
  clear();
  console_.out(reports::finding_lines(shown, setting_.style));
  folder_.write_finding(shown, target());
}

void FuzzScreen::note(const std::string& line) {
  if (setting_.style.verbosity != reports::Verbosity::quiet) say("  " + reports::printable(line));
}

void FuzzScreen::say(const std::string& line) {
  clear();
  console_.err(line + "\n");
}

void FuzzScreen::clear() {
  if (drawn_.empty()) return;
  drawn_.clear();
  console_.err("\r\x1b[K");
}

void FuzzScreen::draw(std::string line) {
  line = reports::shortened(line, console_.width() - 1);
  if (line == drawn_) return;
  console_.err("\r" + line + "\x1b[K");
  drawn_ = std::move(line);
}

}  // namespace cli
