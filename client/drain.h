// The end of every case: silence is awaited on all connections, then nothing may be left unread that the
// scenario did not expect; then the connections are taken down without wills.
#pragma once

#include <optional>
#include <vector>

#include "client/fences.h"
#include "client/world.h"

namespace client {

class Drain {
 public:
  explicit Drain(World& world);

  /// Goes on as far as it can. Returns whether it is through.
  bool advance();
  std::optional<Time> deadline() const { return wake_; }
  /// What it found: an unread packet (a fail), or a connection whose silence could not be shown.
  const std::optional<Trouble>& trouble() const { return trouble_; }

 private:
  struct Watched {
    script::Actor actor{};
    std::optional<FenceRun> fence;
    bool over{};
  };
  void look_for_leftovers();

  World& world_;
  std::vector<script::Fence> fences_;
  std::vector<Watched> watched_;
  std::optional<Trouble> no_silence_;
  std::optional<Trouble> trouble_;
  std::optional<Time> wake_;
  Time began_{};
};

/// The first unread packet, or end, of the actor's connection that nothing tolerates or excuses.
std::optional<Trouble> leftover_of(const World& world, script::Actor actor);

/// DISCONNECT, FIN, and the broker's FIN: outside the verdict.
class Ending {
 public:
  explicit Ending(World& world);
  bool advance();
  std::optional<Time> deadline() const { return deadline_; }

 private:
  World& world_;
  Time deadline_{};
};

}  // namespace client
