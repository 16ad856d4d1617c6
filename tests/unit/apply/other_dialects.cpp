// SPDX-License-Identifier: Apache-2.0
// What the engine writes itself is spelled as the vendor's dialect says: pages, and inserts of several rows. The vendor
// is SQLite behind a door that takes the other spelling only; one that says nothing is served as ever.
#include <schemad/dialect.h>

#include <regex>

#include "engine/database/joined_rows.hpp"
#include "engine/database/page.hpp"
#include "engine/history/store.hpp"
#include "engine/items/read_items.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/text_parts.hpp"
#include "engine/use_cases/apply.hpp"
#include "engine/users.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Door {
    int pages = 0, inserts = 0, of_fields = 0; // that came
} door;

schemad_status refused(schemad_error* error, const char* why) {
    error->message = {why, __builtin_strlen(why)};
    return SCHEMAD_E_SYNTAX;
}

schemad_status query(schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                     std::size_t most, schemad_rows* out, schemad_error* error) {
    static const std::regex page(" offset (\\d+) rows fetch next (\\d+) rows only$"), rest(" offset (\\d+) rows$");
    std::string text(view(sql));
    if (has(text, " limit ")) return refused(error, "a limit");
    if (has(text, " offset ")) {
        ++door.pages;
        if (!has(text, " order by ")) return refused(error, "a page without an order");
        text = std::regex_replace(std::regex_replace(text, page, " limit $2 offset $1"), rest, " limit -1 offset $1");
    }
    return sqlite()->table().query(c, str(text), params, count, most, out, error);
}

schemad_status execute(schemad_connection* c, schemad_str sql, const schemad_value* params, std::size_t count,
                       std::int64_t* affected, schemad_error* error) {
    if (view(sql).starts_with("insert into ")) {
        ++door.inserts;
        if (has(view(sql), "directus_fields")) ++door.of_fields;
        if (has(view(sql), "), (")) return refused(error, "several rows");
    }
    return sqlite()->table().execute(c, sql, params, count, affected, error);
}

struct OtherDialect : Vendor {
    std::shared_ptr<const Vendor> real = sqlite();
    schemad_vendor copy = real->table();
    OtherDialect() {
        copy.query = query;
        copy.execute = execute;
        copy.get_extension = [](schemad_str name) -> const void* {
            static const schemad_dialect said{sizeof(schemad_dialect),
                                              SCHEMAD_DIALECT_OFFSET_FETCH | SCHEMAD_DIALECT_SINGLE_ROWS,
                                              no_str,
                                              no_str,
                                              [](std::uint32_t, std::uint32_t, std::uint32_t) { return no_str; },
                                              no_str};
            return view(name) == SCHEMAD_DIALECT_EXTENSION ? &said : nullptr;
        };
        table_ = &copy;
    }
};

struct Spelled : TestProject {
    std::unique_ptr<Connection> other = std::make_shared<OtherDialect>()->open(settings());
    Spelled() { door = {}; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(other_dialects, Spelled)

BOOST_AUTO_TEST_CASE(a_page_is_written_as_the_vendor_says) {
    using database::page_of;
    BOOST_TEST(page_of(*sqlite(), 5, 10).str() == " limit 5 offset 10");
    BOOST_TEST(page_of(*sqlite(), 5).str() == " limit 5");
    BOOST_TEST(page_of(*sqlite(), std::nullopt, 3).str() == " limit 4611686018427387904 offset 3");
    BOOST_TEST(page_of(*sqlite(), std::nullopt).str().empty());
    const auto& vendor = other->vendor();
    BOOST_TEST(page_of(vendor, 5, 10).str() == " offset 10 rows fetch next 5 rows only");
    BOOST_TEST(page_of(vendor, 5).str() == " offset 0 rows fetch next 5 rows only");
    BOOST_TEST(page_of(vendor, std::nullopt, 3).str() == " offset 3 rows");
    BOOST_TEST(page_of(vendor, std::nullopt).str().empty());
}

BOOST_AUTO_TEST_CASE(an_insert_has_as_many_rows_as_the_vendor_takes) {
    BOOST_TEST(database::joined_rows(*sqlite(), 16) == 16u);
    BOOST_TEST(database::joined_rows(other->vendor(), 16) == 1u);
}

BOOST_AUTO_TEST_CASE(an_apply_writes_its_rows_one_by_one) {
    const auto edit = [](json::value& s) {
        for (const auto* name : {"one", "two", "three"}) add(s, "fields", new_field("posts", name, "text", "text"));
    };
    const auto payload =
        json::value{{"hash", js::versioned_hash(snapshot(), dialect.version())}, {"diff", diff_of(edit)}};
    use_cases::apply_diff(*other, payload, {}, {dialect});
    BOOST_TEST(door.of_fields == 3); // the others write it down in the history
    BOOST_TEST(cell("select count(*) from directus_fields where field in ('one', 'two', 'three')") == "3");
}

BOOST_AUTO_TEST_CASE(long_texts_and_the_history_take_single_rows_and_pages) {
    store::create_table(*connection, model::history_table());
    store::create_table(*connection, model::history_part_table());
    history::Store entries(*other);
    history::Texts texts;
    texts[history::Kind::diff] = std::string(150'000, 'x');
    for (int i = 0; i < 3; ++i) entries.append({}, texts);
    BOOST_TEST(cell("select count(*) from schemad_history_part") == "9");
    BOOST_TEST(door.inserts == 12);
    BOOST_TEST(entries.last()->id == 3);
    const auto older = entries.newest(1, 1);
    BOOST_REQUIRE(older.size() == 1u);
    BOOST_TEST(older[0].id == 2);
    BOOST_TEST(entries.page(1, 5).size() == 2u);
    BOOST_TEST(door.pages > 0);
}

BOOST_AUTO_TEST_CASE(items_are_read_in_pages) {
    run("create table directus_roles (id char(36) primary key, name varchar(100))");
    run("insert into directus_roles values ('a', 'A'), ('b', 'B'), ('c', 'C')");
    const auto catalog = other->inspect();
    items::Shapes shapes(*other, *catalog);
    const auto* shape = shapes.find("directus_roles");
    BOOST_REQUIRE(shape);
    items::Query query;
    query.fields = {"id"};
    query.limit = 1, query.offset = 1;
    BOOST_TEST(text_of(items::read_items(shapes, *shape, {"directus_roles", query}).rows) == R"([{"id":"b"}])");
    query.limit.reset();
    BOOST_TEST(text_of(items::read_items(shapes, *shape, {"directus_roles", query}).rows) ==
               R"([{"id":"b"},{"id":"c"}])");
    BOOST_TEST(door.pages == 2);
}

BOOST_AUTO_TEST_CASE(users_are_looked_for_in_a_page) {
    run("create table directus_users (id char(36) primary key)");
    BOOST_TEST(!has_users(*other));
    run("insert into directus_users values ('ann')");
    BOOST_TEST(has_users(*other));
    BOOST_TEST(door.pages == 2);
}

BOOST_AUTO_TEST_SUITE_END()
