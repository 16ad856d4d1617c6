// SPDX-License-Identifier: Apache-2.0
// The schemad.names/1 extension: names are exact; sequences and enums have theirs among the tables', indexes in their
// table.
#include "plugins/cockroachdb/names.hpp"

namespace schemad::cockroachdb {

namespace {
constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }
} // namespace

const schemad_names& names() noexcept {
    static const schemad_names said{
        sizeof(schemad_names),
        0,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        0,
        text("tableoid,crdb_internal_mvcc_timestamp,crdb_internal_origin_id,crdb_internal_origin_timestamp"),
        {nullptr, 0},
        text("select 'sequence', c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = "
             "c.relnamespace where c.relkind = 'S' and n.nspname = current_schema() union all select 'type', t.typname "
             "from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' "
             "and n.nspname = current_schema()")};
    return said;
}

} // namespace schemad::cockroachdb
