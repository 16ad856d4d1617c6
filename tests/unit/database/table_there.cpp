// SPDX-License-Identifier: Apache-2.0
// A failed query is an empty answer only where the catalog says that its table is not there.
#include <boost/test/unit_test.hpp>

#include <memory>

#include "engine/database/table_there.hpp"

using namespace schemad;

namespace {

// What the made-up database does next.
struct Script {
    schemad_status query = SCHEMAD_OK;
    bool has_table = false;
    int rolled_back = 0;
} script;

schemad_status inspect(schemad_connection*, schemad_catalog* out, schemad_error*) {
    static schemad_table table{sizeof(schemad_table), 0, 0, 0, no_str, str("history"), no_str, no_str};
    out->tables = &table, out->table_count = script.has_table ? 1 : 0;
    return SCHEMAD_OK;
}

struct MadeUp : Vendor {
    schemad_vendor functions{};
    MadeUp() {
        functions.struct_size = sizeof functions;
        functions.name = str("made_up");
        functions.query = [](schemad_connection*, schemad_str, const schemad_value*, std::size_t, std::size_t,
                             schemad_rows*, schemad_error*) { return script.query; };
        functions.inspect = inspect;
        functions.rollback = [](schemad_connection*) { ++script.rolled_back; };
        functions.close = [](schemad_connection*) {};
        table_ = &functions;
    }
};

struct Asked {
    Connection connection{std::make_shared<MadeUp>(), nullptr};
    Asked() { script = {}; }
    // -1: the failure went on
    int answer() {
        try {
            return database::answer_or(connection, {"history"}, 0, [&] {
                connection.query("select 1");
                return 1;
            });
        } catch (const VendorError& error) {
            BOOST_TEST(error.status == script.query);
            return -1;
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(table_there, Asked)

BOOST_AUTO_TEST_CASE(an_answer_is_one) {
    BOOST_TEST(answer() == 1);
    BOOST_TEST(script.rolled_back == 0);
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_there_is_an_empty_answer) {
    for (const auto status : {SCHEMAD_E_NOT_FOUND, SCHEMAD_E_SYNTAX}) { // the second: of an older plugin
        script = {status};
        BOOST_TEST(answer() == 0);
        BOOST_TEST(script.rolled_back == 1); // no server answers in a transaction that failed
    }
}

BOOST_AUTO_TEST_CASE(a_table_that_is_there_and_fails_is_a_failure) {
    for (const auto status : {SCHEMAD_E_NOT_FOUND, SCHEMAD_E_SYNTAX}) {
        script = {status, true};
        BOOST_TEST(answer() == -1);
    }
}

BOOST_AUTO_TEST_CASE(another_failure_asks_nobody) {
    for (schemad_status status = SCHEMAD_E_INVALID; status <= SCHEMAD_E_INTERNAL; ++status) {
        if (status == SCHEMAD_E_NOT_FOUND || status == SCHEMAD_E_SYNTAX) continue;
        script = {status};
        BOOST_TEST(answer() == -1);
        BOOST_TEST(script.rolled_back == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
