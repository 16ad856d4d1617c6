// SPDX-License-Identifier: Apache-2.0
// The schemad.names/1 extension: names are exact here. A relation's name is that of its type, too, so enums, domains
// and composite types stand in its way; those of arrays give way by themselves.
#include "plugins/postgres/names.hpp"

namespace schemad::postgres {

namespace {
constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }
} // namespace

const schemad_names& names() noexcept {
    static const schemad_names said{
        sizeof(schemad_names),
        SCHEMAD_NAMES_INDEXES_ARE_RELATIONS | SCHEMAD_NAMES_LENGTH_IN_BYTES,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        SCHEMAD_NAMES_EXACT,
        63,
        text("tableoid,cmax,xmax,cmin,xmin,ctid"),
        {nullptr, 0},
        text(
            "select case c.relkind when 'S' then 'sequence' when 'c' then 'composite type' else 'index' end, c.relname "
            "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in "
            "('S', 'i', 'I', 'c') and n.nspname = pg_catalog.current_schema() union all select 'type', t.typname from "
            "pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.typrelid = 0 and "
            "t.typcategory <> 'A' and n.nspname = pg_catalog.current_schema()")};
    return said;
}

} // namespace schemad::postgres
