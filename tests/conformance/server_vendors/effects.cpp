// SPDX-License-Identifier: Apache-2.0
// vendors/ddl-effects: every recorded operation whose input is known, rendered by the plugin, run on a real database
// and compared, column by column and key by key, with what the reference left there; and the scenarios.
//
// Where the reference failed, ours either does what was evidently meant or refuses before anything runs.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>

#include "tests/conformance/server_vendors/operations.hpp"
#include "tests/conformance/server_vendors/targets.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// Where ours differs on purpose. One that does not differ any more fails.
struct Difference { // vectors and id are regular expressions
    const char *vectors, *id, *reason;
};
constexpr Difference on_purpose[] = {
    {"sqlite", "09[12]_.*", "a function that is not there is left out by the engine and named, not written as text"},
    {"mysql", "091_.*", "a function that is not there is left out by the engine and named, not written as text"},
    {".*", "086_.*",
     "the default of a json field is the JSON value of the snapshot: text stays text, whatever it looks like"},
    {"sqlite", "082_.*", "MariaDB's spelling of now() is the function; the reference quotes it as text"},
    {"postgres|mysql", "009_.*", "a key of several columns is refused, not cut to its first"},
    {"postgres", "(098|178|180|181)_.*",
     "a diff makes every unique field a constraint; the bare index is the way of the REST calls"},
    {"postgres|mysql", "107_.*", "a generated column is made as one; the reference makes a plain column"},
    {"mysql", "(058|088|184)_.*", "a default of a text column is kept where the server can; the reference drops it"},
    {"mysql", "080_.*", "the time now to some digits needs a column of as many digits"},
};

const Difference* difference(const Target& target, const std::string& id) {
    for (const auto& d : on_purpose)
        if (std::regex_match(target.vectors, std::regex(d.vectors)) && std::regex_match(id, std::regex(d.id)))
            return &d;
    return nullptr;
}

std::vector<json::object> effect_columns(const schemad_catalog& catalog) {
    std::vector<json::object> all;
    for (const auto& c : columns(catalog)) {
        auto field = snapshot_field(c);
        const json::value table = field.at("collection"); // a new member may move the others
        field["table"] = table;
        all.push_back(field);
    }
    return all;
}

// The same sets, or a text that says what differs.
std::string differences(const std::vector<json::object>& ours, const json::array& recorded) {
    std::multiset<std::string> then, now;
    for (const auto& entry : recorded) then.insert(canonical(entry));
    for (const auto& o : ours) now.insert(canonical(recorded.empty() ? o : projected(o, recorded[0].as_object())));
    std::string lines;
    for (const auto& line : now)
        if (!then.contains(line)) lines += "\n  ours     " + line;
    for (const auto& line : then)
        if (!now.contains(line)) lines += "\n  recorded " + line;
    if (lines.empty() && now != then) lines = "\n  not as many of the same";
    return lines;
}

std::string all_text(const schemad_catalog& catalog) {
    std::string text;
    for (const auto& o : effect_columns(catalog)) text += canonical(o) + "\n";
    for (const auto& o : foreign_key_records(catalog)) text += canonical(o) + "\n";
    for (const auto& i : indexes(catalog)) text += std::string(view(i.table)) + "." + std::string(view(i.name)) + "\n";
    return text;
}

bool is_refusal(schemad_status status) {
    return status == SCHEMAD_E_UNSUPPORTED || status == SCHEMAD_E_INVALID || status == SCHEMAD_E_EXISTS ||
           status == SCHEMAD_E_NOT_FOUND || status == SCHEMAD_E_LOSES_VALUES;
}

void drop_all(Connection& connection) {
    change(connection, [&](Plan& plan) {
        const Catalog catalog = connection.inspect();
        for (const auto& t : tables(*catalog))
            if (t.flags & SCHEMAD_TABLE_LISTED) plan.drop_table(std::string(view(t.name)));
    });
    const Catalog left = connection.inspect();
    for (const auto& t : tables(*left))
        if (t.flags & SCHEMAD_TABLE_LISTED) throw std::runtime_error("left: " + std::string(view(t.name)));
}

