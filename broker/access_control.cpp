// Access rules (settings.h), with what a client says about itself put into their filters.
#include "broker/authentication.h"
#include "broker/topic_filter.h"
#include "broker/topic_tree.h"

namespace broker {
namespace {

/// Whether a value may stand for a placeholder: it must stay within one level, and must not turn the filter
/// into one of wildcards or of $-topics, which the rule did not mean.
bool harmless(std::string_view value, bool begins_filter) {
  return !value.empty() && value.find_first_of("+#/") == std::string_view::npos &&
         !(begins_filter && value.starts_with('$'));
}

/// The filter of a rule for this client; nothing when the rule cannot be meant for it. A placeholder in a
/// value is not replaced again.
std::optional<std::string> filled_in(std::string_view filter, std::string_view user_name,
                                     std::string_view client_id) {
  std::string result;
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const char which = filter[i] == '%' && i + 1 < filter.size() ? filter[i + 1] : '\0';
    if (which != 'u' && which != 'c') {
      result += filter[i];
      continue;
    }
    const std::string_view value = which == 'u' ? user_name : client_id;
    if (!harmless(value, result.empty())) return std::nullopt;
    result += value;
    ++i;
  }
  return result;
}

struct Who {
  std::string_view user_name;
  std::string_view client_id;
};

template <class Allows>
bool any_rule(const Settings& settings, const Faults& faults, const Who& who, AccessRule::Right right,
              const Allows& allows) {
  for (const AccessRule& rule : settings.rules) {
    // 3.1.1/T-acl 5.0/T-acl
    if (!rule.user.empty() && rule.user != who.user_name && !faults.on("rules-hold-for-every-user")) continue;
    if (rule.right != right && rule.right != AccessRule::Right::both &&
        !(right == AccessRule::Right::read && faults.on("write-rights-hold-for-reading")))
      continue;
    const auto filter = filled_in(rule.filter, who.user_name, who.client_id);
    if (filter && allows(*filter)) return true;
  }
  return false;
}

/// 3.1.1/T-acl 5.0/T-acl
bool allows_topic(const Faults& faults, std::string_view filter, std::string_view topic) {
  if (faults.on("rules-compared-without-wildcards")) return filter == topic;
  return filter_matches(filter, topic);
}

}  // namespace

bool AccessControl::may_publish(std::string_view user_name, std::string_view client_id,
                                std::string_view topic) const {
  return any_rule(settings_, faults_, {user_name, client_id}, AccessRule::Right::write,
                  [&](std::string_view filter) { return allows_topic(faults_, filter, topic); });
}

bool AccessControl::may_read(std::string_view user_name, std::string_view client_id,
                             std::string_view topic) const {
  return any_rule(settings_, faults_, {user_name, client_id}, AccessRule::Right::read,
                  [&](std::string_view filter) {
                    if (!allows_topic(faults_, filter, topic)) return false;
                    // 3.1.1/T-acl 5.0/T-acl
                    return filter == topic || !faults_.on("read-rules-compared-without-wildcards");
                  });
}

bool AccessControl::may_subscribe(std::string_view user_name, std::string_view client_id,
                                  std::string_view filter) const {
  return any_rule(settings_, faults_, {user_name, client_id}, AccessRule::Right::read,
                  [&](std::string_view allowed) { return filter_covers(allowed, filter); });
}

}  // namespace broker
