// SPDX-License-Identifier: Apache-2.0
// Whatever changes in the catalog or in the tables named, the fingerprint is another one: <schemad/fingerprint.h>.
#include "tests/conformance/server_vendors/contract.hpp"

#include <chrono>
#include <thread>

using namespace schemad;
using namespace schemad::test;

namespace {

constexpr std::string_view kept[] = {"kept"};

std::string seen_by(Connection& c, std::span<const std::string_view> tables = kept) {
    c.begin(SCHEMAD_BEGIN_READ);
    auto text = c.fingerprint(tables);
    c.commit();
    return text;
}

// The server's own work in the background, and that of other tests in other databases of it, may change it for nothing,
// so it is asked until it stands still.
std::string settled(Connection& c) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    auto text = seen_by(c);
    while (std::chrono::steady_clock::now() < end) {
        auto again = seen_by(c);
        if (again == text) return text;
        text = std::move(again);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    BOOST_ERROR("the fingerprint never stands still");
    return text;
}

void every_change_is_seen(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open(), other = place.open();
    other->execute("create table kept (i integer primary key, t varchar(20))");
    if (target.vectors == "mysql") { // nothing exact to be had
        BOOST_TEST(seen_by(*c).empty());
        return;
    }
    const std::vector<std::string> changes{"insert into kept values (1, 'a')",
                                           "update kept set t = 'b'",
                                           "update kept set t = 'c' where i = 1",
                                           "create table more (i integer)",
                                           "alter table more add column j integer",
                                           "alter table more rename column j to k",
                                           "alter table more rename to again",
                                           "create index again_k on again (k)",
                                           "drop index again_k",
                                           "create view seen as select i from kept",
                                           "drop view seen",
                                           "drop table again",
                                           "delete from kept",
                                           "insert into kept values (1, 'a')",
                                           "delete from kept where i = 1"};
    for (const auto* who : {&other, &c}) // somebody else, and this very connection
        for (const auto& change : changes) {
            const auto before = settled(*c);
            BOOST_TEST(!before.empty());
            (*who)->begin(SCHEMAD_BEGIN_APPLY);
            (*who)->execute(sql_of(change));
            (*who)->commit();
            BOOST_TEST(seen_by(*c) != before, change);
        }
    // what is rolled back may be told as a change, and what follows it has to be
    const auto before = settled(*c);
    c->begin(SCHEMAD_BEGIN_APPLY);
    c->execute("create table gone (i integer)");
    c->rollback();
    other->execute("create table gone (i integer)");
    BOOST_TEST(seen_by(*c) != before);
    // a view of one moment stays one
    c->begin(SCHEMAD_BEGIN_READ);
    const auto first = c->fingerprint(kept);
    other->execute(
        sql_of(target.vectors == "sqlite" ? "create table if not exists gone (i integer)" : "drop table gone"));
    BOOST_TEST(c->fingerprint(kept) == first);
    c->commit();
}
const auto changes_case = contract("every_change_is_seen", every_change_is_seen);

void nothing_is_said_of_what_is_no_plain_table(const Target& target) {
    if (target.vectors == "mysql") return;
    const TestDatabase place(target);
    const auto c = place.open();
    c->execute("create table kept (i integer primary key)");
    c->execute("create view a_view as select i from kept");
    std::vector<std::string> none{"a_view", "missing"};
    if (target.vectors == "sqlite") {
        c->execute("create virtual table a_virtual using fts5(x)");
        none.emplace_back("a_virtual");
    } else {
        for (const auto* sql :
             {"create table parted (i integer) partition by range (i)", "create table parent (i integer)",
              "create table child () inherits (parent)", "create table guarded (i integer)",
              "alter table guarded enable row level security", "create materialized view a_copy as select 1 as i"})
            c->execute(sql_of(sql));
        none.insert(none.end(), {"parted", "parent", "guarded", "a_copy"});
    }
    for (const auto& name : none) {
        const std::string_view both[] = {"kept", name};
        BOOST_TEST(seen_by(*c, both).empty(), name);
    }
    BOOST_TEST(!seen_by(*c).empty());
    BOOST_TEST(c->fingerprint(kept).empty()); // outside of a transaction it would be of no moment
}
const auto plain_case = contract("fingerprint_of_plain_tables", nothing_is_said_of_what_is_no_plain_table);

} // namespace
