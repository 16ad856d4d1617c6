// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/queries.hpp"

#include "vendors/pq/connection.hpp"

namespace schemad::cockroachdb {

CatalogQueries catalog_queries(const std::vector<std::string>& schemas) {
    sql::SqlText list("(");
    for (std::size_t i = 0; i < schemas.size(); ++i)
        list += (i ? sql::Words(", ") : sql::Words("")) + pq::literal(schemas[i]);
    list += ")";
    CatalogQueries q;
    q.environment = "select current_schema()";
    q.schemas = "select nspname from pg_catalog.pg_namespace where nspname in " + list;
    q.tables = "select n.nspname, c.relname, c.relkind, d.description from pg_catalog.pg_class c "
               "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
               "left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = "
               "'pg_catalog.pg_class'::regclass::oid "
               "where c.relkind in ('r', 'v', 'm') and n.nspname in " +
               list;
    q.columns = "select table_schema, table_name, column_name, ordinal_position, column_default, is_nullable, "
                "data_type, generation_expression, crdb_sql_type, is_identity, collation_name "
                "from information_schema.columns where table_schema in " +
                list + " order by ordinal_position";
    q.attributes = "select a.attrelid, a.attnum, a.attname, n.nspname, c.relname, d.description "
                   "from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid "
                   "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                   "left join pg_catalog.pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum and "
                   "d.classoid = 'pg_catalog.pg_class'::regclass::oid "
                   "where c.relkind = 'r' and a.attnum > 0 and (n.nspname in " +
                   list + " or c.oid in (select k.confrelid from pg_catalog.pg_constraint k where k.contype = 'f'))";
    q.constraints = "select k.conrelid, k.conname, k.contype, k.confupdtype, k.confdeltype, k.confrelid, k.conkey, "
                    "k.confkey, case when k.contype = 'c' then pg_catalog.pg_get_constraintdef(k.oid) end "
                    "from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid "
                    "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                    "where k.contype in ('p', 'f', 'c') and n.nspname in " +
                    list + " order by k.conname";
    q.indexes = "select table_schema, table_name, index_name, non_unique, column_name from "
                "information_schema.statistics where storing = 'NO' and implicit = 'NO' and table_schema in " +
                list + " order by table_schema, table_name, index_name, seq_in_index";
    q.partial = "select n.nspname, c.relname, o.relname from pg_catalog.pg_index i "
                "join pg_catalog.pg_class c on c.oid = i.indrelid join pg_catalog.pg_class o on o.oid = i.indexrelid "
                "join pg_catalog.pg_namespace n on n.oid = c.relnamespace where i.indpred is not null and n.nspname "
                "in " +
                list;
    return q;
}

} // namespace schemad::cockroachdb
