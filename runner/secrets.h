// What reports must not tell: reports end up in public bug trackers. Redaction has this one place, through
// which every case passes before anything that listens or writes sees it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"
#include "runner/target.h"

namespace runner {

class Secrets {
 public:
  /// Nothing is secret.
  Secrets() = default;
  /// Passwords of users and credentials, and the messages of enhanced authentication. Those shorter than six
  /// bytes are too common to be looked for in texts; where they stand as a password they are hidden all the
  /// same.
  explicit Secrets(const Target& target);

  /// The text with asterisks, as many as there were bytes, in place of each secret, plain or as the literal
  /// of a scenario.
  [[nodiscard]] std::string redacted(std::string_view text) const;

  /// In every text and packet of the case: the secrets, and whatever else stands in a password of a CONNECT,
  /// or in a client's Authentication Data unless its method tells no secret (SCRAM). What the scenario itself
  /// spells out stays. Lengths do not change, so packets stay well-formed. Doing it twice changes nothing.
  void redact(CaseResult& result) const;

 private:
  void redact(std::string& text, std::span<const std::string> values) const;

  bool hides_ = false;
  std::vector<std::string> values_;  ///< longest first, so that none is cut in two by a shorter one
};

}  // namespace runner
