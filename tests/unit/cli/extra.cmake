# The whole program is started too; sqlite comes from the folder the build puts plugins into.
add_dependencies(${name} schemad schemad_sqlite schemad_postgres schemad_mysql schemad_cockroachdb abi_kit_1_0)
target_compile_definitions(${name} PRIVATE SCHEMAD_PROGRAM="$<TARGET_FILE:schemad>" EIGHTH_VENDOR="$<TARGET_FILE:abi_kit_1_0>")
