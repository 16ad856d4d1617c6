// SPDX-License-Identifier: Apache-2.0
#include "server/cli/plan_steps.hpp"

#include <boost/json.hpp>

#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& step, std::string_view key) {
    const auto* value = step.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

void write_steps(const json::object& plan, std::ostream& out) {
    const auto* steps = plan.if_contains("steps");
    if (!steps || !steps->is_array()) return;
    std::size_t number = 0;
    for (const auto& value : steps->get_array()) {
        const auto* step = value.if_object();
        if (!step) continue;
        const auto locks = text_in(*step, "locks");
        const auto* reversible = step->if_contains("reversible");
        out << '\n'
            << ++number << ". " << one_line(text_in(*step, "action")) << ", " << one_line(text_in(*step, "entity"))
            << (reversible && reversible->is_bool() && !reversible->get_bool() ? " (no way back)" : "") << '\n';
        if (!locks.empty()) out << "   locks " << one_line(locks) << '\n';
        const auto* sql = step->if_contains("sql");
        if (!sql || !sql->is_array()) continue;
        for (const auto& statement : sql->get_array())
            if (statement.is_string()) {
                out << "   ";
                for (const char c : printable(std::string_view(statement.get_string()))) {
                    out << c;
                    if (c == '\n') out << "   ";
                }
                out << ";\n";
            }
    }
}

} // namespace schemad::cli
