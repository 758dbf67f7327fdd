// See the header.
#include "runner/play_settings.h"

#include <algorithm>

#include "runner/endpoints.h"

namespace runner {

using std::chrono::seconds;

client::Settings play_settings(const Target& target, const client::ServerFacts& facts) {
  client::Settings settings;
  settings.loopback = is_loopback(target.listeners.at(target.default_listener).host);
  settings.server = facts;
  settings.users = credentials_of(target);
  settings.auth = target.auth;
  // What every user of a narrow ACL may read; without it the marker of a medium fence would never arrive.
  if (const auto readable = target.acl.find("readable"); readable != target.acl.end()) {
    const std::string prefix = readable->second.substr(0, readable->second.find("{case}"));
    for (const auto& [role, user] : target.users) {
      if (!role.empty()) settings.marker_prefix[role] = prefix;
    }
  }
  return settings;
}

void lengthen_for_replay(client::Settings& settings) {
  settings.replay = true;
  settings.timeout += settings.timeout / 2;
  settings.close_wait = seconds(5);
  settings.grace = std::max(settings.grace, std::min<client::Time>(2 * settings.grace, seconds(2)));
}

script::Environment play_environment(const Target& target, const client::ServerFacts& facts,
                                     const std::string& seed) {
  script::Environment environment;
  environment.seed = seed;
  environment.server = facts.announced;
  for (const auto& [role, user] : target.users) {
    if (!role.empty()) environment.users[role] = user.user_name;
  }
  environment.acl = target.acl;
  for (const auto& [name, credentials] : target.auth) environment.auth[name] = credentials.method;
  return environment;
}

}  // namespace runner
