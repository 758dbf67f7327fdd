// Single lines and `in any order`. `either` has a file of its own.
#include "client/blocks.h"

#include <algorithm>

namespace client {

Poll ReceiveRun::poll(World& world, const Timing& timing) {
  while (taken_ < line_->at_least) {
    const Candidate candidate = look(world, *line_, timing, where_);
    if (candidate.state == Candidate::State::blocked) return Poll::fail(*candidate.trouble);
    if (candidate.state == Candidate::State::waiting) {
      const Time since = last_.value_or(timing.began);
      const Time deadline = deadline_of(world, line_->window, timing, since);
      if (world.now < deadline) return Poll::wait_until(deadline);
      if (!world.given && may_be_lost(world, *line_)) {
        advise_of_loss(world, *line_, where_);
        return Poll::finished();
      }
      return Poll::fail(nothing_came(world, line_->actors.front(), print(world, *line_), line_->charge,
                                     where_, world.now - since));
    }
    take(world, *line_, candidate);
    last_ = world.now;
    ++taken_;
  }
  // `x2..4` is two that must come and two that may; `x1..` has no bound.
  if (!line_->at_most)
    tolerate(world, *line_, std::nullopt);
  else if (*line_->at_most > line_->at_least)
    tolerate(world, *line_, *line_->at_most - line_->at_least);
  return Poll::finished();
}

Poll ReactRun::poll(World& world, const Timing& timing) {
  const Candidate candidate = look(world, *line_, timing, where_);
  if (candidate.state == Candidate::State::blocked) return Poll::fail(*candidate.trouble);
  if (candidate.state == Candidate::State::match) {
    take(world, *line_, candidate, where_);
    return Poll::finished();
  }
  const Time deadline =
      patience_of(world, *line_, timing).value_or(deadline_of(world, line_->window, timing, timing.began));
  if (world.now < deadline) return Poll::wait_until(deadline);
  Trouble trouble = nothing_came(world, line_->actor, print(world, *line_), line_->charge, where_,
                                 world.now - timing.began);
  trouble.also = line_->also;
  return Poll::fail(std::move(trouble));
}

AnyOrderRun::AnyOrderRun(const script::AnyOrder& block, script::Location where) : where_(where) {
  for (const script::Step& step : block.lines) {
    if (const auto* receive = std::get_if<script::Receive>(&step.what))
      lines_.push_back({receive, step.where, 0});
    if (const auto* maybe = std::get_if<script::Maybe>(&step.what)) tolerated_.push_back(maybe);
  }
}

std::optional<Poll> AnyOrderRun::step(World& world, const Timing& timing) {
  std::optional<Trouble> trouble;
  const auto blocked_by = [&](const Candidate& candidate) {
    if (!trouble) trouble = candidate.trouble;
  };
  // The oldest packet that some open line accepts, and of the lines the first in the text.
  std::optional<Candidate> best;
  Line* taker = nullptr;
  bool waiting = false;
  for (Line& line : lines_) {
    if (!open(line)) continue;
    Candidate candidate = look(world, *line.receive, timing, line.where);
    if (candidate.state == Candidate::State::waiting) waiting = true;
    if (candidate.state == Candidate::State::blocked) {
      blocked_by(candidate);
      continue;
    }
    if (candidate.state != Candidate::State::match) continue;
    if (!best || candidate.order < best->order) {
      best = std::move(candidate);
      taker = &line;
    }
  }
  if (taker != nullptr) {
    take(world, *taker->receive, *best);
    ++taker->taken;
    last_ = world.now;
    return std::nullopt;
  }
  if (trouble) {
    // A packet that stands in front of several lines fits none of them.
    if (!waiting || trouble->wire_index != Trouble::no_event) return Poll::fail(*std::move(trouble));
  }
  std::optional<Time> wake;
  for (Line& line : lines_) {
    if (!open(line)) continue;
    const Time since = last_.value_or(timing.began);
    const Time deadline = deadline_of(world, line.receive->window, timing, since);
    if (world.now < deadline) {
      if (!wake || deadline < *wake) wake = deadline;
    } else if (!world.given && may_be_lost(world, *line.receive)) {
      advise_of_loss(world, *line.receive, line.where);
      line.taken = line.receive->at_least;
    } else {
      return Poll::fail(nothing_came(world, line.receive->actors.front(), print(world, *line.receive),
                                     line.receive->charge, line.where, world.now - since));
    }
  }
  if (wake) return Poll::wait_until(wake);
  return Poll::finished();
}

Poll AnyOrderRun::poll(World& world, const Timing& timing) {
  if (!begun_) {
    begun_ = true;
    for (const script::Maybe* maybe : tolerated_) tolerate(world, maybe->receive, maybe->receive.at_most);
  }
  for (;;) {
    if (std::ranges::none_of(lines_, [&](const Line& line) { return open(line); })) break;
    if (const std::optional<Poll> poll = step(world, timing)) return *poll;
  }
  for (const Line& line : lines_) {
    const script::Receive& receive = *line.receive;
    if (!receive.at_most)
      tolerate(world, receive, std::nullopt);
    else if (*receive.at_most > receive.at_least)
      tolerate(world, receive, *receive.at_most - receive.at_least);
  }
  return Poll::finished();
}

}  // namespace client
