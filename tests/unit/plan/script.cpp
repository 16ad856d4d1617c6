// SPDX-License-Identifier: Apache-2.0
// A script is read by a shell before the database: comments stay comments, quotes stay quotes.
#include "engine/plan/script.hpp"

#include "tests/unit/plan/project_fixture.hpp"

using namespace schemad;
using namespace schemad::test;
using namespace std::string_literals;

// A text made at run time is no SQL: neither of a statement nor of the query for its keys.
static_assert(!std::is_assignable_v<decltype(schemad::plan::Statement::sql)&, std::string>);
static_assert(!std::is_assignable_v<decltype(schemad::plan::Statement::sql)&, std::string_view>);
static_assert(!std::is_assignable_v<decltype(schemad::plan::Statement::sample)&, const char*>);

namespace {

enum class Kind { plain, mysql, postgres, sqlite };

plan::SqlDialect dialect(Kind kind) {
    plan::SqlDialect made(*sqlite());
    made.backslash_escapes = kind == Kind::mysql;
    made.e_literals = kind == Kind::postgres;
    made.char_function = kind == Kind::sqlite;
    return made;
}

std::string literal(const std::string& text, Kind kind) {
    plan::Statement statement;
    statement.sql = sql::SqlText("?");
    statement.params.emplace_back(text);
    return plan::sql_text(statement, dialect(kind));
}

std::string fault_of(std::string_view sql, Kind kind) {
    std::string fault;
    plan::for_shell(sql, dialect(kind), fault);
    return fault;
}

plan::Step step(std::string entity, std::string sql) {
    plan::Step made{};
    made.what = plan::Step::What::meta_rows;
    made.entity = std::move(entity), made.action = "insert row";
    plan::Statement statement;
    statement.sql = sql_of(sql);
    made.statements.push_back(std::move(statement));
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(script)

BOOST_AUTO_TEST_CASE(literals) {
    const struct {
        std::string text, plain, mysql, postgres, sqlite;
    } cases[] = {
        {"it's", "'it''s'", "'it''s'", "'it''s'", "'it''s'"},
        {"a\\", "'a\\'", "'a\\\\'", "E'a\\\\'", "'a\\'"},
        {"a\n.shell x", "'a\n.shell x'", "'a\\n.shell x'", "E'a\\n.shell x'", "('a' || char(10) || '.shell x')"},
        {"\r\n'", "'\r\n'''", "'\\r\\n'''", "E'\\r\\n'''", "(char(13, 10) || '''')"},
        {"a\0b"s, "'a\0b'"s, "'a\\0b'", "E'a\0b'"s, "('a' || char(0) || 'b')"},
        {"", "''", "''", "''", "''"},
        {"\\! ls\u2028'", "'\\! ls\u2028'''", "'\\\\! ls\u2028'''", "E'\\\\! ls\u2028'''", "'\\! ls\u2028'''"},
    };
    for (const auto& one : cases) {
        BOOST_TEST(literal(one.text, Kind::plain) == one.plain);
        BOOST_TEST(literal(one.text, Kind::mysql) == one.mysql);
        BOOST_TEST(literal(one.text, Kind::postgres) == one.postgres);
        BOOST_TEST(literal(one.text, Kind::sqlite) == one.sqlite);
    }
}

BOOST_AUTO_TEST_CASE(what_a_shell_would_read_otherwise) {
    const struct {
        Kind kind;
        std::string sql;
        const char* fault; // nullptr: none
    } cases[] = {
        {Kind::postgres, "select 1", nullptr},
        {Kind::postgres, "select 'a;\\! ls\n\\! ls', \"x;\\\n\"", nullptr},
        {Kind::postgres, "select 1 \\! ls", "backslash"},
        {Kind::postgres, "select E'a\\'; \\! ls", "a quote without its end"},
        {Kind::postgres, "select E'a\\' b', fe'c\\', 'd'", nullptr}, // the server reads fe as a name, not as E
        {Kind::postgres, "select $a$ ' $a$", "dollar"},
        {Kind::mysql, "alter table `a\\` add `\\! ls;` text default 'x\\'; \\\\'", nullptr},
        {Kind::mysql, "select 'a\\'; drop table x; --'", nullptr},
        {Kind::mysql, "select 'a\\\\'; drop table x; --'", "semicolon"},
        {Kind::mysql, "select `a\r\nb`", "carriage return"},
        {Kind::mysql, "select `a\rb`", nullptr},
        {Kind::sqlite, "create table x (a /* ; \r\n' */, b -- it's; \r .shell\n)", nullptr},
        {Kind::sqlite, "create table [a;\n.shell] (b)", nullptr},
        {Kind::sqlite, "select 'a\0b'"s, "zero byte"},
        {Kind::sqlite, "select 1; select 2", "semicolon"},
        {Kind::sqlite, "CREATE TRIGGER a after insert on b begin select 1; end", nullptr},
        {Kind::sqlite, "select 'a", "a quote without its end"},
    };
    for (const auto& one : cases) {
        const auto fault = fault_of(one.sql, one.kind);
        BOOST_TEST((one.fault ? has(fault, one.fault) : fault.empty()), one.sql << ": " << fault);
    }
    std::string fault;
    const auto colons = plan::for_shell("select a[1:n], b::int, ':x'", dialect(Kind::postgres), fault);
    BOOST_TEST(colons == "select a[1: n], b::int, ':x'"); // psql knows variables
    const auto comment = plan::for_shell("create table x (a -- b\rc\n)", dialect(Kind::sqlite), fault);
    BOOST_TEST(comment == "create table x (a -- b c\n)");
}

// Every line is a comment or the one statement, whatever is in a name, a title, a warning or a thing left out.
BOOST_AUTO_TEST_CASE(comments_are_one_line) {
    for (const auto* end : {"\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1b[2K"}) {
        const auto hostile = "x"s + end + "\\! touch f" + end + ".shell touch f" + end + "drop table canary;";
        plan::Plan plan;
        plan.left_out = {{hostile, hostile, hostile, hostile}};
        plan.steps.push_back(step(hostile, "update x set y = 1"));
        plan.steps.push_back(step(hostile, "select count(*)" + std::string(end)));
        plan.steps.back().statements[0].check = true;
        const auto made = plan::script_of(plan, dialect(Kind::plain), hostile, {hostile});
        BOOST_TEST(made.fault.empty());
        std::string rest = made.text;
        for (auto line = rest.find('\n'); line != std::string::npos; line = rest.find('\n')) {
            const auto text = rest.substr(0, line);
            rest.erase(0, line + 1);
            const bool ours =
                text.empty() || text.starts_with("-- ") || text == "update x set y = 1;" ||
                has(plan::SqlDialect(*sqlite()).script_begin + plan::SqlDialect(*sqlite()).script_end, text);
            BOOST_TEST(ours, text);
            for (const auto* other : {"\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1b"})
                BOOST_TEST(!has(text, other), text);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_step_that_no_shell_may_read_is_told) {
    plan::Plan plan;
    plan.steps.push_back(step("posts.title", "update x set y = 'a\r\nb'"));
    const auto made = plan::script_of(plan, dialect(Kind::plain), "t");
    BOOST_TEST(has(made.fault, "Step 1 (insert row, posts.title) has a carriage return"), made.fault);
}

BOOST_AUTO_TEST_SUITE_END()
