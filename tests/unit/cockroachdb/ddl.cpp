// SPDX-License-Identifier: Apache-2.0
// What differs from PostgreSQL's DDL, and previews. docs/spec/vendors-1-catalog.md 3.4,
// docs/spec/vendors-5-ddl.md 5.5, 5.7, 5.9. The recorded texts are replayed by tests/conformance/server_vendors.
#include <boost/test/unit_test.hpp>

#include "plugins/cockroachdb/render.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// articles(id, title varchar(60) indexed and unique, note string(36), views integer, author -> authors)
class Library {
public:
    Library() {
        catalog_.add(table("articles")), catalog_.add(table("authors"));
        column(0, "id", "integer", SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY);
        column(0, "title", "character varying(60)", SCHEMAD_COLUMN_NULLABLE);
        column(0, "note", "string(36)", SCHEMAD_COLUMN_NULLABLE, "'it''s'");
        column(0, "views", "integer", SCHEMAD_COLUMN_NULLABLE);
        column(0, "author", "integer", SCHEMAD_COLUMN_NULLABLE);
        column(1, "id", "integer", SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY);
        index("articles_pkey", "id", SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_PRIMARY_KEY | SCHEMAD_INDEX_CONSTRAINT);
        index("articles_title_unique", "title", SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_CONSTRAINT);
        index("articles_title_index", "title", 0);
        key("articles_author_foreign", "author");
    }
    void key(const std::string& name, const std::string& on) {
        kit::ForeignKey k;
        k.table = "articles", k.name = k.reported_name = name, k.columns = {on}, k.referenced_columns = {"id"};
        k.referenced_table = "authors", k.on_update = k.on_delete = "NO ACTION", k.flags = SCHEMAD_FK_IN_SNAPSHOT;
        catalog_.add(k);
        data_.table_of_foreign_key.push_back(0);
    }
    std::vector<std::string> run(const schemad_step& step, std::uint32_t role = SCHEMAD_RUN) {
        data_.current_schema = "public", data_.schemas = {"public"};
        c_ = kit::blank<schemad_catalog>();
        c_.tables = catalog_.tables.data(), c_.table_count = catalog_.tables.size();
        c_.columns = catalog_.columns.data(), c_.column_count = catalog_.columns.size();
        c_.indexes = catalog_.indexes.data(), c_.index_count = catalog_.indexes.size();
        c_.foreign_keys = catalog_.foreign_keys.data(), c_.foreign_key_count = catalog_.foreign_keys.size();
        for (const auto& change : kit::changes(step)) // as the engine gives an alteration
            if (change.kind == SCHEMAD_ALTER_COLUMN)
                for (const auto& column : catalog_.columns)
                    if (kit::view(column.name) == kit::view(change.column->name) &&
                        kit::view(column.table) == kit::view(step.table))
                        const_cast<schemad_column_spec*>(change.column)->existing = &column;
        std::vector<std::string> all;
        for (const auto& s : cockroachdb::render_step(&c_, &data_, step))
            if (s.role == role) all.push_back(s.sql.str() + (s.sample.empty() ? "" : "; " + s.sample.str()));
        return all;
    }

private:
    static kit::Table table(const std::string& name) {
        kit::Table t;
        t.name = name, t.schema = "public", t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
        return t;
    }
    void column(std::uint32_t table, const std::string& name, const std::string& type, std::uint32_t flags,
                const kit::Text& value = {}) {
        kit::Column c;
        c.table = table ? "authors" : "articles", c.name = name, c.declared_type = c.data_type = type, c.flags = flags;
        c.default_sql = value;
        catalog_.add(c);
        data_.table_of_column.push_back(table);
    }
    void index(const std::string& name, const std::string& on, std::uint32_t flags) {
        kit::Index x;
        x.table = "articles", x.name = name, x.columns = {on}, x.flags = flags;
        catalog_.add(x);
        data_.table_of_index.push_back(0);
    }
    kit::Catalog catalog_;
    pq::CatalogData data_;
    schemad_catalog c_{};
};

