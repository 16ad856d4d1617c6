// SPDX-License-Identifier: Apache-2.0
// An apply is one thing: the hash under the lock, the rows asked first, the result read again, or nothing at all.
// docs/spec/engine-6-apply.md 6; docs/differences-from-directus.md.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/js/object_hash.hpp"
#include "engine/use_cases/apply.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using Edit = std::function<void(json::value&)>;

struct Applying : TestProject {
    json::value payload_of(const Edit& edit) const {
        return {{"hash", js::versioned_hash(snapshot(), dialect.version())}, {"diff", diff_of(edit)}};
    }
    ApplyReport apply(const json::value& payload, bool force = false) const {
        return use_cases::apply_diff(*connection, payload, {.force = force}, {dialect});
    }
    ApplyReport apply(const Edit& edit) const { return apply(payload_of(edit)); }
    // All that a refused apply must leave as it is. The history tells of one that was undone.
    std::vector<std::string> state() const {
        auto all = rows(
            "select type, name, tbl_name, sql from sqlite_master where tbl_name not like 'schemad_%' order by name");
        for (const auto* table : {"directus_collections", "directus_fields", "directus_relations", "posts", "authors"})
            for (auto& row : rows("select * from " + std::string{table} + " order by 1")) all.push_back(std::move(row));
        return all;
    }
    std::string refusal(const Edit& edit) const {
        const auto payload = payload_of(edit);
        const auto before = state();
        auto text = refusal_of([&] { apply(payload); });
        BOOST_TEST(!text.empty());
        BOOST_TEST(state() == before, boost::test_tools::per_element());
        return text;
    }
};

json::object& schema_of(json::value& s, std::string_view collection, std::string_view field) {
    return inside(field_of(s, collection, field), "schema");
}

} // namespace

BOOST_AUTO_TEST_SUITE(apply_diff)

BOOST_AUTO_TEST_CASE(what_was_applied_does_not_differ_any_more) {
    const Applying project;
    project.run("insert into authors (name) values ('Ann'), ('Bob')");
    project.run("insert into posts (title, author) values ('one', 1), ('two', 2), (null, null)");
    const Edit edit = [](auto& s) {
        schema_of(s, "posts", "rating")["default_value"] = 9;
        inside(item_of(s, "collections", "posts"), "meta")["note"] = "n";
        auto field = new_field("posts", "code", "string", "varchar");
        inside(field, "schema")["max_length"] = 12;
        add(s, "fields", field);
    };
    const auto wanted = [&] {
        auto snapshot = project.snapshot();
        edit(snapshot);
        return snapshot;
    }();
    const auto report = project.apply(edit);
    BOOST_TEST(report.steps > 0u);
    auto now = project.snapshot();
    BOOST_TEST(text_of(schema_of(now, "posts", "rating").at("default_value")) == "9");
    BOOST_TEST(text_of(schema_of(now, "posts", "code").at("max_length")) == "12");
    BOOST_TEST(project.rows("select id, title, rating, author, code from posts") ==
                   (std::vector<std::string>{"1|one|1|1|-", "2|two|1|2|-", "3|-|1|-|-"}),
               boost::test_tools::per_element());
    // only the meta keys that the new field did not state differ: they have the table's defaults now
    const auto again = diff::snapshot_diff(now.get_object(), wanted.get_object(), diff::Options::by_member());
    BOOST_REQUIRE(again);
    for (const auto* list : {"collections", "systemFields", "relations"})
        BOOST_TEST(again->at(list).as_array().empty());
    BOOST_REQUIRE(again->at("fields").as_array().size() == 1u);
    for (const auto& change : again->at("fields").at(0).at("diff").as_array()) {
        BOOST_TEST(text_of(change.at("kind")) == "\"D\"");
        BOOST_TEST(text_of(change.at("path").at(0)) == "\"meta\"");
    }
}

