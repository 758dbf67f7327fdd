/* Does by hand what clang's -fsanitize-coverage=trace-pc-guard puts into a program: 64 places, of which those
 * named on the command line run. */
#include <stdint.h>
#include <stdlib.h>

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);
void __sanitizer_cov_trace_pc_guard(uint32_t *guard);

int main(int count, char **words) {
  static uint32_t guards[64];
  int i;
  __sanitizer_cov_trace_pc_guard_init(guards, guards + 64);
  for (i = 1; i < count; ++i) __sanitizer_cov_trace_pc_guard(&guards[atoi(words[i])]);
  return 0;
}
