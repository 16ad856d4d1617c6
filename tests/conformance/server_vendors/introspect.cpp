// SPDX-License-Identifier: Apache-2.0
// vendors/introspect/<vendor>/*: the SQL is loaded into an empty database, and what the plugin reads there is compared
// with what the reference's inspector reported and with the snapshot that follows from it.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "engine/snapshot/catalog_index.hpp"
#include "tests/conformance/server_vendors/records.hpp"
#include "tests/conformance/server_vendors/targets.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

std::vector<json::object> tables_of(const schemad_catalog& catalog) {
    std::vector<json::object> all;
    for (const auto& t : tables(catalog)) {
        if (!(t.flags & SCHEMAD_TABLE_LISTED)) continue;
        const auto text = [](schemad_str s) { return stated(s) ? json::value(view(s)) : json::value(nullptr); };
        all.push_back(
            {{"schema", text(t.schema)}, {"name", text(t.name)}, {"comment", text(t.comment)}, {"sql", text(t.sql)}});
    }
    return all;
}

std::vector<json::object> named(const json::array& names) {
    std::vector<json::object> all;
    for (const auto& n : names) all.push_back({{"name", n}});
    return all;
}

// The order of the rows where the reference's query states one.
void compare_order(const std::string& vendor, const schemad_catalog& catalog, const json::object& want) {
    std::string ours, recorded;
    for (const auto& t : tables_of(catalog)) ours += string_or(t, "name") + "\n";
    for (const auto& t : want.at("tables").as_array()) recorded += std::string(t.as_string()) + "\n";
    if (vendor != "mysql") BOOST_TEST(ours == recorded);
    if (vendor == "mysql" || !want.at("column_info").is_array()) return;
    // by table and position; two tables of one name may interleave in any way
    std::vector<std::pair<std::string, std::string>> columns_now, columns_then;
    for (const auto& c : columns(catalog)) columns_now.emplace_back(view(c.table), view(c.name));
    for (const auto& c : want.at("column_info").as_array())
        columns_then.emplace_back(string_or(c.as_object(), "table"), string_or(c.as_object(), "name"));
    const std::set<std::string> names([&] {
        std::set<std::string> all;
        for (const auto& t : tables_of(catalog)) all.insert(string_or(t, "name"));
        return all;
    }());
    if (names.size() == want.at("tables").as_array().size()) BOOST_TEST((columns_now == columns_then));
    if (vendor != "postgres") return;
    std::uint32_t last = 0;
    std::string table;
    for (const auto& c : columns(catalog)) {
        BOOST_TEST((table < view(c.table) || (table == view(c.table) && last <= c.ordinal)));
        table = view(c.table), last = c.ordinal;
    }
}

Settings settings_of(const json::object& want) {
    const auto* path = object_or(want, "config").if_contains("searchPath");
    if (!path) return {};
    std::string list;
    if (path->is_string()) list = path->as_string();
    if (path->is_array())
        for (const auto& schema : path->as_array()) list += (list.empty() ? "" : ",") + std::string(schema.as_string());
    return {{"search_path", list}};
}

void compare(const Target& target, const std::filesystem::path& sql) {
    const auto want = json::parse(slurp(std::filesystem::path(sql).replace_extension(".json"))).as_object();
    const TestDatabase place(target);
    place.load(slurp(sql));
    const auto connection = place.open(settings_of(want));
    const Catalog catalog = connection->inspect();

    compare_sets("tables", tables_of(*catalog), [&] {
        json::array all;
        for (const auto& t : named(want.at("tables").as_array())) all.push_back(t);
        return all;
    }());
    auto info = want.at("table_info").as_array();
    for (auto& t : info) { // the recording's database had another name; empty means no comment
        auto& o = t.as_object();
        if (target.vectors == "mysql") o.erase("schema"), o.erase("collation"), o.erase("engine");
        if (string_or(o, "comment").empty()) o.erase("comment");
    }
    for (const auto& t : info) {
        const auto ours = tables_of(*catalog);
        const bool found = std::any_of(ours.begin(), ours.end(), [&](const json::object& mine) {
            return canonical(projected(mine, t.as_object())) == canonical(t);
        });
        BOOST_TEST(found, "no table " << json::serialize(t));
    }
    compare_order(target.vectors, *catalog, want);

    std::set<std::string> described, seen, collections, accepted;
    const snapshot::CatalogIndex index(*catalog);
    for (const auto& t : tables(*catalog)) {
        if (!(t.flags & SCHEMAD_TABLE_DESCRIBED)) continue;
        described.emplace(view(t.name));
        if (index.is_collection(view(t.name))) collections.emplace(view(t.name));
    }
    for (const auto& [name, entry] : want.at("overview").as_object()) {
        if (!entry.is_object()) return; // the reference threw; that ours got here is the test
        seen.emplace(name);
        const auto primary = string_or(entry.as_object(), "primary");
        const auto* key = index.primary_key(name);
        if (key) BOOST_TEST(view(key->name) == primary, name << ": " << view(key->name) << " / " << primary);
    }
    BOOST_TEST(described == seen, boost::test_tools::per_element());
    if (!want.at("column_info").is_array()) return;
    for (const auto& name : want.at("accepted_collections").as_array()) accepted.emplace(name.as_string());
    BOOST_TEST(collections == accepted, boost::test_tools::per_element());

    std::vector<json::object> column_records, fields, relations;
    for (const auto& c : columns(*catalog)) {
        column_records.push_back(column_record(c));
        if (index.is_collection(view(c.table))) fields.push_back(snapshot_field(c));
    }
    compare_sets("columns", column_records, want.at("column_info").as_array());
    compare_sets("fields", fields, want.at("fields").as_array());
    const auto keys = foreign_key_records(*catalog);
    compare_sets("foreign keys", keys, want.at("foreign_keys").as_array());
    for (const auto& key : keys)
        if (accepted.contains(string_or(key, "table")))
            relations.push_back({{"collection", key.at("table")},
                                 {"field", key.at("column")},
                                 {"related_collection", key.at("foreign_key_table")},
                                 {"schema", key}});
    compare_sets("relations", relations, want.at("relations").as_array());
}

const Cases cases("introspect", [] {
    for (const auto& target : targets()) {
        std::vector<std::filesystem::path> all;
        for (const auto& entry :
             std::filesystem::directory_iterator(conformance() / "vendors/introspect" / target.vectors))
            if (entry.path().extension() == ".sql") all.push_back(entry.path());
        if (all.empty()) throw std::runtime_error("no recorded introspection of " + target.vectors);
        std::sort(all.begin(), all.end());
        for (const auto& sql : all)
            add_case("introspect", target.name + "_" + sql.stem().string(), [&target, sql] { compare(target, sql); });
    }
});

} // namespace
