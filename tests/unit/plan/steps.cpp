// SPDX-License-Identifier: Apache-2.0
// What a plan holds: its steps in order, the SQL of meta rows, foreign keys, indexes, spelling.
// docs/spec/engine-6-apply.md 6.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/plan/table_work.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using plan::Plan;
using plan::Step;

std::string shown(const plan::Param& param) {
    if (std::holds_alternative<std::nullptr_t>(param)) return "null";
    if (const auto* n = std::get_if<std::int64_t>(&param)) return std::to_string(*n);
    if (const auto* d = std::get_if<double>(&param)) return std::to_string(*d);
    if (const auto* b = std::get_if<bool>(&param)) return *b ? "true" : "false";
    return "'" + std::get<std::string>(param) + "'";
}
// The statements that run, with what they are given.
std::vector<std::string> sql_of(const Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements) {
            if (statement.check) continue;
            auto line = statement.sql.str();
            for (const auto& param : statement.params) line += " " + shown(param);
            lines.push_back(line);
        }
    return lines;
}
std::string order_of(const Plan& plan) {
    std::string text;
    for (const auto& step : plan.steps) {
        if (!text.empty()) text += ", ";
        text += step.what == Step::What::create_table  ? "create "
                : step.what == Step::What::alter_table ? "alter "
                : step.what == Step::What::drop_table  ? "drop "
                                                       : "rows ";
        text += step.what == Step::What::meta_rows ? step.entity : step.table;
    }
    return text;
}
json::object& schema_of(json::value& s, std::string_view collection, std::string_view field) {
    return inside(field_of(s, collection, field), "schema");
}
json::object& meta_of(json::value& s, std::string_view collection, std::string_view field) {
    return inside(field_of(s, collection, field), "meta");
}

} // namespace

BOOST_AUTO_TEST_SUITE(plan_steps)

BOOST_AUTO_TEST_CASE(tables_come_change_rows_are_written_rows_go_tables_go) {
    const TestProject project;
    project.add_collection("old", "id integer primary key");
    project.add_field("old", "id");
    const auto plan = project.plan_of([](auto& s) {
        take_out(s, "collections", "old");
        take_out(s, "fields", "old");
        add_table(s, "fresh");
        schema_of(s, "posts", "title")["max_length"] = 100;
        meta_of(s, "posts", "title")["note"] = "n";
    });
    BOOST_TEST(order_of(plan) == "create fresh, alter posts, rows fresh, rows posts.title, rows fresh.id, rows old.id, "
                                 "rows old, drop old");
    BOOST_TEST(plan.steps.back().destroys_data);
    BOOST_TEST(!plan.steps.front().destroys_data);
}

BOOST_AUTO_TEST_CASE(a_parent_is_written_before_its_children) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) {
        add_table(s, "a", "z");
        add_table(s, "z");
    });
    BOOST_TEST(has(order_of(plan), "rows z, rows a"));
}

BOOST_AUTO_TEST_CASE(a_table_is_changed_in_one_step) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) {
        schema_of(s, "posts", "title")["is_nullable"] = false;
        schema_of(s, "posts", "rating")["default_value"] = 5;
        take_out(s, "relations", "posts", "author");
        take_out(s, "fields", "posts", "author");
        add(s, "fields", new_field("posts", "body", "text", "text"));
    });
    std::size_t alterations = 0;
    for (const auto& step : plan.steps) {
        alterations += step.what == Step::What::alter_table;
        if (step.what != Step::What::alter_table) continue;
        BOOST_TEST(step.destroys_data); // a column goes
        BOOST_TEST(step.statements.front().check);
        BOOST_TEST(step.statements.front().refusal == SCHEMAD_E_CONTAINS_NULL);
    }
    BOOST_TEST(alterations == 1u);
}

BOOST_AUTO_TEST_CASE(only_what_differs_is_written) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) {
        meta_of(s, "posts", "title")["note"] = "it's";
        meta_of(s, "posts", "title")["hidden"] = true;
    });
    BOOST_REQUIRE(plan.steps.size() == 1u);
    const auto sql = sql_of(plan);
    BOOST_TEST(
        (has(sql, "update \"directus_fields\" set \"hidden\" = ?, \"note\" = ? where \"id\" = ? true 'it's' 5") ||
         has(sql, "update `directus_fields` set `hidden` = ?, `note` = ? where `id` = ? true 'it's' 5")));
    BOOST_TEST(project.plan_of([](auto&) {}).steps.empty());
    // a label that SQLite would not declare differently is no change of the table
    BOOST_TEST(project.plan_of([](auto& s) { schema_of(s, "posts", "title")["name"] = "other"; }).steps.empty());
}

