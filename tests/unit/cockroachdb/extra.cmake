# The normaliser, the reader and the DDL are tested on their own, below the boundary and without a server.
file(GLOB plugin_sources ${CMAKE_SOURCE_DIR}/plugins/cockroachdb/*.cpp)
list(FILTER plugin_sources EXCLUDE REGEX "plugin.cpp$")
target_sources(${name} PRIVATE ${plugin_sources})
target_link_libraries(${name} PRIVATE schemad_vendor_pq)
if(TARGET schemad_cockroachdb)
  add_dependencies(${name} schemad_cockroachdb)
endif()
