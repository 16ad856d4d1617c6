// SPDX-License-Identifier: Apache-2.0
// What a plugin hands over: catalogs, rows and scripts as owned C++ values. Part of <schemad/vendor.hpp>.
//
// Errors: kit::Error, as anywhere in the kit. Ownership: every result keeps its own text; a schemad_str inside one is
// good as long as the result is, also after a move. Threads: values, no sharing. docs/spec/vendors-1-catalog.md
// sections 1-3.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.h>

namespace schemad::kit {

// ---- Text and errors
// -------------------------------------------------------------------------------------------------

using Text = std::optional<std::string>; // nullopt: SQL NULL, or not stated

inline constexpr schemad_str absent{nullptr, 0};
inline bool stated(schemad_str s) noexcept { return s.data != nullptr; }
inline std::string_view view(schemad_str s) noexcept {
    return s.data ? std::string_view{s.data, s.size} : std::string_view{};
}
inline schemad_str borrow(std::string_view s) noexcept { return {s.data() ? s.data() : "", s.size()}; }

class Error : public std::runtime_error {
public:
    Error(schemad_status what, const std::string& message, std::string of_table = {}, std::string of_column = {})
        : std::runtime_error(message), status(what), table(std::move(of_table)), column(std::move(of_column)) {}
    schemad_status status;
    std::string table, column;
    std::int64_t vendor_code = 0;
    std::string sqlstate;
};

// ---- Results
// ---------------------------------------------------------------------------------------------------------

// Keeps copies of text and arrays at addresses that stay while it lives, also when it is moved.
class Arena {
public:
    schemad_str keep(std::string_view s) {
        char* at = take(s.size() + 1, 1); // never a null pointer, also for empty text
        if (!s.empty()) std::memcpy(at, s.data(), s.size());
        return {at, s.size()};
    }
    schemad_str keep(const std::string& s) { return keep(std::string_view{s}); }
    schemad_str keep(const Text& s) { return s ? keep(std::string_view{*s}) : absent; }
    schemad_str* array(std::size_t count) {
        auto* at = reinterpret_cast<schemad_str*>(take(count * sizeof(schemad_str), alignof(schemad_str)));
        std::fill_n(at, count, absent);
        return at;
    }

private:
    char* take(std::size_t size, std::size_t align) {
        std::size_t at = (used_ + align - 1) / align * align;
        if (chunks_.empty() || at > capacity_ || size > capacity_ - at) {
            capacity_ = std::max(size, std::min<std::size_t>(std::max<std::size_t>(4096, capacity_ * 2), 1u << 20));
            chunks_.push_back(std::unique_ptr<char[]>(new char[capacity_]));
            at = 0;
        }
        used_ = at + size;
        return chunks_.back().get() + at;
    }
    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = 0, capacity_ = 0;
};

struct Table {
    std::uint32_t kind = SCHEMAD_TABLE_BASE, flags = 0;
    Text schema;
    std::string name;
    Text comment, sql;
};
struct Column {
    std::uint32_t flags = 0;
    std::string table, name, data_type, declared_type;
    Text default_text, default_sql, generation_expression;
    Text foreign_key_schema, foreign_key_table, foreign_key_column;
    Text comment, collation, on_update, field_type;
    double max_length = 0;
    std::uint32_t max_length_kind = SCHEMAD_LENGTH_NULL, ordinal = 0;
    std::int64_t numeric_precision = -1, numeric_scale = -1;
};
struct Index {
    std::uint32_t flags = 0;
    std::string table, name;
    std::vector<Text> columns; // nullopt: an expression
    Text sql;
};
struct ForeignKey {
    std::uint32_t flags = 0;
    std::string table;
    Text name, reported_name;
    std::vector<std::string> columns;
    std::vector<Text> referenced_columns; // as many as columns
    Text referenced_schema;
    std::string referenced_table, on_update, on_delete;
};
struct Check {
    std::string table;
    Text name;
    std::string expression;
};

template <class C> C blank() noexcept {
    C c{};
    c.struct_size = sizeof(C);
    return c;
}

// What inspect() gives. Add the mirror structs, or, where it counts, C rows whose text is in `arena`.
class Catalog {
public:
    Arena arena;
    std::vector<schemad_table> tables;
    std::vector<schemad_column> columns;
    std::vector<schemad_index> indexes;
    std::vector<schemad_foreign_key> foreign_keys;
    std::vector<schemad_check> checks;
    std::shared_ptr<const void> own; // the plugin's look-up data for render(); see own_data()

