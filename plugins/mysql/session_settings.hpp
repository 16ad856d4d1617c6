// SPDX-License-Identifier: Apache-2.0
// The one statement that sets a session: every variable that the server's configuration or SET GLOBAL may have given
// another value, and that changes what a statement answers or whether it is run. What decides about place, speed and
// time zone (Directus's sessions have the same) stays as it is. Pure.
#pragma once

#include <chrono>

#include "plugins/mysql/server_kind.hpp"
#include "plugins/mysql/settings.hpp"

namespace schemad::mysql {

sql::SqlText session_settings(const Server& server, const Options& options);

// As the server takes a wait: in whole seconds, at least one.
sql::SqlText seconds_of(std::chrono::milliseconds ms);

} // namespace schemad::mysql
