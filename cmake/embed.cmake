# Builds data files into a library. The assembler copies the bytes (.incbin), because a compiler takes seconds
# for a string literal of this size, and minutes for an array.

# conformance_embed(TARGET <library> NAMESPACE <ns> FUNCTION <name> [BASE <dir>] FILES <file>...)
# defines `std::span<const embedded::File> ns::name()` in <library>, sorted by name. Names are relative to
# BASE (the current source folder). The caller declares the function in a header of its own; the type is in
# cmake/embedded_file.h. A changed file is built in anew; a new one needs file(GLOB … CONFIGURE_DEPENDS).
function(conformance_embed)
  cmake_parse_arguments(EMBED "" "TARGET;NAMESPACE;FUNCTION;BASE" "FILES" ${ARGN})
  foreach(argument TARGET NAMESPACE FUNCTION)
    if(NOT EMBED_${argument})
      message(FATAL_ERROR "conformance_embed: ${argument} is missing")
    endif()
  endforeach()
  if(NOT EMBED_BASE)
    set(EMBED_BASE ${CMAKE_CURRENT_SOURCE_DIR})
  endif()

  string(MAKE_C_IDENTIFIER "embedded_${EMBED_NAMESPACE}_${EMBED_FUNCTION}" prefix)
  set(names "")
  foreach(file IN LISTS EMBED_FILES)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${EMBED_BASE} OUTPUT_VARIABLE name)
    list(APPEND names "${name}")
  endforeach()
  list(SORT names)

  set(bytes "    .section .rodata\n")
  set(symbols "")
  set(entries "")
  set(paths "")
  set(count 0)
  foreach(name IN LISTS names)
    set(path "${EMBED_BASE}/${name}")
    set(symbol "${prefix}_${count}")
    string(APPEND bytes
           "    .global ${symbol}\n    .global ${symbol}_end\n    .balign 16\n"
           "${symbol}:\n    .incbin \"${path}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND symbols "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND entries "      embedded::File{\"${name}\", {${symbol}, ${symbol}_end}},\n")
    list(APPEND paths "${path}")
    math(EXPR count "${count} + 1")
  endforeach()
  string(APPEND bytes "    .section .note.GNU-stack,\"\",%progbits\n")

  set(type "std::span<const embedded::File>")
  if(count EQUAL 0)
    set(body "  return {};\n")
  else()
    set(body "  static const std::array<embedded::File, ${count}> files{\n${entries}  };\n  return files;\n")
  endif()
  string(CONCAT source
         "// Written by cmake/embed.cmake.\n#include <array>\n#include <span>\n\n"
         "#include \"cmake/embedded_file.h\"\n\n"
         "extern \"C\" {\n${symbols}}\n\n"
         "namespace ${EMBED_NAMESPACE} {\n${type} ${EMBED_FUNCTION}();\n"
         "${type} ${EMBED_FUNCTION}() {\n${body}}\n"
         "}  // namespace ${EMBED_NAMESPACE}\n")

  set(stem ${CMAKE_CURRENT_BINARY_DIR}/${prefix})
  file(CONFIGURE OUTPUT ${stem}.s CONTENT "${bytes}" @ONLY)
  file(CONFIGURE OUTPUT ${stem}.cpp CONTENT "${source}" @ONLY)
  set_source_files_properties(${stem}.s PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${EMBED_TARGET} PRIVATE ${stem}.s ${stem}.cpp)
endfunction()
