/*
 * Lets `conformance fuzz` see which code of a broker runs. Compile the broker with clang and
 * -fsanitize-coverage=trace-pc-guard, and link this file, compiled without that flag. Without a campaign the
 * broker does what it always does. (A broker built with AFL++'s compilers needs nothing of this: it speaks to
 * the same memory.)
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/shm.h>

static uint8_t *map;
static uint32_t size;
static uint32_t known;

static void attach(void) {
  const char *id = getenv("__AFL_SHM_ID");
  const char *bytes = getenv("AFL_MAP_SIZE");
  void *at;
  if (map != NULL || id == NULL || bytes == NULL) return;
  at = shmat(atoi(id), NULL, 0);
  if (at == (void *)-1) return;
  size = (uint32_t)atoi(bytes);
  map = at;
}

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);

/* Once for each library that has guards. */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop) {
  if (start == stop || *start != 0) return;
  attach();
  for (; start < stop; ++start) *start = ++known;
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard) {
  if (map != NULL && *guard != 0) map[*guard % size] = 1;
}
