// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/rows.hpp"

#include <charconv>
#include <memory>

namespace schemad::pq {

namespace {

enum : Oid { boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, oid = 26, float4 = 700, float8 = 701 };

template <class T> bool read(std::string_view text, T& out) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

struct Free {
    void operator()(unsigned char* p) const noexcept { PQfreemem(p); }
};

} // namespace

std::vector<std::string> column_names(const PGresult& r) {
    std::vector<std::string> names;
    for (int i = 0; i < PQnfields(&r); ++i) {
        const char* name = PQfname(&r, i);
        names.emplace_back(name ? name : "");
    }
    return names;
}

bool is_null(const PGresult& r, int row, int column) noexcept { return PQgetisnull(&r, row, column) != 0; }

std::string_view text_at(const PGresult& r, int row, int column) noexcept {
    return {PQgetvalue(&r, row, column), static_cast<std::size_t>(PQgetlength(&r, row, column))};
}

std::int64_t integer_at(const PGresult& r, int row, int column) noexcept {
    std::int64_t n = 0;
    return read(text_at(r, row, column), n) ? n : 0;
}

bool flag_at(const PGresult& r, int row, int column) noexcept { return text_at(r, row, column) == "t"; }

kit::Text optional_at(const PGresult& r, int row, int column) {
    if (is_null(r, row, column)) return std::nullopt;
    return std::string(text_at(r, row, column));
}

void put_cell(kit::Rows& rows, const PGresult& r, int row, int column) {
    if (is_null(r, row, column)) return rows.null();
    const auto text = text_at(r, row, column);
    switch (PQftype(&r, column)) {
    case int8:
    case int4:
    case int2:
    case oid: {
        std::int64_t n = 0;
        if (read(text, n)) return rows.integer(n);
        break;
    }
    case float4:
    case float8: {
        double d = 0;
        if (read(text, d)) return rows.real(d);
        break;
    }
    case boolean: return rows.boolean(text == "t");
    case bytea: {
        std::size_t size = 0;
        const std::unique_ptr<unsigned char, Free> bytes(
            PQunescapeBytea(reinterpret_cast<const unsigned char*>(text.data()), &size));
        if (!bytes) throw kit::Error(SCHEMAD_E_LIMIT, "out of memory");
        return rows.blob({reinterpret_cast<const char*>(bytes.get()), size});
    }
    default: break;
    }
    rows.text(text);
}

std::int64_t affected_rows(const PGresult& r) noexcept {
    std::int64_t n = 0;
    return read(std::string_view(PQcmdTuples(const_cast<PGresult*>(&r))), n) ? n : 0;
}

} // namespace schemad::pq
