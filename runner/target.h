// The broker under test as the user describes it: a URL, a target file, or a folder of targets/ that was
// launched.
//
// The keys of a target file; paths are relative to the file, and a key that is not here is an error:
//   name               what reports call the broker; without it host:port
//   listeners.NAME     tcp, tls, mtls, ws, wss, acl (where users and access rules hold), limited (where lower
//                      limits are announced than elsewhere): a URL, or
//     .url             mqtt://, mqtts://, ws://, wss://, without a user; or in its place:
//     .transport       tcp, tls, ws, wss; without it what the listener's name says, for acl and limited tcp
//     .host .port
//     .path            of ws and wss; /mqtt
//     .client_certificate   whether the server demands one; false, for mtls true
//   default_listener   where scenarios connect that name none; tcp, or else the first by name but limited
//   users.ROLE         default (all clients that name no user), reader, writer, …
//     .user_name
//     .password, or .password_file: the first line of that file
//   auth.NAME          credentials for enhanced authentication, as scenarios name them: `$auth.good`; good is
//   one
//                      that the broker accepts, other a second one, bad has a wrong password, scram is for
//                      SCRAM-SHA-256 and scram-bad the same with a wrong password
//     .method          Authentication Method
//     .user_name, .password or .password_file   for methods whose messages this program can compute:
//                      SCRAM-SHA-256, PLAIN, conformance-challenge
//     .messages        in their place, for any method: what the client says, one after the other, whatever
//     the
//                      broker asks; each in hexadecimal digits, or base64 behind `base64:`
//   acl                topics: readable, writable, unreadable, unwritable
//   declared           what a probe cannot see. Numbers: maximum_qos, receive_maximum, maximum_packet_size,
//                      topic_alias_maximum, server_keep_alive. True or false: retain_available,
//                      wildcard_subscription_available, shared_subscription_available,
//                      subscription_identifier_available, empty_client_id, anonymous, durability
//   tls                ca, certificate and key, foreign_certificate and foreign_key (files), server_name,
//                      insecure (true: the server's certificate is not checked)
//   versions           ["3.1.1", "5.0"], those to judge; without it the broker is asked
//   leave_out.NAME     why this case, scenario or suite is not played: it would end the run
//   broker             what only the reference broker needs to serve as this target: certificate and key,
//                      access rules, limits; see broker_settings.h
//   control            the broker may be stopped and started by cases
//     .stop .start     commands: each a list, the program first
//     .kill .restart   likewise, need not be there
//     .right           of a pair the broker on the right: stop, start, kill, restart as above
//     .link_cut .link_restored   commands for the link between the two
//     .survives        ["stop", "kill"]: what sessions and messages survive; without it nothing
//     .ready_within_s  patience with each command and with the broker behind it; 30
//   launch             how it is started, see LaunchRecipe
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/authentication.h"

namespace runner {

/// The listener where lower limits are announced than elsewhere: see venue.h.
inline constexpr const char* limited_listener = "limited";

enum class Transport : std::uint8_t { tcp, tls, ws, wss };

struct ListenerAddress {
  Transport transport{};
  std::string host;
  std::uint16_t port{};
  std::string path = "/mqtt";  ///< WebSocket
  bool client_certificate{};   ///< the server demands one
};

struct User {
  std::string user_name;
  std::string password;
};

/// Files for TLS; empty: none. `foreign_*`: a certificate of another authority, which must be refused.
struct TlsFiles {
  std::string ca;
  std::string certificate;
  std::string key;
  std::string foreign_certificate;
  std::string foreign_key;
  std::string server_name;
  bool insecure{};
};

/// How one broker that somebody else started is stopped and started; a command each.
struct CommandsOfOne {
  std::vector<std::string> stop;  ///< empty, and `start` as well: it is left alone
  std::vector<std::string> start;
  std::vector<std::string> kill;     ///< empty: it is never killed
  std::vector<std::string> restart;  ///< empty: `stop` and then `start`
};
struct BrokerCommands {
  CommandsOfOne broker;  ///< of a pair the left one
  CommandsOfOne right;
  std::vector<std::string> link_cut;
  std::vector<std::string> link_restored;
  double ready_within_s = 30;  ///< for each command, and for an answer to CONNECT behind `start`

