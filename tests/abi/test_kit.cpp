// SPDX-License-Identifier: Apache-2.0
// The kit across minors: a plugin built with the one of 1.0 in this host, one built with today's in a host of 1.0.
#include <boost/test/unit_test.hpp>

#include <cstring>

#include <schemad/vendor.hpp>

#include "tests/abi/fixture.hpp"

using namespace schemad;
using schemad::test::PluginFolder;
using namespace schemad::sql::text_literals;

namespace {

class Checking final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "checking";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings&) const override { return nullptr; }
    kit::Script render(const schemad_catalog*, const schemad_step&) const override {
        return {{"count a"_sql, SCHEMAD_CHECK, SCHEMAD_E_UNIQUE, "a", "are two", "keys of a"_sql},
                {"count b"_sql, SCHEMAD_CHECK, SCHEMAD_E_UNIQUE, "b", "are three"}};
    }
    kit::Column preview(const schemad_column_spec&) const override { return {}; }
};

class Ragged final : public kit::Connection {
public:
    void ping() override {}
    kit::Rows query(const sql::SqlText&, std::span<const schemad_value>, std::size_t max_bytes) override {
        const std::string names[] = {"a", "b"};
        kit::Rows rows(names, max_bytes);
        rows.integer(1), rows.integer(2), rows.integer(3);
        return rows;
    }
    std::int64_t execute(const sql::SqlText&, std::span<const schemad_value>) override { return 0; }
    void begin(std::uint32_t) override {}
    void commit() override {}
    void rollback() noexcept override {}
    void cancel() noexcept override {}
    kit::Catalog inspect() override { return {}; }
    std::string server() override { return "Ragged\n3 \xff"; }
};

struct Stateless : kit::Vendor { // what the tests below do not ask for
    kit::Script render(const schemad_catalog*, const schemad_step&) const override { return {}; }
    kit::Column preview(const schemad_column_spec&) const override { return {}; }
};

class OfRaggedRows final : public Stateless {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "ragged";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings&) const override { return std::make_unique<Ragged>(); }
};

class WithoutTraits final : public Stateless {
public:
    kit::Traits traits() const override { throw std::runtime_error("no library of the client"); }
    std::unique_ptr<kit::Connection> open(const kit::Settings&) const override { return nullptr; }
};

std::string logged; // by an entry that gives no table

} // namespace

BOOST_AUTO_TEST_SUITE(kit_across_minors)

// Three values in two columns: the third was dropped without a word.
BOOST_AUTO_TEST_CASE(ragged_rows_are_an_error) {
    schemad_host host{};
    host.struct_size = sizeof host, host.abi_major = 1, host.abi_minor = 2;
    const auto* table = kit::Edge<OfRaggedRows>::entry(&host);
    BOOST_REQUIRE(table);
    schemad_connection* connection = nullptr;
    BOOST_REQUIRE(table->open(nullptr, 0, &connection, nullptr) == SCHEMAD_OK);
    schemad_rows rows{};
    rows.struct_size = sizeof rows;
    schemad_error error{};
    error.struct_size = sizeof error;
    BOOST_TEST(table->query(connection, str("q"), nullptr, 0, 1000, &rows, &error) == SCHEMAD_E_INTERNAL);
    BOOST_TEST(view(error.message) == "the rows of an answer are ragged: 3 values in 2 columns");
    error.release(&error);
    table->close(connection);
}

// Whatever a driver says of its server is one line of well-formed text; an older plugin says nothing.
BOOST_FIXTURE_TEST_CASE(the_server_is_told_on_one_line, PluginFolder) {
    struct InProcess final : Vendor {
        explicit InProcess(const schemad_vendor* table) { table_ = table; }
    };
    schemad_host host{};
    host.struct_size = sizeof host, host.abi_major = 1, host.abi_minor = 2;
    const auto ragged = std::make_shared<const InProcess>(kit::Edge<OfRaggedRows>::entry(&host));
    BOOST_TEST(ragged->open({})->server() == "Ragged 3 \xef\xbf\xbd");
    put(KIT_PLUGIN);
    BOOST_TEST(loader().load("fake")->open({})->server() == "");
}

BOOST_AUTO_TEST_CASE(traits_that_throw_are_told_to_the_log) {
    schemad_host host{};
    host.struct_size = sizeof host, host.abi_major = 1, host.abi_minor = 2;
    host.log = [](void*, std::int32_t level, schemad_str message) {
        if (level == SCHEMAD_LOG_ERROR) logged = view(message);
    };
    BOOST_TEST(kit::Edge<WithoutTraits>::entry(&host) == nullptr);
    BOOST_TEST(logged == "its constructor or traits() failed: no library of the client");
}

BOOST_FIXTURE_TEST_CASE(a_plugin_of_the_first_kit, PluginFolder) {
    put(KIT_PLUGIN);
    const auto vendor = loader().load("fake");
    BOOST_TEST(vendor->table().abi_minor == 0);
    schemad_column_spec specs[2]{};
    schemad_change changes[2]{};
    for (int i = 0; i < 2; ++i) {
        specs[i].struct_size = sizeof specs[i], specs[i].name = str(i ? "b" : "a"), specs[i].field_type = str("string");
        changes[i].struct_size = sizeof changes[i], changes[i].kind = SCHEMAD_ADD_COLUMN, changes[i].column = &specs[i];
    }
    schemad_step step{};
    step.struct_size = sizeof step, step.kind = SCHEMAD_ALTER_TABLE, step.table = str("t");
    step.changes = changes, step.change_count = 2;
    const auto script = vendor->render(nullptr, step);
    std::vector<std::string> told;
    for (const auto& s : statements(*script)) {
        told.push_back(std::string(view(s.sql)) + "|" + std::string(view(s.column)) + "|" +
                       std::string(view(s.reason)));
        BOOST_TEST(!stated(sample_sql(s)));
    }
    BOOST_TEST(told == (std::vector<std::string>{"count a|a|hold a null", "count b|b|hold a null", "change||"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(todays_kit_in_a_host_of_1_0) {
    schemad_host host{};
    host.struct_size = sizeof host, host.abi_major = 1, host.abi_minor = 0;
    const auto* table = kit::Edge<Checking>::entry(&host);
    BOOST_REQUIRE(table);
    BOOST_TEST(table->abi_minor == 0);
    schemad_step step{};
    step.struct_size = sizeof step, step.kind = SCHEMAD_ALTER_TABLE, step.table = str("t");
    schemad_script script{};
    script.struct_size = sizeof script;
    BOOST_REQUIRE(table->render(nullptr, &step, &script, nullptr) == SCHEMAD_OK);
    BOOST_REQUIRE(script.statement_count == 2u);
    // as that host reads it: so far apart as the first says, the 64 bytes it knows of each
    const auto* bytes = reinterpret_cast<const char*>(script.statements);
    const std::size_t stride = script.statements->struct_size;
    const char* reasons[] = {"are two", "are three"};
    const char* samples[] = {"keys of a", ""};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& s = *reinterpret_cast<const schemad_statement*>(bytes + i * stride);
        schemad_str reason;
        std::memcpy(&reason, bytes + i * stride + 48, sizeof reason);
        BOOST_TEST(view(reason) == reasons[i]);
        BOOST_TEST(view(sample_sql(s)) == samples[i]);
        BOOST_TEST(stated(sample_sql(s)) == (i == 0));
    }
    script.release(&script);
}

BOOST_AUTO_TEST_SUITE_END()
