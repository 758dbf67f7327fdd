// A play that still shows what it showed, and is as short as can be found in the time: fewer steps, fewer
// actors, fewer fields, fewer bytes. Whoever asks decides what "still shows" means.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "campaign/play.h"

namespace campaign {

/// Whether it still shows it.
using StillShows = std::function<bool(const Play&)>;
/// Asked before each attempt; true: what was found so far is to be good enough.
using TimeIsUp = std::function<bool()>;

/// `play` must show it.
Play minimise(Play play, const StillShows& still_shows, const TimeIsUp& time_is_up);

/// The same of whole plays: fewer of them.
std::vector<Play> fewer(std::vector<Play> plays, const std::function<bool(std::span<const Play>)>& still_show,
                        const TimeIsUp& time_is_up);

/// Plays behind each other as one: between two of them all connections are reset.
Play join(std::span<const Play> plays);

}  // namespace campaign
