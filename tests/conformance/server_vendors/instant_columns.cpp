// SPDX-License-Identifier: Apache-2.0
// Columns that come and go many times: InnoDB counts what was dropped without a copy against the size of a row, until a
// copy is asked for. An apply, or the way back of one, must not end at that.
#include <boost/test/unit_test.hpp>

#include "tests/conformance/server_vendors/targets.hpp"
#include "tests/test_sql.hpp"

namespace {

using namespace schemad;

void come_and_go(const test::Target& target) {
    test::TestDatabase place(target);
    place.clear();
    const auto connection = place.open();
    connection->execute("create table t (id integer primary key, kept varchar(20))");
    connection->execute("insert into t values (1, 'here')");
    std::string add, drop;
    for (int i = 0; i < 20; ++i) {
        const auto name = "c" + std::to_string(i);
        add += (i ? ", add column " : "alter table t add column ") + name + " varchar(255)";
        drop += (i ? ", drop column " : "alter table t drop column ") + name;
    }
    for (int round = 0; round < 40; ++round) {
        connection->execute(test::sql_of(add));
        connection->execute(test::sql_of(drop));
    }
    const auto rows = connection->query("select kept from t");
    BOOST_TEST(rows->row_count == 1u);
    BOOST_TEST(view(rows->cells[0].as.text) == "here");
    // one that really is too large stays refused, and is not made by halves
    std::string large = "alter table t add column d0 binary(255)";
    for (int i = 1; i < 40; ++i) large += ", add column d" + std::to_string(i) + " binary(255)";
    BOOST_CHECK_THROW(connection->execute(test::sql_of(large)), VendorError);
    BOOST_TEST(connection->query("select * from t")->column_count == 2u);
}

const test::Cases registered("instant_columns", [] {
    for (const auto& target : test::targets())
        if (target.plugin == "mysql")
            test::add_case("instant_columns", target.name, [&target] { come_and_go(target); });
});

} // namespace
