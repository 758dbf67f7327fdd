// `conformance broker` as a user starts it, on ports that were free.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/child_process.h"

namespace interop {

class ServedBroker {
 public:
  /// Starts it with these arguments in the source folder and waits until it says `ready`; throws what it said
  /// instead.
  explicit ServedBroker(const std::vector<std::string>& arguments);

  /// Of a listener, as the ready line tells it: "mqtt://127.0.0.1:40123".
  const std::string& url(const std::string& listener) const { return urls_.at(listener); }
  /// The certificate of the authority that was made on the spot; empty: none was.
  const std::string& ca() const { return ca_; }
  /// All that it said so far, standard output and error.
  std::string said() const { return process_.log(); }
  int pid() const { return process_.pid(); }
  /// SIGTERM, and how it ended.
  net::ExitStatus stop() { return process_.stop(std::chrono::seconds(10)); }
  std::optional<net::ExitStatus> wait() { return process_.wait(std::chrono::seconds(10)); }

 private:
  net::ChildProcess process_;
  std::map<std::string, std::string> urls_;
  std::string ca_;
};

}  // namespace interop
