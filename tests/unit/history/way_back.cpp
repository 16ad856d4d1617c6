// SPDX-License-Identifier: Apache-2.0
// The way back in memory: for every recorded case from its model after to its model before, by hash; and what others
// did in between stays.
#include "tests/unit/plan/project_fixture.hpp"

#include <filesystem>

#include "engine/history/answers.hpp"
#include "engine/history/revert.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/use_cases/apply.hpp"
#include "tests/vectors.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using history::Kind;
using model::ItemKind;

constexpr const char* version = "12.4.0";
const model::Dialect spoken(version, "sqlite");

// As a project would number its meta rows: in the order in which its snapshot lists them; what was there keeps its
// number.
history::RowIds numbered(const json::object& snapshot, const history::RowIds& earlier = {}) {
    history::RowIds ids;
    for (const auto kind : {ItemKind::field, ItemKind::relation})
        for (const auto& value : model::list_of(snapshot, kind)) {
            const auto& item = value.get_object();
            auto key = history::row_key(kind, model::text_of(item, "collection"), model::text_of(item, "field"));
            const auto known = earlier.find(key);
            const auto next = static_cast<std::int64_t>(earlier.size() + ids.size()) + 1;
            ids.emplace(std::move(key), known == earlier.end() ? next : known->second);
        }
    return ids;
}

struct Written {
    history::Entry entry;
    history::Texts texts;
};

Written entry_of(const json::value& before, const json::value& after, std::int64_t id = 1) {
    json::object back;
    for (const auto kind : model::all_kinds) back.emplace(model::list_name(kind), json::array{});
    if (auto found = diff::snapshot_diff(after.get_object(), before.get_object(), diff::Options()))
        back = std::move(*found);
    history::put_row_ids(back, numbered(before.get_object()));
    Written written;
    written.texts[Kind::back] = text_of(json::value(back));
    written.texts[Kind::lost] = "[]";
    auto& entry = written.entry;
    entry.id = id;
    entry.outcome = history::applied;
    entry.hash_before = js::versioned_hash(before, version);
    entry.hash_after = js::versioned_hash(after, version);
    entry.digest = history::digest_of(written.texts);
    entry.seal = history::seal_of(entry);
    return written;
}

history::WayBack way_from(const json::value& model, const history::RowIds& earlier = {}) {
    return {model.get_object(), numbered(model.get_object(), earlier), js::versioned_hash(model, version)};
}

json::value state(const std::string& vendor, const std::string& file) {
    return read(slurp(conformance() / "states" / vendor / file)).at("data");
}

