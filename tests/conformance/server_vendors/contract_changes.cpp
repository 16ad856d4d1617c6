// SPDX-License-Identifier: Apache-2.0
// inspect(), render() and preview_column() together: names of every kind, what preview promises, what is in the way.
#include "engine/js/value.hpp"
#include "tests/conformance/server_vendors/contract.hpp"
#include "tests/conformance/server_vendors/operations.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

json::object field(std::string_view name, std::string_view type, json::object schema = {}) {
    return {{"field", name}, {"type", type}, {"schema", std::move(schema)}};
}
json::object auto_key() { return field("id", "integer", {{"is_primary_key", true}, {"has_auto_increment", true}}); }

const schemad_column* find(const schemad_catalog& catalog, std::string_view table, std::string_view name) {
    for (const auto& c : columns(catalog))
        if (view(c.table) == table && view(c.name) == name) return &c;
    return nullptr;
}

void odd_names(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const std::string long_name(c->vendor().table().index_name_max ? 63 : 200, 'n');
    std::vector<std::string> names{"with.dot",    "with'quote",  "with\"double", "with`back", "MixedCase", "größe_名前",
                                   "select",      "with blank",  "a[1]",         "a as b",    "q?mark",    "semi;colon",
                                   "back\\slash", "dash-dash--", "percent%s",    "$1",        long_name};
    if (target.vectors != "mysql") names.push_back("🦆"); // beyond what MySQL takes in a name
    if (target.vectors == "mysql") names.push_back(std::string(64, 'm'));
    for (const auto& name : names) {
        BOOST_TEST_CONTEXT(name) {
            try {
                change(*c, [&](Plan& plan) {
                    plan.create_table("p" + name.substr(0, 40), {auto_key()});
                    plan.create_table(name, {field(name, "integer", {{"is_primary_key", true}}),
                                             field("r", "integer", {{"is_indexed", true}})});
                    plan.add_key({name, "r", "p" + name.substr(0, 40), "id", "SET NULL", ""});
                });
                change(*c, [&](Plan& plan) {
                    plan.add_field(
                        name, field("u" + name.substr(0, 40), "string", {{"is_unique", true}, {"max_length", 40}}));
                });
                {
                    const Catalog catalog = c->inspect();
                    const auto* key = find(*catalog, name, name);
                    BOOST_REQUIRE(key);
                    BOOST_TEST((key->flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) != 0);
                    const auto* reference = find(*catalog, name, "r");
                    BOOST_REQUIRE(reference);
                    BOOST_TEST(view(reference->foreign_key_table) == "p" + name.substr(0, 40));
                    const auto* unique = find(*catalog, name, "u" + name.substr(0, 40));
                    BOOST_REQUIRE(unique);
                    BOOST_TEST((unique->flags & SCHEMAD_COLUMN_UNIQUE) != 0);
                }
                change(*c, [&](Plan& plan) {
                    plan.alter_field(name, field("u" + name.substr(0, 40), "string",
                                                 {{"is_unique", false}, {"max_length", 250}, {"default_value", name}}));
                });
                {
                    const Catalog catalog = c->inspect();
                    const auto* changed = find(*catalog, name, "u" + name.substr(0, 40));
                    BOOST_REQUIRE(changed);
                    BOOST_TEST((changed->flags & SCHEMAD_COLUMN_UNIQUE) == 0);
                    BOOST_TEST(changed->max_length == 250);
                    BOOST_TEST(stated(changed->default_text));
                }
                change(*c, [&](Plan& plan) { plan.drop_field(name, "r"); });
                change(*c, [&](Plan& plan) { plan.drop_table(name); });
                change(*c, [&](Plan& plan) { plan.drop_table("p" + name.substr(0, 40)); });
                BOOST_TEST(c->inspect()->column_count == 0u);
            } catch (const std::exception& e) { BOOST_ERROR(e.what()); }
        }
    }
}
const auto names = contract("names", odd_names);

// A name the server would cut is refused, or kept whole.
void too_long_names(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const std::string long_name(70, 'n'), wide = [] {
        std::string n;
        for (int i = 0; i < 40; ++i) n += "é";
        return n;
    }();
    for (const auto& name : {long_name, wide, std::string("🦆"), std::string("zero\0byte", 9)}) {
        const auto status = status_of([&] {
            change(*c, [&](Plan& plan) {
                plan.create_table(name, {field(name, "integer", {{"is_primary_key", true}})});
            });
        });
        const Catalog catalog = c->inspect();
        if (status == SCHEMAD_OK) {
            BOOST_TEST((find(*catalog, name, name) != nullptr), "another name was made of " << name);
            change(*c, [&](Plan& plan) { plan.drop_table(name); });
        } else {
            BOOST_TEST(catalog->table_count == 0u);
        }
    }
}
const auto too_long = contract("names_too_long", too_long_names);