BOOST_AUTO_TEST_CASE(the_hash_is_checked_under_the_lock) {
    const Applying project;
    const auto payload =
        project.payload_of([](auto& s) { inside(item_of(s, "collections", "posts"), "meta")["note"] = "n"; });
    project.run(
        "update directus_collections set icon = 'star' where collection = 'authors'"); // somebody else was faster
    const auto before = project.state();
    const auto refusal = refusal_of([&] { project.apply(payload); });
    BOOST_TEST(has(refusal, "Provided hash does not match the current instance's schema hash"));
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
    project.apply(payload, true);
    BOOST_TEST(project.cell("select note from directus_collections where collection = 'posts'") == "n");
    BOOST_TEST(project.cell("select icon from directus_collections where collection = 'authors'") == "star");
}

BOOST_AUTO_TEST_CASE(of_two_applies_of_one_diff_one_wins) {
    const Applying project;
    const auto payload =
        project.payload_of([](auto& s) { add(s, "fields", new_field("posts", "body", "text", "text")); });
    project.apply(payload);
    BOOST_TEST(has(refusal_of([&] { project.apply(payload); }),
                   "trying to create field \"posts.body\" but it already exists"));
}

BOOST_AUTO_TEST_CASE(nothing_to_do_whatever_the_hash) {
    const Applying project;
    const auto payload =
        read(R"({"hash":"zz","diff":{"collections":[],"fields":[],"systemFields":[],"relations":[]}})");
    BOOST_TEST(project.apply(payload).steps == 0u);
}

BOOST_AUTO_TEST_CASE(a_payload_is_validated_even_with_force) {
    const Applying project;
    BOOST_TEST(has(refusal_of([&] { project.apply(read(R"({"hash":"x","diff":{"collections":[{}]}})"), true); }),
                   "\"diff.collections[0].collection\" is required"));
}

BOOST_AUTO_TEST_CASE(nulls_in_the_way_are_counted) {
    const Applying project;
    project.run("insert into posts (title) values (null), ('x'), (null)");
    const auto refusal = project.refusal([](auto& s) {
        inside(item_of(s, "collections", "blog"), "meta")["note"] = "not written";
        schema_of(s, "posts", "title")["is_nullable"] = false;
    });
    BOOST_TEST(has(refusal, "Field \"title\" in collection \"posts\" contains null values."));
    BOOST_TEST(has(refusal, "Rows in the way: 2"));
}

BOOST_AUTO_TEST_CASE(duplicates_in_the_way_are_named) {
    const Applying project;
    project.run("insert into posts (title) values ('x'), ('x')");
    try {
        project.apply([](auto& s) { schema_of(s, "posts", "title")["is_unique"] = true; });
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST((error.code == ErrorCode::record_not_unique));
        BOOST_TEST(text_of(error.extensions.at("collection")) == "\"posts\"");
        BOOST_TEST(text_of(error.extensions.at("field")) == "\"title\"");
        BOOST_TEST(error.extensions.contains("count"));
    }
    project.run("delete from posts where id = 2");
    project.apply([](auto& s) { schema_of(s, "posts", "title")["is_unique"] = true; });
    auto now = project.snapshot();
    BOOST_TEST(schema_of(now, "posts", "title").at("is_unique").as_bool());
}

BOOST_AUTO_TEST_CASE(rows_that_point_nowhere_are_refused) {
    const Applying project;
    project.run("create table places (id integer primary key)");
    project.run("insert into posts (title, rating) values ('x', 77)"); // no author has this id
    const auto refusal = project.refusal([](auto& s) {
        add(s, "relations",
            {{"collection", "posts"},
             {"field", "rating"},
             {"related_collection", "authors"},
             {"meta", {{"many_collection", "posts"}, {"many_field", "rating"}, {"one_collection", "authors"}}},
             {"schema", {{"table", "posts"}, {"column", "rating"}, {"foreign_key_table", "authors"}}}});
        schema_of(s, "posts", "rating")["foreign_key_table"] = "authors";
        schema_of(s, "posts", "rating")["foreign_key_column"] = "id";
    });
    BOOST_TEST(has(refusal, "Invalid foreign key"));
    BOOST_TEST(has(refusal, "\"posts\""));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_planner_leaves_everything) {
    const Applying project;
    BOOST_TEST(has(project.refusal([](auto& s) {
        inside(item_of(s, "collections", "blog"), "meta")["note"] = "not written";
        add_table(s, "fresh", "fresh");
    }),
                   "is in a cycle of groups"));
}

