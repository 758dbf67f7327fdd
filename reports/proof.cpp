// A proof on the terminal.
#include "reports/proof.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "reports/failure_block.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using runner::FaultProof;
using runner::FaultVerdict;
using runner::Proof;
using runner::ProofState;
using runner::RequirementProof;

constexpr std::size_t ids_at_most = 6;

std::string indented(std::string_view text, std::size_t indent, const Style& style) {
  std::string out;
  const std::size_t width = style.width > indent + 20 ? style.width - indent : 20;
  for (const std::string& line : wrapped(printable(text), width)) {
    out.append(indent, ' ');
    out += line + "\n";
  }
  return out;
}

/// The first few, and how many there are besides; all with -v.
std::string some_of(const std::vector<std::string>& names, const Style& style) {
  const bool whole = style.verbosity >= Verbosity::verbose;
  const std::size_t shown = whole ? names.size() : std::min(names.size(), ids_at_most);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += (i == 0 ? "" : ", ") + names[i];
  if (shown < names.size()) out += fmt::format(" and {} more", names.size() - shown);
  return out;
}

std::string heading(std::string_view word, Paint paint, std::size_t count, std::string_view what,
                    const Style& style) {
  return fmt::format("{}  {}: {}\n", painted(style, paint, word), count, what);
}

std::string disobedient_list(const Proof& proof, const Style& style) {
  if (proof.disobedient.empty()) return {};
  std::string out = heading("NOT OBEDIENT", Paint::red, proof.disobedient.size(),
                            "with no fault on, these cases do not pass, and prove nothing", style);
  for (const auto& result : proof.disobedient) out += progress_line(result, style) + "\n";
  return out + "\n";
}

std::string advised_list(const Proof& proof, const Style& style) {
  if (proof.advised.empty()) return {};
  std::string out = heading("ADVISED", Paint::yellow, proof.advised.size(),
                            "with no fault on, these cases have advice to give", style);
  for (const auto& result : proof.advised) out += progress_line(result, style) + "\n";
  return out + "\n";
}

template <typename Predicate>
std::vector<const FaultProof*> faults_that(const Proof& proof, Predicate predicate) {
  std::vector<const FaultProof*> found;
  for (const FaultProof& fault : proof.faults)
    if (predicate(fault)) found.push_back(&fault);
  return found;
}

/// How cases noticed a fault that survived: the place where the suite is to be mended.
std::string strays_of(const FaultProof& fault, const Style& style) {
  std::vector<std::string> lines;
  lines.reserve(fault.otherwise.size());
  for (const auto& stray : fault.otherwise) {
    lines.push_back(fmt::format("{} {}{}{}", word_for(stray.verdict), stray.id,
                                stray.ids.empty() ? "" : " on ", fmt::join(stray.ids, " ")));
  }
  return lines.empty() ? "" : indented("but: " + some_of(lines, style), 6, style);
}

/// A line a fault: what became of it, and how many cases fell with it that cover none of its ids.
std::string fault_lines(const Proof& proof, const Style& style) {
  constexpr std::size_t verdict_width = 9;
  constexpr std::size_t name_width = 48;
  std::string out;
  for (const FaultProof& fault : proof.faults) {
    const Paint paint = fault.verdict == FaultVerdict::killed     ? Paint::green
                        : fault.verdict == FaultVerdict::survived ? Paint::red
                                                                  : Paint::yellow;
    const std::string verdict = fmt::format("{:>{}}", word_for(fault.verdict), verdict_width);
    out += fmt::format("{}  {:<{}}  by {}, {} fell with it", painted(style, paint, verdict), fault.name,
                       name_width, counted(fault.by.size(), "case"), counted(fault.fallen.size(), "other"));
    if (fault.fallen.size() > runner::most_collateral && !fault.collateral.empty())
      out += ": " + printable(fault.collateral);
    out += "\n";
  }
  return out.empty() ? out : out + "\n";
}

std::string survived_list(const Proof& proof, const Style& style) {
  const auto list =
      faults_that(proof, [](const auto& fault) { return fault.verdict == FaultVerdict::survived; });
  if (list.empty()) return {};
  std::string out = heading("SURVIVED", Paint::red, list.size(),
                            "named by a case or a standing rule, and convicted by none", style);
  for (const FaultProof* fault : list) {
    out += fmt::format("  {}   {}   played in {}\n", painted(style, Paint::bold, fault->name),
                       fmt::join(fault->requirements, " "), counted(fault->played, "case"));
    out += indented(fault->explanation, 6, style) + strays_of(*fault, style);
  }
  return out + "\n";
}