void preview_is_what_comes(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    std::size_t compared = 0, refused = 0;
    for (const char* type : {"string",
                             "text",
                             "boolean",
                             "integer",
                             "bigInteger",
                             "float",
                             "decimal",
                             "date",
                             "time",
                             "dateTime",
                             "timestamp",
                             "json",
                             "csv",
                             "hash",
                             "uuid",
                             "binary",
                             "geometry",
                             "geometry.Point",
                             "geometry.LineString",
                             "geometry.Polygon",
                             "geometry.MultiPoint",
                             "geometry.MultiLineString",
                             "geometry.MultiPolygon"}) {
        const std::string t = type;
        json::array fields{auto_key()};
        std::vector<json::object> shapes{{}, {{"is_nullable", false}}};
        const bool keyed = t != "text" && t != "json" && t != "csv" && t != "binary" && !t.starts_with("geometry");
        if (keyed) {
            shapes.push_back({{"is_unique", true}});
            shapes.push_back({{"is_indexed", true}});
            shapes.push_back({{"is_unique", true}, {"is_indexed", true}, {"is_nullable", false}});
        }
        if (t == "string") {
            for (const int n : {1, 36, 255, 1000}) shapes.push_back({{"max_length", n}});
            for (const char* text : {"", "x", "it's", "a\\b", "null", "NULL", "CURRENT_TIMESTAMP", "\"q\"", "déjà",
                                     "a::b", "now()", "line\nbreak", "'quoted'", "0", "true"})
                shapes.push_back({{"default_value", text}});
        }
        if (t == "text" || t == "csv") shapes.push_back({{"default_value", "abc"}});
        if (t == "decimal" || t == "float") {
            shapes.push_back({{"numeric_precision", 12}, {"numeric_scale", 2}});
            shapes.push_back({{"numeric_precision", 8}, {"numeric_scale", 0}});
            shapes.push_back({{"default_value", 1.5}});
            shapes.push_back({{"default_value", -0.25}});
        }
        if (t == "integer" || t == "bigInteger")
            for (const int n : {0, 42, -7}) shapes.push_back({{"default_value", n}});
        if (t == "boolean")
            for (const bool b : {true, false}) shapes.push_back({{"default_value", b}});
        if (t == "timestamp" || t == "dateTime")
            for (const char* text : {"CURRENT_TIMESTAMP", "now()", "2024-02-29 12:34:56"})
                shapes.push_back({{"default_value", text}});
        if (t == "date") shapes.push_back({{"default_value", "2024-02-29"}});
        if (t == "time") shapes.push_back({{"default_value", "12:34:56"}});
        if (t == "json") {
            shapes.push_back({{"default_value", {{"a", {1, "it's", nullptr}}}}});
            shapes.push_back({{"default_value", json::array{}}});
        }
        if (t == "uuid") shapes.push_back({{"default_value", "4f0d7d60-6a2d-4e6f-9d0c-0a4c5a2f7b11"}});
        for (auto& shape : shapes) shape.emplace("default_value", nullptr);
        int n = 0;
        for (const auto& shape : shapes) fields.push_back(field("f" + std::to_string(n++), type, shape));
        for (const bool by_adding : {false, true}) {
            BOOST_TEST_CONTEXT(t << (by_adding ? " added" : " created")) {
                std::vector<json::object> promised;
                json::array made{auto_key()};
                for (std::size_t i = 1; i < fields.size(); ++i) {
                    plan::TableWork scratch("", SCHEMAD_CREATE_TABLE);
                    const auto spec = plan::column_spec(scratch, fields[i].as_object(), false);
                    try {
                        const auto preview = c->vendor().preview(spec);
                        promised.push_back(column_record(preview->column));
                        made.push_back(fields[i]);
                    } catch (const VendorError& e) {
                        BOOST_TEST(e.status == SCHEMAD_E_UNSUPPORTED, e.what());
                        ++refused;
                    }
                }
                try {
                    change(*c, [&](Plan& plan) {
                        json::array first;
                        for (std::size_t i = 0; i < made.size(); ++i)
                            if (i == 0 || !by_adding) first.push_back(made[i]);
                        plan.create_table("t", first);
                    });
                    change(*c, [&](Plan& plan) {
                        for (std::size_t i = 1; by_adding && i < made.size(); ++i)
                            plan.add_field("t", made[i].as_object());
                    });
                } catch (const VendorError& e) {
                    // PostGIS is not on the test server
                    const bool expected = target.vectors == "postgres" && t.starts_with("geometry");
                    BOOST_TEST(expected, e.what());
                    if (c->inspect()->table_count) change(*c, [&](Plan& plan) { plan.drop_table("t"); });
                    continue;
                }
                const Catalog catalog = c->inspect();
                for (std::size_t i = 1; i < made.size(); ++i) {
                    const auto name = string_or(made[i].as_object(), "field");
                    const auto* there = find(*catalog, "t", name);
                    BOOST_REQUIRE(there);
                    const auto now = column_record(*there);
                    for (const char* key : {"data_type", "default_value", "max_length", "numeric_precision",
                                            "numeric_scale", "is_nullable", "is_unique", "is_indexed", "is_primary_key",
                                            "has_auto_increment", "is_generated", "generation_expression"})
                        BOOST_TEST(canonical(now.at(key)) == canonical(promised[i - 1].at(key)),
                                   json::serialize(made[i]) << ": " << key << " is " << canonical(now.at(key))
                                                            << ", promised " << canonical(promised[i - 1].at(key)));
                    ++compared;
                }
                change(*c, [&](Plan& plan) { plan.drop_table("t"); });
            }
        }
    }
    BOOST_TEST_MESSAGE(target.name << ": " << compared << " columns as promised, " << refused << " refused");
    BOOST_TEST(compared > 100u);
}
const auto previews = contract("preview_is_what_comes", preview_is_what_comes);

