// A target file as orders to a server: the same file that says how a broker is judged says how the reference
// broker serves. Listeners, users, topics of `acl` and `declared` have the meaning they have for a judge; the
// key `broker` holds what only a server needs, all of it optional:
//
//   broker.certificate, .key   what the server shows over TLS (files)
//   broker.ca                  who signs client certificates; without it tls.ca
//   broker.listeners.NAME      how clients are let in there:
//     .anonymous               without a user name; true, for the listener acl false
//     .access_rules            whether the rules hold; for acl true, elsewhere false. A file with topics of
//                              `acl` and no listener of that name has them hold everywhere
//     .LIMIT                   what CONNACK announces there, where it differs
//   broker.rules               a list; a topic is allowed when any rule allows it. Without the list the rules
//                              follow from the topics of `acl`, see access_rules_of()
//     .user                    a user name; without it everybody, anonymous clients too
//     .right                   read, write or both
//     .filter                  a topic filter; %u and %c stand for user name and client identifier
//   broker.LIMIT               each limit of broker::Settings by its name; it goes before what `declared`
//   says
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "broker/settings.h"
#include "net/broker_server.h"
#include "runner/target.h"

namespace runner {

class Reader;

struct ServedTarget {
  std::vector<net::ServerListener> listeners;
  std::string ca;  ///< file; empty: the target file names none, likewise below
  std::string certificate;
  std::string key;
  broker::Settings settings;
};

/// A target file's text; `directory` is what its relative paths start from. Fails as target_from_json does,
/// and for a target that no server can be.
std::expected<ServedTarget, std::string> served_from_json(std::string_view text, std::string_view directory);

/// The same of a file that is read already; `top` gets the complaints.
ServedTarget read_served(const Reader& top, std::string_view directory, const Target& target);

/// What the topics of `acl` promise, as rules: `writer` may write `readable` and `writable` and what lies
/// below them, `reader` may read `readable` and `unwritable`, users of other roles may do everything. A level
/// that holds `{case}` becomes `+`.
std::vector<broker::AccessRule> access_rules_of(const Target& target);

/// The names of all limits, in the order of broker::Settings.
std::vector<std::string_view> limit_names();

}  // namespace runner
