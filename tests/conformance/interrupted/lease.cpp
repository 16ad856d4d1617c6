// SPDX-License-Identifier: Apache-2.0
// The lease of an apply on each server: who waits, who is refused, who takes over, and what the late one may still
// write.
#include <boost/test/unit_test.hpp>

#include "engine/apply/lease.hpp"
#include "engine/error.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"
#include "tests/conformance/server_vendors/targets.hpp"
#include "tests/test_sql.hpp"

namespace {

using namespace schemad;
using namespace std::chrono_literals;
using apply::Lease;

struct Ground {
    explicit Ground(const test::Target& target) : place(target) {
        place.clear();
        place.load("create table precious (a integer primary key);");
    }
    std::string text(const std::string& column) const {
        const auto rows = place.open()->query(test::sql_of("select " + column + " from schemad_lease"));
        const auto& cell = rows->cells[0];
        return cell.kind == SCHEMAD_INT64 ? std::to_string(cell.as.integer) : std::string{view(cell.as.text)};
    }
    void run(const std::string& sql) const { place.open()->execute(test::sql_of(sql)); }
    apply::LeaseTerms terms(std::chrono::milliseconds lasts = 20s, std::chrono::milliseconds patience = 1ms) const {
        return {&place.settings(), lasts, patience};
    }
    // As an owner on another server of the cluster would leave it.
    void give_to_another(int seconds) const {
        run("update schemad_lease set owner = 'elsewhere:1', since = 'noon', server = 'elsewhere', token = token + 1, "
            "expires = unix_timestamp() + " +
            std::to_string(seconds));
    }
    test::TestDatabase place;
};

bool names_the_other(const RequestError& error) {
    return error.code == ErrorCode::conflict && std::string{error.what()}.find("elsewhere:1") != std::string::npos;
}

void rules(const test::Target& target) {
    Ground ground(target);
    if (ground.place.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) { // its transaction is lock and fence in one
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms());
        lease.renew();
        lease.commit();
        BOOST_TEST(!store::exists(*connection->inspect(), model::lease_table()));
        return;
    }
    {
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms());
        BOOST_TEST(ground.text("owner") == apply::owner_name());
        BOOST_TEST(ground.text("token") == "1");
        lease.commit();
        BOOST_TEST(ground.text("owner") == "");
    }
    { // given back without a commit, too; each owner has a number of its own
        const auto connection = ground.place.open();
        { const Lease lease(*connection, ground.terms()); }
        BOOST_TEST(ground.text("owner") == "");
        BOOST_TEST(ground.text("token") == "2");
    }
    { // a living owner on another server: refused by name, and nothing of its is touched
        ground.give_to_another(30);
        const auto connection = ground.place.open();
        BOOST_CHECK_EXCEPTION(Lease(*connection, ground.terms()), RequestError, names_the_other);
        BOOST_TEST(ground.text("owner") == "elsewhere:1");
        ground.run("update schemad_lease set expires = unix_timestamp() - 1"); // its time is over
        Lease lease(*connection, ground.terms());
        BOOST_TEST(ground.text("owner") == apply::owner_name());
        lease.commit();
    }
    { // an owner on this very server whose session has ended waits for nobody
        ground.give_to_another(30);
        ground.run("update schemad_lease set server = left(concat(@@hostname, ':', @@port, ':', @@datadir), 255)");
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms());
        lease.commit();
    }
    { // whoever lost it writes nothing any more
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms());
        ground.give_to_another(30);
        BOOST_CHECK_EXCEPTION(lease.renew(), RequestError, names_the_other);
        BOOST_CHECK_EXCEPTION(lease.commit(), RequestError, names_the_other);
    }
    BOOST_TEST(ground.text("owner") == "elsewhere:1"); // and gives nothing back that is not its own
    {
        ground.run("update schemad_lease set expires = 0");
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms());
        connection->execute("insert into precious values (1)");
        ground.give_to_another(30);
        BOOST_CHECK_EXCEPTION(lease.commit(), RequestError, names_the_other);
    }
    BOOST_TEST(ground.text("(select count(*) from precious)") == "0");
    { // the applying thread is silent, as in one long statement: the lease is kept alive beside it
        ground.run("update schemad_lease set expires = 0");
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms(3s));
        const auto beats = ground.text("beat");
        const auto patience = std::chrono::steady_clock::now() + 60s; // ends the test where nobody keeps it alive
        while (ground.text("beat") == beats && std::chrono::steady_clock::now() < patience) {}
        BOOST_TEST(ground.text("beat") != beats);
        BOOST_TEST(ground.text("expires >= unix_timestamp()") == "1");
        lease.commit();
    }
    { // what keeps it alive waits for the row that the apply itself has locked: it is called off, and the apply commits
        const auto connection = ground.place.open();
        Lease lease(*connection, ground.terms(3s));
        lease.renew();
        const auto waiting = "(select count(*) from information_schema.processlist where lower(info) like "
                             "'update %schemad_lease%')";
        const auto patience = std::chrono::steady_clock::now() + 60s;
        while (ground.text(waiting) == "0" && std::chrono::steady_clock::now() < patience) {}
        BOOST_TEST(ground.text(waiting) == "1");
        lease.commit();
        BOOST_TEST(ground.text("owner") == "");
    }
}

const test::Cases registered("lease", [] {
    for (const auto& target : test::targets()) test::add_case(target.name, "lease", [&target] { rules(target); });
});

} // namespace
