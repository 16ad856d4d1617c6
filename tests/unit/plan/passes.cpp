// SPDX-License-Identifier: Apache-2.0
// Passes of the planner, each alone: on a draft made by hand, with a made-up vendor (SQLite's own with other
// capabilities, or one that can write nothing of a type).
#include "engine/plan/clean_up.hpp"
#include "engine/plan/emit.hpp"
#include "engine/plan/facts.hpp"
#include "engine/plan/key_types.hpp"
#include "engine/plan/lost_targets.hpp"
#include "engine/plan/plan_relations.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;

class MadeUp final : public Vendor {
public:
    explicit MadeUp(std::uint64_t more = 0, std::uint64_t without = 0) : real_(sqlite()), copy_(real_->table()) {
        copy_.capabilities = (copy_.capabilities | more) & ~without;
        table_ = &copy_;
    }
    void refuse_to_write(schemad_status with) {
        refusal = with;
        copy_.render = [](const schemad_catalog*, const schemad_step*, schemad_script*, schemad_error* error) {
            error->message = str("no such thing here");
            return refusal;
        };
    }
    inline static schemad_status refusal = SCHEMAD_OK;

private:
    std::shared_ptr<const Vendor> real_;
    schemad_vendor copy_;
};

// A diff on the way to its plan.
struct OnTheWay {
    OnTheWay(const TestProject& project, const Vendor& vendor, const std::function<void(json::value&)>& edit)
        : diff(project.diff_of(edit)), model(project.model()), set(diff.get_object(), model.snapshot.get_object()),
          in(set, model, vendor, project.dialect, {}), draft(plan::NameSpaces(model, vendor)), spelling(in) {}
    plan::Facts facts() { return {spelling, std::move(left_out), plan::adopt_columns(set, in), plan::Mentions(in)}; }

    json::value diff;
    snapshot::Model model;
    plan::ChangeSet set;
    plan::Input in;
    plan::Draft draft;
    plan::Spelling spelling;
    plan::LeftOutFields left_out;
};

auto field_more(std::string_view name) {
    return [name](json::value& s) { add(s, "fields", new_field("posts", name, "string", "varchar")); };
}
void nothing(json::value&) {}

} // namespace

BOOST_AUTO_TEST_SUITE(passes)

BOOST_AUTO_TEST_CASE(the_input_finds_what_is_there) {
    const TestProject project;
    const OnTheWay way(project, *sqlite(), field_more("more"));
    BOOST_TEST(way.in.field_changes("posts").size() == 1U);
    BOOST_TEST(way.in.field_changes("authors").empty());
    BOOST_TEST(way.in.field_rows("posts").size() ==
               way.in.model.fields.list.size() - way.in.field_rows("authors").size());
    BOOST_REQUIRE(way.in.row_of(ItemKind::relation, "posts", "author"));
    BOOST_TEST(!way.in.row_of(ItemKind::field, "posts", "more"));
    BOOST_TEST(!way.in.is_removed("posts"));
    BOOST_TEST(OnTheWay(project, *sqlite(), [](auto& s) {
                   for (const auto* list : {"collections", "fields", "relations"}) take_out(s, list, "posts");
               }).in.is_removed("posts"));
}

BOOST_AUTO_TEST_CASE(fields_that_the_vendor_cannot_write_are_left_out_and_named) {
    const TestProject project;
    MadeUp vendor;
    vendor.refuse_to_write(SCHEMAD_E_UNSUPPORTED);
    OnTheWay way(project, vendor, field_more("more"));
    const auto left_out = plan::find_left_out_fields(way.in, way.spelling, way.draft);
    BOOST_TEST(left_out.contains("posts", "more"));
    BOOST_REQUIRE(left_out.of("posts"));
    BOOST_TEST(!left_out.of("authors"));
    BOOST_TEST(has(way.draft.plan.left_out, "posts.more"));
    BOOST_TEST(way.draft.plan.unshowable.size() == 1U);

    vendor.refuse_to_write(SCHEMAD_E_CONNECTION); // says nothing of the type
    OnTheWay lost(project, vendor, field_more("more"));
    BOOST_CHECK_THROW(plan::find_left_out_fields(lost.in, lost.spelling, lost.draft), VendorError);

    OnTheWay whole(project, *sqlite(), field_more("more"));
    BOOST_TEST(plan::find_left_out_fields(whole.in, whole.spelling, whole.draft).empty());
}

