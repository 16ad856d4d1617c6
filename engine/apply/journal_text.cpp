// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal_text.hpp"

#include <stdexcept>

#include "engine/formats/formats.hpp"
#include "engine/store/own_tables.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

struct AsJson {
    json::value operator()(std::nullptr_t) const { return nullptr; }
    json::value operator()(std::int64_t v) const { return v; }
    json::value operator()(double v) const { return v; }
    json::value operator()(bool v) const { return v; }
    json::value operator()(const std::string& v) const { return json::value(v); }
};

plan::Param param_of(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double()) return value.get_double();
    if (value.is_bool()) return value.get_bool();
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    return nullptr;
}

} // namespace

std::string text_of_statements(const std::vector<plan::Statement>& statements) {
    json::array list;
    for (const auto& statement : statements) {
        if (statement.check) continue;
        json::array params;
        for (const auto& param : statement.params) params.push_back(std::visit(AsJson{}, param));
        json::array one;
        one.emplace_back(statement.sql);
        one.emplace_back(std::move(params));
        list.emplace_back(std::move(one));
    }
    return json::serialize(list);
}

std::vector<plan::Statement> statements_of_text(std::string_view text) {
    std::vector<plan::Statement> statements;
    boost::system::error_code failed;
    json::parse_options options; // half a character of a document is ours as well
    options.allow_invalid_utf8 = true;
    const auto list = json::parse(text, failed, {}, options);
    const auto* all = failed ? nullptr : list.if_array();
    if (!all) throw std::runtime_error("the journal of an apply cannot be read");
    for (const auto& value : *all) {
        const auto* one = value.if_array();
        if (!one || one->size() != 2 || !(*one)[0].is_string() || !(*one)[1].is_array())
            throw std::runtime_error("the journal of an apply cannot be read");
        plan::Statement statement;
        statement.sql = std::string_view{(*one)[0].get_string()};
        for (const auto& param : (*one)[1].get_array()) statement.params.push_back(param_of(param));
        statements.push_back(std::move(statement));
    }
    return statements;
}

JournalSql::JournalSql(const Vendor& vendor) {
    const auto q = [&](std::string_view name) { return vendor.quoted(name); };
    const auto journal = q(store::journal_table().name), steps = q(store::journal_step_table().name);
    const auto of_journal = " where " + q("journal") + " = ?";
    const auto names = [&](const model::MetaTable& table, std::size_t count) {
        std::string list;
        for (const auto& column : table.columns.first(count)) list += (list.empty() ? "" : ", ") + q(column.name);
        return list;
    };
    insert_steps_ = "insert into " + steps + " (" + names(store::journal_step_table(), 9) + ") values ";
    insert_journal = "insert into " + journal + " (" + names(store::journal_table(), 6) + ") values (?, ?, ?, ?, ?, ?)";
    set_position = "update " + journal + " set " + q("position") + " = ?" + of_journal;
    set_stuck = "update " + journal + " set " + q("state") + " = 'stuck', " + q("problem") + " = ?" + of_journal;
    delete_steps = "delete from " + steps + of_journal;
    delete_journal = "delete from " + journal + of_journal;
    all_journals = "select " + names(store::journal_table(), 7) + " from " + journal + " order by " + q("started");
    steps_of = "select " + q("entity") + ", " + q("table") + ", " + q("column") + ", " + q("destroys") + ", " +
               q("redo") + ", " + q("undo") + " from " + steps + of_journal + " order by " + q("step");
}

std::string JournalSql::insert_steps(std::size_t rows) const {
    auto sql = insert_steps_;
    for (std::size_t i = 0; i < rows; ++i) sql += i ? ", (?, ?, ?, ?, ?, ?, ?, ?, ?)" : "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
    return sql;
}

} // namespace schemad::apply
