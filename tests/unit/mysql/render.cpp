// SPDX-License-Identifier: Apache-2.0
// Steps as SQL, the questions before them, and what is refused for the sake of others. docs/spec/vendors-5-ddl.md
// section 5.
#include <boost/test/unit_test.hpp>

#include "plugins/mysql/identifiers.hpp"
#include "tests/hostile_types.hpp"
#include "tests/unit/mysql/made_catalog.hpp"

using namespace schemad;
using test::MadeCatalog;
using test::StepBuilder;
using Lines = std::vector<std::string>;
using Refusals = std::vector<schemad_status>;

namespace {

test::ColumnWords column(const char* name, const char* type, std::uint32_t flags = SCHEMAD_SPEC_NULLABLE,
                         std::uint32_t changed = 0) {
    test::ColumnWords w;
    w.name = name, w.type = type, w.flags = flags, w.changed = changed;
    return w;
}

MadeCatalog big(const char* version = "10.11.6-MariaDB") {
    MadeCatalog c(version);
    c.table("big").table("parent").table("plain").table("log");
    c.column("big", "id", "int(11)", 0).column("big", "code", "varchar(40)").column("big", "viewed", "int(11)");
    c.column("big", "n", "int(11)").column("big", "lo", "int(11)").column("big", "hi", "int(11)");
    c.column("big", "digits", "varchar(20)").column("big", "shout", "varchar(40)", 1, "upper(`code`)");
    c.column("parent", "id", "int(11)", 0).column("parent", "name", "varchar(20)");
    c.column("plain", "code", "varchar(40)").column("log", "what", "text");
    return c;
}

bool lacks(std::string_view text, const char* what) { return text.find(what) == std::string::npos; }

} // namespace

BOOST_AUTO_TEST_SUITE(render)

BOOST_AUTO_TEST_CASE(create) {
    MadeCatalog c;
    test::ColumnWords id = column("id", "integer", SCHEMAD_SPEC_AUTO_INCREMENT | SCHEMAD_SPEC_PRIMARY_KEY);
    test::ColumnWords title = column("ti`tle", "string", 0);
    title.default_kind = SCHEMAD_DEFAULT_TEXT, title.default_text = "it's";
    BOOST_TEST(c.run(StepBuilder(SCHEMAD_CREATE_TABLE, "t").add(id).add(title).add_index("t_u", "ti`tle", true)) ==
                   Lines{"CREATE TABLE `t` (`id` int unsigned NOT NULL AUTO_INCREMENT, `ti``tle` varchar(255) NOT NULL "
                         "DEFAULT 'it''s', PRIMARY KEY (`id`), UNIQUE INDEX `t_u` (`ti``tle`))"},
               boost::test_tools::per_element());
    BOOST_CHECK_THROW(c.run(StepBuilder(SCHEMAD_CREATE_TABLE, "t")), kit::Error);
    BOOST_TEST(!c.refusal(StepBuilder(SCHEMAD_CREATE_TABLE, std::string(65, 'x')).add(id)).empty());
    BOOST_TEST(!c.refusal(StepBuilder(SCHEMAD_CREATE_TABLE, "t").add(column("x", "text")).add_index("i", "x")).empty());
    BOOST_TEST(!c.refusal(StepBuilder(SCHEMAD_CREATE_TABLE, "t").add(column("x", "mystery"))).empty());
}

// A name is written down where it is one of the list; else the field type decides, and there is no column where it does
// not. What the catalog calls a type is the database's own, and goes back as it is.
BOOST_AUTO_TEST_CASE(no_text_of_a_document_is_a_type) {
    for (const char* version : {"10.11.6-MariaDB", "8.0.36"}) {
        MadeCatalog c(version);
        const auto words = [](const char* own, const char* field, std::uint32_t flags) {
            auto w = column("c", field, flags | SCHEMAD_SPEC_OWN_SPELLING);
            w.data_type = own, w.max_length = 10, w.numeric_precision = 10;
            return w;
        };
        const auto refusal = [&](const char* own) {
            return c.refusal(StepBuilder(SCHEMAD_CREATE_TABLE, "t").add(words(own, "unknown", SCHEMAD_SPEC_NULLABLE)));
        };
        const auto made = [&](const char* own, const char* field, std::uint32_t flags = SCHEMAD_SPEC_NULLABLE) {
            return c.run(StepBuilder(SCHEMAD_CREATE_TABLE, "t").add(words(own, field, flags)));
        };
        const auto key = SCHEMAD_SPEC_AUTO_INCREMENT | SCHEMAD_SPEC_PRIMARY_KEY;
        for (const char* hostile : test::hostile_types) {
            BOOST_TEST(!refusal(hostile).empty(), hostile);
            BOOST_TEST(made(hostile, "text") == made("", "text"), hostile);
            BOOST_TEST(made(hostile, "integer", key) == made("", "integer", key), hostile);
        }
        for (const char* good : {"int unsigned", "double", "double unsigned", "decimal unsigned", "varchar", "bit"})
            BOOST_TEST(refusal(good).empty(), good);
    }
    MadeCatalog c;
    c.table("t").column("t", "e", "enum('a','it''s; --')").column("t", "z", "int(10) unsigned zerofill");
    for (const char* name : {"e", "z"}) {
        auto w = column(name, "unknown", 0, SCHEMAD_CHANGE_NULLABLE);
        const auto lines = c.run(StepBuilder(SCHEMAD_ALTER_TABLE, "t").alter(w));
        BOOST_TEST(lines.size() == 1u);
        const std::string kept = *name == 'e' ? "`e` enum('a','it''s; --') NOT NULL" : "`z` int(10) unsigned zerofill";
        BOOST_TEST(lines.at(0).find(kept) != std::string::npos, lines.at(0));
    }
}

