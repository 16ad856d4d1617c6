// SPDX-License-Identifier: Apache-2.0
#include "server/cli/command_list.hpp"

namespace schemad::cli {

const std::vector<Command>& commands() {
    static const std::vector<Command> all{
        serve_command(),      init_command(),    adopt_command(), check_config_command(), hash_token_command(),
        snapshot_command(),   diff_command(),    plan_command(),  apply_command(),        history_command(),
        revert_command(),     promote_command(), watch_command(), translate_command(),    vendors_command(),
        completion_command(), man_page_command()};
    return all;
}

const Command* command_named(std::string_view name) {
    for (const auto& command : commands())
        if (command.name == name) return &command;
    return nullptr;
}

} // namespace schemad::cli
