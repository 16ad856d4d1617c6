// SPDX-License-Identifier: Apache-2.0
// What is asked of a file before any of its code runs.
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include "tests/abi/fixture.hpp"

using namespace schemad;
using schemad::test::PluginFolder;
using Reason = PluginError::Reason;
namespace fs = std::filesystem;

namespace {
bool refused(PluginFolder& folder, Reason why, const std::string& name = "fake") {
    const auto reason = folder.refusal(name);
    BOOST_TEST_MESSAGE(folder.message);
    return reason == why && !folder.message.empty();
}
} // namespace

BOOST_FIXTURE_TEST_SUITE(trust, PluginFolder)

BOOST_AUTO_TEST_CASE(an_ordinary_plugin_is_loaded) {
    put();
    const auto vendor = loader().load("fake");
    BOOST_TEST(vendor->name() == "fake");
    BOOST_TEST(vendor->vendor_string() == "fakesql");
}

BOOST_AUTO_TEST_CASE(only_names_on_the_list) {
    put(FAKE_PLUGIN, "other");
    BOOST_TEST(refused(*this, Reason::not_allowed, "other"));
    auto nobody = loader({});
    put();
    BOOST_CHECK_THROW(nobody.load("fake"), PluginError);
}

BOOST_AUTO_TEST_CASE(a_name_leads_nowhere_but_into_the_folder) {
    const fs::path outside = path / "inside";
    fs::create_directory(outside);
    put();
    for (const std::string name :
         {"", "../fake", "inside/../fake", "/etc/passwd", "Fake", "fake.so", "fake ", "f\xc3\xa4ke", "fa-ke", "."}) {
        auto any = loader({name}); // allowed or not
        BOOST_CHECK_EXCEPTION(any.load(name), PluginError,
                              [](const PluginError& e) { return e.reason == Reason::not_allowed; });
    }
    const std::string zero("fake\0x", 6), longer(65, 'a');
    BOOST_TEST(refused(*this, Reason::not_allowed, zero));
    BOOST_TEST(refused(*this, Reason::not_allowed, longer));
    BOOST_TEST(loader::well_formed("my_sql8"));
    BOOST_TEST(loader::well_formed(std::string(64, 'a')));
}

BOOST_AUTO_TEST_CASE(a_missing_file_or_folder) {
    BOOST_TEST(refused(*this, Reason::not_found));
    BOOST_TEST(message.find(file().string()) != std::string::npos);
    fs::remove_all(path);
    BOOST_TEST(refused(*this, Reason::not_found));
    std::ofstream(path) << "not a folder";
    BOOST_TEST(refused(*this, Reason::not_found));
}

BOOST_AUTO_TEST_CASE(a_file_that_others_may_write) {
    put();
    for (const auto mode : {0646, 0664, 0777}) {
        fs::permissions(file(), static_cast<fs::perms>(mode));
        BOOST_TEST(refused(*this, Reason::untrusted));
    }
    fs::permissions(file(), static_cast<fs::perms>(0755));
    BOOST_TEST(!refusal().has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_that_everybody_may_write) {
    put();
    fs::permissions(path, static_cast<fs::perms>(0777));
    BOOST_TEST(refused(*this, Reason::untrusted));
    BOOST_REQUIRE(::chmod(path.c_str(), 01777) == 0); // sticky: nobody can swap what is not theirs
    BOOST_TEST(!refusal().has_value());
}

BOOST_AUTO_TEST_CASE(what_belongs_to_somebody_else) {
    put();
    if (::geteuid() != 0) return; // only root can give files away
    BOOST_REQUIRE(::chown(file().c_str(), 65534, 65534) == 0);
    BOOST_TEST(refused(*this, Reason::untrusted));
    BOOST_REQUIRE(::chown(file().c_str(), 0, 0) == 0);
    BOOST_REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
    BOOST_TEST(refused(*this, Reason::untrusted));
}

BOOST_AUTO_TEST_CASE(links_stay_inside_the_folder) {
    PluginFolder elsewhere;
    fs::create_symlink(elsewhere.put(), file());
    BOOST_TEST(refused(*this, Reason::untrusted));
    fs::remove(file());
    put(FAKE_PLUGIN, "real");
    fs::create_symlink("libschemad_real.so", file());
    BOOST_TEST(!refusal().has_value());
    fs::remove(file());
    fs::create_symlink("libschemad_fake.so", file()); // to itself
    BOOST_TEST(refused(*this, Reason::not_found));
}

BOOST_AUTO_TEST_CASE(what_is_no_file) {
    fs::create_directory(file());
    BOOST_TEST(refused(*this, Reason::untrusted));
    fs::remove(file());
    BOOST_REQUIRE(::mkfifo(file().c_str(), 0600) == 0);
    BOOST_TEST(refused(*this, Reason::untrusted)); // and does not wait for a writer
}

BOOST_AUTO_TEST_CASE(code_of_a_file_that_is_no_plugin_never_runs) {
    put(FOREIGN);
    BOOST_TEST(refused(*this, Reason::not_a_plugin));
    BOOST_TEST(std::getenv("FOREIGN_CODE_RAN") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_mended_plugin_loads_at_the_next_request) {
    auto patient = loader();
    put_bytes("not yet");
    BOOST_CHECK_THROW(patient.load("fake"), PluginError);
    fs::remove(file());
    put();
    BOOST_TEST(patient.load("fake") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
