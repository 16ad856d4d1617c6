# The fake plugin sees the frozen header only. foreign.so exists to be refused.
foreach(fake fake_plugin foreign)
  add_library(abi_${fake} MODULE ${room}/fake/${fake}.cpp)
  target_link_libraries(abi_${fake} PRIVATE schemad_options)
  set_target_properties(abi_${fake} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/abi)
endforeach()
# The same plugin with the other kind of symbol hash, which older linkers write.
add_library(abi_fake_sysv MODULE ${room}/fake/fake_plugin.cpp)
target_link_libraries(abi_fake_sysv PRIVATE schemad_options)
target_link_options(abi_fake_sysv PRIVATE -Wl,--hash-style=sysv)
set_target_properties(abi_fake_sysv PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/abi)

# A plugin as the kit of 1.0 made it: it sees that kit and the frozen header only.
add_library(abi_kit_1_0 MODULE ${room}/fake/kit_plugin.cpp)
target_link_libraries(abi_kit_1_0 PRIVATE schemad_options)
target_include_directories(abi_kit_1_0 BEFORE PRIVATE ${room}/frozen/kit_1_0)
set_target_properties(abi_kit_1_0 PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/abi)

# Plain C11, compiled and nothing more.
file(GLOB c11_sources CONFIGURE_DEPENDS ${room}/c11/*.c)
add_library(abi_c11 OBJECT ${c11_sources})
target_link_libraries(abi_c11 PRIVATE schemad_vendor_headers)
target_compile_options(abi_c11 PRIVATE -std=c11 -Wall -Wextra -pedantic -Werror)

target_compile_definitions(${name} PRIVATE
  FAKE_PLUGIN="$<TARGET_FILE:abi_fake_plugin>" FAKE_SYSV="$<TARGET_FILE:abi_fake_sysv>" FOREIGN="$<TARGET_FILE:abi_foreign>"
  KIT_PLUGIN="$<TARGET_FILE:abi_kit_1_0>")
add_dependencies(${name} abi_kit_1_0 abi_fake_plugin abi_fake_sysv abi_foreign abi_c11)

# Somebody else's project builds a plugin with nothing but the installed package.
set(sdk_test ${CMAKE_COMMAND} -DBUILD=${CMAKE_BINARY_DIR} -DTREE=${CMAKE_SOURCE_DIR} -DCC=${CMAKE_C_COMPILER}
  -DCXX=${CMAKE_CXX_COMPILER} -DGENERATOR=${CMAKE_GENERATOR} -DSANITIZE=${SCHEMAD_SANITIZE})
add_test(NAME abi_consumer COMMAND ${sdk_test} -DSOURCE=${room}/consumer -DWORK=${CMAKE_BINARY_DIR}/tests/abi/consumer
  -P ${room}/consumer/run.cmake)
