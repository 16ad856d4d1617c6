// SPDX-License-Identifier: Apache-2.0
// Many statements at once do what they do one by one, and tell where they stopped: <schemad/batch.h>.
#include <random>

#include "tests/conformance/server_vendors/contract.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

struct Outcome {
    schemad_status status = SCHEMAD_OK;
    std::vector<std::size_t> ran;
};

Outcome at_once(Connection& c, const std::vector<BatchStatement>& all) {
    Outcome outcome;
    outcome.status = status_of([&] { c.execute_all(all, [&](std::size_t i) { outcome.ran.push_back(i); }); });
    return outcome;
}

Outcome one_by_one(Connection& c, const std::vector<BatchStatement>& all) {
    Outcome outcome;
    outcome.status = status_of([&] {
        for (std::size_t i = 0; i < all.size(); ++i) {
            c.execute(all[i].sql, all[i].params);
            outcome.ran.push_back(i);
        }
    });
    return outcome;
}

BatchStatement statement(std::string_view sql, std::vector<schemad_value> params = {}) {
    return {sql_of(sql), std::move(params)};
}

// Texts that end a statement, a string or a compound where they are not quoted.
constexpr std::string_view odd_texts[] = {
    "a;b",  "it's", "back\\slash\\", "\"double\"", "`back`", "-- no comment",         "/* */", "? ?",
    "END;", "$$",   "\r\n;\r\n",     "ü漢",        "",       "'; drop table kept; --"};

constexpr std::string_view zero_byte("a\0b", 3);

// A batch made by chance: rows with odd texts, new columns, and now and then what the server refuses.
std::vector<BatchStatement> made_batch(std::mt19937& random) {
    std::vector<BatchStatement> all;
    const auto count = 1 + random() % 90; // more than any vendor sends in one piece
    for (std::size_t i = 0; i < count; ++i) {
        const auto odd = odd_texts[random() % std::size(odd_texts)];
        switch (random() % 60) {
        case 0: all.push_back(statement("insert into missing values (1)")); break;
        case 1: all.push_back(statement("insert into")); break;
        case 2: all.push_back(statement("insert into kept values (1, 'twice')")); break;
        case 3: all.push_back(statement("insert into kept values (?, ?)", {value_of(std::int64_t{1})})); break;
        case 4:
        case 5:
        case 6: all.push_back(statement("alter table kept add column c" + std::to_string(i) + " integer")); break;
        case 8: // PostgreSQL has no such text, and the driver says so before anything is sent
            all.push_back(statement("insert into kept (i, t) values (?, ?)",
                                    {value_of(static_cast<std::int64_t>(10 + i)), value_of(zero_byte)}));
            break;
        case 7: all.push_back(statement("update kept set t = 'semi;colon -- ?' where i = 2")); break;
        default:
            all.push_back(statement("insert into kept (i, t) values (?, ?)",
                                    {value_of(static_cast<std::int64_t>(10 + i)), value_of(odd)}));
        }
    }
    return all;
}

void prepare(Connection& c) {
    c.execute("create table kept (i integer primary key, t varchar(100))");
    c.execute("insert into kept values (1, 'one'), (2, 'two')");
}

std::string what_is_there(Connection& c) {
    const auto catalog = c.inspect();
    std::string all;
    for (const auto& column : columns(*catalog)) all += std::string(view(column.name)) + ",";
    return all + "\n" + text(c, "select i, t from kept order by i");
}

void alike(const Target& target) {
    std::mt19937 random(20261126);
    for (int round = 0; round < 40; ++round) {
        const auto all = made_batch(random);
        std::string there[2];
        Outcome outcomes[2];
        for (const bool at : {false, true}) {
            const TestDatabase place(target);
            const auto c = place.open();
            prepare(*c);
            c->begin(SCHEMAD_BEGIN_APPLY);
            outcomes[at] = at ? at_once(*c, all) : one_by_one(*c, all);
            if (outcomes[at].status == SCHEMAD_OK)
                c->commit();
            else
                c->rollback();
            there[at] = what_is_there(*c); // the connection is usable, too
        }
        BOOST_TEST_CONTEXT("round " << round) {
            BOOST_TEST(outcomes[0].status == outcomes[1].status);
            BOOST_TEST(outcomes[0].ran == outcomes[1].ran, boost::test_tools::per_element());
            BOOST_TEST(there[0] == there[1]);
        }
    }
}
const auto alike_case = contract("batches_alike", alike);

void lost_within(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    prepare(*c);
    c->begin(SCHEMAD_BEGIN_APPLY);
    const std::vector all{statement("insert into kept values (3, 'three')"),
                          statement(target.vectors == "mysql"
                                        ? "kill connection_id()"
                                        : "do $$ begin perform pg_terminate_backend(pg_backend_pid()); end $$"),
                          statement("insert into kept values (4, 'four')")};
    const auto outcome = at_once(*c, all);
    BOOST_TEST(outcome.status == SCHEMAD_E_CONNECTION);
    BOOST_TEST(outcome.ran.size() <= 1u);
    BOOST_TEST(text(*place.open(), "select count(*) from kept") == "2");
}
const auto lost_case = contract("batch_lost_within", lost_within, "postgres mysql");

void nothing_and_one(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    prepare(*c);
    c->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST(at_once(*c, {}).ran.empty());
    BOOST_TEST(at_once(*c, {statement("insert into kept values (3, 'x')")}).ran.size() == 1u);
    c->commit();
    BOOST_TEST(text(*c, "select count(*) from kept") == "3");
}
const auto few_case = contract("batch_of_few", nothing_and_one);

} // namespace
