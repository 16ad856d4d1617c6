// SPDX-License-Identifier: Apache-2.0
// What the journal holds is what is read back from it, and nothing else is taken for a journal.
#include <boost/test/unit_test.hpp>

#include "engine/apply/journal_text.hpp"
#include "engine/apply/settler.hpp"

namespace {

using namespace schemad;
using apply::way_back_of_text;
using plan::Touch;

} // namespace

BOOST_AUTO_TEST_SUITE(journal_text)

BOOST_AUTO_TEST_CASE(a_way_back_is_read_as_it_was_written) {
    plan::Step step;
    step.reversible = true;
    plan::Statement drop;
    drop.sql = sql::SqlText("alter table t drop column zip");
    drop.touch = 1;
    plan::Statement row;
    row.sql = sql::SqlText("update x set a = ?");
    row.params = {std::string{"it's"}, nullptr, std::int64_t{7}};
    step.undo = {drop, row};
    step.touches = {{Touch::Does::drops, Touch::Kind::index, "t", "i", "plain a"},
                    {Touch::Does::makes, Touch::Kind::column, "t", "zip", "varchar(9) null",
                     sql::SqlText("select count(*) from t")}};
    const auto way = way_back_of_text(apply::text_of_way_back(step));
    BOOST_TEST(way.told);
    BOOST_TEST((way.touches == step.touches));
    BOOST_REQUIRE(way.undo.has_value());
    BOOST_REQUIRE(way.undo->size() == 2u);
    BOOST_TEST((*way.undo)[0].sql.view() == drop.sql.view());
    BOOST_TEST((*way.undo)[0].touch == 1u);
    BOOST_TEST(((*way.undo)[1].params == row.params));

    step.reversible = false;
    BOOST_TEST(!way_back_of_text(apply::text_of_way_back(step)).undo.has_value());
}

BOOST_AUTO_TEST_CASE(a_journal_of_an_older_version_tells_no_touches) {
    const auto way = way_back_of_text(R"([["drop table t", []]])");
    BOOST_TEST(!way.told);
    BOOST_TEST(way.touches.empty());
    BOOST_REQUIRE(way.undo.has_value());
    BOOST_TEST(way.undo->front().sql.view() == "drop table t");
}

BOOST_AUTO_TEST_CASE(what_is_no_journal_is_refused) {
    for (const auto* text :
         {"", "{", "7", "{}", R"({"undo":1,"touches":[]})", R"({"undo":null})", R"({"undo":[],"touches":[[0]]})",
          R"({"undo":null,"touches":[[3,0,"","","",""]]})", R"({"undo":null,"touches":[[0,4,"","","",""]]})",
          R"({"undo":null,"touches":[[-1,0,"","","",""]]})", R"({"undo":null,"touches":[[0,0,"","","",1]]})",
          R"({"undo":[["a",[],1]],"touches":[[0,0,"","","",""]]})",
          R"({"undo":[["a",[],-1]],"touches":[[0,0,"","","",""]]})", R"({"undo":[["a"]],"touches":[]})",
          R"({"undo":[["a",[],0,0]],"touches":[]})"})
        BOOST_CHECK_THROW(way_back_of_text(text), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(only_a_clear_no_of_the_server_is_a_refusal) {
    for (const auto no : {SCHEMAD_E_EXISTS, SCHEMAD_E_NOT_FOUND, SCHEMAD_E_SYNTAX, SCHEMAD_E_UNIQUE,
                          SCHEMAD_E_PERMISSION, SCHEMAD_E_UNSUPPORTED, SCHEMAD_E_BUSY})
        BOOST_TEST(apply::says_refused(no), "status " << no);
    for (const auto unclear : {SCHEMAD_E_CONNECTION, SCHEMAD_E_TIMEOUT, SCHEMAD_E_CANCELLED, SCHEMAD_E_INTERNAL,
                               SCHEMAD_E_LIMIT, SCHEMAD_OK})
        BOOST_TEST(!apply::says_refused(unclear), "status " << unclear);
}

BOOST_AUTO_TEST_SUITE_END()
