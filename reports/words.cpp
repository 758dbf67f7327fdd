// Tables of words, searched in both directions.
#include "reports/words.h"

#include <array>
#include <utility>

namespace reports {
namespace {

using client::Verdict;
using client::WireEvent;
using runner::RequirementVerdict;

constexpr std::array<std::pair<RequirementVerdict, std::string_view>, 7> requirement_words{{
    {RequirementVerdict::verified, "verified"},
    {RequirementVerdict::violated, "violated"},
    {RequirementVerdict::advised, "advised"},
    {RequirementVerdict::unsupported, "unsupported"},
    {RequirementVerdict::inconclusive, "inconclusive"},
    {RequirementVerdict::not_exercised, "not_exercised"},
    {RequirementVerdict::not_testable, "not_testable"},
}};

constexpr std::array<std::pair<Verdict, std::string_view>, 8> verdict_words{{
    {Verdict::pass, "pass"},
    {Verdict::advisory, "advisory"},
    {Verdict::fail, "fail"},
    {Verdict::flaky, "flaky"},
    {Verdict::unsupported, "unsupported"},
    {Verdict::inconclusive, "inconclusive"},
    {Verdict::not_run, "not_run"},
    {Verdict::error, "error"},
}};

constexpr std::array<std::pair<Verdict, std::string_view>, 8> status_words{{
    {Verdict::pass, "PASS"},
    {Verdict::advisory, "ADVISORY"},
    {Verdict::fail, "FAIL"},
    {Verdict::flaky, "FLAKY"},
    {Verdict::unsupported, "UNSUPPORTED"},
    {Verdict::inconclusive, "INCONCLUSIVE"},
    {Verdict::not_run, "NOT RUN"},
    {Verdict::error, "ERROR"},
}};

constexpr std::array<std::pair<WireEvent::What, std::string_view>, 6> event_words{{
    {WireEvent::What::opened, "opened"},
    {WireEvent::What::sent, "sent"},
    {WireEvent::What::received, "received"},
    {WireEvent::What::broker_ended, "broker_ended"},
    {WireEvent::What::we_ended, "we_ended"},
    {WireEvent::What::note, "note"},
}};

constexpr std::array<std::pair<codec::Version, std::string_view>, 2> version_words{{
    {codec::Version::v3_1_1, "3.1.1"},
    {codec::Version::v5_0, "5.0"},
}};

constexpr std::array<std::pair<runner::Level, std::string_view>, 2> level_words{{
    {runner::Level::must, "must"},
    {runner::Level::should, "should"},
}};

template <typename Table, typename Value>
std::string_view word_in(const Table& table, Value value) {
  for (const auto& [candidate, word] : table)
    if (candidate == value) return word;
  return "?";
}

template <typename Value, std::size_t size>
std::optional<Value> named_in(const std::array<std::pair<Value, std::string_view>, size>& table,
                              std::string_view word) {
  for (const auto& [value, candidate] : table)
    if (candidate == word) return value;
  return std::nullopt;
}

}  // namespace

std::string_view word_for(RequirementVerdict verdict) {
  return word_in(requirement_words, verdict);
}
std::string_view word_for(Verdict verdict) {
  return word_in(verdict_words, verdict);
}
std::string_view word_for(WireEvent::What what) {
  return word_in(event_words, what);
}
std::string_view word_for(runner::Level level) {
  return word_in(level_words, level);
}
std::string_view status_word(Verdict verdict) {
  return word_in(status_words, verdict);
}

std::optional<RequirementVerdict> requirement_verdict_named(std::string_view word) {
  return named_in(requirement_words, word);
}
std::optional<Verdict> verdict_named(std::string_view word) {
  return named_in(verdict_words, word);
}
std::optional<WireEvent::What> wire_event_named(std::string_view word) {
  return named_in(event_words, word);
}
std::optional<runner::Level> level_named(std::string_view word) {
  return named_in(level_words, word);
}
std::optional<codec::Version> version_named(std::string_view word) {
  return named_in(version_words, word);
}

}  // namespace reports
