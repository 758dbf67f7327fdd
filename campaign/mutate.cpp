// See the header.
#include "campaign/mutate.h"

#include <algorithm>
#include <iterator>

#include "codec/mutate/edit_packet.h"
#include "codec/packet.h"
#include "codec/random/random_packet.h"

namespace campaign {
namespace {

using codec::PacketType;
using codec::Random;
using Steps = std::vector<Step>;

Steps::iterator place(Steps& steps, std::size_t at) {
  return steps.begin() + static_cast<std::ptrdiff_t>(at);
}

/// By a client, or by the remote end of a bridge.
bool sends(const Step& step) {
  return (step.deed == Deed::send || step.deed == Deed::answer) && !step.bytes.empty();
}

bool is_connect(const Step& step) {
  return step.deed == Deed::send && sends(step) && static_cast<std::uint8_t>(step.bytes[0]) >> 4U == 1;
}

/// A step that sends, by chance; steps.size() when there is none.
std::size_t any_sending(Random& random, const Steps& steps) {
  for (int tries = 0; tries < 8; ++tries) {
    const std::size_t at = random.below(steps.size());
    if (sends(steps[at])) return at;
  }
  return steps.size();
}

/// What the actor of a step speaks there.
codec::Speech speech_at(const Steps& steps, std::size_t at) {
  // Bridges speak 3.1.1 unless they are told otherwise.
  if (steps[at].deed == Deed::answer) return {codec::Version::v3_1_1, codec::Direction::server_to_client};
  codec::Version version = codec::Version::v3_1_1;
  for (std::size_t i = 0; i <= at; ++i) {
    if (steps[i].actor == steps[at].actor && is_connect(steps[i]))
      version = version_behind(steps[i].bytes, version);
  }
  return {version, codec::Direction::client_to_server};
}

std::string fresh_packet(Random& random, codec::Speech speech) {
  for (;;) {
    const auto type = static_cast<PacketType>(1 + random.below(15));
    if (codec::is_sent(type, speech.version, speech.from))
      return codec::random_packet(random, type, speech.version, speech.from).bytes;
  }
}

// ---- the play --------------------------------------------------------------------------------------------

void drop(Random& random, Steps& steps) {
  const std::size_t at = random.below(steps.size());
  const std::size_t count = random.one_in(3) ? 1 + random.below(steps.size() - at) : 1;
  if (count < steps.size()) steps.erase(place(steps, at), place(steps, at + count));
}

/// Once more, a few times, or as a flood: what is quadratic, or counts in a byte, shows at hundreds.
void repeat(Random& random, Steps& steps) {
  const std::size_t at = random.below(steps.size());
  const Step again = steps[at];
  if (again.deed == Deed::pause) return;
  const std::size_t count = random.one_in(16)  ? 64 + random.below(448)
                            : random.one_in(3) ? 2 + random.below(14)
                                               : 1;
  steps.insert(place(steps, at), count, again);
}

void swap(Random& random, Steps& steps) {
  std::swap(steps[random.below(steps.size())], steps[random.below(steps.size())]);
}

void splice(Random& random, Steps& steps, const Steps& other) {
  if (other.empty()) return;
  const std::size_t from = random.below(other.size());
  const std::size_t count = 1 + random.below(other.size() - from);
  const std::size_t at = random.below(steps.size() + 1);
  // The newcomers keep their numbers, and so meet the sessions that are there, or come as others.
  const auto shift = static_cast<std::uint8_t>(random.coin() ? 0 : random.below(most_actors));
  const auto inserted = steps.insert(place(steps, at), other.begin() + static_cast<std::ptrdiff_t>(from),
                                     other.begin() + static_cast<std::ptrdiff_t>(from + count));
  for (auto each = inserted; each != inserted + static_cast<std::ptrdiff_t>(count); ++each)
    each->actor = static_cast<std::uint8_t>((each->actor + shift) % most_actors);
}

void merge_actors(Random& random, Steps& steps) {
  const std::uint8_t from = steps[random.below(steps.size())].actor;
  const std::uint8_t to = steps[random.below(steps.size())].actor;
  for (Step& step : steps) {
    if (step.actor == from) step.actor = to;
  }
}

/// One more client that does the same, step by step beside the first; it may have the same name.
void multiply_actor(Random& random, Steps& steps) {
  const std::uint8_t one = steps[random.below(steps.size())].actor;
  const auto other = static_cast<std::uint8_t>(random.below(most_actors));
  Steps both;
  both.reserve(steps.size() * 2);
  for (const Step& step : steps) {
    both.push_back(step);
    if (step.actor != one || one == other) continue;
    both.push_back(step);
    both.back().actor = other;
    both.back().waits = false;
  }
  steps = std::move(both);
}

void cut_connection(Random& random, Steps& steps) {
  const std::size_t at = any_sending(random, steps);
  if (at == steps.size()) return;
  Step& step = steps[at];
  step.bytes.resize(random.below(step.bytes.size() + 1));
  const Step end{.actor = step.actor, .deed = random.coin() ? Deed::reset : Deed::end, .bytes = {}};
  if (!random.one_in(4)) steps.insert(place(steps, at + 1), end);
}

/// Gone, and back with what it said at first, its session kept perhaps.
void resume(Random& random, Steps& steps) {
  const std::size_t at = random.below(steps.size());
  const auto first = std::ranges::find_if(
      steps, [&](const Step& each) { return each.actor == steps[at].actor && is_connect(each); });
  if (first == steps.end()) return;
  Step again = *first;
  constexpr std::size_t flags_at = 9;  // behind a length of one byte and the name MQTT
  if (again.bytes.size() > flags_at && random.coin())
    again.bytes[flags_at] =
        static_cast<char>(static_cast<std::uint8_t>(again.bytes[flags_at]) & ~std::uint8_t{2});
  const Step end{.actor = again.actor,
                 .deed = random.coin() ? Deed::reset : Deed::end,
                 .waits = random.coin(),
                 .bytes = {}};
  const bool leaves_first = !random.one_in(4);
  const auto inserted = steps.insert(place(steps, at + 1), again);
  if (leaves_first) steps.insert(inserted, end);
}

/// Two clients that call themselves the same.
void share_identifier(Random& random, Steps& steps) {
  Steps connects;
  std::ranges::copy_if(steps, std::back_inserter(connects), is_connect);
  if (connects.size() < 2) return;
  const Step& from = connects[random.below(connects.size())];
  for (Step& step : steps) {
    if (!is_connect(step) || !random.coin()) continue;
    const std::uint8_t actor = step.actor;
    step = from;
    step.actor = actor;
  }
}

void insert_step(Random& random, Steps& steps, bool may_pause) {
  const std::size_t at = random.below(steps.size());
  Step step{.actor = steps[at].actor, .bytes = {}};
  if (random.one_in(4)) step.actor = static_cast<std::uint8_t>(random.below(most_actors));
  switch (random.below(8)) {
    case 0: step.deed = Deed::open; break;
    case 1: step.deed = Deed::end; break;
    case 2: step.deed = Deed::reset; break;
    case 3:
      if (may_pause && random.one_in(8)) {
        step.deed = Deed::pause;
        step.milliseconds =
            static_cast<std::uint16_t>(random.one_in(8) ? 1000 + random.below(1500) : 1 + random.below(100));
        break;
      }
      [[fallthrough]];
    default: step.bytes = fresh_packet(random, speech_at(steps, at)); break;
  }
  step.waits = random.coin();
  steps.insert(place(steps, at + 1), std::move(step));
}

/// What no server says at that moment, most often.
void insert_answer(Random& random, Steps& steps) {
  const std::size_t at = random.below(steps.size());
  const auto version = random.one_in(4) ? codec::Version::v5_0 : codec::Version::v3_1_1;
  Step step{.actor = steps[at].actor, .deed = Deed::answer, .waits = random.coin(), .bytes = {}};
  step.bytes = fresh_packet(random, {version, codec::Direction::server_to_client});
  steps.insert(place(steps, at + 1), std::move(step));
}

void change_play(Random& random, Steps& steps, std::span<const Play* const> others, bool may_pause) {
  switch (random.below(11)) {
    case 0: return drop(random, steps);
    case 1: return repeat(random, steps);
    case 2: return swap(random, steps);
    case 3:
    case 4:
      if (!others.empty()) splice(random, steps, others[random.below(others.size())]->steps);
      return;
    case 5: return random.coin() ? merge_actors(random, steps) : multiply_actor(random, steps);
    case 6: return cut_connection(random, steps);
    case 7: return resume(random, steps);
    case 8: return share_identifier(random, steps);
    case 9: {
      Step& step = steps[random.below(steps.size())];
      step.waits = !step.waits;
      return;
    }
    default: return insert_step(random, steps, may_pause);
  }
}

// ---- fields and bytes ------------------------------------------------------------------------------------

void change_fields(Random& random, Steps& steps, std::span<const Play* const> others) {
  const std::size_t at = any_sending(random, steps);
  if (at == steps.size()) return;
  const codec::Speech speech = speech_at(steps, at);
  if (!others.empty() && random.one_in(6)) {
    const Steps& donors = others[random.below(others.size())]->steps;
    const std::size_t from = donors.empty() ? 0 : any_sending(random, donors);
    if (from < donors.size()) return splice_fields(random, steps[at].bytes, donors[from].bytes, speech);
  }
  codec::edit_packet(random, steps[at].bytes, speech);
}

/// A length that promises much, in front of little: whoever believes it takes memory.
void promise_much(Random& random, std::string& bytes) {
  constexpr std::string_view promises[] = {"\xff\xff\xff\x7f", "\x80\x80\x80\x40", "\xff\xff\x7f"};
  if (bytes.size() < 2) return;
  std::size_t header = 2;
  while (header < 5 && header < bytes.size() && static_cast<std::uint8_t>(bytes[header - 1]) >= 0x80)
    ++header;
  bytes.replace(1, header - 1, promises[random.below(std::size(promises))]);
}

void change_bytes(Random& random, Steps& steps) {
  const std::size_t at = any_sending(random, steps);
  if (at == steps.size()) return;
  std::string& bytes = steps[at].bytes;
  if (random.one_in(12)) return promise_much(random, bytes);
  codec::edit_bytes(random, bytes);
}

void bound(Play& play, const MutateOptions& options) {
  // A flood may be longer than a play usually is, but it is one step's.
  const std::size_t most = options.most_steps * 8;
  if (play.steps.size() > most) play.steps.resize(most);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < play.steps.size(); ++i) {
    bytes += play.steps[i].bytes.size();
    if (bytes <= options.most_bytes) continue;
    play.steps.resize(std::max<std::size_t>(i, 1));
    break;
  }
}

}  // namespace

Play mutate(const Play& play, std::span<const Play* const> others, Random& random,
            const MutateOptions& options) {
  Play changed = play;
  for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
    Steps& steps = changed.steps;
    if (steps.empty()) {
      const codec::Speech speech{random.coin() ? codec::Version::v5_0 : codec::Version::v3_1_1,
                                 codec::Direction::client_to_server};
      steps.push_back(
          {.bytes = codec::random_packet(random, PacketType::connect, speech.version, speech.from).bytes});
    }
    const std::uint64_t level = random.below(10);
    if (options.may_answer && random.one_in(4)) {
      insert_answer(random, steps);
    } else if (level < 5) {
      change_play(random, steps, others, options.may_pause);
    } else if (level < 9) {
      change_fields(random, steps, others);
    } else {
      change_bytes(random, steps);
    }
  }
  bound(changed, options);
  return changed;
}

}  // namespace campaign
