// SPDX-License-Identifier: Apache-2.0
// vendors/ddl/<dialect>.jsonl: what our SQL and the recorded SQL make of the same database (see sql_model.hpp), without
// a server. On SQLite, whose reference rebuilds tables, the stored definitions afterwards are compared.
//
// Where the two differ, one of the rules below has to say why; a rule that explains nothing any more fails.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>

#include "tests/conformance/server_vendors/made_catalog.hpp"
#include "tests/conformance/server_vendors/sql_model.hpp"
#include "tests/conformance/server_vendors/targets.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

struct Dialect {
    const char *file, *plugin;
    SqlDialect sql;
};
constexpr Dialect dialects[] = {{"sqlite3", "sqlite", SqlDialect::sqlite},
                                {"pg", "postgres", SqlDialect::postgres},
                                {"mysql2", "mysql", SqlDialect::mysql},
                                {"cockroachdb", "cockroachdb", SqlDialect::postgres}};

struct Rule { // regular expressions over the file, the id and the difference
    const char *dialect, *id, *difference, *reason;
};
constexpr Rule rules[] = {
    {"sqlite3", "083_.*", "^ours refuses: the default of f is no value of its type here",
     "what is neither a value nor an expression here is left out by the engine and named, not written as text"},
    {"pg|mysql2|cockroachdb", "091_.*",
     "^ours refuses: the (default of f is no value|type char\\(36\\) of column f cannot)",
     "text that is no uuid is left out by the engine and named; the recorded statement fails"},
    {".*", "(082|147)_.*", "f default: ours current_timestamp, recorded 'current_timestamp\\(\\)'",
     "MariaDB's spelling of now() is the function; the reference quotes it as text"},
    {"mysql2", "1[67]\\d_.*", "type: ours integer unsigned, recorded integer$",
     "a column takes the sign of what it points to; the recorded calls did not say what types are there"},
    {".*", "148_.*", "^recorded is not understood", "the recorded statement makes a second primary key, and fails"},
    {"pg|cockroachdb", "092_.*", "ours nextval\\('articles_f_seq'\\), recorded 'nextval",
     "the vendor's own spelling of an expression is one; the recorded statement fails"},
    {"cockroachdb", ".*", "type: ours jsonb, recorded json$", "JSON is another name of JSONB there"},
    {"cockroachdb", "(141|150)_.*", "^ours refuses: .*while it is in the index",
     "the server cannot retype a column in an index: refused before anything runs"},
    {"mysql2", "168_.*", "author not null", "the null flag of a column is its own; the recorded call made one up"},
    {"sqlite3|pg|cockroachdb", "16[78]_.*", "author (type: ours integer, recorded integer unsigned|not null)",
     "the type and the null flag of a column that gets a foreign key are its own; the reference retypes it by MySQL's "
     "rule, whatever the database"},
    {"sqlite3|mysql2", "173_.*", "^key articles_author_foreign",
     "the key that is there is dropped and keeps its name; the recording's existing name is made up"},
    {"sqlite3", "189_.*", "^articles", "the recording left the child table out"},
    {".*", "009_.*", "^ours refuses: .*primary keys?", "a key of several columns is refused, not cut to its first"},
    {".*", "123_.*", "^ours refuses: The primary key",
     "the engine refuses another primary key before it asks a vendor"},
    {"pg|cockroachdb", "085_.*", "^recorded is not understood", "the recorded literal ends at the quote inside it"},
    {"pg|cockroachdb", "(098|178|180|181)_.*", "ours unique constraint on .* recorded unique on",
     "a diff makes every unique field a constraint; the bare index is the REST calls' way"},
    {"pg|mysql2|cockroachdb", "102_.*", "(table|index)", "a dot is part of the name, it divides nothing"},
    {"mysql2", "(007|089)_.*", "default: ours uuid\\(\\), recorded gen_random_uuid",
     "the function that makes a UUID is called uuid() there; the recorded statement fails"},
    {"mysql2", "08[01]_.*", "f type: ours timestamp\\(.\\), recorded timestamp",
     "the time now to some digits needs a column of as many digits"},
    {"mysql2", "(058|088|184)_.*", "f default: ours '.*', recorded nothing",
     "a default of a text column is kept where the server can; the reference drops it"},
    {"mysql2", "083_.*", "^ours refuses: the type timestamp", "the recorded statement fails: the text is no time"},
    {"mysql2", "18[23]_.*", "f not null", "the reference's helper does nothing on MySQL"},
    {"mysql2", "173_.*", "^recorded is not understood", "the recording's existing name of the key is made up"},
    {"mysql2|cockroachdb", "189_.*", "^key articles_author_foreign: ours nothing",
     "what points to a table goes before it; the recorded statement fails"},
    {".*", "107_.*", "f generated", "a generated column is made as one; the reference makes a plain column"},
};

using Facts = std::map<std::string, std::string>;

std::vector<std::string> differences(const Facts& ours, const Facts& theirs) {
    std::vector<std::string> all;
    for (const auto& [key, value] : ours) {
        const auto other = theirs.find(key);
        if (other == theirs.end())
            all.push_back(key + ": ours " + value + ", recorded nothing");
        else if (other->second != value)
            all.push_back(key + ": ours " + value + ", recorded " + other->second);
    }
    for (const auto& [key, value] : theirs)
        if (!ours.contains(key)) all.push_back(key + ": ours nothing, recorded " + value);
    return all;
}

