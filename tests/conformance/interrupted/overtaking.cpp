// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/interrupted/overtaking.hpp"

#include <algorithm>

namespace schemad::test {

namespace {

// Words in lower case, names as they are with a mark in front.
std::vector<std::string> tokens_of(std::string_view sql) {
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < sql.size() && tokens.size() < 12;) {
        const char c = sql[at];
        if (c == '"' || c == '`') {
            const auto end = sql.find(c, at + 1);
            if (end == std::string_view::npos) break;
            tokens.push_back('@' + std::string{sql.substr(at + 1, end - at - 1)});
            at = end + 1;
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
            std::string word;
            while (at < sql.size() && (((sql[at] | 0x20) >= 'a' && (sql[at] | 0x20) <= 'z') || sql[at] == '_'))
                word += static_cast<char>(sql[at++] | 0x20);
            tokens.push_back(word);
        } else {
            ++at;
        }
    }
    return tokens;
}

struct Object {
    enum Kind { nothing, table, column, index, key } kind = nothing;
    bool made = false;
    std::string of, name;
};

std::string after(const std::vector<std::string>& tokens, std::size_t from) {
    for (auto i = from; i < tokens.size(); ++i)
        if (tokens[i][0] == '@') return tokens[i].substr(1);
    return {};
}

Object object_of(std::string_view sql, const schemad_catalog& catalog) {
    const auto t = tokens_of(sql);
    const auto at = [&](std::size_t i) { return i < t.size() ? t[i] : std::string{}; };
    const auto has = [&](const char* word) { return std::find(t.begin(), t.end(), word) != t.end(); };
    if (at(0) == "create" && at(1) == "table") return {Object::table, true, after(t, 2), {}};
    if (at(0) == "drop" && at(1) == "table") return {Object::table, false, after(t, 2), {}};
    if (at(0) == "create" && has("index")) {
        const auto on = std::find(t.begin(), t.end(), "on");
        return {Object::index, true, after(t, static_cast<std::size_t>(on - t.begin())), after(t, 1)};
    }
    if (at(0) == "drop" && at(1) == "index") {
        Object one{Object::index, false, {}, after(t, 2)};
        for (const auto& index : indexes(catalog))
            if (view(index.name) == one.name) one.of = view(index.table);
        return one.of.empty() ? Object{} : one;
    }
    if (at(0) != "alter" || at(1) != "table") return {};
    Object one{Object::column, at(3) == "add", after(t, 2), after(t, 3)};
    if (one.of == "directus_users" || one.name.empty()) return {};
    if (has("foreign") || has("constraint"))
        one.kind = Object::key;
    else if (has("index"))
        one.kind = Object::index;
    return one;
}

} // namespace

const char* name_of(Overtaking what) noexcept {
    return what == Overtaking::made ? "made" : what == Overtaking::dropped ? "dropped" : "renamed";
}

std::vector<std::string> overtaking(Overtaking what, std::string_view sql, const Vendor& vendor,
                                    const schemad_catalog& catalog) {
    const auto object = object_of(sql, catalog);
    const auto q = [&](std::string_view name) { return vendor.quoted(name).str(); };
    const bool mysql = vendor.name() == "mysql";
    const auto table = q(object.of), name = q(object.name), alter = "alter table " + table + " ";
    if (object.kind == Object::nothing) return {};
    if (what == Overtaking::made) {
        if (!object.made) return {};
        switch (object.kind) {
        case Object::table:
            return {"create table " + table + " (other integer primary key, note varchar(20))",
                    "insert into " + table + " values (1, 'theirs')"};
        case Object::column:
            return {alter + "add column " + name + " varchar(77)", "update " + table + " set " + name + " = 'theirs'"};
        case Object::index:
            for (const auto& column : columns(catalog))
                if (view(column.table) == object.of && (column.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY))
                    return {"create index " + name + " on " + table + " (" + q(view(column.name)) + ")"};
            return {};
        default: return {std::string{sql}};
        }
    }
    // what is not there yet cannot be taken away: the table it is for is
    const bool whole = object.made || object.kind == Object::table;
    if (object.made && object.kind == Object::table) return {};
    const bool dropped = what == Overtaking::dropped;
    if (whole) return {dropped ? "drop table " + table : alter + "rename to " + q(object.of + "_moved")};
    switch (object.kind) {
    case Object::column:
        return {alter +
                (dropped ? "drop column " + name : "rename column " + name + " to " + q(object.name + "_moved"))};
    case Object::index:
        if (!mysql)
            return {dropped ? "drop index " + name : "alter index " + name + " rename to " + q(object.name + "_moved")};
        return {alter + (dropped ? "drop index " + name : "rename index " + name + " to " + q(object.name + "_moved"))};
    case Object::key:
        return dropped ? std::vector<std::string>{alter + (mysql ? "drop foreign key " : "drop constraint ") + name}
                       : std::vector<std::string>{};
    default: return {};
    }
}

} // namespace schemad::test
