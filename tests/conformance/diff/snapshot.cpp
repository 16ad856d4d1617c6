// SPDX-License-Identifier: Apache-2.0
// engine/snapshot.jsonl: rows as the reference's services give them, and the snapshot and hash made of them. Our rows
// come from a catalog instead (snapshot/assemble.cpp); what follows from there on is asked here: scope, order, shape.
#include "tests/conformance/diff/recorded.hpp"

#include "engine/js/object_hash.hpp"
#include "engine/js/value.hpp"
#include "engine/snapshot/assemble.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;

SnapshotScope scope_of(const json::value& recorded) {
    SnapshotScope scope;
    const auto read_names = [&](std::string_view key, SnapshotScope::Kind kind) {
        const auto* object = recorded.if_object();
        const auto* names = object ? object->if_contains(key) : nullptr;
        if (!names) return;
        scope.kind = kind;
        for (const auto& name : names->get_array()) scope.names.emplace_back(name.get_string());
    };
    read_names("includeCollections", SnapshotScope::Kind::include);
    read_names("excludeCollections", SnapshotScope::Kind::exclude);
    return scope;
}

bool is_system(const json::object& item) {
    const auto* meta = model::object_of(item, "meta");
    return meta && model::truthy(*meta, "system");
}

json::array items_of(const json::object& raw, ItemKind kind, const snapshot::ScopeFilter& scope) {
    std::vector<snapshot::Ranked> list;
    const bool of_system = kind == ItemKind::system_field;
    for (const auto& value : raw.at(model::list_name(of_system ? ItemKind::field : kind)).get_array()) {
        const auto& row = value.get_object();
        const auto collection = model::text_of(row, "collection");
        if (!model::object_of(row, "meta") || is_system(row) != of_system || !scope.contains(collection)) continue;
        if (of_system && !model::truthy(*model::object_of(row, "schema"), "is_indexed")) continue;
        json::value sorted(row);
        js::sort_deep(sorted);
        auto& item = sorted.get_object();
        std::int64_t id = 0;
        if (auto* meta = item["meta"].if_object(); meta && meta->contains("id")) {
            id = meta->at("id").to_number<std::int64_t>();
            meta->erase("id");
            js::sort_deep(item["meta"]); // erase moves the last member
        }
        list.push_back({collection, model::text_of(row, "field"), id, model::pick(kind, item, {})});
    }
    return snapshot::ordered(of_system ? snapshot::Order::by_field : snapshot::Order::by_id, list, {});
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_snapshot)

BOOST_AUTO_TEST_CASE(rows_become_the_recorded_snapshot_and_hash) {
    std::size_t all = 0;
    json::value first; // the later cases say "same raw as first line"
    for (const auto& line : lines("engine/snapshot.jsonl")) {
        const auto value = read(line);
        const auto& one = value.get_object();
        ++all;
        BOOST_TEST_CONTEXT(text_of(one.at("name"))) {
            const auto wanted = scope_of(one.at("scope"));
            if (one.at("raw").is_object()) first = one.at("raw");
            const auto& raw = first.get_object();
            std::unordered_set<std::string_view> known;
            for (const auto& collection : raw.at("collections").get_array())
                known.insert(model::text_of(collection.get_object(), "collection"));
            const snapshot::ScopeFilter scope(wanted, known);
            json::object made;
            made.emplace("version", scope.partial() ? 2 : 1);
            made.emplace("directus", "12.4.1");
            made.emplace("vendor", "postgres");
            for (const auto kind : model::all_kinds) made.emplace(model::list_name(kind), items_of(raw, kind, scope));
            const json::value snapshot(std::move(made));
            BOOST_TEST(text_of(snapshot) == text_of(one.at("expected")));
            BOOST_TEST(js::versioned_hash(snapshot, "12.4.1") == one.at("hash").get_string().c_str());
        }
    }
    BOOST_TEST(all > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
