// SPDX-License-Identifier: Apache-2.0
// The catalog's rows as CockroachDB answers them, read into the boundary's. docs/spec/vendors-1-catalog.md 3.4.
#include "plugins/cockroachdb/catalog.hpp"

#include <boost/test/unit_test.hpp>

#include "plugins/cockroachdb/queries.hpp"
#include "tests/unit/cockroachdb/results.hpp"

using namespace schemad;
using namespace schemad::cockroachdb;
using namespace schemad::test;

namespace {

// Two schemas; articles points to authors, lines has a key of two columns that points to pairs.
CatalogResults shop() {
    CatalogResults r;
    r.environment = answer(1, {{"public"}});
    r.schemas = answer(1, {{"other"}, {"public"}});
    r.tables = answer(4, {{"public", "lines", "r", null},
                          {"public", "Articles", "r", "all of them"},
                          {"public", "a_view", "v", null},
                          {"other", "authors", "r", null},
                          {"public", "authors", "r", null}});
    const auto column = [](const char* table, const char* name, const char* position, Cell value, const char* null_,
                           const char* type, const char* sql_type, const char* schema = "public", Cell made = "") {
        return std::vector<Cell>{schema, table, name, position, value, null_, type, made, sql_type, "NO", null};
    };
    r.columns =
        answer(11, {column("authors", "id", "1", "nextval('public.authors_id_seq'::REGCLASS)", "NO", "integer", "INT4"),
                    column("Articles", "id", "1", "unique_rowid()", "NO", "integer", "INT8"),
                    column("lines", "a", "1", null, "NO", "integer", "INT4"),
                    column("authors", "id", "1", "gen_random_uuid()", "NO", "uuid", "UUID", "other"),
                    column("Articles", "author", "2", null, "YES", "integer", "INT4"),
                    column("lines", "b", "2", null, "NO", "integer", "INT4"),
                    column("Articles", "slug", "3", "e'it\\'s':::STRING", "NO", "character varying", "VARCHAR(60)"),
                    column("lines", "twice", "3", null, "YES", "integer", "INT4", "public", "b * 2:::INT8"),
                    column("nowhere", "x", "1", null, "YES", "integer", "INT4")});
    const auto attribute = [](const char* oid, const char* number, const char* name, const char* table,
                              const char* schema = "public", Cell comment = null) {
        return std::vector<Cell>{oid, number, name, schema, table, comment};
    };
    r.attributes =
        answer(6, {attribute("104", "1", "id", "authors"), attribute("105", "1", "id", "Articles"),
                   attribute("105", "2", "author", "Articles", "public", "who wrote it"),
                   attribute("105", "3", "slug", "Articles"), attribute("106", "1", "a", "lines"),
                   attribute("106", "2", "b", "lines"), attribute("107", "1", "id", "authors", "other"),
                   attribute("108", "1", "x", "pairs", "hidden"), attribute("108", "4", "y", "pairs", "hidden")});
    r.constraints = answer(9, {{"105", "articles_author_foreign", "f", "a", "n", "104", "{2}", "{1}", null},
                               {"105", "articles_pkey", "p", null, null, "0", "{1}", null, null},
                               {"104", "authors_pkey", "p", null, null, "0", "{1}", null, null},
                               {"107", "authors_pkey", "p", null, null, "0", "{1}", null, null},
                               {"106", "lines_check", "c", null, null, "0", "{1}", null, "CHECK ((a > 0:::INT8))"},
                               {"106", "lines_pair", "f", "c", "r", "108", "{2,1}", "{1,4}", null},
                               {"106", "lines_pkey", "p", null, null, "0", "{1,2}", null, null},
                               {"999", "gone", "f", "a", "a", "104", "{1}", "{1}", null}});
    r.indexes = answer(5, {{"other", "authors", "authors_pkey", "NO", "id"},
                           {"public", "Articles", "articles_author_slug", "YES", "author"},
                           {"public", "Articles", "articles_author_slug", "YES", "slug"},
                           {"public", "Articles", "articles_lower", "YES", "crdb_internal_idx_expr"},
                           {"public", "Articles", "articles_pkey", "NO", "id"},
                           {"public", "Articles", "articles_slug_unique", "NO", "slug"},
                           {"public", "authors", "authors_pkey", "NO", "id"},
                           {"public", "lines", "lines_pkey", "NO", "a"},
                           {"public", "lines", "lines_pkey", "NO", "b"}});
    r.partial = answer(3, {{"public", "Articles", "articles_author_slug"}});
    return r;
}

kit::Catalog read() { return read_catalog(shop(), {"public", "other"}, 130000); }

const schemad_column& column(const kit::Catalog& c, std::string_view table, std::string_view name) {
    for (const auto& x : c.columns)
        if (kit::view(x.table) == table && kit::view(x.name) == name) return x;
    throw std::runtime_error("no column " + std::string(name));
}
const schemad_index& index(const kit::Catalog& c, std::string_view name) {
    for (const auto& x : c.indexes)
        if (kit::view(x.name) == name) return x;
    throw std::runtime_error("no index " + std::string(name));
}

} // namespace

BOOST_AUTO_TEST_SUITE(catalog)

BOOST_AUTO_TEST_CASE(tables_in_order_of_their_names) {
    const auto c = read();
    std::string names;
    for (const auto& t : c.tables)
        names += std::string(kit::view(t.schema)) + "." + std::string(kit::view(t.name)) + " ";
    BOOST_TEST(names == "public.a_view public.Articles public.authors other.authors public.lines ");
    BOOST_TEST(c.tables[0].kind == SCHEMAD_TABLE_VIEW);
    BOOST_TEST(c.tables[0].flags == 0u);
    BOOST_TEST(c.tables[1].flags == (SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED));
    BOOST_TEST(kit::view(c.tables[1].comment) == "all of them");
}

