// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "server/cli/clean_stream.hpp"
#include "server/cli/printable.hpp"
#include "tests/unit/cli/running.hpp"

using namespace schemad;
using namespace schemad::cli;

BOOST_AUTO_TEST_SUITE(what_a_terminal_may_have)

BOOST_AUTO_TEST_CASE(what_commands_or_hides_is_escaped) {
    const std::pair<std::string, std::string> cases[] = {
        {"plain, größe, 表, 🙂\n\tx", "plain, größe, 表, 🙂\n\tx"},
        {"a\x1b[31mb", "a\\u001b[31mb"},
        {"a\rb\x7f", "a\\u000db\\u007f"},
        {"\xc2\x9b"
         "31m",
         "\\u009b31m"},
        {"user\xe2\x80\xaegpj.exe", "user\\u202egpj.exe"},
        {"a\xe2\x80\x8b"
         "b\xef\xbb\xbf",
         "a\\u200bb\\ufeff"},
        {"\xff\xc0\x80"
         "a\xed\xa0\x80",
         "\\xff\\xc0\\x80a\\xed\\xa0\\x80"},
        {"\xf3\xa0\x81\x81", "\\udb40\\udc41"},
        {"half \xe2\x82", "half \\xe2\\x82"},
        {std::string("zero\0", 5), "zero\\u0000"},
    };
    for (const auto& [text, wanted] : cases) BOOST_TEST(printable(text) == wanted);
    BOOST_TEST(one_line("a\nb\tc") == "a\\nb\\tc");
}

BOOST_AUTO_TEST_CASE(a_stream_cuts_no_character) {
    const std::string text = "größe 表 \x1b[2J\xc2\x9b 🙂 \xe2\x82";
    for (std::size_t piece = 1; piece < 6; ++piece) {
        std::ostringstream to;
        {
            CleanStream clean(to);
            for (std::size_t at = 0; at < text.size(); at += piece) clean << text.substr(at, piece);
            write_raw(clean, "\x1b[1m");
        }
        BOOST_TEST(to.str() == printable(text) + "\x1b[1m", piece);
    }
}

BOOST_AUTO_TEST_CASE(text_is_measured_and_cut_in_columns) {
    BOOST_TEST(width_of("größe") == 5u);
    BOOST_TEST(shortened_to("größe", 5) == "größe");
    BOOST_TEST(shortened_to("größer", 5) == "größ…");
}

// A name of a document reaches an error by many ways; the door is the same.
BOOST_AUTO_TEST_CASE(no_control_character_of_a_document_reaches_the_terminal) {
    const test::Folder folder;
    const auto file = folder.write(
        "hostile.json",
        R"({"version":1,"directus":"12.4.0","vendor":"sqlite","collections":[{"collection":"\u001b[31mred\u009b","meta":{},"schema":{"name":"x"}},
        {"collection":"\u001b[31mred\u009b","meta":{},"schema":{"name":"x"}}],"fields":[],"relations":[]})");
    for (const auto* to : {"postgres", "\x1b[2J/postgres", "12.4.0/\x1b[2J"}) {
        const auto said =
            test::ran({"translate", "--plugins-directory", SCHEMAD_PLUGIN_DIR, "--from", file, "--to", to});
        BOOST_TEST(said.err.find_first_of("\x1b\x9b\r") == std::string::npos, said.err);
        BOOST_TEST(!said.err.empty());
    }
    const auto unknown = test::ran({"\x1b[31mserve"});
    BOOST_TEST(unknown.err.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
