// What an oracle says when something is wrong with a broker.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace campaign {

enum class Kind : std::uint8_t {
  crash,                 ///< the process ended by a signal
  exit,                  ///< it ended by itself
  sanitizer,             ///< a sanitizer or an assertion said so in what it printed
  not_accepting,         ///< it runs, and nobody can connect
  hang,                  ///< it runs, and answers nobody
  memory_of_strangers,   ///< much memory for few bytes, before a CONNECT was accepted
  memory,                ///< much memory for few bytes
  memory_not_returned,   ///< the same play costs memory each time
  descriptors,           ///< likewise descriptors
  leak,                  ///< reported at a graceful stop
  processor,             ///< much time for few packets
  bystander_lost,        ///< others' messages do not arrive
  bystander_twice,       ///< or arrive twice at QoS 2
  bystander_disordered,  ///< or in another order
  bystander_cut_off,     ///< or their connections end
  accepted,              ///< a packet that it must close for, answered as if it were good
  refused,               ///< what is legal, called malformed
  ill_formed,            ///< what it sends is no packet, or an illegal one
  unreproduced
};

enum class Severity : std::uint8_t { critical, high, medium, low };

std::string_view name_of(Kind kind);
std::string_view name_of(Severity severity);
Severity severity_of(Kind kind);

/// What the process takes for one play.
bool is_dear(Kind kind);
/// What it takes and does not give back.
bool is_worn(Kind kind);
/// Told when it is asked to end, and not before.
bool is_told_at_the_end(Kind kind);
/// Any of them: it shows in the process alone, and in nothing that a client hears.
bool is_of_the_process(Kind kind);

struct Suspicion {
  Kind kind{};
  /// The same for the same defect, as far as can be told: findings are counted by it.
  std::string signature;
  std::string sentence;     ///< for people; follows the broker's name
  std::string requirement;  ///< that is broken, or empty
  std::string evidence{};   ///< the packet of the broker that is wrong, where it is one
};

}  // namespace campaign
