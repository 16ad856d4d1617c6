# What tests of the installed SDK share.
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    message(FATAL_ERROR "${what} failed:\n${said}")
  endif()
endfunction()

# Moved once it is installed, so that nothing of the first place can be needed.
function(install_sdk first then)
  step("install" ${CMAKE_COMMAND} --install ${BUILD} --component sdk --prefix ${first})
  file(RENAME ${first} ${then})
  set(flags -O0)
  if(SANITIZE)
    string(APPEND flags " -fsanitize=${SANITIZE}") # as the library was built
  endif()
  set(consumer_options -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${then} -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX}
    -DCMAKE_CXX_FLAGS=${flags} PARENT_SCOPE)
endfunction()

function(require_entry_alone plugin)
  execute_process(COMMAND nm -D --defined-only ${plugin} OUTPUT_VARIABLE symbols RESULT_VARIABLE failed)
  string(REGEX REPLACE "^[0-9a-f]+ T schemad_vendor_entry_v1\n$" "" others "${symbols}")
  if(failed OR NOT symbols MATCHES " T schemad_vendor_entry_v1" OR others)
    message(FATAL_ERROR "${plugin} does not export its entry alone:\n${symbols}")
  endif()
endfunction()