BOOST_AUTO_TEST_CASE(values_are_held_as_the_meta_tables_hold_them) {
    const TestProject project;
    const auto sql = sql_of(project.plan_of([](auto& s) {
        auto& meta = meta_of(s, "posts", "title");
        meta["options"] = read(R"({"b":1,"a":[true,null,"ü"]})");
        meta["special"] = read(R"(["uuid","cast-json"])");
        meta["translations"] = "text";
        meta["sort"] = 3.0;
        meta["required"] = 1;
    }));
    BOOST_TEST(has(sql, R"('{"b":1,"a":[true,null,"ü"]}')"));
    BOOST_TEST(has(sql, "'uuid,cast-json'"));
    BOOST_TEST(has(sql, "'\"text\"'")); // JSON columns hold JSON, of a text too
    BOOST_TEST(has(sql, " 3 "));
    BOOST_TEST(has(sql, " true "));
}

BOOST_AUTO_TEST_CASE(a_meta_key_without_column_is_named) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) { meta_of(s, "posts", "title")["novel"] = 1; });
    BOOST_TEST(plan.steps.empty());
    BOOST_TEST(has(plan.left_out, "posts.title: meta.novel: directus_fields has no such column"));
}

BOOST_AUTO_TEST_CASE(a_new_field_sorts_behind_its_siblings_unless_it_says) {
    const TestProject project;
    project.run("update directus_fields set sort = id where collection = 'posts'"); // 4 to 7
    const auto sql = sql_of(project.plan_of([](auto& s) {
        add(s, "fields", new_field("posts", "one", "text", "text"));
        add(s, "fields", new_field("posts", "two", "text", "text"));
        auto three = new_field("posts", "three", "text", "text");
        inside(three, "meta")["sort"] = 77;
        add(s, "fields", three);
    }));
    BOOST_TEST(has(sql, "'one' false 8"));
    BOOST_TEST(has(sql, "'two' false 9"));
    BOOST_TEST(has(sql, "'three' false 77"));
}

BOOST_AUTO_TEST_CASE(what_has_no_meta_is_made_and_named) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) {
        auto field = new_field("posts", "hidden_one", "text", "text");
        field["meta"] = nullptr;
        add(s, "fields", field);
    });
    BOOST_TEST(order_of(plan) == "alter posts");
    BOOST_TEST(has(plan.left_out, "posts.hidden_one: meta: null"));
    BOOST_REQUIRE(plan.unshowable.size() == 1u);
    BOOST_TEST(plan.unshowable[0] == "posts.hidden_one");
}

BOOST_AUTO_TEST_CASE(json_fields_get_the_flag_they_are_known_by) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) { add(s, "fields", new_field("posts", "data", "json", "json")); });
    BOOST_TEST(has(sql_of(plan), "'cast-json'"));
    BOOST_TEST(has(plan.left_out, "posts.data: meta.special: cast-json added"));
}

BOOST_AUTO_TEST_CASE(a_foreign_key_follows_from_the_relation) {
    const TestProject project;
    const auto with_rule = sql_of(project.plan_of(
        [](auto& s) { inside(item_of(s, "relations", "posts", "author"), "schema")["on_delete"] = "CASCADE"; }));
    BOOST_TEST((has(with_rule, "on delete CASCADE") || has(with_rule, "ON DELETE CASCADE")));
    // one that loses its schema keeps the key while the field still names it
    BOOST_TEST(
        project.plan_of([](auto& s) { item_of(s, "relations", "posts", "author").erase("schema"); }).steps.empty());
    const auto without = project.plan_of([](auto& s) {
        item_of(s, "relations", "posts", "author").erase("schema");
        for (const auto* key : {"foreign_key_table", "foreign_key_column"})
            schema_of(s, "posts", "author")[key] = nullptr;
    });
    BOOST_TEST(order_of(without) == "alter posts");
    BOOST_TEST(!has(sql_of(without), "authors"));
    // a relation that goes takes its key when the field agrees
    const auto gone = project.plan_of([](auto& s) {
        take_out(s, "relations", "posts", "author");
        for (const auto* key : {"foreign_key_table", "foreign_key_column"})
            schema_of(s, "posts", "author")[key] = nullptr;
    });
    BOOST_TEST(order_of(gone) == "alter posts, rows posts.author");
}