std::vector<std::string> in_memory(const Dialect& dialect, const json::object& record) {
    const auto plugin = vendor(dialect.plugin);
    const auto operation = string_or(record, "operation");
    const auto& input = object_or(record, "input");
    SqlModel ours(dialect.sql), theirs(dialect.sql);
    MadeCatalog empty(*plugin), before(*plugin);
    std::string last;
    try {
        Plan set_up(*plugin, empty.get());
        set_up.set_up(operation, input);
        for (const auto& s : set_up.render()) {
            last = s.sql;
            if (!s.check) ours.run(s.sql), theirs.run(s.sql);
        }
        const auto& related = object_or(input, "related");
        if (!related.empty()) before.add_table(string_or(related, "table"), related.at("fields").as_array());
        if (operation != "create_table") before.add_table(string_or(input, "table"), input.at("setup").as_array());
        if (!related.empty() && input.contains("before") && !truthy(input, "no_existing_schema"))
            before.add_key({string_or(input, "table"), string_or(input, "column"), string_or(related, "table"),
                            string_or(input, "references", "id"), string_or(object_or(input, "before"), "on_delete"),
                            string_or(object_or(input, "before"), "on_update")});
        if (const auto& child = object_or(input, "child"); !child.empty()) {
            before.add_table(string_or(child, "table"), child.at("fields").as_array());
            before.add_key({string_or(child, "table"), string_or(child, "column"), string_or(input, "table")});
        }
        Plan plan(*plugin, before.get());
        plan.operate(operation, input);
        for (const auto& s : plan.render()) {
            last = s.sql;
            if (!s.check) ours.run(s.sql);
        }
    } catch (const VendorError& e) {
        return {std::string("ours refuses: ") + e.what()};
    } catch (const std::runtime_error& e) { return {std::string("ours is not understood: ") + e.what()}; }
    try {
        for (const auto& s : record.at("sql").as_array()) theirs.run(string_or(s.as_object(), "sql"));
    } catch (const std::runtime_error& e) { return {std::string("recorded is not understood: ") + e.what()}; }
    return differences(ours.facts(), theirs.facts());
}

std::vector<std::string> on_sqlite(const Dialect& dialect, const json::object& record) {
    const auto operation = string_or(record, "operation");
    const auto& input = object_or(record, "input");
    SqlModel ours(dialect.sql), theirs(dialect.sql);
    const TestDatabase place(targets().front());
    const auto connection = place.open();
    try {
        change(*connection, [&](Plan& plan) { plan.set_up(operation, input); });
        change(*connection, [&](Plan& plan) { plan.operate(operation, input); });
    } catch (const VendorError& e) { return {std::string("ours refuses: ") + e.what()}; }
    try {
        const auto rows = connection->query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> "
                                            "'sqlite_sequence' ORDER BY type DESC");
        for (std::size_t i = 0; i < rows->row_count; ++i) ours.run(std::string(view(rows->cells[i].as.text)));
    } catch (const std::runtime_error& e) { return {std::string("ours is not understood: ") + e.what()}; }
    if (record.contains("error")) return {}; // the reference's fails, ours went through
    try {
        for (const bool index : {false, true})
            for (const auto& entry : record.at("sqlite_master_after").as_array()) {
                const auto& o = entry.as_object();
                if ((string_or(o, "type") == "index") == index && string_or(o, "name") != "sqlite_sequence" &&
                    !string_or(o, "sql").empty())
                    theirs.run(string_or(o, "sql"));
            }
    } catch (const std::runtime_error& e) { return {std::string("recorded is not understood: ") + e.what()}; }
    return differences(ours.facts(), theirs.facts());
}

std::set<const Rule*> used_rules;
std::size_t dialects_done = 0;

void compare(const Dialect& dialect) {
    vendor(dialect.plugin); // or say so once
    std::size_t same = 0, explained = 0, not_ours = 0;
    for (const auto& line : lines("vendors/ddl/" + std::string(dialect.file) + ".jsonl")) {
        const auto record = json::parse(line).as_object();
        const auto id = string_or(record, "id"), operation = string_or(record, "operation");
        if (operation.starts_with("rename_") || operation == "change_primary_key") {
            ++not_ours;
            continue;
        }
        BOOST_TEST_CONTEXT(id) {
            const auto found =
                dialect.sql == SqlDialect::sqlite ? on_sqlite(dialect, record) : in_memory(dialect, record);
            (found.empty() ? same : explained) += 1;
            for (const auto& difference : found) {
                const Rule* why = nullptr;
                for (const auto& rule : rules)
                    if (!why && std::regex_match(dialect.file, std::regex(rule.dialect)) &&
                        std::regex_match(id, std::regex(rule.id)) &&
                        std::regex_search(difference, std::regex(rule.difference)))
                        why = &rule;
                if (why) used_rules.insert(why);
                BOOST_TEST(why != nullptr, difference);
            }
        }
    }
    BOOST_TEST_MESSAGE(dialect.file << ": " << same << " agree, " << explained << " differ for a stated reason, "
                                    << not_ours << " the boundary does not have");
    BOOST_TEST(same > 0u);
    ++dialects_done;
}

// Judged when all dialects ran, on the whole set of vectors: the part among the fixtures has no case for some.
void every_rule_is_needed() {
    if (dialects_done < std::size(dialects) ||
        conformance() == std::filesystem::path(SCHEMAD_SOURCE_DIR) / "tests/fixtures") {
        BOOST_TEST_MESSAGE("not all was compared");
        return;
    }
    for (const auto& rule : rules) BOOST_TEST(used_rules.contains(&rule), "explains nothing any more: " << rule.reason);
}

const Cases cases("ddl_text", [] {
    for (const auto& dialect : dialects) add_case("ddl_text", dialect.file, [&dialect] { compare(dialect); });
    add_case("ddl_text", "every_rule_is_needed", every_rule_is_needed);
});

} // namespace
