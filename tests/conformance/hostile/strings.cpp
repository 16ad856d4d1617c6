// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/hostile/strings.hpp"

#include <algorithm>

namespace schemad::test {

namespace json = boost::json;
using namespace std::string_literals;

namespace {

// What ends or begins something, in one dialect or another; one byte short, doubled, and in other alphabets.
const std::vector<std::string> marks{"'",
                                     "''",
                                     "\"",
                                     "\"\"",
                                     "`",
                                     "``",
                                     "\\",
                                     "\\\\",
                                     "\\'",
                                     "\\\"",
                                     "\\`",
                                     "(",
                                     ")",
                                     "))",
                                     "((",
                                     ",",
                                     ";",
                                     "--",
                                     "-- ",
                                     "--\n",
                                     "/*",
                                     "*/",
                                     "/*!",
                                     "/*!50000 ",
                                     "/*M!",
                                     "#",
                                     "# ",
                                     "$$",
                                     "$a$",
                                     "$",
                                     "$1",
                                     "?",
                                     "??",
                                     "?|",
                                     "?&",
                                     "@>",
                                     ":x",
                                     ":'x'",
                                     ":\"x\"",
                                     ":USER",
                                     "::",
                                     "::text",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     "\n",
                                     "\r",
                                     "\r\n",
                                     "\t",
                                     "\v",
                                     "\f",
                                     "\0"s,
                                     "\b",
                                     "\x1a",
                                     "\x1b",
                                     "\x7f",
                                     " ",
                                     "\u00a0",
                                     "\u0085",
                                     "\u2028",
                                     "\u2029",
                                     "\u2019",
                                     "\u02bc",
                                     "\uff07",
                                     "\u202e",
                                     "\xed\xa0\x80",
                                     "\U0001f600",
                                     "\ufeff",
                                     "\u00bf\u005c",
                                     "=",
                                     ":=",
                                     "<",
                                     ">",
                                     "||",
                                     "+",
                                     "-",
                                     "*",
                                     "/",
                                     "%",
                                     ".",
                                     "!",
                                     "~",
                                     "&",
                                     "|",
                                     "^",
                                     "@",
                                     "@@version",
                                     "0",
                                     "1",
                                     "1e5",
                                     "0x31",
                                     ".5",
                                     "1.",
                                     "a",
                                     "x",
                                     "\u00e9",
                                     "E'",
                                     "e'",
                                     "N'",
                                     "n'",
                                     "b'",
                                     "B'",
                                     "x'",
                                     "X'",
                                     "U&'",
                                     "u&\"",
                                     "_utf8mb4'",
                                     "_latin1 '",
                                     "_binary'",
                                     "Q'",
                                     "E'\\'",
                                     "'\\''",
                                     "\\0",
                                     "\\Z",
                                     "\\x27",
                                     "\\u0027",
                                     "%27",
                                     "&#39;",
                                     "'||'"};

const std::vector<std::string> words{"NULL",
                                     "null",
                                     "TRUE",
                                     "false",
                                     "DEFAULT",
                                     "default",
                                     "CURRENT_TIMESTAMP",
                                     "CURRENT_TIMESTAMP(3)",
                                     "now()",
                                     "uuid()",
                                     "CURRENT_DATE",
                                     "current_timestamp()",
                                     "gen_random_uuid()",
                                     "random()",
                                     "version()",
                                     "current_user",
                                     "AS",
                                     "ON",
                                     "UPDATE",
                                     "COLLATE",
                                     "CHECK",
                                     "UNIQUE",
                                     "PRIMARY KEY",
                                     "REFERENCES canary",
                                     "NOT NULL",
                                     "COMMENT",
                                     "GENERATED ALWAYS",
                                     "STORED",
                                     "VIRTUAL",
                                     "USING",
                                     "CAST(",
                                     "CONVERT(",
                                     "INTERVAL",
                                     "AND",
                                     "OR",
                                     "SELECT",
                                     "FROM",
                                     "canary",
                                     "secret",
                                     "keep",
                                     "id",
                                     "target",
                                     "CONSTRAINT",
                                     "COLUMN",
                                     "ADD",
                                     "DROP",
                                     "RENAME TO",
                                     "INVISIBLE",
                                     "AUTO_INCREMENT",
                                     "IDENTITY",
                                     "CASCADE",
                                     "SET NULL",
                                     "AFTER",
                                     "FIRST",
                                     "ENGINE=MEMORY",
                                     "WITH",
                                     "AT TIME ZONE"};

const std::vector<std::string> statements{"drop table canary",
                                          "delete from canary",
                                          "update canary set secret = 'x'",
                                          "alter table target drop column keep",
                                          "update target set keep = null",
                                          "delete from target",
                                          "create table pwned (a int)",
                                          "insert into canary values (9, 'x')",
                                          "create view pwned as select * from canary",
                                          "alter table canary rename to pwned",
                                          "truncate table canary",
                                          "delete from directus_collections",
                                          "commit",
                                          "rollback",
                                          "select 1"};

// Parts of a definition: further columns, clauses, subqueries.
const std::vector<std::string> clauses{", drop column keep",
                                       ", add column pwned text",
                                       ", pwned text",
                                       ", pwned integer default 1",
                                       " references canary",
                                       " unique",
                                       " check (keep is null)",
                                       " primary key",
                                       "(select secret from canary limit 1)",
                                       "(select max(secret) from canary)",
                                       ", rename to pwned",
                                       ", drop primary key",
                                       ", modify keep int",
                                       ", alter column keep drop not null",
                                       ", add index pwned (keep)",
                                       ", add constraint pwned check (1 = 1)",
                                       " collate nocase",
                                       ") as select secret from canary"};

} // namespace

Hostile::Hostile(std::string vendor, std::string file_to_make, std::string file_to_read, unsigned seed)
    : vendor_(std::move(vendor)), random_(seed) {
    tokens_ = marks;
    tokens_.insert(tokens_.end(), words.begin(), words.end());
    attacks_ = statements;
    const auto &make = file_to_make, &from = file_to_read;
    shells_ = {"\\! touch " + make,
               ".shell touch " + make,
               ".system touch " + make,
               "system touch " + make,
               "\\o " + make,
               ".output " + make,
               ".once " + make,
               "tee " + make,
               "\\T " + make,
               "\\copy canary to " + make,
               ".backup " + make,
               "delimiter //",
               "\\d //",
               "\\u mysql",
               "\\q",
               "\\C latin1",
               "\\. " + make,
               "source " + make,
               ".read |touch " + make,
               ".import |touch" + make + " x",
               "\\gexec",
               "\\g |touch " + make,
               "\\w " + make,
               "\\set x `touch " + make + "`",
               "pager touch " + make,
               "\\P touch " + make,
               "use mysql",
               ".open " + make,
               ".log " + make,
               "\\c",
               "quit",
               ".quit"};
    if (vendor_ == "postgres") {
        for (const auto& one :
             {"copy (select 1) to program 'touch " + make + "'", "copy canary to '" + make + "'", "create role pwned"s,
              "create function pwned() returns int language sql as 'select 1'"s,
              "do $x$ begin delete from canary; end $x$"s, "create schema pwned"s, "drop schema public cascade"s})
            attacks_.push_back(one);
        expressions_ = {"'a'::text",
                        "'a'::character varying",
                        "nextval('",
                        "'{}'::jsonb",
                        "E'a\\'b'",
                        "$$a$$",
                        "a$$x$",
                        "now() AT TIME ZONE 'utc'",
                        "CURRENT_TIMESTAMP",
                        "ARRAY['a'::text]",
                        "('a'::text || 'b'::text)",
                        "(1 + 2)",
                        "pg_read_file('" + from + "')",
                        "lo_create(0)",
                        "query_to_xml('delete from canary',true,true,'')",
                        "true",
                        "B'101'::\"bit\"",
                        "('now'::text)::date",
                        "'{\"a\": 1}'::jsonb ? 'a'",
                        "U&'\\0061'",
                        "current_user",
                        "LOCALTIMESTAMP ON",
                        "pg_sleep(0)",
                        "set_config('a.b','c',false)",
                        "lower('A'::text)"};
        types_ = {"character varying",
                  "character varying(20)",
                  "text",
                  "integer",
                  "numeric(10,2)",
                  "jsonb",
                  "text[]",
                  "bytea",
                  "timestamp with time zone",
                  "bit(3)",
                  "\"char\"",
                  "int references canary",
                  "text collate \"C\"",
                  "serial"};
    } else if (vendor_ == "mysql") {
        for (const auto& one :
             {"select 1 into outfile '" + make + "'", "create user pwned"s, "create database pwned"s,
              "drop database conformance"s, "create trigger pwned before insert on canary for each row set @a = 1"s,
              "set global general_log_file = '" + make + "'"})
            attacks_.push_back(one);
        expressions_ = {"_utf8mb4'a'",
                        "_utf8mb4\\'a\\'",
                        "_latin1'a'",
                        "(uuid())",
                        "current_timestamp()",
                        "b'101'",
                        "x'41'",
                        "(1 + 2)",
                        "json_object()",
                        "(json_array())",
                        "'a'",
                        "\"a\"",
                        "curdate()",
                        "(now() + interval 1 day)",
                        "load_file('" + from + "')",
                        "(sleep(0))",
                        "concat('a','b')",
                        "CURRENT_TIMESTAMP ON UPDATE",
                        "user()",
                        "@@version",
                        "@a := 1",
                        "_binary'a'",
                        "N'a'",
                        "`keep`",
                        "0x41",
                        "/*!50000 1*/"};
        types_ = {"varchar(20)",
                  "varchar",
                  "text",
                  "int",
                  "int(11) unsigned",
                  "decimal(10,2)",
                  "json",
                  "enum('a','b')",
                  "set('a')",
                  "bit(3)",
                  "timestamp",
                  "int references canary",
                  "int as (1)",
                  "text character set latin1",
                  "longtext"};
    } else {
        for (const auto& one :
             {"attach database '" + make + "' as pwned", "vacuum into '" + make + "'", "pragma writable_schema = on"s,
              "create trigger pwned after insert on target begin delete from canary; end"s})
            attacks_.push_back(one);
        expressions_ = {"'a'",
                        "\"a\"",
                        "(1 + 2)",
                        "CURRENT_TIMESTAMP",
                        "x'41'",
                        "(datetime('now'))",
                        "(strftime('%s','now'))",
                        "(lower(hex(randomblob(4))))",
                        "1e3",
                        "-5",
                        "+5",
                        "NULL",
                        "keep",
                        "\"keep\"",
                        "[a]",
                        "`a`",
                        "current_time",
                        "(load_extension('x'))",
                        "(readfile('" + from + "'))",
                        "(writefile('" + make + "','x'))",
                        "typeof(1)",
                        "TRUE"};
        types_ = {"varchar(20)",
                  "varchar(255)",
                  "text",
                  "integer",
                  "float",
                  "decimal(10,2)",
                  "json",
                  "boolean",
                  "blob",
                  "integer references canary",
                  "int generated always as (1)",
                  "datetime",
                  "char(36)",
                  "text collate nocase"};
    }
}

namespace {
std::string first_bytes(const std::string& text, std::size_t most) {
    auto end = std::min(text.size(), most);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}
} // namespace

std::string Hostile::short_text() { return first_bytes(text(), 28); }

std::string Hostile::attack() {
    static const std::vector<std::string> ends{"'",  "\"",   "`",      ")",  "')", "\")",  "`)",        "'))",
                                               "*/", "$$",   "\\'",    "\n", "\r", "\\')", "",          "'::text)",
                                               "' ", "\r\n", "\u2028", "; ", "\\", "]",    "')) stored"};
    static const std::vector<std::string> rests{"-- ", "/*", "#",  ";",  "('",    "'",    "`",
                                                "\"",  "",   "\n", " (", "\n-- ", "; /*", "'('"};
    if (chance(25))
        return pick(ends) + (chance(60) ? "\n" : "\r") + pick(shells_) + (chance(70) ? "\n" : " ") + pick(rests);
    if (chance(35)) return pick(ends) + pick(clauses) + pick(rests);
    return pick(ends) + (chance(20) ? "\n" : "") + ";" + (chance(30) ? "\n" : " ") + pick(attacks_) + ";" + pick(rests);
}

std::string Hostile::text() {
    ++made_;
    rare_ = chance(1);
    std::string out;
    for (auto count = 1 + below(8); count-- > 0;) {
        out += chance(25) ? attack() : pick(tokens_);
        if (chance(20)) out += ' ';
    }
    // which no server takes as text: all beside it would be refused with it
    for (const auto& part : {"\0"s, "\xed\xa0\x80"s})
        for (std::size_t at = 0; !rare_ && (at = out.find(part)) != std::string::npos;) out.erase(at, part.size());
    return out;
}

std::string Hostile::expression() {
    const auto way = below(10);
    if (way == 0) return text();
    ++made_;
    const auto base = pick(expressions_);
    if (way == 1) return base;
    if (way == 2) return base + attack();
    if (way == 3) return base + " " + pick(tokens_) + pick(tokens_) + pick(tokens_);
    if (way == 4) return "(" + base + pick(tokens_) + ")";
    if (way == 5) return "'" + pick(tokens_) + attack() + "'";
    if (way == 6) return pick(clauses);
    auto inside = base; // somewhere in it
    inside.insert(below(inside.size() + 1), way == 7 ? attack() : pick(tokens_));
    return way == 9 ? "'" + inside + "'" : inside;
}

std::string Hostile::type() {
    const auto way = below(5);
    if (way == 0) return text();
    ++made_;
    auto base = pick(types_);
    if (way == 1) return base;
    if (way == 2) return base + attack();
    base.insert(below(base.size() + 1), way == 3 ? pick(clauses) : pick(tokens_));
    return base;
}

std::string Hostile::name() {
    auto made = "h" + std::to_string(++names_);
    ++made_;
    if (chance(30)) made += attack();
    for (auto count = 1 + below(4); count-- > 0;) made += pick(tokens_);
    if (chance(5)) return made;
    // what Directus cannot live with in a name is refused before anything is written
    std::string fit;
    for (const char c : made)
        if (std::string_view{"*?./()\0", 7}.find(c) == std::string_view::npos) fit += c;
    for (const std::string_view part : {" as ", " AS ", "\xed\xa0\x80", "->"})
        for (std::size_t at = 0; (at = fit.find(part)) != std::string::npos;) fit.erase(at, part.size());
    return first_bytes(fit, 50) + "e";
}

} // namespace schemad::test
