// SPDX-License-Identifier: Apache-2.0
// What is written from the table of commands: help, completion, manual pages. The shells themselves are in
// tests/integration/completion.py.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "server/cli/command.hpp"
#include "tests/unit/cli/running.hpp"

using namespace schemad;
using test::has;
using test::ran;

BOOST_AUTO_TEST_SUITE(from_the_table)

BOOST_AUTO_TEST_CASE(every_command_and_option_is_everywhere) {
    const auto bash = ran({"completion", "bash"}), zsh = ran({"completion", "zsh"}), fish = ran({"completion", "fish"}),
               manual = ran({"man-page"}), list = ran({"help"});
    for (const auto* made : {&bash, &zsh, &fish, &manual}) BOOST_TEST(made->status == 0);
    for (const auto& command : cli::commands()) {
        const auto help = ran({command.name, "--help"}), page = ran({"man-page", command.name});
        BOOST_TEST(help.status == 0);
        BOOST_TEST(page.status == 0);
        BOOST_TEST(has(list.out, "\n  " + command.name + " "));
        BOOST_TEST(has(fish.out, "-a " + command.name + " -d"));
        BOOST_TEST(has(bash.out, "    " + command.name + ")\n"));
        BOOST_TEST(has(zsh.out, "    " + command.name + ")\n"));
        for (const auto& flag : command.flags) {
            BOOST_TEST(has(help.out, "--" + flag.name), command.name << ' ' << flag.name);
            BOOST_TEST(has(bash.out, "--" + flag.name));
            BOOST_TEST(has(zsh.out, "--" + flag.name));
            BOOST_TEST(has(fish.out, "-l " + flag.name));
        }
        for (const auto& example : command.examples) BOOST_TEST(has(help.out, example.line));
        BOOST_TEST(
            std::all_of(page.out.begin(), page.out.end(), [](char c) { return c == '\n' || (c >= ' ' && c < 0x7f); }));
    }
}

BOOST_AUTO_TEST_CASE(names_are_used_once_and_texts_fit) {
    std::vector<std::string> names;
    for (const auto& command : cli::commands()) {
        names.push_back(command.name);
        BOOST_TEST(command.name.size() < 14u);
        std::vector<std::string> flags;
        for (const auto& flag : command.flags) {
            flags.push_back(flag.name);
            BOOST_TEST(!flag.text.empty());
            BOOST_TEST(!has(flag.text, "\n"));
        }
        std::sort(flags.begin(), flags.end());
        BOOST_TEST((std::adjacent_find(flags.begin(), flags.end()) == flags.end()), command.name);
    }
    std::sort(names.begin(), names.end());
    BOOST_TEST((std::adjacent_find(names.begin(), names.end()) == names.end()));
}

BOOST_AUTO_TEST_CASE(what_a_choice_does_not_have_is_refused) {
    BOOST_TEST(ran({"completion", "csh"}).status == 2);
    BOOST_TEST(has(ran({"completion", "csh"}).err, "SHELL takes bash, zsh or fish"));
    BOOST_TEST(has(ran({"completion"}).err, "SHELL is missing; see `schemad completion --help`"));
    BOOST_TEST(has(ran({"plan", "--mode", "other", "x"}).err, "--mode takes mirror or merge"));
    BOOST_TEST(ran({"man-page", "nosuch"}).status == 2);
}

BOOST_AUTO_TEST_SUITE_END()
