target_link_libraries(${name} PRIVATE SQLite::SQLite3)
foreach(vendor sqlite postgres mysql cockroachdb) # whichever are built; one that is missing fails the test
  if(TARGET schemad_${vendor})
    add_dependencies(${name} schemad_${vendor})
  endif()
endforeach()
set(launcher ${CMAKE_SOURCE_DIR}/tests/servers/with_servers.py)
