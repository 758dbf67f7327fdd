// Which code of a broker has run, where the broker was built to say so: by AFL++'s compilers, or with
// -fsanitize-coverage=trace-pc-guard and guard/coverage_guard.c. Both write into memory that is shared with
// us, whose number they find in their environment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <vector>

namespace campaign {

class CoverageMap {
 public:
  /// Fails where the system has no shared memory to give; a campaign goes on without.
  static std::expected<CoverageMap, std::string> create(std::size_t size = 1U << 20U);
  ~CoverageMap();
  CoverageMap(CoverageMap&& other) noexcept;
  CoverageMap& operator=(CoverageMap&& other) noexcept;
  CoverageMap(const CoverageMap&) = delete;
  CoverageMap& operator=(const CoverageMap&) = delete;

  /// For the process that is to write into it.
  std::map<std::string, std::string> environment() const;

  enum class Look : std::uint8_t { where_something_was, everywhere };
  /// How many places ran since the last call that had never run before. Most of the map is never written to:
  /// to look everywhere is a matter of now and then.
  std::size_t take_in(Look look);
  /// Places that ran at any time; 0: the broker was not built for it.
  std::size_t places() const { return places_; }

 private:
  CoverageMap(int id, std::uint8_t* map, std::size_t size);

  int id_ = -1;
  std::uint8_t* map_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;  ///< nothing was ever seen behind it
  std::size_t places_ = 0;
  std::vector<std::uint8_t> seen_;
};

}  // namespace campaign
