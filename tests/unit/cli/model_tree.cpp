// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <set>

#include <boost/test/unit_test.hpp>

#include "server/cli/model_tree.hpp"
#include "tests/unit/cli/running.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::cli;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

json::value collection(const std::string& name) {
    return {{"collection", name}, {"meta", {{"note", nullptr}}}, {"schema", {{"name", name}}}};
}
json::value field(const std::string& in, const std::string& name) {
    return {{"collection", in},
            {"field", name},
            {"type", "string"},
            {"meta", nullptr},
            {"schema", {{"data_type", "varchar"}}}};
}
json::value snapshot_with(const std::vector<std::string>& names) {
    json::array collections, fields, relations;
    for (const auto& name : names) {
        collections.push_back(collection(name));
        for (const auto* each : {"title", "id", "body"}) fields.push_back(field(name, each));
    }
    relations.push_back({{"collection", names.front()}, {"field", "title"}, {"related_collection", names.back()}});
    return {{"version", 1},          {"directus", "12.4.0"},
            {"vendor", "sqlite"},    {"collections", collections},
            {"fields", fields},      {"systemFields", json::array{field("directus_users", "email")}},
            {"relations", relations}};
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (!entry.is_directory()) names.insert(entry.path().lexically_relative(folder).string());
    return names;
}

// As a set: the order of items is nobody's in a tree.
json::value sorted(json::value snapshot) {
    for (const auto* list : {"collections", "fields", "systemFields", "relations"}) {
        auto& items = snapshot.as_object().at(list).as_array();
        std::sort(items.begin(), items.end(),
                  [](const auto& a, const auto& b) { return json::serialize(a) < json::serialize(b); });
    }
    return snapshot;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_tree_of_files)

BOOST_AUTO_TEST_CASE(it_is_read_as_it_was_written) {
    const test::Folder folder;
    const auto root = (folder.path / "model/").string();
    const auto snapshot = snapshot_with({"posts", "authors"});
    const auto written = write_tree(root, snapshot);
    BOOST_TEST(written.files == 4u);
    BOOST_TEST(written.written == 4u);
    const std::set<std::string> wanted{"snapshot.yaml", "collections/posts.yaml", "collections/authors.yaml",
                                       "collections/directus_users.yaml"};
    BOOST_TEST(files_in(root) == wanted, boost::test_tools::per_element());
    const auto whole = read_tree(root, {});
    BOOST_TEST(whole.at("directus").as_string() == "12.4.0");
    BOOST_TEST((sorted(whole).at("fields") == sorted(snapshot).at("fields")));
    BOOST_TEST((sorted(whole).at("collections") == sorted(snapshot).at("collections")));
    BOOST_TEST((sorted(whole).at("relations") == sorted(snapshot).at("relations")));
    BOOST_TEST((sorted(whole).at("systemFields") == sorted(snapshot).at("systemFields")));
    BOOST_TEST(write_tree(root, snapshot).written == 0u);
    BOOST_TEST(test::slurp(fs::path(root) / "collections" / "posts.yaml").ends_with("authors\n"));
    BOOST_TEST(write_tree(root, whole).written == 0u); // the bytes hang on nothing but the model
    auto older = snapshot;
    older.as_object().erase("systemFields"); // a list that is not there means something else than an empty one
    const auto other = (folder.path / "older/").string();
    write_tree(other, older);
    BOOST_TEST(!read_tree(other, {}).as_object().contains("systemFields"));
}

BOOST_AUTO_TEST_CASE(files_of_collections_that_are_gone_go_and_nothing_else) {
    const test::Folder folder;
    const auto root = folder.path / "model";
    write_tree(root.string() + "/", snapshot_with({"posts", "authors", "tags"}));
    std::ofstream(root / "README.md") << "mine";
    std::ofstream(root / "collections" / "notes.txt") << "mine";
    fs::copy_file(root / "collections" / "tags.yaml", root / "collections" / "tags-before.yaml.bak");
    fs::copy_file(root / "collections" / "tags.yaml", root / "elsewhere.yaml");
    fs::create_symlink(root / "elsewhere.yaml", root / "collections" / "link.yaml");
    const auto written = write_tree(root.string(), snapshot_with({"posts", "authors"}));
    BOOST_TEST(written.removed == 1u);
    const auto files = files_in(root);
    BOOST_TEST(!files.contains("collections/tags.yaml"));
    for (const auto* kept : {"README.md", "collections/notes.txt", "collections/tags-before.yaml.bak", "elsewhere.yaml",
                             "collections/link.yaml"})
        BOOST_TEST(files.contains(kept), kept);
}