std::string careless_list(const Proof& proof, const Style& style) {
  const auto list = faults_that(proof, [](const auto& fault) { return fault.careless; });
  if (list.empty()) return {};
  std::string out =
      heading("COLLATERAL", Paint::red, list.size(),
              fmt::format("more than {} cases fell that cover none of the ids, and the table gives no reason",
                          runner::most_collateral),
              style);
  for (const FaultProof* fault : list) {
    out += fmt::format("  {}   {}\n", painted(style, Paint::bold, fault->name),
                       counted(fault->fallen.size(), "case"));
    out += indented(some_of(fault->fallen, style), 6, style);
  }
  return out + "\n";
}

std::string unproven_list(const Proof& proof, const Style& style) {
  std::string out;
  std::size_t count = 0;
  for (const RequirementProof& each : proof.requirements) {
    if (each.state != ProofState::unproven || !each.covered) continue;
    ++count;
    out += fmt::format("  {}  {}   {}\n", painted(style, Paint::bold, each.id), level_of(each.id),
                       printable(each.reason));
    out += indented(sentence_of(each.id), 6, style);
  }
  if (count == 0) return {};
  return heading("NOT PROVEN", Paint::red, count, "covered, and no fault shows that a breach is seen",
                 style) +
         out + "\n";
}

std::string uncovered_list(const Proof& proof, const Style& style) {
  const auto list =
      faults_that(proof, [](const auto& fault) { return fault.verdict == FaultVerdict::uncovered; });
  if (list.empty()) return {};
  std::string out = heading("UNCOVERED", Paint::yellow, list.size(),
                            "faults that no case and no standing rule names yet", style);
  for (const FaultProof* fault : list)
    out += fmt::format("  {:<44}  {}\n", fault->name, fmt::join(fault->requirements, " "));
  return out + "\n";
}

std::string missing_list(const Proof& proof, const Style& style) {
  std::vector<std::string> without_fault;
  std::vector<std::string> without_case;
  for (const RequirementProof& each : proof.requirements) {
    if (each.state != ProofState::unproven || each.covered) continue;
    (each.faults.empty() ? without_fault : without_case).push_back(each.id);
  }
  std::string out;
  const auto list = [&](const std::vector<std::string>& ids, std::string_view what) {
    if (ids.empty()) return;
    out += heading("TO COME", Paint::yellow, ids.size(), what, style);
    out += indented(fmt::format("{}", fmt::join(ids, " ")), 2, style) + "\n";
  };
  list(without_case, "requirements with a fault that no case covers yet");
  list(without_fault, "requirements that neither a fault names nor a case covers");
  return out;
}

std::size_t count_of(const Proof& proof, FaultVerdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(proof.faults, verdict, &FaultProof::verdict));
}

}  // namespace

std::string proof_figures(const Proof& proof, const Style& style) {
  std::string out = fmt::format("{}: {} killed", counted(proof.faults.size(), "fault"),
                                count_of(proof, FaultVerdict::killed));
  const auto survived = count_of(proof, FaultVerdict::survived);
  out += ", " +
         (survived == 0 ? "0 survived" : painted(style, Paint::red, fmt::format("{} survived", survived)));
  out += fmt::format(", {} uncovered\n", count_of(proof, FaultVerdict::uncovered));
  constexpr std::pair<std::string_view, std::string_view> groups[] = {
      {"numbered", "requirements"}, {"unnumbered", "unnumbered"}, {"target", "target's own"}};
  for (const auto& [group, label] : groups) {
    bool begun = false;
    for (const auto& [key, share] : proof.shares) {
      if (!proof.whole || key.second != group) continue;
      out += fmt::format("{:<13} {:>5}: {} of {} proven", begun ? std::string_view() : label, key.first,
                         share.proven, share.observable);
      if (share.excused > 0) out += fmt::format(", {} excused", share.excused);
      out += fmt::format(", {} covered\n", share.covered);
      begun = true;
    }
  }
  return out + fmt::format("{}, {} plays in {:.1f} s\n", counted(proof.cases, "case"), proof.plays,
                           proof.duration_s);
}

std::string conviction_blocks(const Proof& proof, const Style& style) {
  std::string out;
  for (const FaultProof& fault : proof.faults) {
    if (fault.convictions.empty()) continue;
    out +=
        fmt::format("{}   {}\n", painted(style, Paint::bold, fault.name), fmt::join(fault.requirements, " "));
    out += indented(fault.explanation, 2, style) + "\n";
    runner::RunResult run;
    run.selection.seed = proof.seed;
    run.selection.rerun_arguments = "--simulate --fault " + shell_word(fault.name);
    for (const auto& result : fault.convictions) out += failure_block(result, run, style) + "\n";
  }
  return out;
}

std::string proof_screen(const Proof& proof, const Style& style) {
  if (style.verbosity == Verbosity::quiet) return proof_figures(proof, style);
  return fault_lines(proof, style) + disobedient_list(proof, style) + advised_list(proof, style) +
         survived_list(proof, style) + careless_list(proof, style) + unproven_list(proof, style) +
         uncovered_list(proof, style) + missing_list(proof, style) + proof_figures(proof, style);
}

}  // namespace reports
