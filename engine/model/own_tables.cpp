// SPDX-License-Identifier: Apache-2.0
#include "engine/model/own_tables.hpp"

#include <algorithm>

#include <schemad/kept_values.h>

namespace schemad::model {

namespace {

constexpr bool not_null = false;

constexpr MetaColumn journal[] = {
    {"journal", "string", 64, Cast::none, not_null},  // its name, nobody else's
    {"state", "string", 32, Cast::none, not_null},    // running, stuck
    {"position", "integer", 0, Cast::none, not_null}, // how many steps were begun
    {"steps", "integer", 0, Cast::none, not_null},
    {"owner", "string", 255},
    {"started", "string", 64},
    {"problem", "text"},
};
constexpr MetaColumn journal_steps[] = {
    {"key", "string", 128, Cast::none, not_null}, // <journal>:<step>
    {"journal", "string", 64, Cast::none, not_null},
    {"step", "integer", 0, Cast::none, not_null}, // from 0
    {"entity", "text"},
    {"table", "text"},
    {"column", "text"}, // of a step that drops one
    {"destroys", "boolean", 0, Cast::boolean, not_null},
    {"redo", "json", 0, Cast::json},
    {"undo", "json", 0, Cast::json}, // null: there is none
};
constexpr MetaColumn journal_values[] = {
    {SCHEMAD_KEPT_KEY, "string", 64, Cast::none, not_null},
    {SCHEMAD_KEPT_VALUE, "text"},
};
constexpr MetaColumn lease[] = {
    {"name", "string", 64, Cast::none, not_null},     // "apply", the one row
    {"token", "bigInteger", 0, Cast::none, not_null}, // grows with every owner
    {"beat", "bigInteger", 0, Cast::none, not_null},  // grows with every sign of life
    {"owner", "string", 255, Cast::none, not_null},   // empty: nobody
    {"since", "string", 64, Cast::none, not_null},
    {"server", "string", 255, Cast::none, not_null},    // of the database, that the owner speaks to
    {"expires", "bigInteger", 0, Cast::none, not_null}, // in seconds of that server's clock
};
constexpr MetaTable lease_definition{"schemad_lease", "name", lease};
constexpr MetaColumn history[] = {
    {"entry", "integer", 0, Cast::none, not_null}, // 1, 2, 3, ...
    {"happened", "string", 64, Cast::none, not_null},
    {"by", "text"},
    {"outcome", "text"},
    {"hash_before", "string", 64, Cast::none, not_null},
    {"hash_after", "string", 64, Cast::none, not_null},
    {"steps", "integer", 0, Cast::none, not_null},
    {"digest", "string", 64, Cast::none, not_null},
    {"previous", "string", 64, Cast::none, not_null},
    {"seal", "string", 64, Cast::none, not_null},
};
// what is long, in parts: a text column of MySQL holds 64 kB, and its server takes packets of some MB
constexpr MetaColumn history_parts[] = {
    {"key", "string", 64, Cast::none, not_null}, // <entry>:<kind>:<part>
    {"entry", "integer", 0, Cast::none, not_null},
    {"kind", "string", 16, Cast::none, not_null}, // diff, back, plan, lost; draft
    {"part", "integer", 0, Cast::none, not_null}, // from 0
    {"content", "text", 0, Cast::none, not_null},
};
// plans that wait for an approval, or have it; engine/approvals
constexpr MetaColumn plans[] = {
    {"plan", "string", 64, Cast::none, not_null}, // its id
    {"state", "string", 32, Cast::none, not_null},
    {"hash", "string", 64, Cast::none, not_null}, // of the model
    {"steps", "integer", 0, Cast::none, not_null},
    {"stored", "string", 64, Cast::none, not_null},
    {"by", "text"},
    {"expires", "bigInteger", 0, Cast::none, not_null}, // in seconds since 1970
    {"approved", "string", 64, Cast::none, not_null},   // empty: not yet
    {"approver", "text"},
    {"ended", "string", 64, Cast::none, not_null}, // empty: not yet
    {"ender", "text"},
    {"losses", "text"},
};
constexpr MetaColumn plan_parts[] = {
    {"key", "string", 128, Cast::none, not_null},                                               // <plan>:<kind>:<part>
    {"plan", "string", 64, Cast::none, not_null}, {"kind", "string", 16, Cast::none, not_null}, // payload, document
    {"part", "integer", 0, Cast::none, not_null},                                               // from 0
    {"content", "text", 0, Cast::none, not_null},
};
constexpr MetaTable plan_definition{"schemad_plan", "plan", plans};
constexpr MetaTable plan_part_definition{"schemad_plan_part", "key", plan_parts};
constexpr MetaTable journal_definition{"schemad_journal", "journal", journal};
constexpr MetaTable history_definition{"schemad_history", "entry", history};
constexpr MetaTable history_part_definition{"schemad_history_part", "key", history_parts};
constexpr MetaTable step_definition{"schemad_journal_step", "key", journal_steps};
constexpr MetaTable value_definition{SCHEMAD_KEPT_TABLE, SCHEMAD_KEPT_KEY, journal_values};

} // namespace

const MetaTable& journal_table() noexcept { return journal_definition; }
const MetaTable& journal_step_table() noexcept { return step_definition; }
const MetaTable& journal_value_table() noexcept { return value_definition; }
const MetaTable& history_table() noexcept { return history_definition; }
const MetaTable& history_part_table() noexcept { return history_part_definition; }
const MetaTable& plan_table() noexcept { return plan_definition; }
const MetaTable& plan_part_table() noexcept { return plan_part_definition; }
const MetaTable& lease_table() noexcept { return lease_definition; }

bool is_own_table(std::string_view name) noexcept {
    return name == journal_definition.name || name == step_definition.name || name == value_definition.name ||
           name == lease_definition.name || name == "schemad_apply_lock" || name == history_definition.name ||
           name == history_part_definition.name || name == plan_definition.name || name == plan_part_definition.name;
}

bool is_like_own_table(std::string_view name) noexcept {
    char lower[32];
    if (name.size() > sizeof lower) return false;
    std::transform(name.begin(), name.end(), lower,
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return is_own_table({lower, name.size()});
}

} // namespace schemad::model
