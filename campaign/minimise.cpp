// See the header. Steps go first, in halves, quarters and so on (delta debugging), since each that goes makes
// all that follows cheaper.
#include "campaign/minimise.h"

#include <algorithm>
#include <array>

#include "codec/compose.h"
#include "codec/mutate/edit_packet.h"

namespace campaign {
namespace {

using codec::Field;
using codec::FieldValue;

class Shrinker {
 public:
  Shrinker(Play play, const StillShows& still_shows, const TimeIsUp& time_is_up)
      : play_(std::move(play)), still_shows_(still_shows), time_is_up_(time_is_up) {}

  Play run() {
    std::size_t before = 0;
    do {
      before = text_of(play_).size();
      drop_steps();
      merge_actors();
      simplify_steps();
      simplify_packets();
      for (std::size_t i = 0; i < play_.steps.size(); ++i) {
        drop_fields(i);
        shorten_fields(i);
        drop_bytes(i);
      }
    } while (text_of(play_).size() < before && !time_is_up_());
    return play_;
  }

 private:
  bool try_this(Play candidate) {
    if (candidate == play_ || candidate.steps.empty() || time_is_up_() || !still_shows_(candidate))
      return false;
    play_ = std::move(candidate);
    return true;
  }

  void drop_steps() {
    for (std::size_t size = std::max<std::size_t>(play_.steps.size() / 2, 1); size > 0; size /= 2) {
      for (std::size_t at = 0; at < play_.steps.size() && !time_is_up_();) {
        Play candidate = play_;
        const auto begin = candidate.steps.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(size, candidate.steps.size() - at);
        candidate.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
        if (!try_this(std::move(candidate))) at += size;
      }
    }
  }

  void merge_actors() {
    for (std::uint8_t from = 1; from < actors_of(play_); ++from) {
      for (std::uint8_t to = 0; to < from; ++to) {
        Play candidate = play_;
        for (Step& step : candidate.steps) {
          if (step.actor == from) step.actor = to;
        }
        if (try_this(std::move(candidate))) break;
      }
    }
    // Those that are left are numbered without gaps.
    Play candidate = play_;
    std::array<std::uint8_t, most_actors> names{};
    names.fill(most_actors);
    std::uint8_t next = 0;
    for (Step& step : candidate.steps) {
      if (names[step.actor] == most_actors) names[step.actor] = next++;
      step.actor = names[step.actor];
    }
    try_this(std::move(candidate));
  }

  /// Waiting that is not needed, and pauses that may be shorter.
  void simplify_steps() {
    for (std::size_t i = 0; i < play_.steps.size(); ++i) {
      if (play_.steps[i].waits) {
        Play candidate = play_;
        candidate.steps[i].waits = false;
        try_this(std::move(candidate));
      }
      while (play_.steps[i].milliseconds > 50) {
        Play candidate = play_;
        candidate.steps[i].milliseconds /= 2;
        if (!try_this(std::move(candidate))) break;
      }
    }
  }

  /// The plainest packet of its kind, in the place of all that are the same: what many steps have in common
  /// is seldom what it is about.
  void simplify_packets() {
    for (std::size_t i = 0; i < play_.steps.size() && !time_is_up_(); ++i) {
      const std::string old = play_.steps[i].bytes;
      if (old.empty() || play_.steps[i].deed != Deed::send) continue;
      const auto type = static_cast<codec::PacketType>(static_cast<std::uint8_t>(old[0]) >> 4U);
      std::vector<FieldValue> fields;
      if (type == codec::PacketType::connect) fields = {{Field::client_id, "c"}};
      if (type == codec::PacketType::publish)
        fields = {{Field::topic, "a"}, {Field::qos, qos_of(old)}, {Field::id, codec::Number{1}}};
      if (type == codec::PacketType::subscribe || type == codec::PacketType::unsubscribe)
        fields = {{Field::id, codec::Number{1}}, {Field::filter, "a"}};
      const auto plain = codec::compose(type, version_at(i), fields);
      if (fields.empty() || !plain || plain->size() >= old.size()) continue;
      Play candidate = play_;
      for (Step& step : candidate.steps) {
        if (step.bytes == old) step.bytes = *plain;
      }
      if (try_this(std::move(candidate))) continue;
      candidate = play_;
      candidate.steps[i].bytes = *plain;
      try_this(std::move(candidate));
    }
  }

