// Names of topics and clients.
#include "script/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace script {

std::uint64_t stable_hash(std::string_view text) {
  // FNV-1a, then the finaliser of splitmix64: FNV alone leaves the high bits of short texts alike.
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

std::string case_hash(std::string_view seed, std::string_view case_id) {
  return fmt::format("{:08x}", stable_hash(fmt::format("{}\n{}", seed, case_id)) >> 32U);
}

std::string topic_root(std::string_view prefix, std::string_view seed, std::string_view case_id) {
  return fmt::format("{}t/{}/{}", prefix, seed, case_hash(seed, case_id));
}

std::string client_id(std::string_view prefix, std::string_view seed, std::string_view case_id,
                      std::string_view actor) {
  std::string id(prefix);
  std::size_t letters = 0;
  for (const char c : actor) {
    const bool usable = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (usable && letters++ < 8) id += c;
  }
  std::uint64_t hash = stable_hash(fmt::format("{}\n{}\n{}", seed, case_id, actor));
  std::string digits;
  for (int i = 0; i < 13; ++i, hash /= 36) digits += "0123456789abcdefghijklmnopqrstuvwxyz"[hash % 36];
  return id + digits;
}

}  // namespace script
