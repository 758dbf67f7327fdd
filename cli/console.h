// Where the program speaks: results on standard output, everything else on standard error, colour where it is
// seen.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>

namespace CLI {
class App;
}

namespace cli {

class Console {
 public:
  /// Looks at the two streams, NO_COLOR, TERM and the width of the window.
  Console();

  /// Results.
  void out(std::string_view text);
  /// Progress, diagnostics, warnings, errors.
  void err(std::string_view text);
  /// `conformance: ` and the message, on standard error.
  void complain(std::string_view message);

  bool out_is_terminal() const { return out_is_terminal_; }
  bool err_is_terminal() const { return err_is_terminal_; }
  bool out_has_colour() const { return out_has_colour_; }
  bool err_has_colour() const { return err_has_colour_; }
  std::size_t width() const { return width_; }

  /// From now on results go to standard error: a machine reads standard output.
  void give_stdout_away() { stdout_is_taken_ = true; }
  bool stdout_is_taken() const { return stdout_is_taken_; }

  /// From now on verbs do nothing but show this what they understand.
  void inspect_with(std::function<void(const CLI::App&)> inspector) { inspector_ = std::move(inspector); }
  const std::function<void(const CLI::App&)>& inspector() const { return inspector_; }

 private:
  bool out_is_terminal_{};
  bool err_is_terminal_{};
  bool out_has_colour_{};
  bool err_has_colour_{};
  bool stdout_is_taken_{};
  std::size_t width_ = 110;
  std::function<void(const CLI::App&)> inspector_;
};

}  // namespace cli