  static codec::Number qos_of(const std::string& publish) {
    return static_cast<std::uint8_t>(publish[0]) >> 1U & 3U;
  }

  bool try_fields(std::size_t at, codec::Version version, const std::vector<FieldValue>& fields) {
    const auto type =
        static_cast<codec::PacketType>(static_cast<std::uint8_t>(play_.steps[at].bytes[0]) >> 4U);
    auto composed = codec::compose(type, version, fields);
    if (!composed || composed->size() >= play_.steps[at].bytes.size()) return false;
    Play candidate = play_;
    candidate.steps[at].bytes = std::move(*composed);
    return try_this(std::move(candidate));
  }

  codec::Version version_at(std::size_t at) const {
    codec::Version version = codec::Version::v3_1_1;
    for (std::size_t i = 0; i <= at; ++i) {
      if (play_.steps[i].actor == play_.steps[at].actor)
        version = version_behind(play_.steps[i].bytes, version);
    }
    return version;
  }

  /// Nothing where the packet is more than its fields: what is wrong with it would be mended by them.
  std::vector<FieldValue> fields_at(std::size_t at) const {
    const std::string& bytes = play_.steps[at].bytes;
    if (bytes.size() < 3) return {};
    const auto from = play_.steps[at].deed == Deed::answer ? codec::Direction::server_to_client
                                                           : codec::Direction::client_to_server;
    auto fields = codec::dissect(bytes, version_at(at), from);
    codec::leave_lengths_to_compose(fields);
    return fields;
  }

  void drop_fields(std::size_t at) {
    std::vector<FieldValue> fields = fields_at(at);
    for (std::size_t i = fields.size(); i-- > 0 && !time_is_up_();) {
      std::vector<FieldValue> fewer = fields;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (try_fields(at, version_at(at), fewer)) fields = fields_at(at);
      i = std::min(i, fields.size());
    }
  }

  void shorten_fields(std::size_t at) {
    std::vector<FieldValue> fields = fields_at(at);
    for (std::size_t i = 0; i < fields.size() && !time_is_up_(); ++i) {
      while (auto* text = std::get_if<codec::Bytes>(&fields[i].value)) {
        if (text->size() < 2) break;
        std::vector<FieldValue> shorter = fields;
        std::get<codec::Bytes>(shorter[i].value).resize(text->size() / 2);
        if (!try_fields(at, version_at(at), shorter)) break;
        fields = std::move(shorter);
      }
    }
  }

  void drop_bytes(std::size_t at) {
    for (std::size_t size = play_.steps[at].bytes.size() / 2; size > 0; size /= 2) {
      for (std::size_t from = 0; from < play_.steps[at].bytes.size() && !time_is_up_();) {
        Play candidate = play_;
        std::string& bytes = candidate.steps[at].bytes;
        bytes.erase(from, size);
        Play mended = candidate;
        if (!bytes.empty()) codec::mend_remaining_length(mended.steps[at].bytes);
        if (!try_this(std::move(mended)) && !try_this(std::move(candidate))) from += size;
      }
    }
  }

  Play play_;
  const StillShows& still_shows_;
  const TimeIsUp& time_is_up_;
};

}  // namespace

Play minimise(Play play, const StillShows& still_shows, const TimeIsUp& time_is_up) {
  return Shrinker(std::move(play), still_shows, time_is_up).run();
}

std::vector<Play> fewer(std::vector<Play> plays, const std::function<bool(std::span<const Play>)>& still_show,
                        const TimeIsUp& time_is_up) {
  for (std::size_t size = plays.size() / 2; size > 0; size /= 2) {
    for (std::size_t at = 0; at < plays.size() && plays.size() > 1 && !time_is_up();) {
      std::vector<Play> candidate = plays;
      const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(at);
      candidate.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, candidate.size() - at)));
      if (!candidate.empty() && still_show(candidate))
        plays = std::move(candidate);
      else
        at += size;
    }
  }
  return plays;
}

Play join(std::span<const Play> plays) {
  Play all;
  for (const Play& play : plays) {
    if (!all.steps.empty()) {
      const std::uint8_t actors = actors_of(all);
      for (std::uint8_t actor = 0; actor < actors; ++actor)
        all.steps.push_back({.actor = actor, .deed = Deed::reset, .waits = actor == 0, .bytes = {}});
    }
    all.steps.insert(all.steps.end(), play.steps.begin(), play.steps.end());
  }
  return all;
}

}  // namespace campaign
