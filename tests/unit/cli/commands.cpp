// SPDX-License-Identifier: Apache-2.0
#include <regex>

#include <boost/test/unit_test.hpp>

#include "server/auth/token_match.hpp"
#include "server/cli/version.hpp"
#include "tests/unit/cli/running.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using test::has;
using test::ran;

BOOST_AUTO_TEST_SUITE(commands)

BOOST_AUTO_TEST_CASE(help_and_version) {
    BOOST_TEST(ran({}).status == 2);
    BOOST_TEST(has(ran({}).err, "Usage: schemad COMMAND"));
    for (const auto* asked : {"help", "--help", "-h"}) {
        BOOST_TEST(ran({asked}).status == 0);
        for (const auto* command : {"serve", "init", "check-config", "hash-token", "plan", "vendors"})
            BOOST_TEST(has(ran({asked}).out, std::string("\n  ") + command + " "), command);
    }
    for (const auto* command : {"serve", "init", "check-config", "hash-token", "plan", "vendors"}) {
        BOOST_TEST(ran({command, "--help"}).status == 0);
        BOOST_TEST(has(ran({command, "--help"}).out, std::string("Usage: schemad ") + command));
        BOOST_TEST(ran({"help", command}).out == ran({command, "--help"}).out);
    }
    BOOST_TEST(ran({"version"}).out == ran({"--version"}).out);
    BOOST_TEST(has(ran({"version"}).out, std::string("schemad ") + schemad::version + " (vendor ABI 1."));
}

BOOST_AUTO_TEST_CASE(the_version_is_that_of_the_build) {
    BOOST_TEST(has(test::slurp(std::filesystem::path(SCHEMAD_SOURCE_DIR) / "CMakeLists.txt"),
                   std::string("project(schemad VERSION ") + schemad::version + " "));
}

BOOST_AUTO_TEST_CASE(wrong_calls) {
    BOOST_TEST(ran({"serv"}).status == 2);
    BOOST_TEST(has(ran({"serv"}).err, "there is no command \"serv\"; did you mean \"serve\"?"));
    BOOST_TEST(ran({"help", "checkconfig"}).status == 2);
    BOOST_TEST(has(ran({"help", "checkconfig"}).err, "did you mean \"check-config\"?"));
    BOOST_TEST(ran({"check-config", "--confg", "x"}).status == 2);
    BOOST_TEST(has(ran({"check-config", "--confg", "x"}).err, "see `schemad check-config --help`"));
    BOOST_TEST(ran({"check-config", "--conf", "x"}).status == 2); // no guessing
    BOOST_TEST(ran({"check-config", "stray"}).status == 2);
    BOOST_TEST(ran({"check-config", "--config"}).status == 2);
    BOOST_TEST(has(ran({"check-config", "--config=a", "--config=b"}).err, "--config is given more than once"));
}

BOOST_AUTO_TEST_CASE(hash_token_hashes_what_it_reads) {
    const auto hashed = ran({"hash-token"}, "a-token-of-some-length\n");
    BOOST_TEST(hashed.status == 0);
    BOOST_TEST(hashed.out == "sha256: " + auth::sha256_hex("a-token-of-some-length") + "\n");
    BOOST_TEST(hashed.err == "");
    BOOST_TEST(ran({"hash-token"}, "a-token-of-some-length\r\nnext line").out == hashed.out);
    BOOST_TEST(has(ran({"hash-token"}, "short").err, "can be guessed"));
    BOOST_TEST(!has(ran({"hash-token"}, "short").err, "short\""));
    BOOST_TEST(ran({"hash-token"}, "two words").status == 2);
    BOOST_TEST(ran({"hash-token"}, std::string(5000, 'a')).status == 2);
}

BOOST_AUTO_TEST_CASE(hash_token_makes_none_for_an_empty_pipe) {
    for (const auto* nothing : {"", "\n", "\r\n", "\nsecond line"}) {
        const auto said = ran({"hash-token"}, nothing);
        BOOST_TEST(said.status == 2);
        BOOST_TEST(said.out == "");
        BOOST_TEST(has(said.err, "standard input holds no token; `schemad hash-token --generate` makes one"), said.err);
    }
}

BOOST_AUTO_TEST_CASE(hash_token_makes_one) {
    const std::regex form("token: ([0-9a-f]{64})\nsha256: ([0-9a-f]{64})\n");
    std::string first;
    for (const auto& made : {ran({"hash-token", "--generate"}), ran({"hash-token", "--generate"}, "not read")}) {
        std::smatch parts;
        BOOST_REQUIRE(std::regex_match(made.out, parts, form));
        BOOST_TEST(auth::sha256_hex(parts[1].str()) == parts[2].str());
        BOOST_TEST(parts[1].str() != first);
        first = parts[1].str();
    }
}

