// SPDX-License-Identifier: Apache-2.0
// What of a result may differ from what was promised, and is named; everything else refuses.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/apply/assessment.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/verify.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

json::value wanted() {
    return read(R"({"version":1,"collections":[{"collection":"a","meta":{"note":"n"},"schema":{"name":"a"}}],
      "fields":[{"collection":"a","field":"x","type":"decimal","meta":{"note":null},
                 "schema":{"data_type":"numeric","is_nullable":true,"is_unique":false,"is_indexed":false,
                           "is_primary_key":false,"foreign_key_table":null}}],
      "systemFields":[],
      "relations":[{"collection":"a","field":"x","related_collection":"b","meta":{"one_field":null},"schema":{"table":"a"}}]})");
}
struct Verified {
    std::string refusal;
    std::vector<std::string> left_out; // as sentences
};
Verified verified(const std::function<void(json::value&)>& edit, const std::vector<std::string>& unshowable = {},
                  LeftOuts left_out = {}) {
    auto actual = wanted();
    edit(actual);
    const auto promised = wanted();
    Verified result;
    result.refusal =
        refusal_of([&] { apply::verify(actual.get_object(), promised.get_object(), unshowable, *sqlite(), left_out); });
    result.left_out = sentences_of(left_out);
    return result;
}
json::object& schema_of(json::value& s) { return inside(field_of(s, "a", "x"), "schema"); }

} // namespace

BOOST_AUTO_TEST_SUITE(verify)

BOOST_AUTO_TEST_CASE(as_promised) {
    const auto result = verified([](auto&) {});
    BOOST_TEST(result.refusal.empty());
    BOOST_TEST(result.left_out.empty());
}

BOOST_AUTO_TEST_CASE(another_spelling_is_named) {
    const auto result = verified([](auto& s) { schema_of(s)["data_type"] = "decimal"; });
    BOOST_TEST(result.refusal.empty());
    BOOST_REQUIRE(result.left_out.size() == 1u);
    BOOST_TEST(result.left_out[0] == "a.x: schema.data_type: wanted \"numeric\", is \"decimal\"");
}

BOOST_AUTO_TEST_CASE(an_index_that_went_along_with_another_column) {
    auto promised = wanted();
    schema_of(promised)["is_indexed"] = true;
    auto actual = wanted();
    schema_of(actual)["is_indexed"] = false;
    LeftOuts left_out;
    const auto refusal = [&](const std::vector<std::string>& losing) {
        return refusal_of(
            [&] { apply::verify(actual.get_object(), promised.get_object(), {}, *sqlite(), left_out, losing); });
    };
    BOOST_TEST(!refusal({}).empty());
    BOOST_TEST(!refusal({"b"}).empty());
    BOOST_TEST(refusal({"a"}).empty());
    BOOST_REQUIRE(left_out.size() == 1u);
    BOOST_TEST(sentence_of(left_out[0]) == "a.x: schema.is_indexed: its index went along with another column");
    std::swap(promised, actual); // one that comes is another matter
    left_out.clear();            // what is named already is not asked again
    BOOST_TEST(!refusal({"a"}).empty());
}

