# Speaks as every vendor: their plugins are loaded, no database is opened.
foreach(vendor schemad_postgres schemad_mysql schemad_cockroachdb)
  if(TARGET ${vendor})
    add_dependencies(${name} ${vendor})
  endif()
endforeach()
