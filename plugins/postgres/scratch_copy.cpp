// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/scratch_copy.hpp"

#include "vendors/pq/connection.hpp"
#include "vendors/pq/rows.hpp"
#include "vendors/sql/catalog_text.hpp"

namespace schemad::postgres {

namespace {

using pq::text_at;
using sql::SqlText;
using sql::Words;

SqlText text_array(const std::vector<std::string>& texts) {
    SqlText all("array[");
    for (const auto& text : texts) all += (&text == texts.data() ? Words("") : Words(",")) + pq::literal(text);
    return all + "]::pg_catalog.text[]";
}

// Definitions are read while a bare name means what it means in the project, and run where it means the copy. Each
// query answers what is made (for messages) and the statement that makes it.
class Copier {
public:
    Copier(pq::Session& session, const StructureCopy& copy)
        : session_(session), copy_(copy), new_names_(pq::literal((pq::identifier(copy.to) + ".").view())),
          in_schemas_("c.relnamespace = any(array(select n.oid from pg_catalog.pg_namespace n where "
                      "n.nspname::pg_catalog.text = any(" +
                      text_array(copy.from) + ")))"),
          has_rows_("c.relname::pg_catalog.text = any(" + text_array(copy.with_rows) + ")") {}

    void run() {
        session_.run("set local search_path to " + copy_.search_path);
        require_one_of_each_name();
        for (const auto& query : {sequences(), tables(), table_comments(), defaults(), owners(), rows(), counters(),
                                  keys_and_checks(), indexes(), foreign_keys()})
            for (auto& one : ask(query)) statements_.push_back(std::move(one));
        const auto views = ask(this->views());
        const auto view_indexes = ask(indexes_of(SqlText("c.relkind = 'm'")));
        session_.run("set local search_path to " + pq::identifier(copy_.to) + ", " + copy_.search_path);
        for (const auto& one : statements_) make(one);
        make_views(views);
        for (const auto& one : view_indexes) make(one);
    }

private:
    struct Made {
        std::string what;
        SqlText sql;
    };

    std::vector<Made> ask(const SqlText& query) {
        const auto r = session_.run(query);
        const int count = PQntuples(r.get());
        std::vector<Made> all;
        all.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            all.push_back({std::string(text_at(*r, i, 0)), sql::CatalogText::printed(text_at(*r, i, 1))});
        return all;
    }
    void make(const Made& one) {
        copy_.keep_awake();
        try {
            session_.run(one.sql);
        } catch (const kit::Error& e) {
            if (e.status == SCHEMAD_E_CONNECTION || e.status == SCHEMAD_E_CANCELLED) throw;
            throw kit::Error(e.status, one.what + ": " + e.what());
        }
    }
    // A view may be made of others, in any order: those that cannot be made yet are tried again.
    void make_views(std::vector<Made> left) {
        while (!left.empty()) {
            std::vector<Made> again;
            for (const auto& one : left) {
                session_.run("savepoint schemad_view");
                try {
                    make(one);
                    session_.run("release savepoint schemad_view");
                } catch (const kit::Error&) {
                    if (!session_.in_failed_transaction()) throw;
                    session_.run("rollback to savepoint schemad_view; release savepoint schemad_view");
                    if (again.size() + 1 == left.size()) throw; // none of them can be made
                    again.push_back(one);
                }
            }
            left = std::move(again);
        }
    }

    void require_one_of_each_name() {
        const auto r =
            session_.run("select c.relname from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'v', 'm', "
                         "'f') and " +
                         in_schemas_ + " group by c.relname having pg_catalog.count(*) > 1 limit 1");
        if (PQntuples(r.get()) > 0)
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "two schemas of the search path have a table " +
                                                        std::string(text_at(*r, 0, 0)) +
                                                        ", and a scratch is only one schema");
    }

