# The plugin's parts are tested on their own, below the boundary and without a server.
file(GLOB plugin_sources ${CMAKE_SOURCE_DIR}/plugins/mysql/*.cpp)
list(FILTER plugin_sources EXCLUDE REGEX "/plugin.cpp$")
target_sources(${name} PRIVATE ${plugin_sources})
find_package(PkgConfig REQUIRED) # what the plugin found is known in its own folder only
pkg_search_module(MYSQL_CLIENT REQUIRED IMPORTED_TARGET libmariadb mysqlclient)
target_link_libraries(${name} PRIVATE PkgConfig::MYSQL_CLIENT)
