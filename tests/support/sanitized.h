// Whether this build has AddressSanitizer: then a broker of ours that crashes is reported by that, and what
// it takes is not what a broker takes.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif
