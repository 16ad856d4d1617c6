# The whole engine is linked here, without what finds and loads plugins: it needs the host's view of a vendor alone.
get_target_property(engine_links schemad_engine LINK_LIBRARIES)
if(schemad_loader IN_LIST engine_links)
  message(FATAL_ERROR "the engine links schemad_host; plugins are found by the server (docs/architecture.md)")
endif()
target_link_options(${name} PRIVATE "SHELL:-Wl,--whole-archive $<TARGET_FILE:schemad_engine> -Wl,--no-whole-archive")
