// A broker of targets/ that is started here and reached over slow links alone: one in front of each of its
// listeners, and a target file that names them.
#pragma once

#include <string>
#include <vector>

#include "net/socket_loop.h"
#include "runner/launch.h"
#include "tests/link/support/slow_link.h"
#include "tests/support/program.h"

namespace slow_link {

class FarBroker {
 public:
  /// Starts targets/NAME with these arguments behind those of its recipe. Throws std::runtime_error when it
  /// does not start.
  FarBroker(const std::string& name, const Weather& weather, std::vector<std::string> arguments = {});

  /// What `--target` is to be given.
  std::string target_file() const { return folder_.file("target.json"); }

 private:
  net::SocketLoop loop_;
  runner::LaunchedBroker broker_;
  std::vector<std::unique_ptr<Link>> links_;
  program::TemporaryFolder folder_;
};

}  // namespace slow_link