BOOST_AUTO_TEST_CASE(what_is_not_ours_is_not_written_over) {
    const test::Folder folder;
    const auto root = folder.path / "model";
    fs::create_directories(root / "collections");
    std::ofstream(root / "collections" / "posts.yaml") << "mine: 1\n";
    BOOST_CHECK_THROW(write_tree(root.string(), snapshot_with({"posts", "authors"})), std::runtime_error);
    BOOST_TEST(files_in(root).size() == 1u); // nothing was written before it was seen
    fs::remove(root / "collections" / "posts.yaml");
    std::ofstream(folder.path / "victim") << "mine";
    fs::create_symlink(folder.path / "victim", root / "collections" / "posts.yaml");
    BOOST_CHECK_THROW(write_tree(root.string(), snapshot_with({"posts", "authors"})), std::runtime_error);
    BOOST_TEST(test::slurp(folder.path / "victim") == "mine");
    fs::remove_all(root / "collections");
    fs::create_directories(folder.path / "far");
    fs::create_directory_symlink(folder.path / "far", root / "collections");
    BOOST_CHECK_THROW(write_tree(root.string(), snapshot_with({"posts", "authors"})), std::runtime_error);
    BOOST_TEST(files_in(folder.path / "far").empty());
}

BOOST_AUTO_TEST_CASE(a_merge_that_is_not_settled_stays) {
    const test::Folder folder;
    const auto root = folder.path / "model";
    write_tree(root.string(), snapshot_with({"posts", "authors"}));
    const auto file = root / "collections" / "posts.yaml", other = root / "collections" / "authors.yaml";
    const auto first = test::slurp(file);
    std::ofstream(file) << first << "<<<<<<< ours\n  a: 1\n=======\n  a: 2\n>>>>>>> theirs\n";
    const auto both = test::slurp(file), before = test::slurp(other);
    for (const auto& names : {std::vector<std::string>{"posts", "authors", "tags"}, {"authors", "tags"}}) {
        BOOST_CHECK_EXCEPTION(
            write_tree(root.string(), snapshot_with(names)), std::runtime_error, [](const std::runtime_error& error) {
                return std::string(error.what()).find("posts.yaml holds a merge that is not settled") !=
                       std::string::npos;
            });
        BOOST_TEST(test::slurp(file) == both);
        BOOST_TEST(test::slurp(other) == before);
        BOOST_TEST(files_in(root).size() == 4u);
    }
    std::ofstream(file) << first;
    BOOST_TEST(write_tree(root.string(), snapshot_with({"authors", "tags"})).removed == 1u);
}