// Applies an edit for real, so that its entry is what an apply writes.
struct Reverting : TestProject {
    void edit(const std::function<void(json::value&)>& change) const {
        const json::value payload{{"hash", js::versioned_hash(snapshot(), version)}, {"diff", diff_of(change)}};
        use_cases::apply_diff(*connection, payload, {.by = "token:t"}, {dialect});
    }
    std::string hash() const { return js::versioned_hash(snapshot(), version); }
    json::value revert(std::int64_t id) const {
        history::Store store(*connection);
        return history::revert_document(store, id, model(), spoken).value();
    }
    void apply(const json::value& way) const {
        const json::value payload{{"hash", way.at("hash")}, {"diff", way.at("diff")}};
        use_cases::apply_diff(*connection, payload, {}, {dialect});
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(way_back)

BOOST_AUTO_TEST_CASE(every_recorded_case_leads_back_in_memory) {
    std::size_t led = 0;
    for (const std::string vendor : {"sqlite", "postgres", "mysql"})
        for (const auto& file : std::filesystem::directory_iterator(conformance() / "cases" / vendor)) {
            const auto recorded = read(slurp(file.path()));
            const auto* after_name = recorded.at("snapshot_after").if_string();
            if (!after_name || recorded.at("apply_status").to_number<int>() != 204) continue;
            const auto before = state(vendor, std::string{recorded.at("snapshot_before").as_string()});
            const auto after = state(vendor, std::string{*after_name});
            const auto written = entry_of(before, after);
            auto way = way_from(after, numbered(before.get_object()));
            way.pass(written.entry, written.texts);
            const auto result = way.result(after.get_object(), spoken);
            const auto name = vendor + " " + file.path().stem().string();
            const bool back = js::versioned_hash(way.model(), version) == written.entry.hash_before;
            BOOST_TEST((back || !result.warnings.empty()), name << ": another model, and nobody says so");
            // what a diff cannot say: that a table goes and its folder stays
            for (const auto& line : result.warnings)
                BOOST_TEST(has(line, ": schema: not stated, kept as it is"), name << ": " << line);
            led += back;
        }
    BOOST_TEST(led > 30u);
    BOOST_TEST_MESSAGE(led << " cases lead back");
}

BOOST_AUTO_TEST_CASE(a_removed_field_gets_its_place_back) {
    const Reverting project;
    const auto old = project.hash();
    project.edit([](auto& s) { take_out(s, "fields", "posts", "title"); });
    project.edit([](auto& s) { take_out(s, "relations", "posts", "author"); });
    BOOST_TEST(project.hash() != old);
    const auto way = project.revert(1);
    BOOST_TEST(text_of(way.at("warnings")) == "[]");
    project.apply(way);
    BOOST_TEST(project.hash() == old);
    BOOST_TEST(project.cell("select id from directus_fields where collection = 'posts' and field = 'title'") == "5");
    history::Store store(*project.connection);
    BOOST_TEST(store.check([](const auto&) {}).verdict() == "intact");
    BOOST_TEST(store.last()->id == 3);
}

// No snapshot lists Directus's own collections, so that one is there is not to be read from it.
BOOST_AUTO_TEST_CASE(a_field_of_a_collection_of_directus_comes_back) {
    const Reverting project;
    project.run("create table directus_users (id char(36) not null primary key)");
    project.edit([](auto& s) { add(s, "fields", new_field("directus_users", "nick", "string", "varchar")); });
    const auto old = project.hash();
    project.edit([](auto& s) { take_out(s, "fields", "directus_users", "nick"); });
    const auto way = project.revert(2);
    BOOST_TEST(text_of(way.at("warnings")) == "[]");
    project.apply(way);
    BOOST_TEST(project.hash() == old);
}

BOOST_AUTO_TEST_CASE(a_number_that_is_taken_is_named) {
    const Reverting project;
    project.edit([](auto& s) { take_out(s, "fields", "posts", "title"); });
    project.run("update directus_fields set id = 5 where collection = 'authors' and field = 'name'");
    const auto plan = project.plan_of_diff(project.revert(1).at("diff"));
    BOOST_TEST(has(plan.left_out, "posts.title: meta.id: 5 is another row's"));
}

BOOST_AUTO_TEST_CASE(what_is_lost_is_counted_where_it_comes_back) {
    const Reverting project;
    project.run("insert into posts (title, rating) values ('a', 1), ('b', null), (null, 2)");
    project.edit([](auto& s) { take_out(s, "fields", "posts", "title"); });
    auto way = project.revert(1);
    BOOST_REQUIRE(way.at("lost").as_array().size() == 1u);
    BOOST_TEST(text_of(way.at("lost").at(0).at("count")) == "2");
    BOOST_TEST(text_of(way.at("lost").at(0).at("entry")) == "1");
    // of what was made in between and is gone again, nothing is missed
    project.apply(way);
    project.edit([](auto& s) { add(s, "fields", new_field("posts", "extra", "string", "varchar")); });
    project.run("update posts set extra = 'x'");
    project.edit([](auto& s) { take_out(s, "fields", "posts", "extra"); });
    way = project.revert(3);
    BOOST_TEST(way.is_null());
}

BOOST_AUTO_TEST_CASE(others_changes_stay_and_are_told) {
    const Reverting project;
    const auto note = [](const char* collection, const char* text) {
        return [=](auto& s) { inside(item_of(s, "collections", collection), "meta")["note"] = text; };
    };
    project.edit(note("posts", "one"));
    project.run("update directus_collections set icon = 'bolt' where collection = 'authors'");
    project.edit(note("blog", "two"));
    project.run("delete from directus_fields where collection = 'authors' and field = 'name'");
    const auto way = project.revert(1);
    const auto& warnings = way.at("warnings").as_array();
    BOOST_REQUIRE(warnings.size() == 2u);
    BOOST_TEST(has(text_of(warnings[0]), "after entry 2; that is kept"));
    BOOST_TEST(has(text_of(warnings[1]), "after entry 1 and before entry 2; that is kept"));
    project.apply(way);
    BOOST_TEST(project.cell("select note from directus_collections where collection = 'posts'") == "-");
    BOOST_TEST(project.cell("select note from directus_collections where collection = 'blog'") == "-");
    BOOST_TEST(project.cell("select icon from directus_collections where collection = 'authors'") == "bolt");
    BOOST_TEST(project.cell("select count(*) from directus_fields where field = 'name'") == "0");
}

BOOST_AUTO_TEST_CASE(what_others_made_impossible_is_left_and_told) {
    const auto before =
        read(R"({"version":1,"collections":[{"collection":"a","meta":{"note":"n"},"schema":{"name":"a"}},
        {"collection":"b","meta":{"note":"n"},"schema":{"name":"b"}}],"fields":[],"systemFields":[],"relations":[]})");
    auto after = before;
    inside(item_of(after, "collections", "a"), "meta")["note"] = "m";
    take_out(after, "collections", "b");
    const auto written = entry_of(before, after);
    const auto now =
        read(R"({"version":1,"collections":[{"collection":"b","meta":{"note":"theirs"},"schema":{"name":"b"}}],
        "fields":[],"systemFields":[],"relations":[]})");
    auto way = way_from(now);
    way.pass(written.entry, written.texts);
    const auto result = way.result(now.get_object(), spoken);
    BOOST_TEST(!result.diff);
    BOOST_REQUIRE(result.warnings.size() == 3u);
    BOOST_TEST(has(result.warnings[1], "a: what entry 1 did to it is not taken back, it is gone."));
    BOOST_TEST(has(result.warnings[2], "b: what entry 1 did to it is not taken back, it is there again."));
}

