// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/queries.hpp"

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

namespace {

using sql::SqlText;
using sql::Words;
using namespace sql::text_literals;

SqlText schema_array(const std::vector<std::string>& schemas) {
    SqlText all("array[");
    for (const auto& schema : schemas) {
        if (&schema != &schemas.front()) all += ",";
        all += pq::literal(schema);
    }
    return all + "]::pg_catalog.text[]";
}

// Whether the index `o` (row `i`) is more than a plain one of its columns: another method or operator class, an order
// or collation of its own, columns that it only carries, not in use, nulls that are alike.
SqlText special_index(int version) {
    return "(o.relam <> 403 or not i.indisvalid or pg_catalog.array_to_string(i.indoption::pg_catalog.int2[], '') ~ "
           "'[^0]' or i.indclass::pg_catalog.oid[] && (select pg_catalog.array_agg(s.oid) from pg_catalog.pg_opclass s "
           "where not s.opcdefault) or pg_catalog.array_to_string(i.indcollation::pg_catalog.oid[], '') ~ '[^0]' and "
           "exists (select from unnest(i.indkey::pg_catalog.int2[], i.indcollation::pg_catalog.oid[]) "
           "p(number, sorted) join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = p.number "
           "where p.sorted <> 0 and p.sorted <> a.attcollation)"_sql +
           (version >= 110000 ? Words(" or i.indnkeyatts <> i.indnatts") : Words("")) +
           (version >= 150000 ? Words(" or i.indnullsnotdistinct") : Words("")) + ")";
}

// The numbers of the columns of `table` that an object's expressions and conditions are made of, in one text.
SqlText used_columns(Words kind, Words object, Words table) {
    return "(select pg_catalog.string_agg(d.refobjsubid::pg_catalog.text, ' ') from pg_catalog.pg_depend d where "
           "d.classid = '"_sql +
           kind + "'::pg_catalog.regclass and d.objid = " + object +
           " and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = " + table +
           " and d.refobjsubid > 0)";
}

SqlText environment_query(const SqlText& list) {
    return "select pg_catalog.current_schema(), pg_catalog.to_regclass('geometry_columns') is not null and exists "
           "(select from pg_catalog.pg_proc where proname = 'postgis_version'), (select "
           "pg_catalog.string_agg(s, ', ') from pg_catalog.unnest(" +
           list + ") s where not exists (select from pg_catalog.pg_namespace where nspname::pg_catalog.text = s))";
}

SqlText tables_query(const SqlText& in_schemas, const SqlText& list) {
    // the tables' rows in the reference's order: by name byte by byte, then along the search path
    return "select c.oid, n.nspname, c.relname, c.relkind, "
           "pg_catalog.pg_has_role(c.relowner, 'USAGE') or pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, "
           "UPDATE, REFERENCES'), c.relkind = 'r' and c.relhassubclass and exists (select from pg_catalog.pg_inherits "
           "h "
           "where h.inhparent = c.oid), c.relkind = 'r' and not c.relispartition and exists (select from "
           "pg_catalog.pg_inherits h where h.inhrelid = c.oid) from pg_catalog.pg_class c join pg_catalog.pg_namespace "
           "n on n.oid = "
           "c.relnamespace "
           "where c.relkind in ('r', 'p', 'v', 'm', 'f') and" +
           in_schemas + " order by c.relname::pg_catalog.text collate \"C\", pg_catalog.array_position(" + list +
           ", n.nspname::pg_catalog.text)";
}

SqlText statistics_query(const SqlText& a_table) {
    return "select s.stxrelid, s.stxname, " + used_columns("pg_catalog.pg_statistic_ext", "s.oid", "s.stxrelid") +
           " from pg_catalog.pg_class c join pg_catalog.pg_statistic_ext s on s.stxrelid = c.oid where" + a_table;
}

} // namespace

