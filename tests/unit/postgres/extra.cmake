# The plugin's pure parts, below the boundary.
target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/plugins/postgres/column_facts.cpp
  ${CMAKE_SOURCE_DIR}/plugins/postgres/flavor.cpp ${CMAKE_SOURCE_DIR}/plugins/postgres/queries.cpp)
target_link_libraries(${name} PRIVATE schemad_vendor_pq)
