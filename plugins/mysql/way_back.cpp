// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/way_back.hpp"

namespace schemad::mysql {

namespace {

constexpr std::int64_t longest = 67; // digits, sign and point of a decimal(65,30)

kit::Statement run(std::string sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }

std::string without_zeros(const std::string& c) { return "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + c + "))"; }

} // namespace

void shorten_written(kit::Script& script, std::string_view table, const schemad_column& now, const Type& from,
                     const Type& to) {
    const bool padded = (from.is_decimal() || from.is_float()) && from.scale > 0, timed = from.is_moment(),
               fine = from.fraction > 0 && (timed || from.base == "time");
    if (!(padded || timed || fine) || !to.is_char() || to.length >= longest) return;
    const auto c = quote(kit::view(now.name)), t = quote(table);
    auto value = padded || fine ? without_zeros(c) : c;
    // a text that became a moment was a day, or had no seconds, or all of it
    if (timed && to.length < 19) value = "LEFT(" + value + ", " + (to.length >= 16 ? "16)" : "10)");
    const bool nullable = (now.flags & SCHEMAD_COLUMN_NULLABLE) != 0;
    script.push_back(run("ALTER TABLE " + t + " MODIFY " + c + " varchar(255)" + (nullable ? " NULL" : " NOT NULL")));
    // other rows keep what their triggers and times of change say
    script.push_back(run("UPDATE " + t + " SET " + c + " = " + value + " WHERE CHAR_LENGTH(" + c + ") > " +
                         std::to_string(to.length)));
}

} // namespace schemad::mysql