BOOST_AUTO_TEST_CASE(columns_table_by_table) {
    const auto c = read();
    std::string names;
    for (const auto& x : c.columns) names += std::string(kit::view(x.name)) + " ";
    BOOST_TEST(names == "id author slug id id a b twice ");
    const auto& id = column(c, "Articles", "id");
    BOOST_TEST(kit::view(id.data_type) == "bigint");
    BOOST_TEST(kit::view(id.default_text) == "unique_rowid()");
    BOOST_TEST(id.flags == (SCHEMAD_COLUMN_UNIQUE | SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY |
                            SCHEMAD_COLUMN_AUTO_INCREMENT));
    const auto& slug = column(c, "Articles", "slug");
    BOOST_TEST(kit::view(slug.default_text) == "e'it\\'s'");
    BOOST_TEST(kit::view(slug.default_sql) == "'it''s'");
    BOOST_TEST(slug.flags == (SCHEMAD_COLUMN_UNIQUE | SCHEMAD_COLUMN_INDEXED));
    const auto& author = column(c, "Articles", "author");
    BOOST_TEST(author.flags == (SCHEMAD_COLUMN_NULLABLE | SCHEMAD_COLUMN_INDEXED));
    BOOST_TEST(kit::view(author.comment) == "who wrote it");
    BOOST_TEST(kit::view(author.foreign_key_table) == "authors");
    BOOST_TEST(kit::view(author.foreign_key_column) == "id");
    BOOST_TEST(kit::view(author.foreign_key_schema) == "public");
    const auto& twice = column(c, "lines", "twice");
    BOOST_TEST(twice.flags == (SCHEMAD_COLUMN_NULLABLE | SCHEMAD_COLUMN_GENERATED | SCHEMAD_COLUMN_REALLY_GENERATED));
    BOOST_TEST(kit::view(twice.generation_expression) == "b * 2:::INT8");
}

BOOST_AUTO_TEST_CASE(composite_key_is_primary_and_unique_but_nobodys_alone) {
    const auto c = read();
    for (const char* name : {"a", "b"})
        BOOST_TEST(column(c, "lines", name).flags == (SCHEMAD_COLUMN_UNIQUE | SCHEMAD_COLUMN_PRIMARY_KEY));
    BOOST_TEST(index(c, "lines_pkey").flags ==
               (SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_CONSTRAINT | SCHEMAD_INDEX_PRIMARY_KEY | SCHEMAD_INDEX_MARKS_ALL));
    BOOST_TEST(index(c, "lines_pkey").column_count == 2u);
}

BOOST_AUTO_TEST_CASE(foreign_keys_of_their_tables) {
    const auto c = read();
    BOOST_REQUIRE(c.foreign_keys.size() == 2u);
    const auto& one = c.foreign_keys[0];
    BOOST_TEST(kit::view(one.table) == "Articles");
    BOOST_TEST(kit::view(one.reported_name) == "articles_author_foreign");
    BOOST_TEST(kit::view(one.on_update) == "NO ACTION");
    BOOST_TEST(kit::view(one.on_delete) == "SET NULL");
    BOOST_TEST(one.flags == SCHEMAD_FK_IN_SNAPSHOT);
    const auto& two = c.foreign_keys[1];
    BOOST_TEST(two.flags == 0u); // "b,a" is no field
    BOOST_TEST(two.column_count == 2u);
    BOOST_TEST(kit::view(two.columns[0]) == "b");
    BOOST_TEST(kit::view(two.referenced_columns[0]) == "x");
    BOOST_TEST(kit::view(two.columns[1]) == "a");
    BOOST_TEST(kit::view(two.referenced_columns[1]) == "y");
    BOOST_TEST(kit::view(two.referenced_schema) == "hidden");
    BOOST_TEST(kit::view(two.on_update) == "CASCADE");
    BOOST_TEST(!kit::stated(column(c, "lines", "a").foreign_key_table));
    BOOST_REQUIRE(c.checks.size() == 1u);
    BOOST_TEST(kit::view(c.checks[0].expression) == "(a > 0:::INT8)");
}

BOOST_AUTO_TEST_CASE(indexes) {
    const auto c = read();
    BOOST_TEST(index(c, "articles_slug_unique").flags ==
               (SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_CONSTRAINT | SCHEMAD_INDEX_MARKS_ALL));
    BOOST_TEST(index(c, "articles_author_slug").flags ==
               (SCHEMAD_INDEX_PARTIAL | SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_MARKS_ALL));
    BOOST_TEST(index(c, "articles_author_slug").column_count == 2u);
    BOOST_TEST(index(c, "articles_lower").flags ==
               (SCHEMAD_INDEX_EXPRESSION | SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_MARKS_ALL));
    BOOST_TEST(!kit::stated(index(c, "articles_lower").columns[0]));
}

BOOST_AUTO_TEST_CASE(a_schema_that_is_not_there) {
    try {
        read_catalog(shop(), {"public", "absent"}, 130000);
        BOOST_FAIL("read");
    } catch (const kit::Error& e) {
        BOOST_TEST(e.status == SCHEMAD_E_NOT_FOUND);
        BOOST_TEST(std::string(e.what()) == "there is no schema absent");
    }
}

BOOST_AUTO_TEST_CASE(schemas_are_literals) {
    const auto q = catalog_queries({"public", "o'x"});
    for (const auto& sql : {q.schemas, q.tables, q.columns, q.attributes, q.constraints, q.indexes, q.partial})
        BOOST_TEST(sql.view().find("('public', 'o''x')") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