BOOST_AUTO_TEST_CASE(a_relation_of_a_field_that_is_left_out_goes_along) {
    const TestProject project;
    OnTheWay way(project, *sqlite(), [](auto& s) {
        add(s, "fields", new_field("posts", "editor", "integer", "integer"));
        auto relation = item_of(s, "relations", "posts", "author");
        relation["field"] = "editor";
        relation["meta"].as_object()["many_field"] = "editor";
        relation["schema"].as_object()["column"] = "editor";
        add(s, "relations", relation);
    });
    for (const auto& change : way.set.changes())
        if (change.kind == ItemKind::field) way.left_out.add(change);
    plan::plan_relations(way.in, way.facts(), way.draft);
    BOOST_TEST(way.draft.writes.empty());
    BOOST_TEST(has(way.draft.plan.left_out, "the relation of a field that is left out"));

    OnTheWay kept(project, *sqlite(), [](auto& s) {
        item_of(s, "relations", "posts", "author")["meta"].as_object()["one_deselect_action"] = "delete";
    });
    plan::plan_relations(kept.in, kept.facts(), kept.draft);
    BOOST_REQUIRE(kept.draft.writes.size() == 1U);
    BOOST_TEST(kept.draft.writes[0].entity == "posts.author");
    BOOST_TEST(kept.draft.order.empty()); // meta rows alone
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_foreign_key_change_together_where_they_have_to) {
    const TestProject project;
    for (const bool holds : {true, false}) {
        const MadeUp vendor(holds ? std::uint64_t{SCHEMAD_CAP_FOREIGN_KEY_INDEX} : 0);
        OnTheWay way(project, vendor, nothing);
        plan::TableWork scratch("", SCHEMAD_ALTER_TABLE);
        json::value snapshot = way.model.snapshot;
        auto& key = field_of(snapshot, "authors", "id");
        key["type"] = "dateTime"; // of another kind altogether
        inside(key, "schema")["data_type"] = "datetime";
        inside(key, "schema")["has_auto_increment"] = false;
        const auto check = [&] {
            return refusal_of([&] {
                plan::require_one_type(way.in, way.draft, {"posts", "author"}, {"authors", "id"}, true);
            });
        };
        BOOST_TEST(check().empty()); // neither changes
        way.draft.retyped.emplace("authors.id", vendor.preview(plan::column_spec(scratch, key, true)));
        BOOST_TEST(has(std::string_view{check()}, "have to change together") == holds);
        std::size_t over = 0;
        for (const auto& one : foreign_keys(*way.model.catalog)) over += plan::is_over_retyped(way.draft, one);
        BOOST_TEST(over == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_column_that_a_foreign_key_needs_stays_unless_the_key_goes) {
    const TestProject project;
    const auto without_key = [](auto& s) { take_out(s, "fields", "authors", "id"); };
    OnTheWay way(project, *sqlite(), without_key);
    BOOST_TEST(has(std::string_view{refusal_of([&] { plan::refuse_lost_targets(way.in, way.draft); })},
                   "\"authors.id\" cannot be removed"));
    for (const auto& key : foreign_keys(*way.model.catalog)) way.draft.table("posts").drop_foreign_key(key);
    BOOST_TEST(refusal_of([&] { plan::refuse_lost_targets(way.in, way.draft); }).empty());
}

BOOST_AUTO_TEST_CASE(permissions_forget_the_fields_that_went_and_no_others) {
    const TestProject project;
    OnTheWay way(project, *sqlite(), nothing);
    way.model.permissions = {
        {1, "posts", "id,title"}, {2, "posts", "id"}, {3, "authors", "title"}, {4, "posts", "title"}};
    plan::forget_permissions(way.in, way.draft);
    BOOST_TEST(way.draft.removals.empty());
    way.draft.forgotten_fields["posts"].insert("title");
    plan::forget_permissions(way.in, way.draft);
    BOOST_REQUIRE(way.draft.removals.size() == 2U);
    BOOST_TEST(std::get<std::string>(way.draft.removals[0].statements.at(0).params.at(0)) == "id");
    BOOST_TEST(std::holds_alternative<std::nullptr_t>(way.draft.removals[1].statements.at(0).params.at(0)));
    BOOST_TEST(way.draft.removals[0].reversible);
}

BOOST_AUTO_TEST_CASE(steps_come_by_table_or_by_phase_as_the_vendor_says) {
    const TestProject project;
    const auto steps = [&](const Vendor& vendor) {
        OnTheWay way(project, vendor, nothing);
        for (const auto* table : {"posts", "authors"}) {
            auto& work = way.draft.table(table);
            work.drop_column("name", plan::Phase::drop_column);
            work.add_column(plan::column_spec(work, new_field(table, "more", "string", "varchar"), true));
        }
        way.draft.run_sql(plan::MetaOrder::remove, "directus_fields", "x", "delete row", sql_of("delete"), {});
        way.draft.run_sql(plan::MetaOrder::write, "directus_fields", "x", "insert row", sql_of("insert"), {});
        for (auto& work : way.draft.order)
            std::erase_if(work->changes,
                          [&](const auto& c) { return work->name == "posts" && c.phase == plan::Phase::drop_column; });
        plan::emit(way.in, way.draft);
        std::vector<std::string> actions;
        for (const auto& step : way.draft.plan.steps) actions.push_back(step.table + " " + step.action);
        return actions;
    };
    const std::vector<std::string> grouped{"posts add column", "authors alter table", "directus_fields insert row",
                                           "directus_fields delete row"};
    BOOST_TEST(steps(*sqlite()) == grouped, boost::test_tools::per_element());
    // what destroys comes last, over all tables
    const std::vector<std::string> by_phase{"posts add column", "authors add column", "directus_fields insert row",
                                            "directus_fields delete row", "authors drop column"};
    BOOST_TEST(steps(MadeUp(0, SCHEMAD_CAP_GROUP_ALTERATIONS)) == by_phase, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
