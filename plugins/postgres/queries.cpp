// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/queries.hpp"

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

namespace {

std::string schema_array(const std::vector<std::string>& schemas) {
    std::string all = "array[";
    for (const auto& schema : schemas) {
        if (&schema != &schemas.front()) all += ',';
        all += pq::literal(schema);
    }
    return all + "]::pg_catalog.text[]";
}

} // namespace

CatalogQueries catalog_queries(const std::vector<std::string>& schemas, int version) {
    const auto list = schema_array(schemas);
    // the tables' rows in the reference's order: by name byte by byte, then along the search path
    const std::string in_schemas = " n.nspname::pg_catalog.text = any(" + list + ")";
    const std::string position = "pg_catalog.array_position(" + list + ", n.nspname::pg_catalog.text)";
    const std::string generated = version >= 120000 ? "a.attgenerated" : "''";
    CatalogQueries q;
    q.environment = "select pg_catalog.current_schema(), exists (select from pg_catalog.pg_proc where proname = "
                    "'postgis_version'), (select pg_catalog.string_agg(s, ', ') from pg_catalog.unnest(" +
                    list +
                    ") s where not exists (select from pg_catalog.pg_namespace where nspname::pg_catalog.text = s))";
    q.tables =
        "select c.oid, n.nspname, c.relname, c.relkind, pg_catalog.obj_description(c.oid, 'pg_class'), "
        "pg_catalog.pg_has_role(c.relowner, 'USAGE') or pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, "
        "UPDATE, REFERENCES') from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('r', 'p', 'v', 'm', 'f') and" +
        in_schemas + " order by c.relname::pg_catalog.text collate \"C\", " + position;
    q.columns =
        "select a.attrelid, a.attnum, a.attname, a.atttypid::pg_catalog.regtype::pg_catalog.text, a.atttypmod, "
        "pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, " +
        generated +
        ", pg_catalog.pg_get_expr(d.adbin, d.adrelid), pg_catalog.col_description(a.attrelid, a.attnum), l.collname, "
        "exists (select from pg_catalog.pg_depend p join pg_catalog.pg_class s on s.oid = p.objid and s.relkind = 'S' "
        "where p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and p.refobjid = a.attrelid and p.refobjsubid "
        "= a.attnum and p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and p.deptype in ('a', 'i')) "
        "from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid "
        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_type t on t.oid = a.atttypid "
        "left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum "
        "left join pg_catalog.pg_collation l on l.oid = a.attcollation and a.attcollation <> t.typcollation "
        "where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and" +
        in_schemas + " order by c.relname::pg_catalog.text collate \"C\", a.attnum, " + position;
    q.constraints =
        "select k.oid, k.conrelid, k.conname, k.contype, k.confupdtype, k.confdeltype, m.nspname, r.relname, x.key, "
        "a.attname, b.attname, case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end "
        "from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid "
        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        "left join pg_catalog.pg_class r on r.oid = k.confrelid and k.contype = 'f' "
        "left join pg_catalog.pg_namespace m on m.oid = r.relnamespace "
        "left join lateral unnest(k.conkey, k.confkey) with ordinality x(key, target, place) on true "
        "left join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.key "
        "left join pg_catalog.pg_attribute b on b.attrelid = k.confrelid and b.attnum = x.target "
        "where k.contype in ('p', 'u', 'f', 'c') and" +
        in_schemas + " order by k.oid, x.place";
    q.indexes =
        "select i.indexrelid, i.indrelid, o.relname, i.indisunique, i.indisprimary, i.indpred is not null, exists "
        "(select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid and "
        "k.contype in ('p', 'u', 'x')), x.key, a.attname from pg_catalog.pg_index i "
        "join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_class o on o.oid = i.indexrelid "
        "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        "cross join lateral pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality x(key, place) "
        "left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = x.key and x.key <> 0 "
        "where c.relkind = 'r' and" +
        in_schemas + " order by c.relname::pg_catalog.text collate \"C\", " + position + ", i.indexrelid, x.place";
    q.geometry = "select f_table_schema, f_table_name, f_geometry_column, type from geometry_columns "
                 "union all select f_table_schema, f_table_name, f_geography_column, type from geography_columns";
    return q;
}

} // namespace schemad::postgres
