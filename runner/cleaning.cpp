// See the header.
#include "runner/cleaning.h"

#include <algorithm>
#include <map>

#include "runner/endpoints.h"

namespace runner {

Cleaning::Cleaning(net::EventLoop& loop, net::Endpoint where, client::CleanupOrder order,
                   std::function<void()> changed)
    : loop_(loop), where_(std::move(where)), cleaner_(std::move(order)), changed_(std::move(changed)) {}

Cleaning::~Cleaning() {
  loop_.close_channel(channel_);
}

void Cleaning::start() {
  net::Hooks hooks;
  hooks.event = [this](const client::Event& event, net::Time now) {
    cleaner_.handle(event, now);
    pump();
  };
  hooks.timer = [this](net::Time now) {
    cleaner_.tick(now);
    pump();
  };
  channel_ = loop_.open_channel(std::move(hooks));
  cleaner_.start(loop_.now());
  pump();
}

void Cleaning::pump() {
  for (auto actions = cleaner_.take_actions(); !actions.empty(); actions = cleaner_.take_actions()) {
    for (const client::Action& action : actions) loop_.carry_out(channel_, action, &where_);
  }
  if (cleaner_.done()) {
    loop_.close_channel(channel_);
    changed_();
  } else {
    loop_.set_timer(channel_, cleaner_.deadline());
  }
}

std::vector<CleaningJob> cleaning_jobs(const Target& target, const script::CasePlan& plan,
                                       const client::Outcome& outcome) {
  std::map<std::string, client::CleanupOrder> orders;
  if (!outcome.retained_topics.empty()) {
    const bool writer =
        std::ranges::any_of(plan.actors, [](const auto& actor) { return actor.user == "writer"; });
    orders[writer ? "writer" : ""].retained_topics = outcome.retained_topics;
  }
  for (const std::string& session : outcome.kept_sessions) {
    const auto owner = std::ranges::find(plan.actors, session, &script::ActorPlan::client_id);
    orders[owner == plan.actors.end() ? "" : owner->user].sessions.push_back(session);
  }
  const auto credentials = credentials_of(target);
  std::vector<CleaningJob> jobs;
  for (auto& [user, order] : orders) {
    order.version = plan.version;
    order.client_id = plan.topic_root.substr(plan.topic_root.rfind('/') + 1) + "clean" + user;
    if (const auto found = credentials.find(user); found != credentials.end())
      order.credentials = found->second;
    jobs.push_back({user, std::move(order)});
  }
  return jobs;
}

}  // namespace runner
