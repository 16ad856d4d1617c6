// SPDX-License-Identifier: Apache-2.0
// verify=scratch: what fails in the copy is told with its step, and the project is not touched.
#include "engine/apply/scratch.hpp"

#include "engine/js/object_hash.hpp"
#include "engine/use_cases/apply.hpp"
#include "engine/use_cases/plan.hpp"
#include <schemad/scratch.h>

#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Trying : TestProject {
    json::value payload_of(const std::function<void(json::value&)>& edit) const {
        return {{"hash", js::versioned_hash(snapshot(), dialect.version())}, {"diff", diff_of(edit)}};
    }
    ApplyReport apply(const json::value& payload) const { return apply_to(*connection, payload); }
    ApplyReport apply_to(Connection& to, const json::value& payload) const {
        return use_cases::apply_diff(to, payload, {.try_in_scratch = true}, {dialect});
    }
    std::vector<std::string> state() const {
        auto all = rows("select type, name, tbl_name, sql from sqlite_master order by name");
        for (const auto* table : {"directus_collections", "directus_fields", "directus_relations", "posts", "authors"})
            for (auto& row : rows("select * from " + std::string{table} + " order by 1")) all.push_back(std::move(row));
        return all;
    }
};

void add_body(json::value& s) { add(s, "fields", new_field("posts", "body", "text", "text")); }

// A vendor of the same functions that offers no extension, as one of somebody else.
struct WithoutExtensions : Vendor {
    WithoutExtensions() : real(sqlite()), copy(real->table()) {
        copy.get_extension = [](schemad_str) -> const void* { return nullptr; };
        table_ = &copy;
    }
    std::shared_ptr<const Vendor> real;
    schemad_vendor copy;
};

// A scratch that lacks what the project has.
const schemad_scratch* offered = nullptr;
struct WithWrongScratch : Vendor {
    WithWrongScratch() : real(sqlite()), copy(real->table()) {
        offered = static_cast<const schemad_scratch*>(real->table().get_extension(str(SCHEMAD_SCRATCH_EXTENSION)));
        copy.get_extension = [](schemad_str) -> const void* {
            static const schemad_scratch wrong{
                sizeof(schemad_scratch), 0,
                [](schemad_connection* from, const schemad_str* tables, std::size_t count, schemad_connection** out,
                   schemad_error* error) {
                    const auto status = offered->open_scratch(from, tables, count, out, error);
                    if (status != SCHEMAD_OK) return status;
                    return sqlite()->table().execute(*out, str("alter table posts add column more text"), nullptr, 0,
                                                     nullptr, error);
                }};
            return &wrong;
        };
        table_ = &copy;
    }
    std::shared_ptr<const Vendor> real;
    schemad_vendor copy;
};

} // namespace

BOOST_AUTO_TEST_SUITE(try_in_scratch)

BOOST_AUTO_TEST_CASE(what_passes_is_applied) {
    const Trying project;
    project.run("insert into posts (title) values ('one')");
    BOOST_TEST(project.apply(project.payload_of(add_body)).steps > 0u);
    BOOST_TEST(project.cell("select title || ifnull(body, '-') from posts") == "one-");
}

BOOST_AUTO_TEST_CASE(a_preview_says_that_it_passed) {
    const Trying project;
    const auto payload = project.payload_of(add_body);
    const auto before = project.state();
    const apply::Context context{project.dialect};
    auto tried = use_cases::preview_diff(*project.connection, payload, {.try_in_scratch = true}, context).document;
    const auto plain = use_cases::preview_diff(*project.connection, payload, {}, context).document;
    BOOST_TEST(text_of(tried.at("verified")) == "\"scratch\"");
    tried.erase("verified");
    BOOST_TEST(text_of(tried) == text_of(plain));
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_fails_there_is_refused_and_nothing_changed) {
    const Trying project;
    project.run("create view titles as select title from posts");
    const auto payload = project.payload_of([](auto& s) { take_out(s, "fields", "posts", "title"); });
    const auto before = project.state();
    try {
        project.apply(payload);
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST(has(std::string_view(error.what()),
                       "The plan was tried in a scratch schema and failed there, so nothing was changed"));
        BOOST_TEST(has(std::string_view(error.what()), "titles"));
        BOOST_TEST(text_of(error.extensions.at("verify")) == "\"scratch\"");
        BOOST_TEST((error.code == ErrorCode::invalid_payload));
    }
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
    project.run("drop view titles");
    project.apply(payload);
}

BOOST_AUTO_TEST_CASE(a_step_is_named_with_its_entity) {
    const Trying project;
    // a trigger on the meta table that refuses the new row: it is copied like everything else
    project.run(
        "create trigger no_more before insert on directus_fields begin select raise(abort, 'no more fields'); end");
    const auto payload = project.payload_of(add_body);
    const auto before = project.state();
    try {
        project.apply(payload);
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST(has(std::string_view(error.what()), "no more fields"));
        BOOST_TEST(has(std::string_view(error.what()), "step "));
        BOOST_TEST(text_of(error.extensions.at("entity")) == "\"posts.body\"");
        BOOST_TEST(error.extensions.at("step").to_number<std::size_t>() > 0u);
    }
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_vendor_without_a_scratch_is_told) {
    const Trying project;
    const auto vendor = std::make_shared<WithoutExtensions>();
    BOOST_TEST(!vendor->has_scratch());
    BOOST_TEST(sqlite()->has_scratch());
    const auto connection = vendor->open(project.settings());
    const auto payload = project.payload_of(add_body);
    const auto before = project.state();
    try {
        project.apply_to(*connection, payload);
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST((error.code == ErrorCode::invalid_query));
        BOOST_TEST(has(std::string_view(error.what()),
                       "\"verify\" cannot be \"scratch\": the vendor \"sqlite\" has no scratch"));
    }
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_another_model_proves_nothing) {
    const Trying project;
    const auto vendor = std::make_shared<WithWrongScratch>();
    const auto connection = vendor->open(project.settings());
    const auto payload = project.payload_of(add_body);
    const auto before = project.state();
    const auto refusal = refusal_of([&] { project.apply_to(*connection, payload); });
    BOOST_TEST(has(refusal, "cannot be made faithfully"));
    BOOST_TEST(has(refusal, "column posts.more is there alone"));
    BOOST_TEST(project.state() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
