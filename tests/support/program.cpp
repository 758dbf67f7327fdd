// Processes and sockets for the tests of the command line.
#include "tests/support/program.h"

#include <arpa/inet.h>
#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/reports/support/golden.h"

namespace program {
namespace {

int listen_on_loopback(int& port) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listening < 0 || ::bind(listening, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no loopback port");
  port = ntohs(address.sin_port);
  return listening;
}

}  // namespace

Ended run(const std::vector<std::string>& arguments, const std::string& input,
          const std::vector<std::string>& environment) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("in"), std::ios::binary) << input;
  std::vector<std::string> words{std::string(CONFORMANCE_BINARY_DIR) + "/conformance"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string in = folder.file("in");
  const std::string out = folder.file("out");
  const std::string err = folder.file("err");

  const pid_t child = ::fork();
  if (child == 0) {
    const int streams[] = {::open(in.c_str(), O_RDONLY), ::open(out.c_str(), O_WRONLY | O_CREAT, 0600),
                           ::open(err.c_str(), O_WRONLY | O_CREAT, 0600)};
    for (int i = 0; i < 3; ++i) ::dup2(streams[i], i);
    ::setenv("NO_COLOR", "1", 1);
    ::unsetenv("GITHUB_ACTIONS");
    for (const auto& entry : environment) ::putenv(const_cast<char*>(entry.c_str()));
    if (::chdir(CONFORMANCE_SOURCE_DIR) == 0) ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  Ended ended;
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended.out = golden::read(out);
  ended.err = golden::read(err);
  return ended;
}

std::string data(const std::string& name) {
  return "tests/cli/data/" + name;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "conformance-cli.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

struct Server::Threads {
  std::atomic<bool> ending{false};
  std::thread accepting;
};

Server::Server(std::string answer) : threads_(new Threads) {
  listening_ = listen_on_loopback(port_);
  ::listen(listening_, 64);
  threads_->accepting = std::thread([this, answer = std::move(answer)] {
    std::vector<int> open;
    while (!threads_->ending) {
      std::vector<pollfd> watched{{listening_, POLLIN, 0}};
      for (const int connection : open) watched.push_back({connection, POLLIN, 0});
      ::poll(watched.data(), watched.size(), 50);
      if ((watched[0].revents & POLLIN) != 0)
        open.push_back(::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
      for (std::size_t i = 1; i < watched.size(); ++i) {
        if (watched[i].revents == 0) continue;
        char bytes[512];
        const bool came = ::recv(watched[i].fd, bytes, sizeof bytes, 0) > 0;
        if (came && answer.empty()) continue;
        if (came) ::send(watched[i].fd, answer.data(), answer.size(), MSG_NOSIGNAL);
        ::close(watched[i].fd);
        std::erase(open, watched[i].fd);
      }
    }
    for (const int connection : open) ::close(connection);
  });
}

Server::~Server() {
  threads_->ending = true;
  threads_->accepting.join();
  delete threads_;
  ::close(listening_);
}

int refused_port() {
  int port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

}  // namespace program