// The reference failed and ours went through: then what was asked for has to be there. Empty when it is.
std::string not_meant(const schemad_catalog& catalog, const Recorded& recorded) {
    const auto table = string_or(recorded.input, "table");
    const auto there = [&](const std::string& field) {
        for (const auto& c : columns(catalog))
            if (view(c.table) == table && (field.empty() || view(c.name) == field)) return true;
        return false;
    };
    if (recorded.operation == "drop_table") return there("") ? "\n  the table is still there" : "";
    if (recorded.operation == "drop_column")
        return there(string_or(recorded.input, "column")) ? "\n  the column is still there" : "";
    json::array fields;
    if (const auto* list = recorded.input.if_contains("fields"); list && list->is_array()) fields = list->as_array();
    if (recorded.input.contains("field")) fields.push_back(recorded.input.at("field"));
    for (const auto& f : fields) {
        const auto& field = f.as_object();
        if (plan::has_column(field) && string_or(field, "type") != "unknown" && !there(string_or(field, "field")))
            return "\n  no column " + string_or(field, "field");
    }
    return "";
}

void operation(const TestDatabase& place, Connection& connection, const json::object& effect, const Recorded& recorded,
               std::size_t& agreed, std::size_t& beyond) {
    const auto id = string_or(effect, "id");
    change(connection, [&](Plan& plan) { plan.set_up(recorded.operation, recorded.input); });
    const auto before = all_text(*connection.inspect());
    const bool ok = truthy(effect, "ok");
    std::string lines;
    try {
        change(connection, [&](Plan& plan) { plan.operate(recorded.operation, recorded.input); });
        const Catalog after = connection.inspect();
        if (!ok) lines = not_meant(*after, recorded);
        if (ok)
            lines = differences(effect_columns(*after), effect.at("columns").as_array()) +
                    differences(foreign_key_records(*after), effect.at("foreign_keys").as_array());
    } catch (const VendorError& e) {
        if (ok || !is_refusal(e.status)) lines = std::string("\n  ours fails: ") + e.what();
        BOOST_TEST(all_text(*connection.inspect()) == before, "refused, but something ran");
    }
    const auto* known = difference(place.target(), id);
    if (known)
        BOOST_TEST(!lines.empty(), "no longer differs (" << known->reason << ")");
    else
        BOOST_TEST(lines.empty(), "differs:" << lines);
    ok && !known ? ++agreed : ++beyond;
}

void operations(const Target& target) {
    // one database for all, as making it empty takes longer than dropping what is in it
    auto place = std::make_unique<TestDatabase>(target);
    auto connection = place->open();
    std::size_t agreed = 0, beyond = 0, without_input = 0, not_ours = 0;
    for (const auto& line : lines("vendors/ddl-effects/" + target.vectors + ".jsonl")) {
        const auto effect = json::parse(line).as_object();
        const auto id = string_or(effect, "id"), kind = string_or(effect, "operation");
        // no diff asks for a rename or another primary key; the boundary has neither
        if (kind.starts_with("rename_") || kind == "change_primary_key") {
            ++not_ours;
            continue;
        }
        const auto recorded = recorded_inputs().find(id);
        if (recorded == recorded_inputs().end()) {
            ++without_input;
            continue;
        }
        BOOST_TEST_CONTEXT(id) {
            try {
                if (!connection) place = std::make_unique<TestDatabase>(target), connection = place->open();
                operation(*place, *connection, effect, recorded->second, agreed, beyond);
                drop_all(*connection);
            } catch (const std::exception& e) {
                BOOST_ERROR(e.what());
                connection.reset();
                place.reset(); // before the next one of the target
            }
        }
    }
    BOOST_TEST_MESSAGE(target.name << ": " << agreed << " operations agree, " << beyond
                                   << " where the reference fails or ours differs on purpose, " << not_ours
                                   << " the boundary does not have, " << without_input << " without recorded input");
    BOOST_TEST(agreed > 0u);
}

