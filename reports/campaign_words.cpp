// See the header.
#include "reports/campaign_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "campaign/handover_parts.h"
#include "reports/text.h"

namespace reports {

using campaign::Finding;
using campaign::Kind;

std::optional<Kind> kind_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Kind::unreproduced); ++i)
    if (campaign::name_of(static_cast<Kind>(i)) == name) return static_cast<Kind>(i);
  return std::nullopt;
}

std::size_t bytes_of(const Finding& finding) {
  std::size_t sum = 0;
  for (const campaign::Play& play : finding.plays) sum += campaign::bytes_of(play);
  return sum;
}

std::size_t steps_of(const Finding& finding) {
  std::size_t sum = 0;
  for (const campaign::Play& play : finding.plays) sum += play.steps.size();
  return sum;
}

std::string rate_of(const Finding& finding) {
  const std::string rate = campaign::rate_in_words(finding);
  return finding.tries == 0 ? rate : rate + " tries";
}

std::string verdict_of(const campaign::CampaignResult& result) {
  return result.findings.empty() ? "nothing found" : counted(result.findings.size(), "finding");
}

std::map<campaign::Severity, std::size_t> by_severity(const std::vector<Finding>& findings) {
  std::map<campaign::Severity, std::size_t> counts;
  for (const Finding& each : findings) ++counts[campaign::severity_of(each.suspicion.kind)];
  return counts;
}

std::string in_words(const std::map<campaign::Severity, std::size_t>& findings) {
  std::string text;
  for (const auto& [severity, count] : findings)
    if (count != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, campaign::name_of(severity));
  return text.empty() ? "no finding" : text;
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3 && text.size() > 4; at -= 3) text.insert(at - 3, 1, ' ');
  if (text.starts_with(' ')) text.erase(0, 1);
  return text;
}

std::string counts_of(const campaign::Statistics& numbers) {
  const double rate = numbers.elapsed_s > 0 ? static_cast<double>(numbers.plays) / numbers.elapsed_s : 0;
  return fmt::format("{} plays in {} ({:.0f}/s), {} packets sent, {} heard, {} messages between bystanders",
                     grouped(numbers.plays), duration(numbers.elapsed_s), rate, grouped(numbers.packets_sent),
                     grouped(numbers.packets_heard), grouped(numbers.bystander_messages));
}

namespace {

std::string packets_in_words(std::string_view bytes, codec::Version version, codec::Direction from) {
  std::string text;
  for (const std::string_view packet : campaign::pieces_of(bytes))
    text += (text.empty() ? "" : "; ") + printable(campaign::in_words(packet, version, from, 60));
  return text;
}

}  // namespace

std::vector<StepText> steps_in_words(const Finding& finding, std::size_t at_most) {
  std::vector<StepText> all;
  all.reserve(std::min(steps_of(finding) + finding.plays.size(), at_most));
  for (const campaign::Play& play : finding.plays) {
    if (!all.empty()) all.push_back({{}, "the next play: all connections are new", {}, {}, {}, false});
    std::array<codec::Version, campaign::most_actors> speaks{};
    speaks.fill(codec::Version::v5_0);  // until a CONNECT says otherwise
    for (const campaign::Step& step : play.steps) {
      if (all.size() >= at_most) return all;
      codec::Version& version = speaks[step.actor];
      const bool answers = step.deed == campaign::Deed::answer;
      if (!answers) version = campaign::version_behind(step.bytes, version);
      StepText text{
          std::string(1, static_cast<char>('a' + step.actor)), {}, {}, step.bytes, version, step.waits};
      switch (step.deed) {
        case campaign::Deed::send: {
          text.what = "sends";
          text.packets = packets_in_words(step.bytes, version, codec::Direction::client_to_server);
          break;
        }
        case campaign::Deed::answer:
          // A bridge speaks 3.1.1 where nobody says otherwise.
          text.what = "says, as the remote end of the bridge,";
          text.packets =
              packets_in_words(step.bytes, codec::Version::v3_1_1, codec::Direction::server_to_client);
          break;
        case campaign::Deed::open: text.what = "opens a connection"; break;
        case campaign::Deed::end: text.what = "ends it (FIN)"; break;
        case campaign::Deed::reset: text.what = "cuts it off (RST)"; break;
        case campaign::Deed::pause: text.what = fmt::format("waits {} ms", step.milliseconds); break;
      }
      all.push_back(std::move(text));
    }
  }
  return all;
}

std::string connections_of(const Finding& finding) {
  std::size_t opened = 0;
  std::size_t at_once = 0;
  for (const campaign::Play& play : finding.plays) {
    std::array<bool, campaign::most_actors> open{};
    for (const campaign::Step& step : play.steps) {
      const bool needs_one = step.deed == campaign::Deed::send || step.deed == campaign::Deed::open;
      if (needs_one && !open[step.actor]) ++opened;
      if (needs_one) open[step.actor] = true;
      if (step.deed == campaign::Deed::end || step.deed == campaign::Deed::reset) open[step.actor] = false;
      at_once = std::max<std::size_t>(at_once, static_cast<std::size_t>(std::ranges::count(open, true)));
    }
  }
  if (opened <= 1) return counted(opened, "connection");
  return fmt::format("{}, {} at once", counted(opened, "connection"), at_once);
}

}  // namespace reports
