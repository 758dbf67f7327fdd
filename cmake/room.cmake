# A room is a folder with its sources and headers side by side and its tests in tests/<room>.
# conformance_room(codec LINKS fmt::fmt) defines the static library conformance_codec.
function(conformance_room name)
  cmake_parse_arguments(ROOM "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(conformance_${name} STATIC ${sources})
  target_link_libraries(conformance_${name} PUBLIC ${ROOM_LINKS})
endfunction()