using List = std::vector<std::string>;
void check(const List& ours, const List& wanted) { BOOST_TEST(ours == wanted, boost::test_tools::per_element()); }
StepBuilder alteration() { return {SCHEMAD_ALTER_TABLE, "articles"}; }

ColumnWords words(const std::string& name, const std::string& type, std::uint32_t changed = 0) {
    ColumnWords w;
    w.name = name, w.type = type, w.changed = changed;
    return w;
}
ColumnWords own(const std::string& type, const std::string& data_type, std::int64_t length = SCHEMAD_UNSTATED) {
    auto w = words("f", type);
    w.flags |= SCHEMAD_SPEC_OWN_SPELLING, w.data_type = data_type, w.max_length = length;
    return w;
}
ColumnWords with_default(ColumnWords w, const std::string& text, std::uint32_t kind = SCHEMAD_DEFAULT_TEXT) {
    w.default_kind = kind, w.default_text = text;
    return w;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ddl)

BOOST_AUTO_TEST_CASE(indexes_are_dropped_by_their_table) {
    Library l;
    check(l.run(alteration().drop_index("articles_title_unique", "title")),
          {R"(drop index "articles"@"articles_title_unique" cascade)"});
    check(l.run(alteration().drop_index("articles_title_index", "title")),
          {R"(drop index "articles"@"articles_title_index")"});
}

BOOST_AUTO_TEST_CASE(a_foreign_key_made_again_changes_its_name) {
    Library l;
    const KeyWords again{"author", "authors", "id", "articles_author_foreign", "CASCADE", ""};
    check(l.run(alteration().drop_key(again)), {R"(alter table "articles" drop constraint "articles_author_foreign")"});
    check(l.run(alteration().add_key(again)),
          {R"(alter table "articles" add constraint "articles_author_foreign_replaced" foreign key ("author") )"
           R"(references "authors" ("id") on delete CASCADE)"});
    const KeyWords fresh_name{"views", "authors", "id", "articles_views_foreign", "", ""};
    check(l.run(alteration().add_key(fresh_name)),
          {R"(alter table "articles" add constraint "articles_views_foreign" foreign key ("views") )"
           R"(references "authors" ("id"))"});
}

BOOST_AUTO_TEST_CASE(and_changes_it_back) {
    Library l;
    l.key("x_replaced", "views");
    check(l.run(alteration().add_key({"views", "authors", "id", "x_replaced", "", ""})),
          {R"(alter table "articles" add constraint "x" foreign key ("views") references "authors" ("id"))"});
    l.key("x", "author"); // both names taken
    check(l.run(alteration().add_key({"views", "authors", "id", "x_replaced", "", ""})),
          {R"(alter table "articles" add constraint "x_replaced" foreign key ("views") references "authors" ("id"))"});
}

BOOST_AUTO_TEST_CASE(type_changes) {
    Library l;
    constexpr const char* first = "SET enable_experimental_alter_column_type_general = true";
    check(l.run(alteration().alter(words("views", "bigInteger", SCHEMAD_CHANGE_TYPE))),
          {first, R"(alter table "articles" alter column "views" type bigint)"}); // nothing to rewrite
    check(l.run(alteration().alter(words("views", "text", SCHEMAD_CHANGE_TYPE))),
          {first, R"(alter table "articles" alter column "views" type text using (("views")::text::text))"});
    check(l.run(alteration().alter(words("note", "text", SCHEMAD_CHANGE_TYPE))),
          {first, R"(alter table "articles" alter column "note" drop default)",
           R"(alter table "articles" alter column "note" type text)",
           R"(alter table "articles" alter column "note" set default 'it''s')"});
}

