// SPDX-License-Identifier: Apache-2.0
// begin, commit, rollback; who excludes whom; what ends a call from outside; settings and secrets.
#include <atomic>
#include <thread>

#include "tests/conformance/server_vendors/contract.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

Settings lock_timeout(const Target& target, const char* ms) { return {{words(target).lock_timeout, ms}}; }

void commit_and_rollback(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open(), other = place.open();
    c->execute("create table t (i integer)");
    c->begin(SCHEMAD_BEGIN_APPLY);
    c->execute("insert into t values (1)");
    c->rollback();
    c->rollback(); // a no-op
    BOOST_TEST(text(*c, "select count(*) from t") == "0");
    c->begin(SCHEMAD_BEGIN_APPLY);
    c->execute("insert into t values (1)");
    c->commit();
    BOOST_TEST(text(*other, "select count(*) from t") == "1");
    BOOST_TEST((status_of([&] { c->commit(); }) != SCHEMAD_OK)); // nothing to commit
    c->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST((status_of([&] { c->begin(SCHEMAD_BEGIN_APPLY); }) != SCHEMAD_OK)); // not nested
    c->rollback();
    c->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST((status_of([&] { c->execute("insert into missing values (1)"); }) == SCHEMAD_E_NOT_FOUND));
    c->rollback();
    c->begin(SCHEMAD_BEGIN_READ);
    BOOST_TEST(text(*c, "select count(*) from t") == "1");
    c->commit();
    c->begin(SCHEMAD_BEGIN_READ);
    c->rollback();
    {
        const auto left = place.open();
        left->begin(SCHEMAD_BEGIN_APPLY);
        left->execute("insert into t values (2)");
    } // close rolls back and frees the lock
    c->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST(text(*c, "select count(*) from t") == "1");
    c->rollback();
}
const auto commits = contract("commit_and_rollback", commit_and_rollback);

void ddl_rolls_back(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    c->begin(SCHEMAD_BEGIN_APPLY);
    c->execute("create table t (i integer)");
    c->rollback();
    const bool there = c->inspect()->table_count != 0;
    BOOST_TEST(there != c->vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL), "the capability says otherwise");
}
const auto ddl = contract("ddl_rolls_back", ddl_rolls_back);

void one_apply_at_a_time(const Target& target) {
    const TestDatabase place(target);
    const auto first = place.open(), second = place.open(lock_timeout(target, "200"));
    first->execute("create table t (i integer)");
    first->begin(SCHEMAD_BEGIN_APPLY);
    const auto took =
        milliseconds([&] { BOOST_TEST((status_of([&] { second->begin(SCHEMAD_BEGIN_APPLY); }) == SCHEMAD_E_BUSY)); });
    BOOST_TEST(took >= 150);
    BOOST_TEST(took < 5000);
    second->ping();
    first->execute("create table u (i integer)"); // commits implicitly on some: the lock stays all the same
    BOOST_TEST((status_of([&] { second->begin(SCHEMAD_BEGIN_APPLY); }) == SCHEMAD_E_BUSY));
    first->commit();
    BOOST_TEST((status_of([&] { second->begin(SCHEMAD_BEGIN_APPLY); }) == SCHEMAD_OK));
    second->rollback();
    first->begin(SCHEMAD_BEGIN_APPLY);
    first->rollback();
    second->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST((status_of([&] { second->execute("insert into missing values (1)"); }) == SCHEMAD_E_NOT_FOUND));
    second->rollback();
    first->begin(SCHEMAD_BEGIN_APPLY); // freed also after a failure
    first->commit();
}
const auto exclusion = contract("one_apply_at_a_time", one_apply_at_a_time);

void readers_go_on(const Target& target) {
    const TestDatabase place(target);
    const auto reader = place.open(), writer = place.open();
    writer->execute("create table t (i integer)");
    writer->begin(SCHEMAD_BEGIN_APPLY);
    writer->execute("insert into t values (1)");
    reader->begin(SCHEMAD_BEGIN_READ);
    BOOST_TEST(text(*reader, "select count(*) from t") == "0");
    BOOST_TEST(reader->inspect()->table_count == 1u);
    reader->commit();
    writer->commit();
    reader->begin(SCHEMAD_BEGIN_READ);
    BOOST_TEST(text(*reader, "select count(*) from t") == "1");
    writer->execute("insert into t values (2)");
    BOOST_TEST(text(*reader, "select count(*) from t") == "1"); // the same view to the end
    BOOST_TEST((status_of([&] { reader->execute("insert into t values (3)"); }) != SCHEMAD_OK)); // and read only
    reader->rollback();
    BOOST_TEST(text(*reader, "select count(*) from t") == "2");
}
const auto readers = contract("consistent_read", readers_go_on, "postgres mysql");