BOOST_AUTO_TEST_CASE(a_plan_of_two_files) {
    const test::Folder folder;
    const std::string head = R"({"version":1,"directus":"12.4.0","vendor":"sqlite",)",
                      rest = R"("fields":[],"relations":[])";
    const auto from = folder.write("from.json", head + R"("collections":[],)" + rest + "}");
    const auto to =
        folder.write("to.yaml", "version: 1\ndirectus: 12.4.0\nvendor: sqlite\ncollections:\n- collection: a\n"
                                "  meta: {collection: a}\n  schema: {name: a}\nfields: []\nrelations: []\n");
    const auto planned = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"plan", "--plugins-directory", SCHEMAD_PLUGIN_DIR};
        words.insert(words.end(), more.begin(), more.end());
        return ran(words);
    };
    const std::vector<std::string> both{"--vendor=sqlite", "--from=" + from, "--to=" + to};
    const auto with = [&](const std::string& one) {
        auto all = both;
        all.push_back(one);
        return planned(all);
    };
    BOOST_TEST(planned(both).status == 0, planned(both).err);
    BOOST_TEST(has(planned(both).out, "CREATE TABLE `a`"));
    BOOST_TEST(with("--export=sql").out.starts_with("-- schemad plan for sqlite, model "));
    BOOST_TEST(with("--export=yaml").status == 2);
    BOOST_TEST(with("--mode=other").status == 2);
    BOOST_TEST(has(planned({"--vendor=sqlite", "--from=" + from}).err, "--to is missing"));
    BOOST_TEST(planned({"--vendor=sqlite", "--from=" + from}).status == 2);
    BOOST_TEST(planned({"--vendor=nosuch", "--from=" + from, "--to=" + to}).status == 1);
    BOOST_TEST(has(planned({"--vendor=sqlite", "--from=" + from, "--to=/no/such"}).err, "/no/such cannot be read"));
    BOOST_TEST(planned({"--vendor=sqlite", "--from=" + from, "--to=" + folder.write("bad", "{")}).status == 1);
    BOOST_TEST(planned({"--vendor=sqlite", "--from=" + from, "--to=" + folder.write("empty", "")}).status == 1);
    const auto older = folder.write(
        "older.json", R"({"data":{"version":1,"directus":"11.0.0","vendor":"sqlite","collections":[],)" + rest + "}}");
    BOOST_TEST(has(planned({"--vendor=sqlite", "--from=" + from, "--to=" + older}).err, "does not match"));
    BOOST_TEST(planned({"--vendor=sqlite", "--from=" + from, "--to=" + older, "--force"}).status == 0);
}

BOOST_AUTO_TEST_CASE(check_config_shows_what_is_right_and_masks_secrets) {
    const test::Folder folder;
    const auto file = folder.write("c.yaml", R"(
listen: [127.0.0.1:1, "[::1]:2"]
projects:
  shop:
    vendor: postgres
    connection: {host: db, user: u, password: hunter2, connection_string: "postgres://u:hunter2@db"}
    secret: hunter2
)");
    const auto checked = ran({"check-config", "--config", file});
    BOOST_TEST(checked.status == 0);
    BOOST_TEST(checked.err == "");
    BOOST_TEST(checked.out.starts_with("file: " + file + "\nlisten: 127.0.0.1:1 [::1]:2\n"), checked.out);
    BOOST_TEST(
        has(checked.out, "shop: postgres (host db, user u, password ***, connection_string ***), as Directus 12.4.0"),
        checked.out);
    BOOST_TEST(!has(checked.out, "hunter2"));
    BOOST_TEST(has(ran({"check-config", "--config", file, "--listen=127.0.0.1:9"}).out, "listen: 127.0.0.1:9\n"));
}

BOOST_AUTO_TEST_CASE(check_config_explains_what_is_wrong) {
    const test::Folder folder;
    const auto file = folder.write("c.yaml", "lisen: 127.0.0.1:1\nprojects: {}\n");
    const auto checked = ran({"check-config", "--config", file});
    BOOST_TEST(checked.status == 1);
    BOOST_TEST(checked.out == "");
    BOOST_TEST(checked.err.starts_with(file + ":1:1: unknown key \"lisen\"; did you mean \"listen\"?"), checked.err);
    BOOST_TEST(ran({"serve", "--config", file}).err == checked.err);
    BOOST_TEST(ran({"init", "--config", file}).err == checked.err);
}

BOOST_AUTO_TEST_CASE(the_example_configuration_is_right_and_complete) {
    const auto path = std::filesystem::path(SCHEMAD_SOURCE_DIR) / "conf" / "schemad.yaml";
    const auto checked = ran({"check-config", "--config", path.string()});
    BOOST_TEST(checked.status == 0, checked.err);

    // with its comments opened, `limits` names every limit there is
    const auto text = test::slurp(path);
    const auto begin = text.find("# limits:");
    std::string opened;
    std::istringstream lines(text.substr(begin, text.find("\n\n", begin) - begin));
    for (std::string line; std::getline(lines, line);) opened += line.substr(2) + "\n";
    const test::Folder folder;
    const std::string project = "projects: {default: {vendor: sqlite, connection: {filename: a}}}\n";
    BOOST_TEST(ran({"check-config", "--config", folder.write("c.yaml", opened + project)}).err == "");
    const auto all = ran({"check-config", "--config", folder.write("d.yaml", "limits: {x: 1}\n" + project)}).err;
    const auto list = all.substr(all.find("one of: ") + 8);
    std::istringstream names(list.substr(0, list.find(')')));
    for (std::string name; std::getline(names >> std::ws, name, ',');)
        BOOST_TEST(has(opened, "\n  " + name + ": "), name);
}

BOOST_AUTO_TEST_SUITE_END()