BOOST_AUTO_TEST_CASE(no_rewrite_inside_an_index) {
    Library l;
    auto longer = words("title", "string", SCHEMAD_CHANGE_TYPE);
    longer.max_length = 200;
    check(l.run(alteration().alter(longer)),
          {"SET enable_experimental_alter_column_type_general = true",
           R"(alter table "articles" alter column "title" type character varying(200))"});
    auto shorter = longer;
    shorter.max_length = 20;
    for (const auto& impossible : {shorter, words("title", "integer", SCHEMAD_CHANGE_TYPE)}) {
        try {
            l.run(alteration().alter(impossible));
            BOOST_FAIL("rendered");
        } catch (const kit::Error& e) {
            BOOST_TEST(e.status == SCHEMAD_E_UNSUPPORTED);
            BOOST_TEST(e.column == "title");
        }
    }
}

BOOST_AUTO_TEST_CASE(text_is_asked_before_it_is_cast) {
    Library l;
    const auto checks = l.run(alteration().alter(words("note", "uuid", SCHEMAD_CHANGE_TYPE)), SCHEMAD_CHECK);
    const std::string from =
        R"( FROM "articles" WHERE "note"::text !~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')"
        R"( or not (not iserror(("note"::text)::uuid)))";
    check(checks, {"SELECT count(*)" + from + "; SELECT \"id\"" + from + " LIMIT 5"});
}

BOOST_AUTO_TEST_CASE(created_columns) {
    Library l;
    auto counting = own("bigInteger", "bigint");
    counting.flags = SCHEMAD_SPEC_OWN_SPELLING | SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT;
    check(l.run(StepBuilder(SCHEMAD_CREATE_TABLE, "a").add(counting)),
          {R"(create table "a" ("f" bigserial primary key))"});
    check(l.run(StepBuilder(SCHEMAD_CREATE_TABLE, "a").add(with_default(counting, "unique_rowid()"))),
          {R"(create table "a" ("f" bigint default unique_rowid() not null, constraint "a_pkey" primary key ("f")))"});
    check(l.run(alteration().add(own("text", "text", 36))), {R"(alter table "articles" add column "f" string(36))"});
    check(l.run(alteration().add(own("string", "character varying"))),
          {R"(alter table "articles" add column "f" character varying)"});
    check(l.run(alteration().add(own("string", "character"))),
          {R"(alter table "articles" add column "f" character(1))"});
    check(l.run(alteration().add(words("f", "json"))), {R"(alter table "articles" add column "f" jsonb)"});
    check(l.run(alteration().add(with_default(own("string", "character varying", 20), "e'it\\'s'"))),
          {R"(alter table "articles" add column "f" character varying(20) default 'it''s')"});
    check(l.run(alteration().add(with_default(own("integer", "integer"), "(-1)"))),
          {R"(alter table "articles" add column "f" integer default -1)"});
}

