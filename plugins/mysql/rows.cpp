// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/rows.hpp"

#include <charconv>

namespace schemad::mysql {

namespace {

constexpr unsigned binary_charset = 63;

void put_integer(kit::Rows& rows, std::string_view text) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error == std::errc{} && end == text.data() + text.size()) {
        rows.integer(n);
    } else {
        rows.text(text); // unsigned, beyond 64 bits with a sign
    }
}

void put_bits(kit::Rows& rows, std::string_view bytes) {
    std::uint64_t n = 0;
    for (const char c : bytes) n = n << 8 | static_cast<unsigned char>(c);
    put_integer(rows, std::to_string(n));
}

void put_real(kit::Rows& rows, std::string_view text) {
    double d = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), d);
    if (error == std::errc{} && end == text.data() + text.size()) {
        rows.real(d);
    } else {
        rows.text(text);
    }
}

void put(kit::Rows& rows, const MYSQL_FIELD& field, const char* bytes, unsigned long size) {
    if (!bytes) return rows.null();
    const std::string_view value(bytes, size);
    switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR: return put_integer(rows, value);
    case MYSQL_TYPE_BIT: return put_bits(rows, value);
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE: return put_real(rows, value);
    case MYSQL_TYPE_GEOMETRY: return rows.blob(value);
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_STRING: return field.charsetnr == binary_charset ? rows.blob(value) : rows.text(value);
    default: return rows.text(value); // decimals, dates, JSON
    }
}

} // namespace

kit::Rows read_rows(Wire& wire, const sql::SqlText& sql, std::chrono::milliseconds allowed, std::size_t max_bytes) {
    Result result = wire.run(sql, allowed);
    if (!result) return kit::Rows({}, max_bytes);
    const unsigned count = mysql_num_fields(result.get());
    const MYSQL_FIELD* fields = mysql_fetch_fields(result.get());
    std::vector<std::string> names;
    for (unsigned i = 0; i < count; ++i) names.emplace_back(fields[i].name, fields[i].name_length);
    try {
        kit::Rows rows(names, max_bytes);
        while (MYSQL_ROW row = wire.next(result.get())) {
            const unsigned long* sizes = mysql_fetch_lengths(result.get());
            for (unsigned i = 0; i < count; ++i) put(rows, fields[i], row[i], sizes[i]);
        }
        return rows;
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_LIMIT) wire.abandon(std::move(result));
        throw;
    }
}

} // namespace schemad::mysql