void catalog_in_one_view(const Target& target) {
    const TestDatabase place(target);
    const auto reader = place.open(), writer = place.open();
    writer->execute("create table a (i integer)");
    reader->begin(SCHEMAD_BEGIN_READ);
    BOOST_TEST(reader->inspect()->table_count == 1u);
    writer->execute("create table b (i integer)");
    BOOST_TEST(reader->inspect()->table_count == 1u); // catalog and rows are of one moment
    reader->commit();
    BOOST_TEST(reader->inspect()->table_count == 2u);
}
const auto one_view = contract("catalog_in_one_view", catalog_in_one_view, "postgres");

// Some functions of PostgreSQL look past the view at the newest catalog: what they say of a dropped table is no answer.
void dropped_meanwhile(const Target& target) {
    const TestDatabase place(target);
    const auto reader = place.open(), writer = place.open();
    for (const auto* gone : {"drop table a", "alter table b alter i drop default; drop sequence s"}) {
        writer->execute("create table if not exists a (i serial)");
        writer->execute("create sequence s");
        writer->execute("create table b (i integer default nextval('s'))");
        reader->begin(SCHEMAD_BEGIN_READ);
        BOOST_TEST(reader->inspect()->table_count == 2u);
        const std::string_view statements = gone;
        const auto end = statements.find("; ");
        writer->execute(test::sql_of(statements.substr(0, end)));
        if (end != statements.npos) writer->execute(test::sql_of(statements.substr(end + 2)));
        BOOST_TEST((status_of([&] { reader->inspect(); }) == SCHEMAD_E_BUSY));
        reader->rollback();
        BOOST_TEST(reader->inspect()->table_count == (end == statements.npos ? 1u : 2u)); // usable, and of now
        writer->execute("drop table b");
        writer->execute("drop sequence if exists s");
    }
}
const auto dropped = contract("dropped_meanwhile", dropped_meanwhile, "postgres");

