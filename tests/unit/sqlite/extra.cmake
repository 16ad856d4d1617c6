# The reader, the editor and the spelling rules are tested on their own, below the boundary.
file(GLOB plugin_sources ${CMAKE_SOURCE_DIR}/plugins/sqlite/*.cpp)
list(FILTER plugin_sources EXCLUDE REGEX "plugin.cpp$")
target_sources(${name} PRIVATE ${plugin_sources})
target_link_libraries(${name} PRIVATE SQLite::SQLite3)