BOOST_AUTO_TEST_CASE(what_is_named_already_is_not_named_again) {
    const auto result =
        verified([](auto& s) { schema_of(s)["data_type"] = "decimal"; }, {}, {{"a", "x", "schema.data_type", "known"}});
    BOOST_TEST(result.left_out.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_key_that_was_not_stated_is_nothing_to_name) {
    const auto result = verified([](auto& s) {
        schema_of(s)["comment"] = "as it was", schema_of(s)["is_generated"] = true;
        inside(field_of(s, "a", "x"), "meta")["hidden"] = true;
        inside(item_of(s, "collections", "a"), "meta")["icon"] = "box";
        inside(item_of(s, "relations", "a", "x"), "meta")["sort_field"] = "x";
    });
    BOOST_TEST(result.refusal.empty());
    BOOST_TEST(result.left_out.empty());
    // a foreign key is all that a relation's schema is: its being there or not was promised
    auto promised = wanted();
    item_of(promised, "relations", "a", "x").erase("schema");
    const auto actual = wanted();
    LeftOuts left_out;
    BOOST_TEST(refusal_of([&] {
                   apply::verify(actual.get_object(), promised.get_object(), {}, *sqlite(), left_out);
               }).empty());
    BOOST_TEST(has(left_out, "a.x: schema: "));
}

BOOST_AUTO_TEST_CASE(a_flag_is_what_is_true_of_it) {
    const auto told = [](const char* key, json::value is, json::value said) {
        auto actual = wanted(), promised = wanted();
        schema_of(actual)[key] = std::move(is), schema_of(promised)[key] = std::move(said);
        LeftOuts left_out;
        return refusal_of([&] { apply::verify(actual.get_object(), promised.get_object(), {}, *sqlite(), left_out); })
            .empty();
    };
    for (const auto* key : {"is_unique", "is_indexed", "is_primary_key"}) {
        for (const auto& no : {json::value(nullptr), json::value(0), json::value("")}) {
            BOOST_TEST(told(key, false, no), key);
            BOOST_TEST(!told(key, true, no), key);
        }
        BOOST_TEST(told(key, true, 1), key);
    }
    BOOST_TEST(told("is_nullable", true, nullptr)); // null says nothing of it
    BOOST_TEST(told("is_nullable", false, nullptr));
    BOOST_TEST(!told("is_nullable", false, 1));
}

BOOST_AUTO_TEST_CASE(long_values_are_cut) {
    const auto result =
        verified([](auto& s) { inside(item_of(s, "collections", "a"), "meta")["note"] = std::string(5000, 'x'); });
    BOOST_REQUIRE(result.left_out.size() == 1u);
    BOOST_TEST(result.left_out[0].size() < 300u);
}

BOOST_AUTO_TEST_CASE(what_decides_about_rows_is_never_waved_through) {
    for (const auto* key : {"is_nullable", "is_unique", "is_indexed", "is_primary_key"}) {
        const auto result = verified([&](auto& s) {
            auto& value = schema_of(s)[key];
            value = !value.as_bool();
        });
        BOOST_TEST(
            has(result.refusal,
                std::string{"The result is not what the diff promised, so nothing was changed: fields a.x: schema."} +
                    key));
    }
    BOOST_TEST(has(verified([](auto& s) { item_of(s, "relations", "a", "x")["related_collection"] = "c"; }).refusal,
                   "relations a.x: related_collection"));
}

BOOST_AUTO_TEST_CASE(an_item_too_many_or_too_few_is_refused) {
    BOOST_TEST(has(verified([](auto& s) { s.at("fields") = json::array(); }).refusal, "fields a.x."));
    BOOST_TEST(has(verified([](auto& s) {
                       add(s, "collections", {{"collection", "more"}, {"meta", nullptr}});
                   }).refusal,
                   "collections more."));
}

BOOST_AUTO_TEST_CASE(what_no_snapshot_shows_is_not_asked_for) {
    BOOST_TEST(verified([](auto& s) { s.at("fields") = json::array(); }, {"a.x"}).refusal.empty());
    BOOST_TEST(verified([](auto& s) { s.at("fields") = json::array(); }, {"a"}).refusal.empty());
    BOOST_TEST(!verified([](auto& s) { s.at("fields") = json::array(); }, {"a.y"}).refusal.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(run_plan)

namespace {
plan::Step step_of(plan::Step::What what, const char* table, const char* entity) {
    plan::Step step;
    step.what = what, step.table = table, step.entity = entity;
    return step;
}
} // namespace

BOOST_AUTO_TEST_CASE(every_check_is_asked_before_anything_runs) {
    const TestProject project;
    project.run("insert into posts (title) values (null)");
    plan::Plan made;
    auto first = step_of(plan::Step::What::meta_rows, "posts", "posts.title");
    first.statements.push_back({sql::SqlText("update posts set title = 'changed'"), {}, false, SCHEMAD_OK, {}, {}});
    auto second = step_of(plan::Step::What::alter_table, "posts", "posts.title");
    second.statements.push_back({sql::SqlText("select count(*) from posts where title is null"),
                                 {},
                                 true,
                                 SCHEMAD_E_CONTAINS_NULL,
                                 "title",
                                 "hold a null",
                                 {}});
    made.steps = {first, second};
    try {
        apply::refuse_obstacles(*project.connection, made,
                                apply::assess(*project.connection, made, apply::Counting::checks)),
            apply::run_steps(*project.connection, made);
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST((error.code == ErrorCode::contains_null_values));
        BOOST_TEST(
            std::string{error.what()} ==
            "Field \"title\" in collection \"posts\" contains null values. Rows in the way: 1 (they hold a null).");
        BOOST_TEST(text_of(error.extensions) == R"({"collection":"posts","field":"title","count":1})");
    }
    BOOST_TEST(project.cell("select title from posts") == "-");
    project.run("update posts set title = 'x'");
    apply::refuse_obstacles(*project.connection, made,
                            apply::assess(*project.connection, made, apply::Counting::checks)),
        apply::run_steps(*project.connection, made);
    BOOST_TEST(project.cell("select title from posts") == "changed");
}

BOOST_AUTO_TEST_CASE(parameters_keep_their_kind) {
    const TestProject project;
    project.run("create table kinds (a, b, c, d, e)");
    plan::Plan made;
    made.steps.push_back(step_of(plan::Step::What::meta_rows, "kinds", "kinds"));
    made.steps[0].statements.push_back({sql::SqlText("insert into kinds values (?, ?, ?, ?, ?)"),
                                        {nullptr, std::int64_t{7}, 0.5, true, std::string{"it's"}},
                                        false,
                                        SCHEMAD_OK,
                                        {},
                                        {},
                                        {}});
    apply::refuse_obstacles(*project.connection, made,
                            apply::assess(*project.connection, made, apply::Counting::checks)),
        apply::run_steps(*project.connection, made);
    BOOST_TEST(project.cell("select typeof(a), b, c, d, e from kinds") == "null|7|0.500000|1|it's");
}

BOOST_AUTO_TEST_CASE(what_the_rows_forbid_becomes_the_clients_error) {
    const auto code_of = [](schemad_status status) -> std::optional<ErrorCode> {
        try {
            apply::rethrow_translated(VendorError(status, "text of the driver"), {"t.c", "t", {"c"}});
        } catch (const RequestError& error) { return error.code; } catch (const VendorError&) {
            return std::nullopt;
        }
    };
    BOOST_TEST((code_of(SCHEMAD_E_UNIQUE) == ErrorCode::record_not_unique));
    BOOST_TEST((code_of(SCHEMAD_E_NOT_NULL) == ErrorCode::not_null_violation));
    BOOST_TEST((code_of(SCHEMAD_E_CONTAINS_NULL) == ErrorCode::contains_null_values));
    BOOST_TEST((code_of(SCHEMAD_E_FOREIGN_KEY) == ErrorCode::invalid_foreign_key));
    BOOST_TEST((code_of(SCHEMAD_E_TOO_LONG) == ErrorCode::value_too_long));
    BOOST_TEST((code_of(SCHEMAD_E_LOSES_VALUES) == ErrorCode::value_out_of_range));
    BOOST_TEST((code_of(SCHEMAD_E_UNSUPPORTED) == ErrorCode::invalid_payload));
    for (const auto status : {SCHEMAD_E_CONNECTION, SCHEMAD_E_BUSY, SCHEMAD_E_INTERNAL, SCHEMAD_E_TIMEOUT})
        BOOST_TEST(!code_of(status), status);
}

BOOST_AUTO_TEST_CASE(a_counter_behind_its_rows_is_told_as_that) {
    const auto told = [](const char* entity, const char* table) {
        return refusal_of([&] {
            apply::rethrow_translated(VendorError(SCHEMAD_E_UNIQUE, "duplicate key"), {entity, table, {}, true});
        });
    };
    for (const auto* table : {"directus_fields", "directus_relations"})
        BOOST_TEST(has(told("posts.title", table), "its counter is behind the rows"), table);
    BOOST_TEST(
        told("directus_permissions/new", "directus_permissions") ==
        "Value for field \"id\" in collection \"directus_permissions\" has to be unique. It is for "
        "directus_permissions/new, to whose row the database gives a number that another row has: its counter is "
        "behind the rows, as after a copy without sequences, and has to be set on.");
    BOOST_TEST(
        told("directus_permissions/5", "directus_permissions") ==
        "Somebody else wrote a row with the key of directus_permissions/5 meanwhile, so nothing was changed. Send it "
        "again.");
    BOOST_TEST(has(told("directus_users/5a", "directus_users"), "has to be unique. It is for directus_users/5a."));
    BOOST_TEST(!has(told("posts", "directus_collections"), "counter"));
}

BOOST_AUTO_TEST_CASE(a_missing_privilege_is_named_with_its_object) {
    try {
        apply::rethrow_translated(VendorError(SCHEMAD_E_PERMISSION, "ALTER command denied"), {"posts", "posts", {}});
    } catch (const RequestError& error) {
        BOOST_TEST((error.code == ErrorCode::forbidden));
        BOOST_TEST(has(error.what(), "may not change \"posts\" as the diff asks: ALTER command denied"), error.what());
        return;
    }
    BOOST_FAIL("not translated");
}

BOOST_AUTO_TEST_CASE(a_missing_privilege_of_nothing_known_is_told_as_it_is) {
    const VendorError read_only(SCHEMAD_E_PERMISSION, "read-only"), of_table(SCHEMAD_E_PERMISSION, "denied", "posts");
    BOOST_CHECK_THROW(apply::rethrow_translated(read_only, {}), VendorError);
    BOOST_TEST(has(refusal_of([&] { apply::rethrow_translated(of_table, {}); }), "may not change \"posts\""));
}

BOOST_AUTO_TEST_CASE(every_refusal_names_what_the_statement_was_for) {
    const auto said = [](schemad_status status, bool meta_rows) {
        return refusal_of([&] {
            apply::rethrow_translated(VendorError(status, "no such letter"),
                                      {"posts.title", "posts", {"title"}, meta_rows});
        });
    };
    for (const auto status : {SCHEMAD_E_INVALID, SCHEMAD_E_UNSUPPORTED, SCHEMAD_E_EXISTS, SCHEMAD_E_NOT_FOUND})
        for (const bool meta_rows : {false, true})
            BOOST_TEST(has(said(status, meta_rows), "applied here: posts.title: no such letter"), status);
    BOOST_TEST(has(said(SCHEMAD_E_SYNTAX, false), "applied here: posts.title: no such letter"));
    for (const auto status : {SCHEMAD_E_UNIQUE, SCHEMAD_E_NOT_NULL, SCHEMAD_E_TOO_LONG, SCHEMAD_E_LOSES_VALUES})
        BOOST_TEST(has(said(status, true), "It is for posts.title."), status);
    BOOST_TEST(!has(said(SCHEMAD_E_LOSES_VALUES, true), "new type"));
    BOOST_CHECK_THROW(said(SCHEMAD_E_SYNTAX, true), VendorError); // our own rows: our own fault
}

BOOST_AUTO_TEST_CASE(the_driver_knows_the_place_best) {
    try {
        apply::rethrow_translated(VendorError(SCHEMAD_E_UNIQUE, "m", "real", "column"), {"t.c", "t", {"c"}});
    } catch (const RequestError& error) {
        BOOST_TEST(text_of(error.extensions) == R"({"collection":"real","field":"column"})");
        return;
    }
    BOOST_FAIL("not translated");
}

BOOST_AUTO_TEST_SUITE_END()
