# What `cmake --install` and the Debian package (cpack -G DEB) hold: the program, its manual page, completion for three shells,
# documentation, schemas and the editors' syntax files. Targets and scenarios are inside the program.
include(GNUInstallDirs)

# Made by the program itself, so that they cannot differ from --help.
set(generated ${CMAKE_BINARY_DIR}/generated)
set(pages)
foreach(page man bash zsh fish)
  add_custom_command(OUTPUT ${generated}/${page} COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
                     COMMAND conformance generate ${page} > ${generated}/${page} DEPENDS conformance VERBATIM)
  list(APPEND pages ${generated}/${page})
endforeach()
add_custom_target(pages ALL DEPENDS ${pages})

install(FILES ${generated}/man DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME conformance.1)
install(FILES ${generated}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME conformance)
install(FILES ${generated}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _conformance)
install(FILES ${generated}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME conformance.fish)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN *.json)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/editors/vim/ DESTINATION ${CMAKE_INSTALL_DATADIR}/vim/vimfiles)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/editors DESTINATION ${CMAKE_INSTALL_DATADIR}/conformance)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME conformance)
set(CPACK_PACKAGE_VENDOR conformance)
set(CPACK_PACKAGE_CONTACT "the authors of conformance <conformance@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "does an MQTT broker keep to MQTT 3.1.1 and 5.0?")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Plays readable scenarios against any MQTT broker, over TCP, TLS and WebSocket, and judges every
 answer by the numbered statements of the standard. Reports for people, CI servers and bug trackers.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
