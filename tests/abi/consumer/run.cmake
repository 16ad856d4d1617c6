# Installs the SDK into an empty folder, then builds a project that knows of nothing else.
file(REMOVE_RECURSE ${WORK})
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "${what} failed:\n${said}")
  endif()
endfunction()
step("install" ${CMAKE_COMMAND} --install ${BUILD} --component sdk --prefix ${WORK}/prefix)
step("configure" ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${WORK}/prefix
  -DCMAKE_FIND_PACKAGE_PREFER_CONFIG=ON -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=-O0)
step("build" ${CMAKE_COMMAND} --build ${WORK}/build)

execute_process(COMMAND nm -D --defined-only ${WORK}/build/libschemad_hello.so
  OUTPUT_VARIABLE symbols RESULT_VARIABLE failed)
string(REGEX REPLACE "^[0-9a-f]+ T schemad_vendor_entry_v1\n$" "" others "${symbols}")
if(failed OR NOT symbols MATCHES " T schemad_vendor_entry_v1" OR others)
  message(FATAL_ERROR "the plugin does not export its entry alone:\n${symbols}")
endif()
file(GLOB_RECURSE headers ${WORK}/prefix/include/*)
foreach(header ${headers}) # a page that a header refers to is installed beside it
  file(READ ${header} text)
  string(REGEX MATCHALL "docs/[a-z0-9/-]+[.]md" pages "${text}")
  foreach(page ${pages})
    if(NOT EXISTS ${WORK}/prefix/share/doc/schemad/${page})
      message(FATAL_ERROR "${header} refers to ${page}, which is not installed")
    endif()
  endforeach()
endforeach()
file(GLOB_RECURSE strangers ${WORK}/prefix/include/*host.hpp) # the host's side is no part of the SDK
if(strangers)
  message(FATAL_ERROR "installed by mistake: ${strangers}")
endif()
