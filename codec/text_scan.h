// The fast half of the string check: does a string hold any byte that needs a second look? Sixteen bytes at a
// time with an overlapping tail. Strings are what costs in an MQTT decoder, and nearly all of them are short,
// plain ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace codec {

namespace scan {

/// Eight bytes in a word, without SIMD: every byte of the result that had a fault has its high bit set
/// somewhere.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - 0x0101010101010101U) & ~word & 0x8080808080808080U;
}
constexpr std::uint64_t repeat(char c) {
  return 0x0101010101010101U * static_cast<std::uint8_t>(c);
}

template <bool wildcards>
constexpr bool word_is_suspicious(std::uint64_t word) {
  std::uint64_t found = (word & 0x8080808080808080U) | zero_bytes(word);
  if constexpr (wildcards) found |= zero_bytes(word ^ repeat('+')) | zero_bytes(word ^ repeat('#'));
  return found != 0;
}

inline std::uint64_t load_8(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}
inline std::uint64_t load_4(const char* at) {
  std::uint32_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

#if defined(__SSE2__)
template <bool wildcards>
inline __m128i suspicious_bytes(__m128i bytes) {
  __m128i found = _mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, _mm_setzero_si128()));
  if constexpr (wildcards) {
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('#')));
  }
  return found;  // only the high bit of each byte counts
}
inline __m128i load_16(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
#endif

template <bool wildcards>
inline bool long_is_suspicious(const char* at, std::size_t size) {
  const char* const last = at + size - 16;
#if defined(__SSE2__)
  __m128i found =
      _mm_or_si128(suspicious_bytes<wildcards>(load_16(at)), suspicious_bytes<wildcards>(load_16(last)));
  for (at += 16; at < last; at += 16) found = _mm_or_si128(found, suspicious_bytes<wildcards>(load_16(at)));
  return _mm_movemask_epi8(found) != 0;
#else
  bool found = word_is_suspicious<wildcards>(load_8(last)) || word_is_suspicious<wildcards>(load_8(last + 8));
  for (; at < last; at += 16) {
    found =
        found || word_is_suspicious<wildcards>(load_8(at)) || word_is_suspicious<wildcards>(load_8(at + 8));
  }
  return found;
#endif
}

template <bool wildcards>
inline bool is_suspicious(std::string_view text) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  if (size >= 16) return long_is_suspicious<wildcards>(at, size);
  if (size >= 8) {
    return word_is_suspicious<wildcards>(load_8(at)) || word_is_suspicious<wildcards>(load_8(at + size - 8));
  }
  if (size >= 4) return word_is_suspicious<wildcards>(load_4(at) | load_4(at + size - 4) << 32);
  if (size == 0) return false;
  // One to three bytes: first, middle, last; the other bytes of the word are harmless.
  const auto byte = [at](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<std::uint8_t>(at[i]));
  };
  return word_is_suspicious<wildcards>(byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16 |
                                       0x0101010101000000U);
}

}  // namespace scan

/// No byte above 0x7F and no NUL: such a string is well-formed UTF-8 without U+0000. "No" means nothing but
/// look closer.
inline bool is_plain_text(std::string_view text) {
  return !scan::is_suspicious<false>(text);
}

/// Plain text, and no + or # either: such a string is a Topic Name (if not empty) and a Topic Filter without
/// wildcards.
inline bool is_plain_topic(std::string_view text) {
  return !scan::is_suspicious<true>(text);
}

}  // namespace codec