// What costs the server time is left to the reader: names of columns it knows by their number, the order of rows it
// knows from their table, comments and defaults, which few columns have. A function called for each column would be
// slower.
CatalogQueries catalog_queries(const std::vector<std::string>& schemas, int version) {
    const auto list = schema_array(schemas);
    // by oid, so that the server looks at no other schema's tables
    const auto in_schemas = " c.relnamespace = any(array(select n.oid from pg_catalog.pg_namespace n where "
                            "n.nspname::pg_catalog.text = any(" +
                            list + ")))";
    const auto a_table = " c.relkind = 'r' and" + in_schemas;
    const SqlText class_of_tables("'pg_catalog.pg_class'::pg_catalog.regclass");
    const SqlText generated(version >= 120000 ? Words("a.attgenerated") : Words("''"));
    CatalogQueries q;
    q.environment = environment_query(list);
    q.tables = tables_query(in_schemas, list);
    q.comments = "select d.objoid, d.objsubid, d.description from pg_catalog.pg_class c join "
                 "pg_catalog.pg_description d on d.objoid = c.oid and d.classoid = " +
                 class_of_tables + " where" + in_schemas;
    q.defaults = "select d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin, d.adrelid) from pg_catalog.pg_class c "
                 "join pg_catalog.pg_attrdef d on d.adrelid = c.oid where" +
                 a_table;
    q.sequences =
        "select p.refobjid, p.refobjsubid from pg_catalog.pg_depend p join pg_catalog.pg_class s on s.oid = p.objid "
        "and s.relkind = 'S' join pg_catalog.pg_class c on c.oid = p.refobjid where p.refclassid = " +
        class_of_tables + " and p.classid = " + class_of_tables + " and p.deptype in ('a', 'i') and" + a_table;
    q.columns = "select a.attrelid, a.attnum, a.attname, a.atttypid::pg_catalog.regtype::pg_catalog.text, a.atttypmod, "
                "pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, " +
                generated +
                ", l.collname from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid "
                "join pg_catalog.pg_type t on t.oid = a.atttypid left join pg_catalog.pg_collation l on l.oid = "
                "a.attcollation and a.attcollation <> t.typcollation where a.attnum > 0 and not a.attisdropped and" +
                a_table;
    // Only a foreign key needs names: its columns may be those of a table that is not described. Of a key, the number
    // of its only column. Taking apart the arrays of all of them would take longer than all else here.
    const auto constraints = [&](const SqlText& more, Words rest) {
        return "(select k.oid, k.conrelid, k.conname, k.contype, " + more +
               " from pg_catalog.pg_class c join pg_catalog.pg_constraint k on k.conrelid = c.oid " + rest + " and" +
               in_schemas + ")";
    };
    const auto name = [](Words table, Words number) { // joins would be long in planning
        return "(select a.attname from pg_catalog.pg_attribute a where a.attrelid = "_sql + table +
               " and a.attnum = " + number + ")";
    };
    q.constraints =
        constraints(
            "k.confupdtype, k.confdeltype, null, null, case when pg_catalog.array_length(k.conkey, 1) = 1 then "
            "k.conkey[1] end, null, null, case when k.contype = 'c' then pg_catalog.pg_get_expr(k.conbin, "
            "k.conrelid) end, 1, null, case when k.contype = 'c' then pg_catalog.array_to_string(k.conkey, ' ') "
            "end"_sql,
            "where k.contype in ('p', 'u', 'c')") +
        " union all " +
        constraints("k.confupdtype, k.confdeltype, (select m.nspname from pg_catalog.pg_namespace m where m.oid = "
                    "r.relnamespace), r.relname, x.key, " +
                        name("k.conrelid", "x.key") + ", " + name("k.confrelid", "x.target") +
                        ", pg_catalog.pg_get_constraintdef(k.oid), x.place, (select d.description from "
                        "pg_catalog.pg_description d where d.objoid = k.oid and d.classoid = "
                        "'pg_catalog.pg_constraint'::pg_catalog.regclass), null",
                    "join pg_catalog.pg_class r on r.oid = k.confrelid "
                    "cross join lateral unnest(k.conkey, k.confkey) with ordinality x(key, target, place) "
                    "where k.contype = 'f'") +
        " order by 1, 13";
    q.indexes =
        "select i.indexrelid, i.indrelid, o.relname, i.indisunique, i.indisprimary, i.indpred is not null, exists "
        "(select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid and "
        "k.contype in ('p', 'u', 'x')), i.indkey, " +
        special_index(version) + ", case when i.indexprs is not null or i.indpred is not null then " +
        used_columns("pg_catalog.pg_class", "i.indexrelid", "i.indrelid") + " end" +
        " from pg_catalog.pg_class c "
        "join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class o on o.oid = i.indexrelid where" +
        a_table + " order by i.indexrelid";
    q.statistics = statistics_query(a_table);
    // pg_get_expr() and the privileges look at the newest catalog, not at this transaction's view: of a table or
    // sequence dropped since, they answer null or a number. So does this.
    q.dropped =
        "select exists (select from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and "
        "pg_catalog.has_table_privilege(c.oid, 'SELECT') is null and" +
        in_schemas + ")";
    q.geometry = "select f_table_schema, f_table_name, f_geometry_column, type from geometry_columns "
                 "union all select f_table_schema, f_table_name, f_geography_column, type from geography_columns";
    return q;
}

} // namespace schemad::postgres
