target_link_libraries(${name} PRIVATE SQLite::SQLite3)
