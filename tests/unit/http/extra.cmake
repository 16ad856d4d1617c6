target_link_libraries(${name} PRIVATE ZLIB::ZLIB)