BOOST_AUTO_TEST_CASE(a_foreign_key_to_a_new_table_points_to_its_key) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) {
        auto many = new_field("posts", "place", "integer", "integer");
        inside(many, "schema")["foreign_key_table"] = "places";
        inside(many, "schema")["foreign_key_column"] = "id";
        add_table(s, "places");
        add(s, "fields", many);
        add(s, "relations",
            {{"collection", "posts"},
             {"field", "place"},
             {"related_collection", "places"},
             {"meta", {{"many_collection", "posts"}, {"many_field", "place"}, {"one_collection", "places"}}},
             {"schema",
              {{"table", "posts"}, {"column", "place"}, {"foreign_key_table", "places"}, {"on_delete", "SET NULL"}}}});
    });
    BOOST_TEST(has(order_of(plan), "create places, alter posts"));
    BOOST_TEST(has(sql_of(plan), "posts_place_foreign"));
}

BOOST_AUTO_TEST_CASE(an_index_goes_by_the_name_it_really_has) {
    const TestProject project;
    project.run("create unique index by_hand on posts (title)");
    project.run("create index other_hand on posts (rating)");
    const auto unique = sql_of(project.plan_of([](auto& s) { schema_of(s, "posts", "title")["is_unique"] = false; }));
    BOOST_TEST(!unique.empty());
    for (const auto& line : unique) BOOST_TEST(!has(line, "posts_title_unique"), line);
    const auto index = sql_of(project.plan_of([](auto& s) { schema_of(s, "posts", "rating")["is_indexed"] = false; }));
    BOOST_TEST(has(index, "other_hand"));
}

BOOST_AUTO_TEST_CASE(a_new_index_takes_a_free_name) {
    const TestProject project;
    project.run("create index posts_title_index on authors (name)");
    const auto sql = sql_of(project.plan_of([](auto& s) { schema_of(s, "posts", "title")["is_indexed"] = true; }));
    BOOST_TEST(has(sql, "posts_title_2_index"));
}

BOOST_AUTO_TEST_CASE(own_spelling_is_kept_and_a_foreign_one_is_translated) {
    const TestProject project;
    const auto own = sql_of(project.plan_of([](auto& s) {
        auto field = new_field("posts", "code", "string", "varchar");
        inside(field, "schema")["max_length"] = 12;
        add(s, "fields", field);
    }));
    BOOST_TEST((has(own, "varchar(12)") || has(own, "VARCHAR(12)")));
    const auto foreign = sql_of(project.plan_of([](auto& s) {
        auto field = new_field("posts", "code", "string", "character varying");
        inside(field, "schema")["max_length"] = 12;
        add(s, "fields", field);
    }));
    BOOST_TEST(!has(foreign, "character varying"));
    BOOST_TEST((has(foreign, "varchar(12)") || has(foreign, "VARCHAR(12)")));
}

BOOST_AUTO_TEST_CASE(a_type_of_another_vendor_is_left_out_and_named) {
    const TestProject project;
    const auto raw = new_field("posts", "raw", "unknown", "tsvector");
    // SQLite takes any word for a type, so by itself it may be its own
    BOOST_TEST(order_of(project.plan_of([&](auto& s) { add(s, "fields", raw); })) == "alter posts, rows posts.raw");
    // one column it would not spell so shows whose snapshot it is
    const auto plan = project.plan_of([&](auto& s) {
        auto text = new_field("posts", "code", "string", "character varying");
        inside(text, "schema")["max_length"] = 12;
        add(s, "fields", text);
        add(s, "fields", raw);
    });
    BOOST_TEST(order_of(plan) == "alter posts, rows posts.code");
    BOOST_TEST(has(plan.left_out, "posts.raw: type unknown (tsvector)"));
}

BOOST_AUTO_TEST_CASE(an_expression_of_another_vendor_is_left_out_with_what_is_generated_of_it) {
    const TestProject project;
    const auto generated = [](const char* name, const char* expression) {
        auto field = new_field("posts", name, "integer", "integer");
        inside(field, "schema")["is_generated"] = true;
        inside(field, "schema")["generation_expression"] = expression;
        return field;
    };
    const auto unread = generated("half", "(rating)::integer / 2"), of_it = generated("quarter", "half / 2");
    // by itself it is the project's own snapshot with a fault in it
    BOOST_TEST(has(project.refusal_of_edit([&](auto& s) { add(s, "fields", unread); }), "posts.half"));
    const auto plan = project.plan_of([&](auto& s) {
        auto text = new_field("posts", "code", "string", "character varying");
        inside(text, "schema")["max_length"] = 12;
        for (const auto& field : {text, unread, of_it, generated("double", "rating * 2")}) add(s, "fields", field);
    });
    BOOST_TEST(order_of(plan) == "alter posts, rows posts.code, rows posts.double");
    BOOST_TEST(has(plan.left_out, "posts.half: the expression of the generated column half cannot be read"));
    BOOST_TEST(has(plan.left_out, "posts.quarter: it is generated of half, which is left out"));
}