  bool given() const { return !broker.start.empty() || !right.start.empty() || !link_cut.empty(); }
};

/// A broker that cases may stop and start, and what survives that; of a pair also the other, and the link.
struct BrokerControl {
  bool survives_stop{};
  bool survives_kill{};
  BrokerCommands commands{};     ///< none: who started the broker does it without
  bool stops = true;             ///< the broker, of a pair the left one
  bool stops_right = false;      ///< the one on the right
  bool cuts_link = false;        ///< between the two
  bool link_is_watched = false;  ///< so that it can be cut where a packet would cross
};

struct Target {
  std::string name;
  std::map<std::string, ListenerAddress>
      listeners;  ///< by name: tcp, tls, mtls, ws, wss, acl (where users and ACL hold), limited
  std::string default_listener = "tcp";
  std::map<std::string, User> users;                    ///< "" default, reader, writer, …
  std::map<std::string, client::AuthCredentials> auth;  ///< good, bad, other, …
  std::map<std::string, std::string> acl;               ///< readable, unreadable, unwritable: topics
  std::map<std::string, std::string> declared;          ///< capability -> value; true is "1", false "0"
  TlsFiles tls;
  std::optional<BrokerControl> control;
  std::vector<std::string> versions;  ///< "3.1.1", "5.0"; empty: ask
  std::map<std::string, std::string>
      left_out;      ///< name of a case, a scenario or a suite -> why it is not played
  bool simulated{};  ///< on a wire in this process: its addresses mean nothing elsewhere, its time is virtual
};

/// How a broker that no package brings gets onto this machine, once and on request.
struct InstallRecipe {
  std::string version;                       ///< the one that `commands` install
  std::map<std::string, std::string> needs;  ///< program -> its least version
  std::vector<std::string> files;  ///< of the folder or of another, written into `{installed}` first
  std::vector<std::vector<std::string>> commands;  ///< run in `{installed}` one after the other
};

/// The same broker so configured that what it keeps survives its end.
struct DurableVariant {
  std::map<std::string, std::string> values;  ///< in place of those of the recipe
  bool survives_stop{};
  bool survives_kill{};
  std::size_t instances = 4;  ///< so many may run beside each other
};

/// How a target that we start ourselves is prepared, started and stopped; placeholders are filled in.
struct LaunchRecipe {
  std::string package;             ///< of Debian, or several with a blank between them
  std::vector<std::string> needs;  ///< files that the packages bring, beside the programs of the commands
  std::vector<std::string> version_command;
  std::string version_pattern;     ///< ECMAScript; the first group is the version
  std::vector<std::string> files;  ///< templates of the folder, written with their placeholders filled in
  bool certificates{};             ///< ca, server, client, foreign: .crt and .key
  std::vector<std::vector<std::string>> prepare;  ///< commands run one after the other before the start
  std::string owner;  ///< started as root the broker drops to this user, who must be able to read the files
  std::vector<std::string> right;  ///< of a pair the broker on the right, started before the other
  std::string link_from;           ///< port of the link between the two, which this program carries
  std::string link_to;             ///< on to this port; both empty: the link is none of ours
  std::vector<std::vector<std::string>>
      beside;                      ///< programs that run as long as the broker, started before it
  std::vector<std::string> start;  ///< `{self}` in it is this program
  std::map<std::string, std::string> environment;
  std::optional<InstallRecipe> install;
  std::string installed_with;  ///< in its place: another target, whose installation this one uses
  double ready_within_s = 10;
  double stop_within_s = 5;
  std::map<std::string, std::string> values;  ///< further placeholders, which may hold others
  std::optional<DurableVariant> durable;
};

/// `host:port`, `mqtt://`, `mqtts://`, `ws://`, `wss://`, with user:password@ if need be. Default ports 1883,
/// 8883, 80, 443. A user is filed under the role "". The error is a sentence that says what to write instead,
/// and holds no password.
std::expected<Target, std::string> target_from_url(std::string_view url);

/// A target file's text; `directory` is what its relative paths start from. An error begins
/// with the path of its key ("listeners.tls.port: …"), or with the line that is no JSON.
std::expected<Target, std::string> target_from_json(std::string_view text, std::string_view directory);

/// The key `launch` of the same text.
std::expected<LaunchRecipe, std::string> recipe_from_json(std::string_view text);

/// "127.0.0.1:1883", "[::1]:1883".
std::string host_and_port(const ListenerAddress& listener);
/// "mqtt://127.0.0.1:1883", without any password.
std::string url_of(const ListenerAddress& listener);
/// Whether a connection to this host stays on this machine.
bool is_loopback(std::string_view host);

}  // namespace runner
