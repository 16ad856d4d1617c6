# Installs the SDK, moves it to a folder with a blank in its name, then builds projects that know of nothing else. Set by the
# test: BUILD, TREE, SOURCE, WORK, CC, CXX, GENERATOR, SANITIZE.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/sdk.cmake)

file(REMOVE_RECURSE ${WORK})
install_sdk("${WORK}/made here" "${WORK}/used there")
set(prefix "${WORK}/used there")
file(COPY ${SOURCE}/ DESTINATION "${WORK}/a consumer") # our tree is not above it

step("configure" ${CMAKE_COMMAND} -S "${WORK}/a consumer" -B ${WORK}/build ${consumer_options}
  -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DEBUG_POSTFIX=d) # what the project says of names does not reach the plugin
step("build" ${CMAKE_COMMAND} --build ${WORK}/build)
require_entry_alone(${WORK}/build/libschemad_hello.so)

step("configure a project in C" ${CMAKE_COMMAND} -S "${WORK}/a consumer/c" -B ${WORK}/build_c ${consumer_options})
step("build a project in C" ${CMAKE_COMMAND} --build ${WORK}/build_c)
require_entry_alone(${WORK}/build_c/libschemad_plain.so)

function(require_refusal what words)
  execute_process(COMMAND ${CMAKE_COMMAND} -S "${WORK}/a consumer/refused" -B ${WORK}/refused ${consumer_options} ${ARGN}
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  string(FIND "${said}" "${words}" at)
  if(NOT failed OR at EQUAL -1)
    message(FATAL_ERROR "${what} is not refused with ${words}:\n${said}")
  endif()
endfunction()
require_refusal("a component that is not there" "schemad has no component \"vendor-kit\"; known are: vendor-sdk"
  -DASKED=vendor-kit)
require_refusal("a name that no file may have" "consists of a-z, 0-9 and _, which \"My-Vendor\" does not"
  -DASKED=vendor-sdk -DCALLED=My-Vendor)

file(GLOB_RECURSE headers RELATIVE ${prefix}/include ${prefix}/include/*.h ${prefix}/include/*.hpp)
foreach(header ${headers})
  set(named ${header})
  string(REGEX REPLACE "^schemad-sdk/" "" named ${named})
  file(READ "${prefix}/include/${header}" text)
  # it stands alone, without a warning
  set(flags -fsyntax-only -Wall -Wextra -pedantic -Werror -I ${prefix}/include -I ${prefix}/include/schemad-sdk -include ${named})
  step("${header} alone" ${CXX} -std=c++20 ${flags} -x c++ /dev/null)
  if(header MATCHES "[.]h$")
    step("${header} alone, in C" ${CC} -std=c11 ${flags} -x c /dev/null)
  endif()
  # a page that it refers to is installed beside it
  string(REGEX MATCHALL "docs/[a-z0-9/-]+[.]md" pages "${text}")
  foreach(page ${pages})
    if(NOT EXISTS ${prefix}/share/doc/schemad/${page})
      message(FATAL_ERROR "${header} refers to ${page}, which is not installed")
    endif()
  endforeach()
endforeach()
if(NOT "schemad-sdk/vendors/sql/sql_text.hpp" IN_LIST headers OR NOT "schemad/vendor.hpp" IN_LIST headers)
  message(FATAL_ERROR "headers are missing: ${headers}")
endif()
if("${headers}" MATCHES "host(_expressions)?[.]hpp") # the host's side is no part of the SDK
  message(FATAL_ERROR "installed by mistake: ${headers}")
endif()

file(GLOB_RECURSE scripts ${prefix}/*.cmake ${prefix}/include/*)
foreach(script ${scripts}) # where the tree or the first prefix was is not in it
  file(READ ${script} text)
  foreach(place ${TREE} "${WORK}/made here")
    string(FIND "${text}" "${place}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${script} names ${place}")
    endif()
  endforeach()
endforeach()
