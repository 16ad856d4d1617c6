// SPDX-License-Identifier: Apache-2.0
// vendors/introspect/sqlite: the recorded inspector output, column by column and key by key.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <sqlite3.h>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/vectors.hpp"

namespace json = boost::json;
using namespace schemad;

namespace {

json::value text(schemad_str s) { return stated(s) ? json::value(json::string(view(s))) : json::value(nullptr); }
bool has(std::uint32_t flags, std::uint32_t flag) { return (flags & flag) != 0; }

json::value length(const schemad_column& c) {
    if (c.max_length_kind != SCHEMAD_LENGTH_NUMBER) return nullptr; // NaN prints as null
    return static_cast<std::int64_t>(c.max_length);
}

json::object record(const schemad_column& c) {
    json::object o;
    o["name"] = text(c.name), o["table"] = text(c.table), o["data_type"] = text(c.data_type);
    o["default_value"] = text(c.default_text), o["max_length"] = length(c);
    o["numeric_precision"] = nullptr, o["numeric_scale"] = nullptr;
    BOOST_TEST(c.numeric_precision < 0);
    BOOST_TEST(c.numeric_scale < 0);
    o["is_generated"] = has(c.flags, SCHEMAD_COLUMN_GENERATED);
    o["generation_expression"] = nullptr;
    o["is_nullable"] = has(c.flags, SCHEMAD_COLUMN_NULLABLE), o["is_unique"] = has(c.flags, SCHEMAD_COLUMN_UNIQUE);
    o["is_indexed"] = has(c.flags, SCHEMAD_COLUMN_INDEXED);
    o["is_primary_key"] = has(c.flags, SCHEMAD_COLUMN_PRIMARY_KEY);
    o["has_auto_increment"] = has(c.flags, SCHEMAD_COLUMN_AUTO_INCREMENT);
    o["foreign_key_column"] = text(c.foreign_key_column), o["foreign_key_table"] = text(c.foreign_key_table);
    return o;
}

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
    json::array keys_now;
    for (const auto& k : foreign_keys(*catalog))
        for (std::size_t i = 0; i < k.column_count; ++i) {
            BOOST_TEST(!stated(k.reported_name));
            BOOST_TEST(has(k.flags, SCHEMAD_FK_IN_SNAPSHOT));
            keys_now.push_back(json::object{{"table", text(k.table)},
                                            {"column", text(k.columns[i])},
                                            {"foreign_key_table", text(k.referenced_table)},
                                            {"foreign_key_column", text(k.referenced_columns[i])},
                                            {"on_update", text(k.on_update)},
                                            {"on_delete", text(k.on_delete)},
                                            {"constraint_name", text(k.reported_name)}});
        }
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
