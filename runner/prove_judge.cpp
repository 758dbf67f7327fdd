// See the header.
#include "runner/prove_judge.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace runner {
namespace {

using requirements::Catalogue;
using requirements::Grade;
using requirements::Requirement;
using Ids = std::set<std::string, std::less<>>;

bool holds_id(const std::vector<std::string>& ids, std::string_view id) {
  return std::ranges::find(ids, id) != ids.end();
}

void add_unique(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && !holds_id(ids, id)) ids.push_back(id);
}

bool shares_an_id(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return std::ranges::any_of(one, [&](const std::string& id) { return holds_id(other, id); });
}

/// Ids that the cases cover or that are watched all the time. Watching shows nothing in cases that were left
/// out: then only what is covered counts.
Ids named_ids(const Evidence& evidence) {
  Ids named;
  if (evidence.all_cases) named = evidence.always_watched;
  for (const ObedientCase& each : evidence.cases) named.insert(each.covers.begin(), each.covers.end());
  return named;
}

FaultProof open_trial(const Evidence& evidence, std::size_t place) {
  const broker::FaultRow& row = evidence.table[evidence.faults[place]];
  FaultProof proof;
  proof.name = row.name;
  proof.requirements = ids_of(row);
  proof.explanation = row.explanation;
  proof.collateral = row.collateral;
  proof.played = evidence.played[place];
  return proof;
}

/// Takes in one play. Plays come in the order of the cases.
void hear(FaultProof& proof, const ChangedPlay& play, const ObedientCase& obedient,
          const Catalogue& catalogue) {
  std::vector<std::string> charges;
  for (const std::string& id : proof.requirements) {
    const Requirement* requirement = catalogue.find(id);
    if (requirement == nullptr || !convicts(play.seen, *requirement)) continue;
    if (convicts(obedient.seen, *requirement)) continue;
    add_unique(proof.killed, id);
    charges.push_back(id);
  }
  if (!charges.empty()) {
    proof.by.push_back(obedient.id);
    proof.charges.push_back(std::move(charges));
  } else {
    StrayVerdict stray{obedient.id, play.seen.verdict, play.seen.violated};
    for (const std::string& id : play.seen.remarked) add_unique(stray.ids, id);
    proof.otherwise.push_back(std::move(stray));
  }
  const bool neighbour = !shares_an_id(obedient.covers, proof.requirements);
  if (neighbour && play.seen.verdict != obedient.seen.verdict) proof.fallen.push_back(obedient.id);
}

void close_trial(FaultProof& proof, const Ids& named) {
  const bool is_named =
      std::ranges::any_of(proof.requirements, [&](const std::string& id) { return named.contains(id); });
  proof.verdict = !proof.killed.empty() ? FaultVerdict::killed
                  : is_named            ? FaultVerdict::survived
                                        : FaultVerdict::uncovered;
  proof.careless = proof.fallen.size() > most_collateral && proof.collateral.empty();
}

std::string why_unproven(const RequirementProof& proof) {
  if (proof.faults.empty()) return "no fault names it";
  if (!proof.covered) return "no case and no standing rule names it";
  return fmt::format("no case convicts the broker of it with {} on", fmt::join(proof.faults, " or "));
}

RequirementProof judge(const Requirement& requirement, const std::vector<FaultProof>& faults,
                       const Ids& named) {
  RequirementProof proof;
  proof.id = requirement.id;
  proof.covered = named.contains(requirement.id);
  bool proven = false;
  for (const FaultProof& fault : faults) {
    if (!holds_id(fault.requirements, requirement.id)) continue;
    proof.faults.push_back(fault.name);
    proven = proven || holds_id(fault.killed, requirement.id);
  }
  if (proven) {
    proof.state = ProofState::proven;
  } else if (!requirement.no_fault.empty()) {
    proof.state = ProofState::excused;
    proof.reason = requirement.no_fault;
  } else {
    proof.state = ProofState::unproven;
    proof.reason = why_unproven(proof);
  }
  return proof;
}

void count(Proof& proof, const Requirement& requirement, const RequirementProof& judged) {
  ProvenShare& share = proof.shares[{requirement.version, std::string(name(requirement.kind))}];
  ++share.observable;
  if (judged.state == ProofState::proven) ++share.proven;
  if (judged.state == ProofState::excused) ++share.excused;
  if (judged.covered) ++share.covered;
}

}  // namespace

Observation observe(const client::Outcome& outcome) {
  Observation seen;
  seen.verdict = outcome.verdict;
  if (outcome.verdict == client::Verdict::fail) {
    for (const client::Failure& failure : outcome.failures) add_unique(seen.violated, failure.requirement);
  }
  for (const client::Remark& remark : outcome.advice) add_unique(seen.remarked, remark.requirement);
  for (const client::Remark& remark : outcome.notes) add_unique(seen.remarked, remark.requirement);
  return seen;
}

bool convicts(const Observation& seen, const Requirement& requirement) {
  if (holds_id(seen.violated, requirement.id)) return true;
  const bool lenient = requirement.grade == Grade::should || requirement.grade == Grade::may ||
                       requirement.grade == Grade::note || requirement.on_detection;
  return lenient && holds_id(seen.remarked, requirement.id);
}

std::vector<std::string> ids_of(const broker::FaultRow& row) {
  std::vector<std::string> ids;
  std::string_view rest = row.requirements;
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    if (space > 0) ids.emplace_back(rest.substr(0, space));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return ids;
}

Proof judge_proof(const Evidence& evidence, const Catalogue& catalogue) {
  Proof proof;
  proof.whole = evidence.all_faults && evidence.all_cases;
  proof.cases = evidence.cases.size();
  const Ids named = named_ids(evidence);

  std::map<std::size_t, std::vector<const ChangedPlay*>> plays;
  for (const ChangedPlay& play : evidence.changes) plays[play.fault].push_back(&play);
  for (std::size_t place = 0; place < evidence.faults.size(); ++place) {
    FaultProof fault = open_trial(evidence, place);
    auto& heard = plays[evidence.faults[place]];
    std::ranges::sort(heard, {}, &ChangedPlay::of_case);
    for (const ChangedPlay* play : heard) hear(fault, *play, evidence.cases[play->of_case], catalogue);
    close_trial(fault, named);
    proof.faults.push_back(std::move(fault));
  }

  Ids wanted = named;
  if (!evidence.all_faults) {
    wanted.clear();
    for (const FaultProof& fault : proof.faults)
      wanted.insert(fault.requirements.begin(), fault.requirements.end());
  }
  for (const Requirement& requirement : catalogue.all()) {
    if (!requirement.observable || (!proof.whole && !wanted.contains(requirement.id))) continue;
    RequirementProof judged = judge(requirement, proof.faults, named);
    count(proof, requirement, judged);
    proof.requirements.push_back(std::move(judged));
  }
  return proof;
}

}  // namespace runner
