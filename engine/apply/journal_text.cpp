// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal_text.hpp"

#include <stdexcept>

#include "engine/database/trusted_sql.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/js/text.hpp"
#include "engine/text/hex.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

struct AsJson {
    json::value operator()(std::nullptr_t) const { return nullptr; }
    json::value operator()(std::int64_t v) const { return v; }
    json::value operator()(double v) const { return v; }
    json::value operator()(bool v) const { return v; }
    json::value operator()(const std::string& v) const {
        if (js::is_utf8(v)) return json::value(v);
        return json::object{{"bytes", text::hex_of(v)}}; // of a database: they go back as they were
    }
};

[[noreturn]] void unreadable() {
    throw std::runtime_error("what schemad_journal_step holds of an apply cannot be read");
}

plan::Param param_of(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double()) return value.get_double();
    if (value.is_bool()) return value.get_bool();
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    if (const auto* object = value.if_object()) {
        const auto* bytes = object->if_contains("bytes");
        if (!bytes || !bytes->is_string()) unreadable();
        auto made = text::bytes_of_hex(bytes->get_string());
        if (!made) unreadable();
        return std::move(*made);
    }
    return nullptr;
}

json::array list_of(const std::vector<plan::Statement>& statements, bool with_touch) {
    json::array list;
    for (const auto& statement : statements) {
        if (statement.check) continue;
        json::array params;
        for (const auto& param : statement.params) params.push_back(std::visit(AsJson{}, param));
        json::array one;
        one.emplace_back(statement.sql.view());
        one.emplace_back(std::move(params));
        if (with_touch) one.emplace_back(statement.touch);
        list.emplace_back(std::move(one));
    }
    return list;
}

std::vector<plan::Statement> statements_of(const json::array& all) {
    std::vector<plan::Statement> statements;
    for (const auto& value : all) {
        const auto* one = value.if_array();
        if (!one || one->size() < 2 || one->size() > 3 || !(*one)[0].is_string() || !(*one)[1].is_array()) unreadable();
        plan::Statement statement;
        statement.sql = database::TrustedSql::journalled((*one)[0].get_string());
        for (const auto& param : (*one)[1].get_array()) statement.params.push_back(param_of(param));
        if (one->size() == 3) {
            if (!(*one)[2].is_int64()) unreadable();
            statement.touch = static_cast<std::size_t>((*one)[2].get_int64());
        }
        statements.push_back(std::move(statement));
    }
    return statements;
}

json::value parsed(std::string_view text) {
    boost::system::error_code failed;
    json::parse_options options; // half a character of a document is ours as well
    options.allow_invalid_utf8 = true;
    auto value = json::parse(text, failed, {}, options);
    if (failed) unreadable();
    return value;
}

plan::Touch touch_of(const json::value& value) {
    const auto* one = value.if_array();
    if (!one || one->size() != 6 || !(*one)[0].is_int64() || !(*one)[1].is_int64()) unreadable();
    const auto does = (*one)[0].get_int64(), kind = (*one)[1].get_int64();
    for (std::size_t i = 2; i < 6; ++i)
        if (!(*one)[i].is_string()) unreadable();
    if (does < 0 || does > static_cast<int>(plan::Touch::Does::drops) || kind < 0 ||
        kind > static_cast<int>(plan::Touch::Kind::foreign_key))
        unreadable();
    const auto text = [&](std::size_t i) { return std::string{std::string_view{(*one)[i].get_string()}}; };
    return {static_cast<plan::Touch::Does>(does),     static_cast<plan::Touch::Kind>(kind), text(2), text(3), text(4),
            database::TrustedSql::journalled(text(5))};
}

} // namespace

std::string text_of_statements(const std::vector<plan::Statement>& statements) {
    return formats::ascii_json(json::serialize(list_of(statements, false)));
}

std::vector<plan::Statement> statements_of_text(std::string_view text) {
    const auto list = parsed(text);
    if (!list.is_array()) unreadable();
    return statements_of(list.get_array());
}

std::string text_of_way_back(const plan::Step& step) {
    json::object way;
    way["undo"] = step.reversible ? json::value(list_of(step.undo, true)) : json::value(nullptr);
    auto& touches = way["touches"].emplace_array();
    for (const auto& touch : step.touches)
        touches.push_back(json::array{static_cast<int>(touch.does), static_cast<int>(touch.kind), touch.table,
                                      touch.name, touch.shape, touch.holds.view()});
    return formats::ascii_json(json::serialize(way));
}

WayBack way_back_of_text(std::string_view text) {
    WayBack way;
    const auto value = parsed(text);
    if (value.is_array()) {
        way.undo = statements_of(value.get_array());
        way.told = false;
        return way;
    }
    const auto* all = value.if_object();
    const auto *undo = all ? all->if_contains("undo") : nullptr, *touches = all ? all->if_contains("touches") : nullptr;
    if (!undo || !touches || !touches->is_array() || !(undo->is_array() || undo->is_null())) unreadable();
    for (const auto& touch : touches->get_array()) way.touches.push_back(touch_of(touch));
    if (undo->is_array()) way.undo = statements_of(undo->get_array());
    if (way.undo && !way.touches.empty())
        for (const auto& statement : *way.undo)
            if (statement.touch >= way.touches.size()) unreadable();
    return way;
}

} // namespace schemad::apply
