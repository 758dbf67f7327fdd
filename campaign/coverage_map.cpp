// See the header.
#include "campaign/coverage_map.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/shm.h>
#include <utility>

namespace campaign {
namespace {

constexpr std::size_t word = sizeof(std::uint64_t);

}  // namespace

std::expected<CoverageMap, std::string> CoverageMap::create(std::size_t size) {
  const int id = ::shmget(IPC_PRIVATE, size, IPC_CREAT | IPC_EXCL | 0600);
  void* map = id < 0 ? nullptr : ::shmat(id, nullptr, 0);
  const int error = errno;
  // Already now: it lives as long as anybody is attached, and can still be attached to by its number. So
  // nothing is left behind, however this process ends.
  if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
  if (id < 0 || reinterpret_cast<std::intptr_t>(map) == -1)
    return std::unexpected(fmt::format("no shared memory for coverage: {}", std::strerror(error)));
  return CoverageMap(id, static_cast<std::uint8_t*>(map), size);
}

CoverageMap::CoverageMap(int id, std::uint8_t* map, std::size_t size)
    : id_(id), map_(map), size_(size), seen_(size) {}

CoverageMap::CoverageMap(CoverageMap&& other) noexcept {
  *this = std::move(other);
}

CoverageMap& CoverageMap::operator=(CoverageMap&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(map_, other.map_);
  std::swap(size_, other.size_);
  std::swap(used_, other.used_);
  std::swap(places_, other.places_);
  std::swap(seen_, other.seen_);
  return *this;
}

CoverageMap::~CoverageMap() {
  if (map_ != nullptr) ::shmdt(map_);
}

std::map<std::string, std::string> CoverageMap::environment() const {
  return {{"__AFL_SHM_ID", std::to_string(id_)}, {"AFL_MAP_SIZE", std::to_string(size_)}};
}

std::size_t CoverageMap::take_in(Look look) {
  const std::size_t end = look == Look::everywhere ? size_ : used_;
  std::size_t fresh = 0;
  for (std::size_t at = 0; at + word <= end; at += word) {
    std::uint64_t any = 0;
    std::memcpy(&any, map_ + at, word);
    if (any == 0) continue;
    for (std::size_t i = at; i < at + word; ++i) {
      if (std::exchange(map_[i], std::uint8_t{0}) == 0 || std::exchange(seen_[i], std::uint8_t{1}) != 0)
        continue;
      ++fresh;
    }
    used_ = std::max(used_, std::min(size_, (at / 4096 + 1) * 4096));
  }
  places_ += fresh;
  return fresh;
}

}  // namespace campaign