BOOST_AUTO_TEST_CASE(no_way_over_what_is_missing_altered_or_was_not_kept) {
    const Reverting project;
    for (const auto* text : {"one", "two", "three"})
        project.edit([&](auto& s) { inside(item_of(s, "collections", "posts"), "meta")["note"] = text; });
    const auto refusal = [&] { return refusal_of([&] { project.revert(1); }); };
    BOOST_TEST(refusal().empty());
    project.run("update schemad_history_part set content = '[ ]' where entry = 2 and kind = 'lost'");
    BOOST_TEST(has(refusal(), "History entry 2 cannot be led back over: it was altered"));
    project.run("delete from schemad_history where entry = 2");
    BOOST_TEST(has(refusal(), "History entry 3 cannot be led back over: entry 2 before it is missing"));
    // not kept: sealed without it
    const auto before = read(R"({"version":1,"collections":[],"fields":[],"systemFields":[],"relations":[]})");
    auto written = entry_of(before, before);
    written.texts[Kind::back].reset();
    written.entry.digest = history::digest_of(written.texts);
    written.entry.seal = history::seal_of(written.entry);
    auto way = way_from(before);
    BOOST_TEST(has(refusal_of([&] { way.pass(written.entry, written.texts); }), "too large to keep"));
}

BOOST_AUTO_TEST_CASE(long_texts_are_kept_in_parts) {
    const Reverting project;
    history::require(*project.connection, *project.connection->inspect());
    history::Store store(*project.connection);
    history::Texts texts;
    texts[Kind::diff] = std::string(60'000, 'a') + std::string(60'000 * 20, 'b') + "end";
    texts[Kind::plan] = std::string(60'000, 'c');
    history::Entry entry;
    entry.outcome = history::applied;
    store.append(entry, texts);
    const auto kept = store.texts(1);
    BOOST_TEST((kept[Kind::diff] == texts[Kind::diff]));
    BOOST_TEST((kept[Kind::plan] == texts[Kind::plan]));
    BOOST_TEST(!kept[Kind::back].has_value());
    BOOST_TEST(project.cell("select count(*) from schemad_history_part") == "23");
    BOOST_TEST(history::digest_of(kept) == store.find(1)->digest);
}

BOOST_AUTO_TEST_CASE(a_draft_is_no_entry_until_it_is_settled) {
    const Reverting project;
    history::require(*project.connection, *project.connection->inspect());
    history::Store store(*project.connection);
    BOOST_TEST(!store.drafted());
    history::Entry entry;
    entry.by = "t\xC3\xB6ken";
    entry.hash_before = "a", entry.hash_after = "b", entry.steps = 3;
    history::Texts texts;
    texts[Kind::back] = "{}";
    store.draft(entry, texts);
    entry.hash_after = "c";
    store.draft(entry, texts); // replaces it
    BOOST_TEST(!store.last());
    const auto found = store.drafted();
    BOOST_REQUIRE(found);
    BOOST_TEST(found->entry.by == entry.by);
    BOOST_TEST(found->entry.hash_after == "c");
    BOOST_TEST(found->entry.steps == 3);
    BOOST_TEST((found->texts[Kind::back] == texts[Kind::back]));
    store.drop_draft();
    BOOST_TEST(!store.drafted());
    store.append(found->entry, found->texts, true);
    BOOST_TEST((store.texts(1)[Kind::back] == texts[Kind::back]));
    BOOST_TEST(store.check([](const auto&) {}).intact());
}

BOOST_AUTO_TEST_SUITE_END()
