// See the header: which part and which packet is changed, and what is done with whole parts.
#include "fuzz/mutator/mutator.h"

#include <algorithm>

#include "codec/mutate/edit_packet.h"
#include "codec/random/random.h"
#include "codec/random/random_packet.h"
#include "fuzz/mutator/parts.h"
#include "fuzz/support/records.h"

namespace fuzz {
namespace {

using codec::PacketType;
using codec::Random;
using codec::Speech;

bool has_records(Layout layout) {
  return layout == Layout::records || layout == Layout::records_of_a_server;
}

/// A legal packet that this side sends in this version.
std::string fresh_packet(Random& random, Speech speech) {
  for (;;) {
    const auto type = static_cast<PacketType>(1 + random.below(15));
    if (codec::is_sent(type, speech.version, speech.from))
      return codec::random_packet(random, type, speech.version, speech.from).bytes;
  }
}

/// In an input of records a client that is new says CONNECT first, or little would come of what follows.
Part fresh_part(Random& random, Layout layout, const Parts& parts, std::size_t index) {
  Part part;
  if (has_records(layout)) {
    const auto who = static_cast<std::uint8_t>(random.below(4));
    const bool sends = !random.one_in(4);
    const Deed deed = sends ? (random.one_in(4) ? Deed::send_in_two : Deed::send)
                            : (random.coin() ? Deed::pass_time : Deed::end);
    part.first = first_byte_of(who, deed, static_cast<std::uint8_t>(random.below(8)));
    part.number = static_cast<std::uint16_t>(random.next());
    if (!sends) return part;
    const bool is_new = std::ranges::none_of(
        parts.parts, [&](const Part& each) { return (each.first & 3U) == who && !each.packets.empty(); });
    if (layout == Layout::records && (is_new || random.one_in(8))) {
      const auto version = random.one_in(4) ? codec::Version::v3_1_1 : codec::Version::v5_0;
      part.packets.push_back(
          codec::random_packet(random, PacketType::connect, version, codec::Direction::client_to_server)
              .bytes);
    }
  }
  part.packets.push_back(fresh_packet(random, speech_of(layout, parts, index)));
  return part;
}

void edit_part(Random& random, Layout layout, Parts& parts, std::size_t index) {
  Part& part = parts.parts[index];
  const Speech speech = speech_of(layout, parts, index);
  if (has_records(layout) && (part.packets.empty() || random.one_in(10))) {
    if (random.coin())
      part.number = static_cast<std::uint16_t>(random.next());
    else
      part.first = static_cast<std::uint8_t>(part.first ^ (1U << random.below(8)));
    return;
  }
  if (part.packets.empty()) return;
  if (random.one_in(8) && has_records(layout)) {
    part.packets.push_back(fresh_packet(random, speech));
    return;
  }
  codec::edit_packet(random, part.packets[random.below(part.packets.size())], speech);
}

/// Whole parts: more, fewer, in another order.
void rearrange(Random& random, Layout layout, Parts& parts) {
  auto& all = parts.parts;
  const auto place = [&](std::size_t at) { return all.begin() + static_cast<std::ptrdiff_t>(at); };
  const std::size_t at = random.below(all.size());
  switch (random.below(5)) {
    case 0: all.erase(place(at)); break;
    case 1: {
      Part again = all[at];
      all.insert(place(random.below(all.size() + 1)), std::move(again));
      break;
    }
    case 2: std::swap(all[at], all[random.below(all.size())]); break;
    case 3: {
      const auto end = at + 1 + random.below(all.size() - at);
      std::vector<Part> run(place(at), place(end));
      all.insert(all.end(), run.begin(), run.end());
      break;
    }
    default: all.insert(place(random.below(all.size() + 1)), fresh_part(random, layout, parts, at)); break;
  }
}

}  // namespace

std::string mutate(Layout layout, std::span<const std::uint8_t> input, std::size_t most, std::uint64_t seed) {
  Random random(seed);
  Parts parts = take_apart(layout, input);
  for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
    if (parts.parts.empty()) {
      parts.parts.push_back(fresh_part(random, layout, parts, 0));
    } else if (random.one_in(24)) {
      char& option = parts.options[random.below(parts.options.size())];
      option = static_cast<char>(static_cast<std::uint8_t>(option) ^ (1U << random.below(4)));
    } else if (random.one_in(4)) {
      rearrange(random, layout, parts);
    } else {
      edit_part(random, layout, parts, random.below(parts.parts.size()));
    }
  }
  return put_together(layout, parts, most);
}

std::string cross_over(Layout layout, std::span<const std::uint8_t> one, std::span<const std::uint8_t> other,
                       std::size_t most, std::uint64_t seed) {
  Random random(seed);
  Parts parts = take_apart(layout, one);
  const Parts more = take_apart(layout, other);
  if (more.parts.empty()) return put_together(layout, parts, most);
  const std::size_t from = random.below(more.parts.size());
  const std::size_t count = 1 + random.below(more.parts.size() - from);
  const std::size_t at = random.below(parts.parts.size() + 1);
  if (!parts.parts.empty() && random.one_in(3)) {
    Part& part = parts.parts[at == parts.parts.size() ? 0 : at];
    const Part& donor = more.parts[from];
    if (!part.packets.empty() && !donor.packets.empty())
      codec::splice_fields(random, part.packets[random.below(part.packets.size())], donor.packets.front(),
                           speech_of(layout, parts, 0));
    return put_together(layout, parts, most);
  }
  const auto begin = more.parts.begin() + static_cast<std::ptrdiff_t>(from);
  parts.parts.insert(parts.parts.begin() + static_cast<std::ptrdiff_t>(at), begin,
                     begin + static_cast<std::ptrdiff_t>(count));
  if (random.coin() && parts.parts.size() > at + count) parts.parts.resize(at + count);
  return put_together(layout, parts, most);
}

std::size_t mutate_into(Layout layout, const std::uint8_t* input, std::size_t size, std::size_t most,
                        std::uint64_t seed, std::uint8_t* out) {
  const std::string made = mutate(layout, {input, size}, most, seed);
  std::ranges::copy(made, out);
  return made.size();
}

std::size_t cross_over_into(Layout layout, const std::uint8_t* one, std::size_t one_size,
                            const std::uint8_t* other, std::size_t other_size, std::size_t most,
                            std::uint64_t seed, std::uint8_t* out) {
  const std::string made = cross_over(layout, {one, one_size}, {other, other_size}, most, seed);
  std::ranges::copy(made, out);
  return made.size();
}

}  // namespace fuzz