BOOST_AUTO_TEST_CASE(an_alteration_keeps_the_rest) {
    MadeCatalog c;
    c.table("t");
    mysql::RawColumn raw;
    raw.table = "t", raw.name = "at", raw.column_type = "timestamp(3)", raw.nullable = true;
    raw.column_default = "current_timestamp(3)", raw.extra = "on update current_timestamp(3)", raw.comment = "it's";
    c.column(raw);
    auto w = column("at", "timestamp", 0, SCHEMAD_CHANGE_NULLABLE);
    BOOST_TEST(c.run(StepBuilder(SCHEMAD_ALTER_TABLE, "t").alter(w)) ==
                   Lines{"ALTER TABLE `t` MODIFY `at` timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE "
                         "current_timestamp(3) COMMENT 'it''s'"},
               boost::test_tools::per_element());
    BOOST_TEST(c.checks(StepBuilder(SCHEMAD_ALTER_TABLE, "t").alter(w)) == Refusals{SCHEMAD_E_CONTAINS_NULL},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(questions_first) {
    auto c = big();
    const auto asked = [&](const schemad_step& step) { return c.checks(step); };
    BOOST_TEST(asked(StepBuilder(SCHEMAD_ALTER_TABLE, "big").add(column("x", "integer", 0))) ==
                   Refusals{SCHEMAD_E_NOT_NULL},
               boost::test_tools::per_element());
    BOOST_TEST(asked(StepBuilder(SCHEMAD_ALTER_TABLE, "big").add(column("x", "integer"))) == Refusals{},
               boost::test_tools::per_element());
    BOOST_TEST(asked(StepBuilder(SCHEMAD_ALTER_TABLE, "big").add_index("i", "code", true)) ==
                   Refusals{SCHEMAD_E_UNIQUE},
               boost::test_tools::per_element());
    BOOST_TEST(asked(StepBuilder(SCHEMAD_ALTER_TABLE, "big").add_key({"n", "parent", "id", "k", "", ""})) ==
                   Refusals{SCHEMAD_E_FOREIGN_KEY},
               boost::test_tools::per_element());
    auto shorter = column("code", "string", 1, SCHEMAD_CHANGE_TYPE);
    shorter.max_length = 5;
    BOOST_TEST(asked(StepBuilder(SCHEMAD_ALTER_TABLE, "big").alter(shorter)) == Refusals{SCHEMAD_E_TOO_LONG},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(questions_name_rows_by_their_key) {
    auto c = big();
    StepBuilder step(SCHEMAD_ALTER_TABLE, "big");
    step.add(column("x", "integer", 0));
    BOOST_TEST(c.samples(step) == Lines{""}, boost::test_tools::per_element()); // it has no key
    c.index("big", "code_n", {"code", "n"}, SCHEMAD_INDEX_UNIQUE);
    c.index("plain", "PRIMARY", {"code"}, SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_PRIMARY_KEY);
    BOOST_TEST(c.samples(step) == Lines{""}, boost::test_tools::per_element());
    c.index("big", "PRIMARY", {"id", "co`de"}, SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_PRIMARY_KEY);
    BOOST_TEST(c.samples(step) == Lines{"SELECT `id`, `co``de` FROM `big` LIMIT 5"}, boost::test_tools::per_element());
    auto shorter = column("code", "string", 1, SCHEMAD_CHANGE_TYPE);
    shorter.max_length = 5;
    BOOST_TEST(c.samples(StepBuilder(SCHEMAD_ALTER_TABLE, "plain").alter(shorter)) ==
                   Lines{"SELECT `code` FROM `plain` WHERE `code` IS NOT NULL AND (CHAR_LENGTH(`code`) > 5) LIMIT 5"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(digits_are_more_than_a_number) {
    auto c = big();
    const auto script =
        c.script(StepBuilder(SCHEMAD_ALTER_TABLE, "big").alter(column("digits", "integer", 1, SCHEMAD_CHANGE_TYPE)));
    BOOST_REQUIRE(script.size() == 4u);
    BOOST_TEST(script[0].refusal == SCHEMAD_E_LOSES_VALUES);
    BOOST_TEST(script[1].refusal == SCHEMAD_E_OUT_OF_RANGE);
    BOOST_TEST(script[2].refusal == SCHEMAD_E_LOSES_VALUES);
    BOOST_TEST(!lacks(script[2].sql.view(), "'^(0|-?[1-9][0-9]*)$'"));
    BOOST_TEST(!lacks(script[0].sql.view(), "LIKE '%\\n'"));
    BOOST_TEST(script[3].role == SCHEMAD_RUN);
    const auto decimal =
        c.script(StepBuilder(SCHEMAD_ALTER_TABLE, "big").alter(column("digits", "decimal", 1, SCHEMAD_CHANGE_TYPE)));
    BOOST_TEST(std::any_of(decimal.begin(), decimal.end(),
                           [](const auto& s) { return !lacks(s.sql.view(), "REGEXP '^([+]|-?0[0-9])'"); }));
    const auto from_number =
        c.script(StepBuilder(SCHEMAD_ALTER_TABLE, "big").alter(column("n", "bigInteger", 1, SCHEMAD_CHANGE_TYPE)));
    BOOST_TEST(from_number.size() == 1u); // everything fits
}

BOOST_AUTO_TEST_CASE(drops) {
    auto c = big();
    BOOST_TEST(c.run(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop("n")) == Lines{"ALTER TABLE `big` DROP COLUMN `n`"},
               boost::test_tools::per_element());
    BOOST_TEST(c.run(StepBuilder(SCHEMAD_DROP_TABLE, "log")) == Lines{"DROP TABLE `log`"},
               boost::test_tools::per_element());
    BOOST_CHECK_THROW(c.run(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop_index("PRIMARY")), kit::Error);
    c.key("plain", "plain_n", "n", "big", "id");
    BOOST_TEST(c.run(StepBuilder(SCHEMAD_ALTER_TABLE, "plain").drop_key({"n", "big", "id", "", "", ""})) ==
                   Lines{"ALTER TABLE `plain` DROP FOREIGN KEY `plain_n`"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_catalog) {
    const auto script = mysql::render_step(nullptr, nullptr, StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop("viewed"));
    BOOST_TEST(script.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dependents)

constexpr const char* big_view = "select `db`.`big`.`id` AS `id`,`db`.`big`.`viewed` AS `viewed`,`db`.`big`.`n` + 1 AS "
                                 "`more`,`db`.`parent`.`name` AS `name` from (`db`.`big` left join `db`.`parent` "
                                 "on(`db`.`parent`.`id` = `db`.`big`.`lo`))";

BOOST_AUTO_TEST_CASE(views) {
    auto c = big();
    c.view("big_view", big_view);
    const auto drop = [&](const char* table, const char* name) {
        return c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, table).drop(name));
    };
    BOOST_TEST(!lacks(drop("big", "viewed"), "big_view"));
    BOOST_TEST(!lacks(drop("big", "VIEWED"), "big_view"));
    BOOST_TEST(!lacks(drop("parent", "name"), "big_view"));
    BOOST_TEST(drop("big", "hi") == "");
    BOOST_TEST(drop("log", "what") == "");
    BOOST_TEST(drop("plain", "code") == "");
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "parent")), "big_view"));
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "log")) == "");
    // a change of its type does it no harm
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big")
                             .alter(column("viewed", "bigInteger", 1, SCHEMAD_CHANGE_TYPE))) == "");
}