// -- scenarios on authors and articles(author -> authors, ON DELETE SET NULL)

void prepare(Connection& connection) {
    const auto id = json::parse(R"({"field": "id", "type": "integer",
                                    "schema": {"is_primary_key": true, "has_auto_increment": true}})");
    change(connection, [&](Plan& plan) {
        plan.create_table("authors", {id});
        plan.create_table(
            "articles", {id, json::parse(R"({"field": "title", "type": "string", "schema": {"is_indexed": true}})"),
                         json::parse(R"({"field": "author", "type": "integer", "schema": {"default_value": null}})")});
        plan.add_key({"articles", "author", "authors", "id", "SET NULL", ""});
    });
}

void step(Connection& connection, const json::object& o) {
    const auto op = string_or(o, "op"), table = string_or(o, "table", "articles");
    change(connection, [&](Plan& plan) {
        if (op == "alter") plan.alter_field(table, object_or(o, "field"));
        if (op == "add") plan.add_field(table, object_or(o, "field"));
        if (op == "dropcol") plan.drop_field(table, "author");
        if (op == "droptable") plan.drop_table(table);
        if (op == "dropfk" || op == "updfk") plan.drop_key(table, "author");
        if (op == "updfk") {
            const auto* update = o.if_contains("on_update"); // one that is not stated stays
            plan.add_key(
                {table, "author", "authors", "id", string_or(o, "on_delete"), update ? string_or(o, "on_update") : ""});
        }
    });
}

void scenario(const Target& target, const json::object& s) {
    const TestDatabase place(target);
    const auto connection = place.open();
    prepare(*connection);
    bool all_ran = true;
    for (const auto& entry : s.at("steps").as_array()) {
        const auto& e = entry.as_object();
        all_ran = all_ran && truthy(e, "ok");
        step(*connection, object_or(e, "step"));
    }
    // a step that fails there is done here: the engine drops what points to a table or stands on a column first, and
    // changes nothing of a key that stays
    const Catalog catalog = connection->inspect();
    if (!all_ran) {
        const auto name = string_or(s, "scenario");
        bool authors = false, author = false, set = false;
        for (const auto& c : columns(*catalog)) {
            authors = authors || view(c.table) == "authors";
            if (view(c.table) != "articles" || view(c.name) != "author") continue;
            author = true;
            set = (c.flags & (name == "fk_column_add_unique" ? SCHEMAD_COLUMN_UNIQUE : SCHEMAD_COLUMN_INDEXED)) != 0;
        }
        if (name == "column_drop_without_fk_drop") BOOST_TEST(!author);
        if (name == "parent_drop_without_fk_drop") BOOST_TEST(!authors);
        if (name.starts_with("fk_column_")) BOOST_TEST(set);
        if (name != "parent_drop_without_fk_drop" && name != "column_drop_without_fk_drop")
            BOOST_TEST(catalog->foreign_key_count == 1u);
        return;
    }
    // on SQLite the reference cannot drop a key without its column (docs/spec/vendors-1-catalog.md 0 #7); ours does
    if (target.vectors == "sqlite" && string_or(s, "scenario") == "fk_drop_only") {
        BOOST_TEST(catalog->foreign_key_count == 0u);
        return;
    }
    std::vector<json::object> records;
    for (const auto& c : columns(*catalog)) records.push_back(column_record(c));
    compare_sets("columns", records, s.at("column_info_after").as_array());
    compare_sets("foreign keys", foreign_key_records(*catalog), s.at("foreign_keys_after").as_array());
}

const Cases cases("effects", [] {
    for (const auto& target : targets()) {
        add_case("effects", target.name + "_operations", [&target] { operations(target); });
        for (const auto& line : lines("vendors/ddl-effects/scenarios-" + target.vectors + ".jsonl")) {
            const auto s = json::parse(line).as_object();
            add_case("effects", target.name + "_scenario_" + string_or(s, "scenario"),
                     [&target, s] { scenario(target, s); });
        }
    }
});

} // namespace