    static SqlText a_table() { return SqlText("c.relkind in ('r', 'p')"); }
    SqlText target(Words name) const { return new_names_ + " || " + name; }

    // Of serial columns; those of identity columns come with their table.
    SqlText owned(const SqlText& select, Words kinds, Words more = "") const {
        return "select 'the sequence ' || o.relname, " + select +
               " from pg_catalog.pg_class c join pg_catalog.pg_depend p on p.refobjid = c.oid and p.refclassid = "
               "'pg_catalog.pg_class'::pg_catalog.regclass and p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass "
               "and p.deptype in (" +
               kinds +
               ") and p.refobjsubid > 0 join pg_catalog.pg_sequence s on s.seqrelid = p.objid join pg_catalog.pg_class "
               "o "
               "on o.oid = s.seqrelid join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = "
               "p.refobjsubid "
               "where " +
               a_table() + " and " + in_schemas_ + more + " order by o.oid";
    }
    SqlText sequences() const {
        return owned(
            "pg_catalog.format('create sequence %s%I as %s increment by %s minvalue %s maxvalue %s start with %s "
            "cache %s %s', " +
                new_names_ +
                ", o.relname, pg_catalog.format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, "
                "s.seqstart, s.seqcache, case when s.seqcycle then 'cycle' else 'no cycle' end)",
            "'a'");
    }
    SqlText owners() const {
        return owned("pg_catalog.format('alter sequence %s%I owned by %1$s%3$I.%4$I', " + new_names_ +
                         ", o.relname, c.relname, a.attname)",
                     "'a'");
    }
    // What a row gets next: as in the project, whether that is right or not.
    SqlText counters() const {
        return owned("pg_catalog.format('select pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%L, %L), %s)', " +
                         target("pg_catalog.quote_ident(c.relname)") +
                         ", a.attname, case when pg_catalog.has_sequence_privilege(o.oid, 'USAGE, SELECT') then "
                         "pg_catalog.pg_sequence_last_value(o.oid) end)",
                     "'a', 'i'",
                     " and case when pg_catalog.has_sequence_privilege(o.oid, 'USAGE, SELECT') then "
                     "pg_catalog.pg_sequence_last_value(o.oid) end is not null");
    }

    SqlText of_tables(Words what, const SqlText& sql, const SqlText& more = {}) const {
        return SqlText("select ") + what + ", " + sql +
               " from pg_catalog.pg_class c join pg_catalog.pg_namespace m on m.oid = c.relnamespace where " +
               a_table() + " and " + in_schemas_ + more + " order by c.oid";
    }
    SqlText tables() const {
        const auto like = SqlText("including defaults including identity including storage including comments") +
                          (session_.server_version() >= 120000 ? Words(" including generated") : Words(""));
        return of_tables("'the table ' || c.relname",
                         "pg_catalog.format('create table %s%I (like %I.%I " + like + ")%s', " + new_names_ +
                             ", c.relname, m.nspname, c.relname, case when c.relkind = 'p' then ' partition by ' || "
                             "pg_catalog.pg_get_partkeydef(c.oid) else '' end)");
    }
    SqlText table_comments() const {
        return of_tables("'the comment of ' || c.relname",
                         "pg_catalog.format('comment on table %s%I is %L', " + new_names_ +
                             ", c.relname, pg_catalog.obj_description(c.oid, 'pg_class'))",
                         SqlText(" and pg_catalog.obj_description(c.oid, 'pg_class') is not null"));
    }
    SqlText rows() const {
        const auto plain = session_.server_version() >= 120000 ? Words(" and a.attgenerated = ''") : Words("");
        const auto columns =
            SqlText("(select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by "
                    "a.attnum) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 "
                    "and not a.attisdropped") +
            plain + ")";
        return of_tables(
            "'the rows of ' || c.relname",
            "pg_catalog.format('insert into %s%I (%s) overriding system value select %3$s from %4$I.%2$I', " +
                new_names_ + ", c.relname, " + columns + ", m.nspname)",
            " and " + has_rows_);
    }

