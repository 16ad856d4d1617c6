// SPDX-License-Identifier: Apache-2.0
// write_csv: json2csv with its flatten transform. docs/spec/engine-1-http.md section 1.10.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/formats/formats.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t from = 0;;) {
        const auto quote = text.find('"', from);
        out.append(text.substr(from, quote - from));
        if (quote == std::string_view::npos) break;
        out += "\"\"";
        from = quote + 1;
    }
    out += '"';
}

// One value of a row: a place in the input, or a code unit of a string that was taken apart.
struct Cell {
    const json::value* value = nullptr;
    std::uint32_t unit = 0;
    bool is_empty() const noexcept { return !unit && (!value || value->is_null()); }
    void append_to(std::string& out) const {
        if (unit) {
            std::string character;
            js::append_code_point(character, unit - 1);
            append_quoted(out, character);
        } else if (!value) {
            return;
        } else if (value->is_string()) {
            append_quoted(out, value->get_string());
        } else if (value->is_number()) {
            js::append_number(out, js::number_of(*value));
        } else if (value->is_bool()) {
            out += value->get_bool() ? "true" : "false";
        } else if (!value->is_null()) {
            append_quoted(out, write_json(*value));
        }
    }
};

// Rows over columns in the order of first appearance.
class Table {
public:
    void add(const json::value& row) {
        rows_.emplace_back();
        if (row.is_object()) {
            flatten(row.get_object(), "");
        } else if (row.is_array()) {
            std::size_t i = 0;
            for (const auto& item : row.get_array()) field(std::to_string(i++), item);
        } else if (row.is_string()) {
            characters(row.get_string());
        } else if (row.is_null()) {
            throw std::runtime_error("Cannot convert undefined or null to object");
        }
    }

    void append_to(std::string& out) const {
        bool first = true;
        for (const auto* name : names_) {
            if (!first) out += ',';
            first = false;
            append_quoted(out, *name);
        }
        for (const auto& row : rows_) append_row(out, row);
    }

private:
    using Row = std::vector<Cell>;

    // Objects become columns of dotted names; arrays and empty objects stay cells.
    void field(std::string name, const json::value& value) {
        if (value.is_object() && !value.get_object().empty())
            flatten(value.get_object(), name);
        else
            set(std::move(name), {&value, 0});
    }
    void flatten(const json::object& members, const std::string& path) {
        for (const auto& member : members)
            field(path.empty() ? std::string(member.key()) : path + '.' + std::string(member.key()), member.value());
    }
    void characters(std::string_view text) { // the "members" of a string
        std::size_t column = 0;
        const auto put = [&](std::uint32_t unit) { set(std::to_string(column++), {nullptr, unit + 1}); };
        for (std::size_t i = 0; i < text.size();) {
            const auto byte = [&](std::size_t n) {
                return i + n < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + n])) : 0U;
            };
            const auto lead = byte(0);
            const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
            for (std::size_t n = 1; n < length; ++n) code = code << 6 | (byte(n) & 0x3F);
            if (code >= 0x10000) put(0xD800 + ((code - 0x10000) >> 10));
            put(code >= 0x10000 ? 0xDC00 + (code & 0x3FF) : code);
            i += length;
        }
    }
    void set(std::string name, Cell cell) {
        if (name == "__proto__") return; // an assignment to it makes no column in JavaScript
        const auto [column, is_new] = columns_.try_emplace(std::move(name), names_.size());
        if (is_new) names_.push_back(&column->first);
        auto& row = rows_.back();
        if (row.size() <= column->second) row.resize(column->second + 1);
        row[column->second] = cell;
    }

    void append_row(std::string& out, const Row& row) const {
        bool empty = true; // a row of nothing is left out
        for (const auto& cell : row) empty = empty && cell.is_empty();
        if (empty) return;
        if (!out.empty()) out += '\n';
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (i) out += ',';
            if (i < row.size()) row[i].append_to(out);
        }
    }

    std::unordered_map<std::string, std::size_t> columns_;
    std::vector<const std::string*> names_;
    std::vector<Row> rows_;
};

// "length" in the sense of JavaScript is zero
bool has_no_length(const json::value& value) {
    if (value.is_array()) return value.get_array().empty();
    if (value.is_string()) return value.get_string().empty();
    if (!value.is_object()) return false;
    const auto* length = value.get_object().if_contains("length");
    return length && length->is_number() && js::number_of(*length) == 0;
}

} // namespace

std::string write_csv(const json::value* value, bool with_bom) {
    if (!value || value->is_null())
        throw std::runtime_error(value ? "Cannot read properties of null (reading 'length')"
                                       : "Cannot read properties of undefined (reading 'length')");
    if (has_no_length(*value)) return {};
    const auto* rows = value->if_array();
    const json::value& first = rows ? rows->front() : *value;
    if (!first.is_structured() && !first.is_null())
        throw std::runtime_error("Data should not be empty or the \"fields\" option should be included");
    Table table;
    if (rows)
        for (const auto& row : *rows) table.add(row);
    else
        table.add(*value);
    std::string out;
    table.append_to(out);
    if (with_bom) out.insert(0, "\xEF\xBB\xBF");
    return out;
}

} // namespace schemad::formats
