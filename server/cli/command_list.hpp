// SPDX-License-Identifier: Apache-2.0
// What each sub-command's source gives to the table.
#pragma once

#include "server/cli/command.hpp"

namespace schemad::cli {

Command serve_command();
Command init_command();
Command adopt_command();
Command check_config_command();
Command hash_token_command();
Command snapshot_command();
Command diff_command();
Command plan_command();
Command apply_command();
Command history_command();
Command revert_command();
Command promote_command();
Command watch_command();
Command translate_command();
Command vendors_command();
Command completion_command();
Command man_page_command();

} // namespace schemad::cli
