// SPDX-License-Identifier: Apache-2.0
// vendors/introspect/sqlite: the recorded inspector output, column by column and key by key.
#include <boost/test/unit_test.hpp>
#include <map>
#include <sqlite3.h>

#include "tests/conformance/sqlite_vendor/records.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

void load(const std::string& file, const std::string& sql) {
    sqlite3* db = nullptr;
    BOOST_REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    char* message = nullptr;
    BOOST_REQUIRE_MESSAGE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK, message);
    sqlite3_close(db);
}

std::vector<std::filesystem::path> cases() {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(test::conformance() / "vendors/introspect/sqlite"))
        if (entry.path().extension() == ".sql") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

void compare(const std::filesystem::path& sql) {
    const auto want = json::parse(test::slurp(std::filesystem::path(sql).replace_extension(".json"))).as_object();
    test::TemporaryFile file;
    load(file.path(), test::slurp(sql));
    test::Database db(file.path());
    const Catalog catalog = db.inspect();

    json::array listed;
    std::map<std::string, std::string> primary; // described tables with one key column
    for (const auto& t : tables(*catalog)) {
        if (has(t.flags, SCHEMAD_TABLE_LISTED)) listed.push_back(text(t.name));
        if (has(t.flags, SCHEMAD_TABLE_DESCRIBED)) primary[std::string(view(t.name))];
    }
    BOOST_TEST(json::serialize(listed) == json::serialize(want.at("tables")));

    json::array columns_now;
    for (const auto& c : columns(*catalog)) {
        columns_now.push_back(record(c));
        if (has(c.flags, SCHEMAD_COLUMN_SOLE_PRIMARY_KEY)) primary[std::string(view(c.table))] = view(c.name);
    }
    const json::array keys_now = foreign_key_records(*catalog);
    if (!want.at("column_info").is_array()) return; // the reference threw; that ours got here is the test
    const auto& columns_then = want.at("column_info").as_array();
    BOOST_TEST(columns_now.size() == columns_then.size());
    for (std::size_t i = 0; i < std::min(columns_now.size(), columns_then.size()); ++i)
        BOOST_TEST((columns_now[i] == columns_then[i]), json::serialize(columns_now[i])
                                                            << "\n  recorded " << json::serialize(columns_then[i]));
    const auto& keys_then = want.at("foreign_keys").as_array();
    BOOST_TEST(keys_now.size() == keys_then.size());
    for (std::size_t i = 0; i < std::min(keys_now.size(), keys_then.size()); ++i)
        BOOST_TEST((keys_now[i] == keys_then[i]), json::serialize(keys_now[i])
                                                      << "\n  recorded " << json::serialize(keys_then[i]));
    for (const auto& [table, key] : primary) {
        const auto& seen = want.at("overview").as_object();
        if (!seen.contains(table)) {
            BOOST_TEST(false, "not in the overview: " << table);
            continue;
        }
        const auto* then = seen.at(table).as_object().if_contains("primary");
        const std::string recorded = then && then->is_string() ? std::string(then->as_string()) : "";
        BOOST_TEST(key == recorded, table << ": " << key << " / " << recorded);
    }
    BOOST_TEST(primary.size() == want.at("overview").as_object().size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(introspect)

BOOST_AUTO_TEST_CASE(recorded_cases) {
    const auto all = cases();
    BOOST_TEST(!all.empty());
    for (const auto& sql : all) {
        BOOST_TEST_CONTEXT(sql.filename().string()) { compare(sql); }
    }
}

BOOST_AUTO_TEST_CASE(names_with_dots_that_the_reference_cannot_read) {
    test::Database db;
    db.execute("CREATE TABLE \"with.dot\" (\"the.id\" integer primary key, \"a.b\" text)");
    db.execute("CREATE TABLE child (id integer primary key, r integer references \"with.dot\"(\"the.id\"))");
    const Catalog catalog = db.inspect();
    BOOST_TEST(catalog->column_count == 4u);
    BOOST_TEST(view(catalog->columns[1].name) == "a.b");
    BOOST_TEST(view(catalog->columns[3].foreign_key_table) == "with.dot");
    BOOST_TEST(view(catalog->columns[3].foreign_key_column) == "the.id");
}

BOOST_AUTO_TEST_SUITE_END()
