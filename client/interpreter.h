// Walks the tree of steps: an explicit stack of blocks and one running step, which is asked after every
// event. No threads and no coroutines, so a case can be stopped at any point and looked at.
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "client/blocks.h"
#include "client/broker_control.h"
#include "client/verbs.h"

namespace client {

class Interpreter {
 public:
  explicit Interpreter(World& world);

  enum class Result : std::uint8_t { running, through, stopped };
  /// Goes on as far as it can now.
  Result advance();
  std::optional<Time> deadline() const { return wake_; }
  /// Why it stopped.
  const std::optional<Trouble>& trouble() const { return trouble_; }
  /// Whether what stopped it stands in a `given`.
  bool in_given() const;

 private:
  struct Block {
    std::span<const script::Step> steps;
    std::size_t next = 0;
    bool given{};
    const script::Never* never{};
    Time began{};
  };
  struct Pause {
    Time until{};
  };
  /// A time-out is decided, but whether the broker still answers pings is worth knowing.
  struct Diagnosis {
    Token token{};
    Time deadline{};
    Trouble trouble;
  };
  using Running = std::variant<std::monostate, ReceiveRun, ReactRun, VerbRun, FenceRun, BrokerRun, EitherRun,
                               AnyOrderRun, AtOnceRun, Pause>;

  /// Begins the next step, or leaves blocks that are through. False at the end of the script.
  bool next_step();
  bool start(const script::Step& step);
  Poll poll_running();
  void finish_step();
  /// Ids behind `else` whose lines were really tested.
  void note_charges(const script::Step& step);
  void enter(std::span<const script::Step> steps, bool given, const script::Never* never);
  void leave_block();
  void stop(Trouble trouble);
  bool diagnose(Trouble& trouble);
  void begin_watch(const script::Never& never, script::Location where);
  const script::Never* innermost_never() const;

  World& world_;
  std::vector<Block> blocks_;
  Running running_;
  Timing timing_;
  const script::Step* step_ = nullptr;
  std::optional<Diagnosis> diagnosis_;
  std::optional<Trouble> trouble_;
  std::optional<Time> wake_;
  bool instant_ = false;  ///< the step took no time and is no reference for windows
  bool stopped_in_given_ = false;
};

}  // namespace client