BOOST_AUTO_TEST_CASE(the_type_of_a_key_that_counts_up_stays_and_is_named) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) { field_of(s, "posts", "id")["type"] = "bigInteger"; });
    BOOST_TEST(plan.steps.empty());
    BOOST_TEST(has(plan.left_out, "posts.id: type: a key that counts up keeps the type of its column"));
}

BOOST_AUTO_TEST_CASE(integer_defaults_are_exact) {
    const auto digits = [](std::string_view value) {
        json::object field = new_field("c", "f", "bigInteger", "bigint");
        inside(field, "schema")["default_value"] = read(value);
        plan::TableWork work("c", SCHEMAD_ALTER_TABLE);
        const auto spec = plan::column_spec(work, field, false);
        BOOST_TEST(spec.default_kind == std::uint32_t{SCHEMAD_DEFAULT_NUMBER});
        return std::string{view(spec.default_text)};
    };
    BOOST_TEST(digits("9007199254740993") == "9007199254740993");
    BOOST_TEST(digits("9223372036854775807") == "9223372036854775807");
    BOOST_TEST(digits("9223372036854776000") == "9223372036854775807"); // what a snapshot shows of it
    BOOST_TEST(digits("-9223372036854775808") == "-9223372036854775808");
    BOOST_TEST(digits("-9223372036854776000") == "-9223372036854775808");
    BOOST_TEST(digits("0.1") == "0.1");
    BOOST_TEST(digits("1e21") == "1e+21");
}

BOOST_AUTO_TEST_CASE(a_collection_goes_with_all_that_mentions_it) {
    const TestProject project;
    project.run("create table directus_permissions (id integer primary key, collection varchar(64), fields text)");
    const auto sql = sql_of(project.plan_of([](auto& s) {
        take_out(s, "collections", "posts");
        take_out(s, "fields", "posts");
        take_out(s, "relations", "posts");
    }));
    BOOST_TEST(has(sql, "directus_permissions"));
    BOOST_TEST(has(sql, "directus_relations"));
    BOOST_TEST(has(sql, "directus_collections"));
}

BOOST_AUTO_TEST_CASE(children_of_a_folder_that_goes_move_to_the_top) {
    const TestProject project;
    const auto plan = project.plan_of([](auto& s) { take_out(s, "collections", "blog"); });
    BOOST_TEST(has(plan.left_out, "posts: meta.group: its folder blog is deleted"));
    BOOST_TEST(has(plan.left_out, "authors: meta.group: its folder blog is deleted"));
    BOOST_TEST((order_of(plan) == "rows posts, rows authors, rows blog" ||
                order_of(plan) == "rows authors, rows posts, rows blog"));
}

BOOST_AUTO_TEST_CASE(a_field_that_goes_is_named_nowhere_any_more) {
    const TestProject project;
    project.run(
        "update directus_collections set sort_field = 'rating', archive_field = 'rating' where collection = 'posts'");
    const auto plan = project.plan_of([](auto& s) { take_out(s, "fields", "posts", "rating"); });
    BOOST_TEST(has(plan.left_out, "posts: meta.sort_field: field posts.rating is deleted"));
    BOOST_TEST(has(plan.left_out, "posts: meta.archive_field: field posts.rating is deleted"));
}

// Whatever a document names that is not there, or goes with it, becomes null and is named, the first time and the
// second.
BOOST_AUTO_TEST_CASE(a_name_that_leads_nowhere_is_not_written) {
    const TestProject project;
    const auto meta = [](json::value& s, const char* list, const char* collection, const char* field) -> json::object& {
        return inside(item_of(s, list, collection, field), "meta");
    };
    const auto plan = project.plan_of([&](auto& s) {
        add_table(s, "fresh", "nowhere");
        meta(s, "collections", "posts", "")["group"] = "nowhere";
        meta(s, "fields", "posts", "title")["group"] = "nowhere";
        meta(s, "relations", "posts", "author")["one_allowed_collections"] = json::array{"authors", "nowhere"};
    });
    BOOST_TEST(has(plan.left_out, "fresh: meta.group: collection nowhere is not there"));
    BOOST_TEST(has(plan.left_out, "posts: meta.group: collection nowhere is not there"));
    BOOST_TEST(has(plan.left_out, "posts.title: meta.group: field posts.nowhere is not there"));
    BOOST_TEST(has(plan.left_out, "posts.author: meta.one_allowed_collections: collection nowhere is not there"));
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements)
            for (const auto& param : statement.params)
                if (const auto* text = std::get_if<std::string>(&param))
                    BOOST_TEST(!has(*text, "nowhere"), step.entity << ": " << *text);
}

