target_link_libraries(${name} PRIVATE schemad_vendor_pq)