void cancelled(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    for (int round = 0; round < 2; ++round) {
        std::atomic<bool> ended{false};
        // again and again, as it may come before the statement is under way
        std::thread from_outside([&] {
            while (!ended) {
                c->cancel();
                std::this_thread::yield();
            }
        });
        schemad_status status = SCHEMAD_OK;
        const auto took =
            milliseconds([&] { status = status_of([&] { c->query(test::sql_of(words(target).endless)); }); });
        ended = true;
        from_outside.join();
        BOOST_TEST(status == SCHEMAD_E_CANCELLED);
        BOOST_TEST(took < 10'000);
        // a late one may still hit the next statement, but not the one after it for ever
        for (int i = 0; i < 50 && status_of([&] { c->query("select 1"); }) == SCHEMAD_E_CANCELLED; ++i) {}
        BOOST_TEST(text(*c, "select 1") == "1");
    }
}
const auto cancels = contract("cancel", cancelled);

void statement_timeout(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open({{"statement_timeout_ms", "200"}});
    const auto took = milliseconds(
        [&] { BOOST_TEST((status_of([&] { c->query(test::sql_of(words(target).endless)); }) == SCHEMAD_E_TIMEOUT)); });
    BOOST_TEST(took < 10'000);
    BOOST_TEST(text(*c, "select 1") == "1");
}
const auto timeouts = contract("statement_timeout", statement_timeout);

void server_gone(const Target& target) {
    const TestDatabase place(target);
    const auto killer = place.open();
    for (const bool inside : {false, true}) {
        const auto c = place.open();
        const bool postgres = target.vectors == "postgres";
        const auto id = text(*c, postgres ? "select pg_backend_pid()" : "select connection_id()");
        if (inside) c->begin(SCHEMAD_BEGIN_APPLY);
        killer->query(test::sql_of(postgres ? "select pg_terminate_backend(" + id + ", 5000)" : "select 1"));
        if (!postgres) killer->execute(test::sql_of("kill " + id));
        BOOST_TEST((status_of([&] { c->query("select 1"); }) == SCHEMAD_E_CONNECTION));
        BOOST_TEST((status_of([&] { c->ping(); }) == SCHEMAD_E_CONNECTION));
        BOOST_TEST((status_of([&] { c->execute("select 1"); }) == SCHEMAD_E_CONNECTION));
        BOOST_TEST((status_of([&] { c->begin(SCHEMAD_BEGIN_READ); }) == SCHEMAD_E_CONNECTION));
        BOOST_TEST((status_of([&] { c->inspect(); }) == SCHEMAD_E_CONNECTION));
        c->rollback();
        c->cancel();
        if (!inside) continue;
        killer->begin(SCHEMAD_BEGIN_APPLY); // its lock went with it
        killer->rollback();
    }
}
const auto gone = contract("server_gone", server_gone, "postgres mysql");

void settings(const Target& target) {
    const TestDatabase place(target);
    std::optional<VendorError> e;
    BOOST_TEST((status_of([&] { place.open({{"no_such_setting", "secret-value"}}); }, &e) == SCHEMAD_E_INVALID));
    BOOST_REQUIRE(e);
    BOOST_TEST(std::string(e->what()).find("no_such_setting") != std::string::npos);
    BOOST_TEST(std::string(e->what()).find("secret-value") == std::string::npos);
    BOOST_TEST((status_of([&] { place.open({{"statement_timeout_ms", "soon"}}); }) == SCHEMAD_E_INVALID));
    BOOST_TEST((status_of([&] { place.open({{words(target).lock_timeout, "-1"}}); }) == SCHEMAD_E_INVALID));
    BOOST_TEST((status_of([&] { place.vendor().open({}); }) != SCHEMAD_OK));
}
const auto unknown = contract("settings", settings);

void secrets(const Target& target) {
    const TestDatabase place(target);
    const std::string password = "hush-hush-4711";
    const auto url = (target.vectors == "mysql" ? "mysql://nobody:" : "postgres://nobody:") + password;
    std::string port;
    for (const auto& [key, value] : place.settings())
        if (key == "port") port = value;
    const std::vector<Settings> wrong{
        {{"host", "127.0.0.1"},
         {"port", port},
         {"user", "schemad"},
         {"password", password},
         {"database", "conformance"}},
        {{"host", "127.0.0.1"}, {"port", port}, {"user", "nobody"}, {"password", password}, {"database", "missing"}},
        {{"host", "127.0.0.1"}, {"port", "1"}, {"user", "schemad"}, {"password", password}, {"database", "x"}},
        {{"host", "no-such-host.invalid"}, {"port", port}, {"user", "u"}, {"password", password}, {"database", "x"}},
        {{"connection_string", url + "@127.0.0.1:" + port + "/conformance"}},
        {{"connection_string", url + "@127.0.0.1:1/x"}},
        {{"connection_string", url + "@[::bad/x"}},
        {{"connection_string", "password=" + password + " hots=x"}},
        {{"connection_string", url}}};
    for (auto one : wrong) {
        std::optional<VendorError> e;
        one.push_back({"connect_timeout_ms", "3000"});
        const auto took = milliseconds([&] { status_of([&] { place.vendor().open(one); }, &e); });
        BOOST_TEST_CONTEXT(one.front().second) {
            BOOST_TEST(took < 10'000);
            BOOST_REQUIRE(e);
            BOOST_TEST(std::string(e->what()).find(password) == std::string::npos, e->what());
            BOOST_TEST(std::string(e->what()).find("hush") == std::string::npos, e->what());
            BOOST_TEST((e->status == SCHEMAD_E_CONNECTION || e->status == SCHEMAD_E_PERMISSION ||
                        e->status == SCHEMAD_E_INVALID || e->status == SCHEMAD_E_NOT_FOUND),
                       e->status << " " << e->what());
        }
    }
    const Settings right = place.settings();
    std::string encoded;
    for (const char l : place.password()) {
        static constexpr char hex[] = "0123456789ABCDEF";
        encoded += {'%', hex[(l >> 4) & 15], hex[l & 15]};
    }
    const auto c = place.vendor().open(
        {{"connection_string", (target.vectors == "mysql" ? "mysql" : "postgresql") + ("://schemad:" + encoded) +
                                   "@127.0.0.1:" + port + "/conformance"}});
    BOOST_TEST(text(*c, "select 1") == "1");
}
const auto hidden = contract("secrets", secrets, "postgres mysql");

void many_connections(const Target& target) {
    const TestDatabase place(target);
    std::vector<std::thread> all;
    std::atomic<int> good{0};
    for (int i = 0; i < 8; ++i)
        all.emplace_back([&] {
            try {
                for (int n = 0; n < 5; ++n) {
                    const auto c = place.open();
                    c->begin(SCHEMAD_BEGIN_READ);
                    if (c->inspect()->table_count == 0 && text(*c, "select 1") == "1") ++good;
                    c->commit();
                }
            } catch (const std::exception&) {}
        });
    for (auto& thread : all) thread.join();
    BOOST_TEST(good == 40);
}
const auto threads = contract("many_threads", many_connections);

} // namespace
