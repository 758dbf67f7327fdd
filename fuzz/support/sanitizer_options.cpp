// Defaults of AddressSanitizer for the fuzz targets; ASAN_OPTIONS goes before them. An input takes
// microseconds and frees what it took, so a freed block need not be kept for long, and stays in the cache. No
// stacks are kept for allocations, which would cost as much as the allocation itself: replay a finding with
// ASAN_OPTIONS=malloc_context_size=30.
extern "C" const char*
__asan_default_options();  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)

const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
  return "malloc_context_size=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64:max_malloc_fill_size="
         "0:"
         "detect_stack_use_after_return=0";
}