BOOST_AUTO_TEST_CASE(views_with_aliases_and_quotes) {
    auto c = big();
    c.view("aliased",
           "select `b`.`id` AS `id`,`x`.`name` AS `y``z` from (`db`.`big` `b` join (select `db`.`parent`.`id` "
           "AS `id`,`db`.`parent`.`name` AS `name` from `db`.`parent`) `x` on(`b`.`id` = `x`.`id`)) where "
           "`b`.`viewed` > 2 and `x`.`name` <> 'a`db`.`log`.`what`b' and `b`.`code` <> _utf8mb4'it\\'s `b`.`hi`'");
    const auto drop = [&](const char* table, const char* name) {
        return c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, table).drop(name));
    };
    BOOST_TEST(!lacks(drop("big", "viewed"), "aliased"));
    BOOST_TEST(!lacks(drop("parent", "name"), "aliased"));
    BOOST_TEST(drop("big", "n") == "");
    BOOST_TEST(drop("big", "hi") == "");
    BOOST_TEST(drop("log", "what") == "");
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "log")) == "");
}

BOOST_AUTO_TEST_CASE(a_view_that_is_broken_already_is_in_nobodys_way) {
    auto c = big();
    c.view("broken", "select `db`.`big`.`viewed` AS `v`,`db`.`gone`.`x` AS `x` from `db`.`big` join `db`.`gone`");
    c.view("broken_too", "select `db`.`big`.`n` AS `n`,`db`.`big`.`gone` AS `x` from `db`.`big`");
    c.view("on_top", "select `broken`.`v` AS `v`,`db`.`big`.`hi` AS `hi` from `db`.`broken` join `db`.`big`");
    for (const char* name : {"viewed", "n", "hi"})
        BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop(name)) == "");
    c.view("whole", "select `db`.`big`.`n` AS `n` from `db`.`big`");
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop("n")), "whole"));
}

