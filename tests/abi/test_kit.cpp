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

} // namespace

BOOST_AUTO_TEST_SUITE(kit_across_minors)

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