void rows_in_the_way(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    change(*c, [&](Plan& plan) {
        plan.create_table("p", {auto_key()});
        plan.create_table("t", {auto_key(), field("s", "string"), field("n", "bigInteger"), field("d", "decimal"),
                                field("r", "integer"), field("w", "text"), field("x", "string")});
    });
    c->execute("insert into p (id) values (1)");
    c->execute("insert into t (s, n, d, r, w, x) values ('a', 5000000000, 1.25, 7, 'no number', 'long enough text')");
    c->execute("insert into t (s, n, d, r, w, x) values ('a', null, null, null, null, null)");
    const auto refused = [&](schemad_status wanted, const char* what, const std::function<void(Plan&)>& fill) {
        std::optional<VendorError> e;
        const auto before = c->inspect()->column_count;
        const auto status = status_of([&] { change(*c, fill); }, &e);
        BOOST_TEST(status == wanted,
                   what << ": " << status << " instead of " << wanted << ", " << (e ? e->what() : "it went through"));
        BOOST_TEST(c->inspect()->column_count == before);
        BOOST_TEST(text(*c, "select count(*) from t") == "2");
    };
    const auto alter = [](const char* name, const char* type, json::object schema) {
        return [=](Plan& plan) { plan.alter_field("t", field(name, type, schema)); };
    };
    refused(SCHEMAD_E_CONTAINS_NULL, "not null over nulls", alter("n", "bigInteger", {{"is_nullable", false}}));
    refused(SCHEMAD_E_UNIQUE, "unique over duplicates", [](Plan& plan) { plan.add_index("t", "s", true); });
    refused(SCHEMAD_E_FOREIGN_KEY, "key over orphans", [](Plan& plan) { plan.add_key({"t", "r", "p", "id", "", ""}); });
    refused(SCHEMAD_E_NOT_NULL, "a column that needs a value", [](Plan& plan) {
        plan.add_field("t", field("extra", "string", {{"is_nullable", false}}));
    });
    refused(SCHEMAD_E_LOSES_VALUES, "no number", alter("w", "integer", {}));
    if (target.vectors != "sqlite") { // where a declared type bounds nothing
        refused(SCHEMAD_E_TOO_LONG, "shorter", alter("x", "string", {{"max_length", 4}}));
        refused(SCHEMAD_E_OUT_OF_RANGE, "narrower", alter("n", "integer", {}));
        refused(SCHEMAD_E_LOSES_VALUES, "rounded",
                alter("d", "decimal", {{"numeric_precision", 10}, {"numeric_scale", 0}}));
    }
    // what does not lose anything goes through, and keeps the rows
    change(*c, alter("s", "text", {}));
    change(*c, alter("n", "string", {{"max_length", 40}}));
    change(*c, alter("x", "string", {{"max_length", 16}}));
    change(*c, alter("s", "text", {{"is_nullable", false}}));
    BOOST_TEST(text(*c, "select s, n, x from t order by id") == "a|5000000000|long enough text\na|NULL|NULL");
}
const auto in_the_way = contract("rows_in_the_way", rows_in_the_way);

void exists_and_missing(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    change(*c, [&](Plan& plan) { plan.create_table("t", {auto_key(), field("s", "string")}); });
    const auto refused = [&](schemad_status wanted, const std::function<void(Plan&)>& fill) {
        const auto before = c->inspect()->column_count;
        BOOST_TEST(status_of([&] { change(*c, fill); }) == wanted);
        BOOST_TEST(c->inspect()->column_count == before);
    };
    refused(SCHEMAD_E_EXISTS, [](Plan& plan) { plan.create_table("t", {auto_key()}); });
    refused(SCHEMAD_E_EXISTS, [](Plan& plan) { plan.add_field("t", field("s", "string")); });
    refused(SCHEMAD_E_NOT_FOUND, [](Plan& plan) { plan.drop_field("t", "missing"); });
    refused(SCHEMAD_E_NOT_FOUND, [](Plan& plan) { plan.drop_table("missing"); });
    refused(SCHEMAD_E_NOT_FOUND, [](Plan& plan) { plan.add_field("missing", field("s", "string")); });
}
const auto there = contract("exists_and_missing", exists_and_missing);

} // namespace