BOOST_AUTO_TEST_CASE(every_name_has_a_file_of_its_own_inside_the_folder) {
    const std::vector<std::string> names{"../../etc/passwd",
                                         "/etc/passwd",
                                         "..",
                                         ".",
                                         "",
                                         "a/b",
                                         "a\\b",
                                         "Posts",
                                         "posts",
                                         "POSTS",
                                         "con",
                                         "CON",
                                         "com1",
                                         "nul",
                                         "a b",
                                         "a:b",
                                         "a\nb",
                                         "ü",
                                         std::string("a\0b", 3),
                                         std::string(300, 'x'),
                                         std::string(300, 'x') + "y",
                                         "-rf",
                                         "posts~0",
                                         "*",
                                         "?",
                                         "\xff",
                                         "ſ",
                                         "s"};
    std::set<std::string> files;
    for (const auto& name : names) {
        const auto file = tree_file_of(name);
        BOOST_TEST_CONTEXT(name << " is " << file) {
            BOOST_TEST(file.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-~.") ==
                       std::string::npos);
            BOOST_TEST(file.find("..") == std::string::npos);
            BOOST_TEST(file.find('.') == file.size() - 5);
            BOOST_TEST(file.front() != '-');
            BOOST_TEST(file.size() <= 120u);
            std::string folded;
            for (const char c : file) folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            BOOST_TEST(files.insert(folded).second); // also where letter case does not count
        }
    }
    BOOST_TEST(tree_file_of("blog_posts2") == "blog_posts2.yaml");
    const test::Folder folder;
    auto snapshot = snapshot_with({"../../x", "Posts", "posts"});
    write_tree((folder.path / "m" / "n").string() + "/", snapshot);
    for (const auto& file : files_in(folder.path)) BOOST_TEST(file.starts_with("m/n/"), file);
    BOOST_TEST(read_tree((folder.path / "m" / "n").string(), {}).at("collections").as_array().size() == 3u);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_file_is_said_with_its_name) {
    const test::Folder folder;
    const auto root = folder.path / "model";
    const auto fault = [&] {
        try {
            read_tree(root.string(), {});
        } catch (const std::exception& error) { return std::string(error.what()); }
        return std::string();
    };
    write_tree(root.string() + "/", snapshot_with({"posts", "authors"}));
    const auto parts = root / "collections";
    std::ofstream(parts / "more.yaml") << "fields:\n  - {collection: posts\n";
    BOOST_TEST(test::has(fault(), "more.yaml:"), fault());
    std::ofstream(parts / "more.yaml") << "just text\n";
    BOOST_TEST(test::has(fault(), "more.yaml:1: expected an object"), fault());
    std::ofstream(parts / "more.yaml") << "feilds: []\n";
    BOOST_TEST(test::has(fault(), "\"feilds\" is none of collections"), fault());
    std::ofstream(parts / "more.yaml") << "fields: 3\n";
    BOOST_TEST(test::has(fault(), "\"fields\" is no list"), fault());
    fs::copy_file(parts / "posts.yaml", parts / "more.yaml", fs::copy_options::overwrite_existing);
    BOOST_TEST(test::has(fault(), "the collection \"posts\" is in "), fault());
    fs::remove(parts / "more.yaml");
    BOOST_TEST(fault() == "");
    fs::remove(root / "snapshot.yaml");
    BOOST_TEST(test::has(fault(), "snapshot.yaml is not there"), fault());
}

// As git merges: what two people add in different places of one model goes together without a conflict.
BOOST_AUTO_TEST_CASE(additions_of_two_branches_merge) {
    const test::Folder folder;
    const auto root = folder.path / "repo";
    const auto git = [&](const std::string& rest) {
        return std::system(
            ("cd '" + root.string() + "' && git -c user.name=t -c user.email=t@t " + rest + " >/dev/null 2>&1")
                .c_str());
    };
    fs::create_directories(root);
    if (git("init -q -b main") != 0) {
        BOOST_TEST_MESSAGE("git is not there: not tried");
        return;
    }
    const auto with_more = [](const std::string& more, const std::string& more_field) {
        auto snapshot = snapshot_with(more.empty() ? std::vector<std::string>{"authors", "posts"}
                                                   : std::vector<std::string>{"authors", more, "posts"});
        snapshot.at("relations").as_array().clear();
        if (!more_field.empty()) snapshot.at("fields").as_array().push_back(field("posts", more_field));
        return snapshot;
    };
    const auto commit = [&](const json::value& snapshot) {
        write_tree((root / "model").string() + "/", snapshot);
        BOOST_REQUIRE(git("add -A") == 0);
        BOOST_REQUIRE(git("commit -qm x") == 0);
    };
    commit(with_more("", ""));
    BOOST_REQUIRE(git("checkout -qb one") == 0);
    commit(with_more("labels", "archived"));
    BOOST_REQUIRE(git("checkout -q main") == 0);
    BOOST_REQUIRE(git("checkout -qb two") == 0);
    commit(with_more("lakes", "zone"));
    BOOST_TEST(git("merge -q one -m merged") == 0);
    const auto merged = read_tree((root / "model").string(), {});
    BOOST_TEST(merged.at("collections").as_array().size() == 4u);
    BOOST_TEST(merged.at("fields").as_array().size() == 4u * 3 + 2);
    BOOST_TEST(write_tree((root / "model").string(), merged).written ==
               0u); // and it is what schemad would have written
}

BOOST_AUTO_TEST_SUITE_END()