    void add(const Table& t) {
        auto c = blank<schemad_table>();
        c.kind = t.kind, c.flags = t.flags, c.schema = arena.keep(t.schema), c.name = arena.keep(t.name);
        c.comment = arena.keep(t.comment), c.sql = arena.keep(t.sql);
        tables.push_back(c);
    }
    void add(const Column& x) { columns.push_back(row(x, arena)); }
    void add(const Index& x) {
        auto c = blank<schemad_index>();
        c.flags = x.flags, c.table = arena.keep(x.table), c.name = arena.keep(x.name), c.sql = arena.keep(x.sql);
        c.columns = list(x.columns), c.column_count = x.columns.size();
        indexes.push_back(c);
    }
    void add(const ForeignKey& x) {
        if (x.referenced_columns.size() != x.columns.size())
            throw std::logic_error("a foreign key names as many columns as it refers to");
        auto c = blank<schemad_foreign_key>();
        c.flags = x.flags, c.table = arena.keep(x.table), c.name = arena.keep(x.name);
        c.reported_name = arena.keep(x.reported_name), c.column_count = x.columns.size();
        c.columns = list(x.columns), c.referenced_columns = list(x.referenced_columns);
        c.referenced_schema = arena.keep(x.referenced_schema), c.referenced_table = arena.keep(x.referenced_table);
        c.on_update = arena.keep(x.on_update), c.on_delete = arena.keep(x.on_delete);
        foreign_keys.push_back(c);
    }
    void add(const Check& x) {
        auto c = blank<schemad_check>();
        c.table = arena.keep(x.table), c.name = arena.keep(x.name), c.expression = arena.keep(x.expression);
        checks.push_back(c);
    }
    static schemad_column row(const Column& x, Arena& arena) {
        auto c = blank<schemad_column>();
        c.flags = x.flags, c.table = arena.keep(x.table), c.name = arena.keep(x.name);
        c.data_type = arena.keep(x.data_type), c.declared_type = arena.keep(x.declared_type);
        c.default_text = arena.keep(x.default_text), c.default_sql = arena.keep(x.default_sql);
        c.generation_expression = arena.keep(x.generation_expression);
        c.foreign_key_schema = arena.keep(x.foreign_key_schema);
        c.foreign_key_table = arena.keep(x.foreign_key_table);
        c.foreign_key_column = arena.keep(x.foreign_key_column);
        c.comment = arena.keep(x.comment), c.collation = arena.keep(x.collation);
        c.on_update = arena.keep(x.on_update), c.field_type = arena.keep(x.field_type);
        c.max_length = x.max_length, c.max_length_kind = x.max_length_kind, c.ordinal = x.ordinal;
        c.numeric_precision = x.numeric_precision, c.numeric_scale = x.numeric_scale;
        return c;
    }

private:
    template <class T> const schemad_str* list(const std::vector<T>& from) {
        schemad_str* to = arena.array(from.size());
        for (std::size_t i = 0; i < from.size(); ++i) to[i] = arena.keep(from[i]);
        return to;
    }
};

// The rows of a query, cell by cell. Throws E_LIMIT once the answer outgrows max_bytes.
class Rows {
public:
    Rows(std::span<const std::string> names, std::size_t max_bytes) : left_(max_bytes) {
        names_.reserve(names.size());
        for (const auto& name : names) spend(name.size() + sizeof(schemad_str)), names_.push_back(arena_.keep(name));
    }
    void null() { put(SCHEMAD_NULL); }
    void integer(std::int64_t v) { put(SCHEMAD_INT64).as.integer = v; }
    void boolean(bool v) { put(SCHEMAD_BOOL).as.integer = v; }
    void real(double v) { put(SCHEMAD_DOUBLE).as.real = v; }
    void text(std::string_view v) { bytes(SCHEMAD_TEXT, v); }
    void blob(std::string_view v) { bytes(SCHEMAD_BLOB, v); }

private:
    template <class> friend class Edge;
    void spend(std::size_t n) {
        if (n > left_) throw Error(SCHEMAD_E_LIMIT, "the answer is larger than allowed");
        left_ -= n;
    }
    schemad_value& put(std::uint32_t kind) {
        spend(sizeof(schemad_value));
        return cells_.emplace_back(schemad_value{kind, 0, {}});
    }
    void bytes(std::uint32_t kind, std::string_view v) {
        spend(v.size());
        put(kind).as.text = arena_.keep(v);
    }
    Arena arena_;
    std::vector<schemad_str> names_;
    std::vector<schemad_value> cells_;
    std::size_t left_;
};

struct Statement {
    sql::SqlText sql;
    std::uint32_t role = SCHEMAD_RUN;
    schemad_status refusal = SCHEMAD_OK; // the rest for SCHEMAD_CHECK; reason for both
    std::string column, reason;
    sql::SqlText sample{}; // a query for the keys of at most five of the counted rows; empty: none
};
using Script = std::vector<Statement>;

} // namespace schemad::kit
