// SPDX-License-Identifier: Apache-2.0
// The schemad.scratch/1 extension: the base tables of a database, copied into one of their own on the same server.
// <schemad/scratch.h>. Views and triggers stay behind: what they would be in the way of is known from the catalog.
//
// A schema change commits by itself here, so the copy is really there: schemad_scratch_<seconds>_<random>, where the
// seconds are the server's. Whoever finds one that is older than an hour may drop it: its process was killed.
// Errors: kit::Error naming what cannot be copied; E_PERMISSION says what is needed. Threads: the wire's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "plugins/mysql/wire.hpp"

namespace schemad::mysql {

// The second a scratch of this name was made; 0: it is none.
std::int64_t made_at(std::string_view database) noexcept;

void remove_old_scratches(Wire& wire, std::chrono::milliseconds allowed);
std::string scratch_name(Wire& wire, std::chrono::milliseconds allowed);
// Makes the database `scratch`, fills it from `database` and chooses it.
void fill_scratch(Wire& wire, const std::string& database, const std::string& scratch,
                  std::span<const std::string_view> with_rows, std::chrono::milliseconds allowed,
                  const std::function<void()>& keep_awake);
// Over a line of its own where that one is lost.
void drop_scratch(Wire& wire, const Options& options, const std::string& scratch) noexcept;

} // namespace schemad::mysql
