// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/way_back.hpp"

#include <schemad/kept_values.h>

namespace schemad::mysql {

namespace {

using sql::SqlText;
using sql::Words;

constexpr std::int64_t longest = 67; // digits, sign and point of a decimal(65,30)
constexpr Words room("255");         // characters that are kept of a value: no number and no moment has more

kit::Statement run(SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }
kit::Statement keep(SqlText sql) { return {std::move(sql), SCHEMAD_KEEP, SCHEMAD_OK, {}, {}}; }

SqlText without_zeros(const SqlText& c) { return "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " + c + "))"; }

bool is_bytes(const Type& t) { return t.is_blob() || t.is_binary(); }

// Text that the other type writes in a way of its own.
bool is_rewritten(const Type& text, const Type& other) {
    const bool written = text.is_char() || text.is_text() || is_bytes(text);
    return written && (other.is_decimal() || other.is_float() || other.is_moment() || other.base == "time" ||
                       other.base == "uuid");
}

// The primary key by which a value is found again; nullptr: there is none.
const schemad_column* row_key(const CatalogView& known, const schemad_column& column) {
    const auto* catalog = known.catalog();
    if (!catalog) return nullptr;
    for (const auto& c : kit::columns(*catalog))
        if (kit::view(c.table) == kit::view(column.table) && (c.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY)) return &c;
    return nullptr;
}

// What a text says to a type, in words that are the same for every text that says it.
SqlText said(const SqlText& text, const Type& type) {
    if (type.is_decimal()) return "CAST(" + text + " AS DECIMAL(65,30))";
    if (type.is_float()) return text + " + 0e0";
    if (type.is_moment()) return "CAST(" + text + " AS DATETIME(6))";
    return type.base == "time" ? "CAST(" + text + " AS TIME(6))" : "LOWER(" + text + ")";
}

// words: the column as a text, of what was there or of what it has become; either says the same to the type between. A
// key that changes itself names its row by that.
SqlText kept_key(const schemad_column& column, const schemad_column& key, const SqlText& words, const Type& type) {
    const auto place = std::string(kit::view(column.table)) + "." + std::string(kit::view(column.name));
    const bool itself = kit::view(column.name) == kit::view(key.name);
    const auto row = itself ? "CONCAT(" + said(words, type) + ")" : "`row`." + quote(kit::view(key.name));
    // the names may have letters that the key's character set lacks
    return "SHA2(CONCAT(SHA2(" + literal(place) + ", 256), " + row + "), 256)";
}

// Whether two texts say the same to the type between them: what somebody wrote since stays.
SqlText say_the_same(const SqlText& a, const SqlText& b, const Type& type) {
    const bool words = type.base == "uuid"; // collations may differ
    return (words ? Words("BINARY ") : Words("")) + said(a, type) + " = " + said(b, type);
}

// The times of change of the row are those of other changes.
SqlText untouched_times(const CatalogView& known, const schemad_column& column) {
    SqlText out;
    for (const auto& c : kit::columns(*known.catalog()))
        if (kit::view(c.table) == kit::view(column.table) && kit::stated(c.on_update))
            out += ", `row`." + quote(kit::view(c.name)) + " = `row`." + quote(kit::view(c.name));
    return out;
}

} // namespace

void keep_written(kit::Script& script, const CatalogView& known, const schemad_column& now, const Type& from,
                  const Type& to) {
    const auto* key = row_key(known, now);
    if (!key || !is_rewritten(from, to)) return;
    const auto c = "`row`." + quote(kit::view(now.name));
    const auto words = is_bytes(from) ? "CONVERT(" + c + " USING utf8mb4)" : c;
    script.push_back(keep("REPLACE INTO `" SCHEMAD_KEPT_TABLE "` (`" SCHEMAD_KEPT_KEY "`, `" SCHEMAD_KEPT_VALUE
                          "`) SELECT " +
                          kept_key(now, *key, words, to) + ", " + words + " FROM " + quote(kit::view(now.table)) +
                          " AS `row` WHERE CHAR_LENGTH(" + words + ") <= " + room));
}

void bring_back_written(kit::Script& script, const CatalogView& known, const schemad_column& now, const Type& from,
                        const Type& to) {
    const bool padded = (from.is_decimal() || from.is_float()) && from.scale > 0, timed = from.is_moment(),
               fine = from.fraction > 0 && (timed || from.base == "time");
    const bool shortened = (padded || timed || fine) && to.is_char() && to.length < longest;
    const auto* key = is_rewritten(to, from) ? row_key(known, now) : nullptr;
    if (!shortened && !key) return;
    const auto c = quote(kit::view(now.name)), t = quote(kit::view(now.table));
    // what is no type of the column's, so that a way back that is cut off here is gone again from its beginning
    const bool same = to.base == "varchar" && to.length == 255;
    const bool nullable = (now.flags & SCHEMAD_COLUMN_NULLABLE) != 0;
    script.push_back(run("ALTER TABLE " + t + " MODIFY " + c +
                         (same ? Words(" varchar(256)") : Words(" varchar(255)")) +
                         (nullable ? Words(" NULL") : Words(" NOT NULL"))));
    if (key) {
        const auto text = "`row`." + c;
        script.push_back(keep("UPDATE " + t +
                              " AS `row` JOIN `" SCHEMAD_KEPT_TABLE "` AS `kept` ON `kept`.`" SCHEMAD_KEPT_KEY "` = " +
                              kept_key(now, *key, text, from) + " SET " + text + " = `kept`.`" SCHEMAD_KEPT_VALUE "`" +
                              untouched_times(known, now) + " WHERE " +
                              say_the_same(text, SqlText("`kept`.`" SCHEMAD_KEPT_VALUE "`"), from) + " AND BINARY " +
                              text + " <> BINARY `kept`.`" SCHEMAD_KEPT_VALUE "`"));
    }
    if (!shortened) return;
    auto value = padded || fine ? without_zeros(c) : c;
    // a text that became a moment was a day, or had no seconds, or all of it
    if (timed && to.length < 19) value = "LEFT(" + value + ", " + (to.length >= 16 ? Words("16)") : Words("10)"));
    // other rows keep what their triggers and times of change say
    script.push_back(
        run("UPDATE " + t + " SET " + c + " = " + value + " WHERE CHAR_LENGTH(" + c + ") > " + sql::number(to.length)));
}

} // namespace schemad::mysql
