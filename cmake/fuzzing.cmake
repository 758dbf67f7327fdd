# How code is instrumented for fuzzing: what costs much and finds little is left out (docs/fuzzing.md, Speed).

# Coverage of the standard library and of {fmt} says nothing about our code, and every counter is looked at for every input.
add_compile_options(-fsanitize-coverage-ignorelist=${CMAKE_CURRENT_LIST_DIR}/fuzzing-ignored.txt)
# Comparisons are told to the engine only where they are with bytes of the input: see fuzzing_traces_comparisons.
add_compile_options(-fno-sanitize-coverage=trace-cmp,stack-depth)
if(CONFORMANCE_SANITIZE MATCHES address)
  # AddressSanitizer sees the bad access itself. The preset asan-ubsan has all checks, and replays the same corpus.
  add_compile_options(-fno-sanitize=null,alignment,object-size,pointer-overflow,vptr
                      -fsanitize-address-use-after-return=never)
endif()

# fuzzing_traces_comparisons(TARGET): the engine learns what the code compares, and tries these values.
function(fuzzing_traces_comparisons target)
  target_compile_options(${target} PRIVATE -fsanitize-coverage=trace-cmp)
endfunction()

# fuzzing_leaves_out(TARGET): it is no part of what is fuzzed.
function(fuzzing_leaves_out target)
  target_compile_options(${target} PRIVATE -fno-sanitize-coverage=inline-8bit-counters,indirect-calls,pc-table,trace-cmp
                                           -Wno-unused-command-line-argument)
endfunction()
