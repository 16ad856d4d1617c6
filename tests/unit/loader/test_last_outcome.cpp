// SPDX-License-Identifier: Apache-2.0
// What a list of plugins may know without running any of them.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "vendors/loader/plugin_loader.hpp"

using namespace schemad;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;
    Folder() {
        auto name = (fs::temp_directory_path() / "schemad-loader-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path = fs::canonical(name);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path file() const { return path / "libschemad_sqlite.so"; }
    void put() const {
        fs::copy_file(fs::path(SCHEMAD_PLUGIN_DIR) / "libschemad_sqlite.so", file(),
                      fs::copy_options::overwrite_existing);
        fs::permissions(file(), fs::perms(0644));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(last_outcome, Folder)

BOOST_AUTO_TEST_CASE(nothing_is_known_of_what_nobody_asked_for) {
    put();
    PluginLoader loader(path, {"sqlite"}, {});
    BOOST_TEST(loader.looked_at("sqlite") == file());
    const auto last = loader.last("sqlite");
    BOOST_TEST(!last.vendor);
    BOOST_TEST(last.refusal.empty());
    BOOST_TEST(loader.last("other").refusal.empty());
}

BOOST_AUTO_TEST_CASE(a_look_refuses_as_a_load_would) {
    PluginLoader loader(path, {"sqlite"}, {});
    std::ofstream(file()) << "not a shared object";
    for (const auto mode : {0666, 0644}) {
        fs::permissions(file(), fs::perms(mode));
        std::string looked, loaded;
        try {
            static_cast<void>(loader.looked_at("sqlite"));
        } catch (const PluginError& error) { looked = error.what(); }
        try {
            loader.load("sqlite");
        } catch (const PluginError& error) { loaded = error.what(); }
        BOOST_TEST(!looked.empty());
        BOOST_TEST(looked == loaded);
        BOOST_TEST(loader.last("sqlite").refusal == loaded);
    }
    BOOST_CHECK_THROW(static_cast<void>(loader.looked_at("other")), PluginError);
}

BOOST_AUTO_TEST_CASE(a_mended_plugin_is_refused_no_more) {
    PluginLoader loader(path, {"sqlite"}, {});
    BOOST_CHECK_THROW(loader.load("sqlite"), PluginError);
    BOOST_TEST(!loader.last("sqlite").refusal.empty());
    put();
    const auto vendor = loader.load("sqlite");
    const auto last = loader.last("sqlite");
    BOOST_TEST(last.vendor == vendor);
    BOOST_TEST(last.refusal.empty());
}

BOOST_AUTO_TEST_SUITE_END()