BOOST_AUTO_TEST_CASE(a_failing_statement_takes_all_back) {
    const Applying project;
    project.run("create trigger no_way before update on directus_fields begin select raise(abort, 'no'); end");
    const auto payload = project.payload_of([](auto& s) {
        add_table(s, "fresh");
        inside(field_of(s, "posts", "title"), "meta")["note"] = "n";
    });
    const auto before = project.state();
    BOOST_CHECK_THROW(project.apply(payload), std::exception);
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
    // the connection is usable again
    project.run("drop trigger no_way");
    project.apply(payload);
    BOOST_TEST(project.cell("select note from directus_fields where collection = 'posts' and field = 'title'") == "n");
}

BOOST_AUTO_TEST_CASE(a_result_that_is_not_as_promised_is_rolled_back) {
    const Applying project;
    // something in the database undoes what was written
    project.run("create trigger undo after update on directus_collections when new.note is not null begin "
                "delete from directus_collections where collection = new.collection; end");
    const auto payload =
        project.payload_of([](auto& s) { inside(item_of(s, "collections", "blog"), "meta")["note"] = "n"; });
    const auto before = project.state();
    try {
        project.apply(payload);
        BOOST_FAIL("not noticed");
    } catch (const RequestError& error) {
        BOOST_TEST((error.code == ErrorCode::internal));
        BOOST_TEST(has(error.what(), "collections blog"));
    }
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_this_database_spells_otherwise_is_named) {
    const Applying project;
    const auto report = project.apply([](auto& s) {
        auto field = new_field("posts", "price", "decimal", "numeric");
        inside(field, "schema")["numeric_precision"] = 10;
        inside(field, "schema")["numeric_scale"] = 2;
        add(s, "fields", field);
    });
    BOOST_TEST(has(report.left_out, "posts.price: schema.data_type: wanted \"numeric\""));
}

BOOST_AUTO_TEST_CASE(a_whole_collection_goes_with_its_rows) {
    const Applying project;
    project.run("insert into posts (title) values ('x')");
    project.apply([](auto& s) {
        take_out(s, "collections", "posts");
        take_out(s, "fields", "posts");
        take_out(s, "relations", "posts");
    });
    BOOST_TEST(project.cell("select count(*) from sqlite_master where name = 'posts'") == "0");
    BOOST_TEST(project.cell("select count(*) from directus_fields where collection = 'posts'") == "0");
    BOOST_TEST(project.cell("select count(*) from directus_relations") == "0");
    BOOST_TEST(project.cell("select count(*) from directus_collections where collection = 'posts'") == "0");
}

BOOST_AUTO_TEST_CASE(a_busy_database_is_told_as_busy) {
    const Applying project;
    const auto payload =
        project.payload_of([](auto& s) { inside(item_of(s, "collections", "blog"), "meta")["note"] = "n"; });
    const auto other = project.open();
    other->begin(SCHEMAD_BEGIN_APPLY);
    const auto mine = project.open({{"busy_timeout_ms", "1"}});
    try {
        use_cases::apply_diff(*mine, payload, {}, {project.dialect});
        BOOST_FAIL("the lock was not respected");
    } catch (const RequestError& error) { BOOST_TEST((error.code == ErrorCode::conflict)); }
    other->rollback();
    use_cases::apply_diff(*mine, payload, {}, {project.dialect});
}

BOOST_AUTO_TEST_SUITE_END()