    // Of serial columns: LIKE leaves them with the sequence of the project.
    SqlText defaults() const {
        return "select 'the default of ' || c.relname || '.' || a.attname, pg_catalog.format('alter table %s%I alter "
               "column "
               "%I set default %s', " +
               new_names_ +
               ", c.relname, a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid)) from pg_catalog.pg_class c join "
               "pg_catalog.pg_attrdef d on d.adrelid = c.oid join pg_catalog.pg_attribute a on a.attrelid = c.oid and "
               "a.attnum = d.adnum where " +
               a_table() + " and " + in_schemas_ +
               " and exists (select from pg_catalog.pg_depend u join pg_catalog.pg_depend p on p.objid = u.refobjid "
               "and "
               "p.classid = u.refclassid and p.deptype = 'a' and p.refobjsubid > 0 where u.classid = "
               "'pg_catalog.pg_attrdef'::pg_catalog.regclass and u.objid = d.oid and u.refclassid = "
               "'pg_catalog.pg_class'::pg_catalog.regclass)" +
               (session_.server_version() >= 120000 ? Words(" and a.attgenerated = ''") : Words("")) +
               " order by c.oid, a.attnum";
    }

    SqlText constraints(Words which, const SqlText& more) const {
        const auto made_by_itself = session_.server_version() >= 110000 ? Words(" and k.conparentid = 0") : Words("");
        return "select 'the constraint ' || k.conname || ' of ' || c.relname, pg_catalog.format('alter table %s%I add "
               "constraint %I %s%s', " +
               new_names_ + ", c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid), " + more +
               ") from pg_catalog.pg_class c join pg_catalog.pg_constraint k on k.conrelid = c.oid where k.contype in "
               "(" +
               which + ") and " + a_table() + " and " + in_schemas_ + made_by_itself +
               " order by case k.contype when 'p' then 1 when 'u' then 2 when 'x' then 3 else 4 end, k.oid";
    }
    SqlText keys_and_checks() const { return constraints("'p', 'u', 'x', 'c'", SqlText("''")); }
    // What the copied rows point to may not have been copied.
    SqlText foreign_keys() const {
        return constraints("'f'", "case when k.convalidated and " + has_rows_ + " then ' not valid' else '' end");
    }

    SqlText indexes_of(const SqlText& kind) const {
        // in its pretty form it names its table as it is seen from here
        return "select 'the index ' || o.relname, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) from "
               "pg_catalog.pg_class c join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class o on "
               "o.oid = i.indexrelid where " +
               kind + " and " + in_schemas_ +
               " and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.conrelid "
               "= "
               "i.indrelid and k.contype in ('p', 'u', 'x')) order by i.indexrelid";
    }
    SqlText indexes() const { return indexes_of(a_table()); }

    SqlText views() const {
        return "select 'the view ' || c.relname, pg_catalog.format('create %s %s%I as %s%s', case c.relkind when 'm' "
               "then "
               "'materialized view' else 'view' end, " +
               new_names_ +
               ", c.relname, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), '; '), case c.relkind when 'm' then ' "
               "with "
               "no data' else '' end) from pg_catalog.pg_class c where c.relkind in ('v', 'm') and " +
               in_schemas_ +
               " and not exists (select from pg_catalog.pg_depend p where p.objid = c.oid and p.classid = "
               "'pg_catalog.pg_class'::pg_catalog.regclass and p.deptype = 'e') order by c.oid";
    }

    pq::Session& session_;
    const StructureCopy& copy_;
    const SqlText new_names_; // what stands before a name in the copy, as a literal
    const SqlText in_schemas_, has_rows_;
    std::vector<Made> statements_;
};

} // namespace

void copy_structure(pq::Session& session, const StructureCopy& copy) { Copier(session, copy).run(); }

} // namespace schemad::postgres