BOOST_AUTO_TEST_CASE(a_list_of_collections_is_its_text) {
    const TestProject project;
    project.run("update directus_relations set one_allowed_collections = 'posts,authors'");
    const auto plan = project.plan_of([](auto& s) {
        inside(item_of(s, "relations", "posts", "author"), "meta")["one_allowed_collections"] = "posts,authors";
    });
    BOOST_TEST(plan.steps.empty());
}

BOOST_AUTO_TEST_CASE(a_relation_goes_along_with_its_column) {
    const TestProject project;
    for (const bool alias : {false, true})
        for (const auto* key : {"meta", "schema", "related_collection", ""}) {
            const auto plan = project.plan_of([&](auto& s) {
                if (alias)
                    field_of(s, "posts", "author") = {{"collection", "posts"},
                                                      {"field", "author"},
                                                      {"type", "alias"},
                                                      {"meta", {{"special", json::array{"alias"}}}},
                                                      {"schema", nullptr}};
                else
                    take_out(s, "fields", "posts", "author");
                if (*key) item_of(s, "relations", "posts", "author")[key] = nullptr;
            });
            BOOST_TEST(has(plan.left_out, alias ? "posts.author: its field is an alias now, the relation goes along"
                                                : "posts.author: its field is deleted, the relation goes along"),
                       key);
            int keys = 0, rows = 0;
            for (const auto& step : plan.steps) {
                keys += step.action == "drop foreign key";
                rows += step.table == "directus_relations" && step.action == "delete row";
            }
            BOOST_TEST(keys <= 1, key);
            BOOST_TEST(rows == 1, key);
        }
    // said of an alias that is there already
    const auto plan = project.plan_of([](auto& s) {
        add(s, "relations",
            {{"collection", "authors"},
             {"field", "posts"},
             {"related_collection", "posts"},
             {"meta", {{"many_field", "posts"}}},
             {"schema", {{"foreign_key_table", "posts"}}}});
    });
    BOOST_TEST(plan.steps.empty());
    BOOST_TEST(has(plan.left_out, "authors.posts: its field is an alias, and a relation is of a column"));
}

BOOST_AUTO_TEST_CASE(an_index_beside_that_of_a_key) {
    const TestProject project(false);
    project.add_collection("c", "code varchar(20) not null primary key");
    project.add_field("c", "code");
    const auto plan = project.plan_of([](auto& s) {
        inside(field_of(s, "c", "code"), "schema")["is_indexed"] = true;
        add_table(s, "fresh");
        auto& id = inside(field_of(s, "fresh", "id"), "schema");
        id["is_indexed"] = true, id["has_auto_increment"] = false;
    });
    BOOST_TEST(has(plan.left_out, "c.code: schema.is_indexed: a primary key has its own index"));
    BOOST_TEST(has(plan.left_out, "fresh.id: schema.is_indexed: a primary key has its own index"));
}

BOOST_AUTO_TEST_CASE(the_key_of_a_relation_on_a_key_that_counts_up) {
    const TestProject project;
    project.add_collection("child", "id integer not null primary key autoincrement references posts (id)");
    project.add_field("child", "id", "'m2o'");
    project.add_relation("child", "id", "'posts'");
    const auto plan = project.plan_of([](auto& s) { take_out(s, "relations", "child", "id"); });
    BOOST_TEST(std::any_of(plan.steps.begin(), plan.steps.end(),
                           [](const auto& step) { return step.action == "drop foreign key"; }));
}

BOOST_AUTO_TEST_CASE(rules_of_a_foreign_key_have_no_case) {
    const TestProject project;
    const auto plan = project.plan_of(
        [](auto& s) { inside(item_of(s, "relations", "posts", "author"), "schema")["on_delete"] = "set null"; });
    BOOST_TEST(plan.steps.empty());
}

BOOST_AUTO_TEST_CASE(the_word_null_is_no_default_of_a_number) {
    const TestProject project;
    for (const auto* word : {"null", "NULL"}) {
        auto plan =
            project.plan_of([&](auto& s) { inside(field_of(s, "posts", "author"), "schema")["default_value"] = word; });
        BOOST_TEST(plan.steps.empty(), word);
        plan =
            project.plan_of([&](auto& s) { inside(field_of(s, "posts", "title"), "schema")["default_value"] = word; });
        BOOST_TEST(plan.steps.size() == 1U, word);
    }
}

BOOST_AUTO_TEST_SUITE_END()