BOOST_AUTO_TEST_CASE(a_view_called_as_its_database) {
    auto c = big();
    c.view("odd", "select `db`.`viewed` AS `viewed` from `db`.`big` `db`");
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop("viewed")), "odd"));
}

BOOST_AUTO_TEST_CASE(triggers) {
    auto c = big();
    c.trigger("big_ins", "big", "INSERT INTO log (what) VALUES (concat('hi', NEW.viewed)) -- n\n");
    c.trigger("parent_upd", "parent", "BEGIN SET @x = (SELECT `hi` FROM db.big WHERE big.id = OLD . name); END");
    const auto drop = [&](const char* table, const char* name) {
        return c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, table).drop(name));
    };
    BOOST_TEST(!lacks(drop("big", "viewed"), "big_ins"));
    BOOST_TEST(!lacks(drop("log", "what"), "big_ins"));
    BOOST_TEST(!lacks(drop("big", "hi"), "parent_upd"));
    BOOST_TEST(!lacks(drop("parent", "name"), "parent_upd"));
    BOOST_TEST(drop("big", "n") == "");
    BOOST_TEST(drop("big", "lo") == "");
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "log")), "big_ins"));
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "parent")) == ""); // its own trigger goes with it
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "big")), "parent_upd"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_yet_can_be_undone) {
    auto c = big();
    c.trigger("early", "big", "INSERT INTO later (what) SELECT soon FROM log");
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_DROP_TABLE, "later")) == "");
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "log").drop("soon")) == "");
}

BOOST_AUTO_TEST_CASE(checks_and_generated_columns) {
    auto c = big();
    c.check("big", "order", "`lo` <= `hi`")
        .check("big", "digits", "`digits` <> 'n'")
        .check("log", "other", "`n` > `what`");
    const auto drop = [&](const char* name) { return c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop(name)); };
    BOOST_TEST(!lacks(drop("lo"), "order"));
    BOOST_TEST(!lacks(drop("code"), "shout"));
    BOOST_TEST(drop("digits") == "");
    BOOST_TEST(drop("n") == "");
    BOOST_TEST(drop("shout") == "");
}

BOOST_AUTO_TEST_CASE(foreign_keys_of_others) {
    auto c = big();
    c.index("big", "PRIMARY", {"id"}, SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_PRIMARY_KEY);
    c.index("big", "code", {"code"}, SCHEMAD_INDEX_UNIQUE).index("big", "n", {"n"});
    c.key("plain", "plain_code", "code", "big", "code");
    const auto unindexed = [&](const char* name) {
        return c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop_index(name));
    };
    BOOST_TEST(!lacks(unindexed("code"), "the table plain"));
    BOOST_TEST(!lacks(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "big").drop("code")), "the table plain"));
    BOOST_TEST(unindexed("n") == "");
    BOOST_TEST(unindexed("not_there") == "");
    BOOST_TEST(c.refusal(StepBuilder(SCHEMAD_ALTER_TABLE, "plain").drop("code")) == ""); // the key's own column
    c.index("big", "both", {"code", "n"});
    BOOST_TEST(unindexed("code") == ""); // another one begins with it
}

BOOST_AUTO_TEST_CASE(names_in_definitions) {
    const auto chains = mysql::chains_of("`a``b` . c /* x.y */ 'it''s `n`' \"`m`\" # d\n /*!50001 e */ f(1) -- g");
    Lines found;
    for (const auto& chain : chains) {
        std::string joined;
        for (const auto& part : chain.parts) joined += (joined.empty() ? "" : "|") + part;
        found.push_back(joined);
    }
    BOOST_TEST(found == (Lines{"a`b|c", "e", "f", "1"}), boost::test_tools::per_element());
    for (const char* odd : {"`", "`a", "a.", "a.`", "'", "'\\", "/*", "/*!", "--", "#", ".", "`a`.`b", "\xff\xfe"})
        mysql::chains_of(odd); // ends
}

BOOST_AUTO_TEST_SUITE_END()