BOOST_AUTO_TEST_CASE(types_that_their_name_does_not_make) {
    Library l;
    for (const char* type : {"ARRAY", "USER-DEFINED"}) {
        try {
            l.run(alteration().add(own("unknown", type)));
            BOOST_FAIL("rendered");
        } catch (const kit::Error& e) {
            BOOST_TEST(e.status == SCHEMAD_E_UNSUPPORTED);
            BOOST_TEST(e.column == "f");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(previews)

namespace {

void check_preview(const ColumnWords& w, const char* data_type, double length, std::int64_t precision,
                   std::int64_t scale) {
    BOOST_TEST_CONTEXT(w.type << " " << w.data_type) {
        const auto c = cockroachdb::preview(StepBuilder::spec(w));
        BOOST_TEST(c.data_type == data_type);
        BOOST_TEST((c.max_length_kind == SCHEMAD_LENGTH_NUMBER ? c.max_length : -1) == length);
        BOOST_TEST(c.numeric_precision == precision);
        BOOST_TEST(c.numeric_scale == scale);
    }
}
std::string default_of(const ColumnWords& w) {
    return cockroachdb::preview(StepBuilder::spec(w)).default_text.value_or("<none>");
}

} // namespace

BOOST_AUTO_TEST_CASE(types) {
    check_preview(words("f", "string"), "character varying", 255, -1, -1);
    check_preview(words("f", "text"), "text", -1, -1, -1);
    check_preview(own("text", "text", 36), "text", 36, -1, -1);
    check_preview(own("string", "character varying"), "character varying", -1, -1, -1);
    check_preview(own("string", "character"), "character", -1, -1, -1);
    check_preview(own("string", "character", 36), "character", 36, -1, -1);
    check_preview(words("f", "integer"), "integer", -1, 32, 0);
    check_preview(words("f", "bigInteger"), "bigint", -1, 64, 0);
    check_preview(own("integer", "smallint"), "smallint", -1, 16, 0);
    check_preview(words("f", "float"), "real", -1, -1, -1); // unlike PostgreSQL
    check_preview(words("f", "decimal"), "numeric", -1, 10, 5);
    check_preview(own("integer", "numeric"), "numeric", -1, -1, -1);
    check_preview(words("f", "json"), "jsonb", -1, -1, -1);
    check_preview(words("f", "uuid"), "uuid", -1, -1, -1);
    check_preview(words("f", "binary"), "bytea", -1, -1, -1);
    check_preview(words("f", "time"), "time without time zone", -1, -1, -1);
    check_preview(words("f", "dateTime"), "timestamp without time zone", -1, -1, -1);
    check_preview(words("f", "timestamp"), "timestamp with time zone", -1, -1, -1);
    check_preview(words("f", "geometry.Point"), "USER-DEFINED", -1, -1, -1);
    check_preview(own("boolean", "bit"), "bit", -1, -1, -1);
    check_preview(own("string", "interval"), "interval", -1, -1, -1);
}

BOOST_AUTO_TEST_CASE(defaults_as_they_are_printed) {
    BOOST_TEST(default_of(words("f", "string")) == "<none>");
    BOOST_TEST(default_of(with_default(words("f", "string"), "abc")) == "abc");
    BOOST_TEST(default_of(with_default(words("f", "string"), "it's")) == "e'it\\'s'");
    BOOST_TEST(default_of(with_default(words("f", "text"), "a\\b")) == "e'a\\\\b'");
    BOOST_TEST(default_of(with_default(words("f", "integer"), "-5", SCHEMAD_DEFAULT_NUMBER)) == "(-5)");
    BOOST_TEST(default_of(with_default(words("f", "integer"), "42", SCHEMAD_DEFAULT_NUMBER)) == "42");
    BOOST_TEST(default_of(with_default(words("f", "timestamp"), "CURRENT_TIMESTAMP")) == "current_timestamp()");
    BOOST_TEST(default_of(with_default(words("f", "timestamp"), "CURRENT_TIMESTAMP(3)")) == "current_timestamp(3)");
    BOOST_TEST(default_of(with_default(words("f", "uuid"), "gen_random_uuid()")) == "gen_random_uuid()");
    BOOST_TEST(default_of(with_default(words("f", "boolean"), "true", SCHEMAD_DEFAULT_BOOLEAN)) == "true");
    // what this vendor said comes back as it was said
    for (const char* text : {"abc", "e'it\\'s'", "e'a\\\\b'", "e'\\u00e4'"})
        BOOST_TEST(default_of(with_default(own("string", "character varying", 20), text)) == text);
    BOOST_TEST(default_of(with_default(own("integer", "integer"), "(-1)")) == "(-1)");
    BOOST_TEST(default_of(with_default(own("timestamp", "timestamp with time zone"), "now()")) == "now()");
    BOOST_TEST(default_of(with_default(own("timestamp", "timestamp with time zone"), "current_timestamp()")) ==
               "current_timestamp()");
}

BOOST_AUTO_TEST_CASE(flags) {
    auto key = with_default(own("bigInteger", "bigint"), "unique_rowid()");
    key.flags = SCHEMAD_SPEC_OWN_SPELLING | SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT;
    const auto c = cockroachdb::preview(StepBuilder::spec(key));
    BOOST_TEST(c.default_text.value_or("") == "unique_rowid()");
    BOOST_TEST(c.flags == (SCHEMAD_COLUMN_UNIQUE | SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY |
                           SCHEMAD_COLUMN_AUTO_INCREMENT));
}

BOOST_AUTO_TEST_SUITE_END()
