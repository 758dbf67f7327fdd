// The steps that are more than one look: a receive with a count, `either`, `in any order`, `at once`.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "client/fences.h"
#include "client/lines.h"
#include "client/poll.h"
#include "client/verbs.h"

namespace client {

class ReceiveRun {
 public:
  ReceiveRun(const script::Receive& line, script::Location where) : line_(&line), where_(where) {}
  Poll poll(World& world, const Timing& timing);

 private:
  const script::Receive* line_;
  script::Location where_;
  std::uint32_t taken_ = 0;
  std::optional<Time> last_;
};

class ReactRun {
 public:
  ReactRun(const script::React& line, script::Location where) : line_(&line), where_(where) {}
  Poll poll(World& world, const Timing& timing);

 private:
  const script::React* line_;
  script::Location where_;
};

/// Waits until the first line of some branch can be satisfied; no way back.
class EitherRun {
 public:
  EitherRun(const script::Either& either, script::Location where, const script::Never* never);
  Poll poll(World& world, const Timing& timing);
  /// The branch that was taken, once poll() says done. Its first line is through.
  const script::Branch& chosen() const { return *chosen_; }

 private:
  struct Option {
    const script::Branch* branch{};
    const script::Step* first{};
    std::optional<FenceRun> fence;
    bool fence_waits{};  ///< for the end of the wait for a close of the same actor
    bool blocked{};
    Time deadline{};
    std::optional<Time> wake;  ///< of a fence that has begun
    std::optional<Trouble> trouble;
  };

  void prepare(const World& world, const Timing& timing);
  bool try_lines(World& world, const Timing& timing);
  bool is_dismissed(World& world, const Option& option) const;
  bool try_fences(World& world);
  Candidate look_at_option(const World& world, const Option& option, const Timing& timing) const;
  void choose(World& world, Option& option, const Candidate* candidate);
  Poll all_blocked(World& world, const Timing& timing) const;

  script::Location where_;
  std::vector<Option> options_;
  const script::Branch* chosen_ = nullptr;
  bool prepared_ = false;
};

/// Each packet goes to the first line, not yet satisfied, that accepts it.
class AnyOrderRun {
 public:
  AnyOrderRun(const script::AnyOrder& block, script::Location where);
  Poll poll(World& world, const Timing& timing);

 private:
  struct Line {
    const script::Receive* receive{};
    script::Location where;
    std::uint32_t taken{};
  };

  bool open(const Line& line) const { return line.taken < line.receive->at_least; }
  /// Gives one unread packet to a line; nothing when there is none to give, or trouble.
  std::optional<Poll> step(World& world, const Timing& timing);

  script::Location where_;
  std::vector<Line> lines_;
  std::vector<const script::Maybe*> tolerated_;
  std::optional<Time> last_;
  bool begun_ = false;
};

/// What one actor sends in one write, and the end of its connection if that stands last.
class AtOnceRun {
 public:
  explicit AtOnceRun(const script::AtOnce& block) : block_(&block) {}
  Poll poll(World& world, const Timing& timing);

 private:
  std::optional<Trouble> write(World& world) const;

  const script::AtOnce* block_;
  std::optional<VerbRun> ending_;
  bool written_ = false;
};

}  // namespace client
