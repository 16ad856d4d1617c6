// SPDX-License-Identifier: Apache-2.0
// Which values a change of type would cut, round or lose. Strict mode would refuse them as well, but only once other
// tables are changed already, and for good: DDL cannot be rolled back here.
#include <algorithm>

#include "plugins/mysql/checks.hpp"
#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

namespace {

using sql::SqlText;
using sql::Words;

constexpr const char* cut = "are too long";
constexpr const char* beyond = "are out of range";
constexpr const char* changed = "would change their value";
constexpr const char* unreadable = "cannot be read as the new type";

struct Range {
    std::string_view base;
    Words low, high, unsigned_high;
};
constexpr Range ranges[] = {{"tinyint", "-128", "127", "255"},
                            {"smallint", "-32768", "32767", "65535"},
                            {"mediumint", "-8388608", "8388607", "16777215"},
                            {"int", "-2147483648", "2147483647", "4294967295"},
                            {"bigint", "-9223372036854775808", "9223372036854775807", "18446744073709551615"}};

double text_bytes(const Type& t) {
    kit::Column c;
    describe_type(t, c);
    return c.max_length_kind == SCHEMAD_LENGTH_NUMBER ? c.max_length : 0;
}

bool is_words(const Type& t) {
    return t.is_char() || t.is_text() || t.is_json() || t.base == "enum" || t.base == "set";
}
bool is_bytes(const Type& t) { return t.is_blob() || t.is_binary(); }
bool is_address(const Type& t) { return t.base == "uuid" || t.base == "inet4" || t.base == "inet6"; }

// The servers refuse the others even where there is no value.
bool has_cast(const Type& from, const Type& to) {
    if (from.is_geometry() || to.is_geometry()) return from.is_geometry() && to.is_geometry();
    if (is_address(from)) return to.base == from.base || is_words(to);
    return !is_address(to) || is_words(from);
}

// The nearest number that 32 bits hold, in the numbers of 64 bits.
SqlText as_single(const SqlText& x) {
    const auto unit = "POW(2, FLOOR(LOG2(ABS(" + x + "))) - 23)";
    // what is none of them gives 0: a power beyond what is held would end the query
    return "IF(" + x + " = 0 OR ABS(" + x + ") > 3.5e38 OR ABS(" + x + ") < 1.2e-38, 0, ROUND((" + x + ") / " + unit +
           ") * " + unit + ")";
}

SqlText zeros(std::int64_t count) {
    SqlText out;
    for (; count > 0; --count) out += "0";
    return out;
}

// How many digits of a number's text count: without the zeros around them, sign, point and exponent.
SqlText significant(const SqlText& text) {
    return "LENGTH(TRIM(BOTH '0' FROM REPLACE(REPLACE(REPLACE(SUBSTRING_INDEX(LOWER(" + text +
           "), 'e', 1), '.', ''), '-', ''), '+', '')))";
}

class Conversion {
public:
    Conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column, const Type& from,
               const Type& to, std::string_view field_type)
        : script_(script), table_(table), column_(column), from_(from), to_(to), field_type_(field_type),
          c_(quote(column)), words_(is_bytes(from) ? "CONVERT(" + c_ + " USING utf8mb4)" : c_) {}

    void run() {
        if (!has_cast(from_, to_))
            throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                             "the type " + from_.sql().str() + " of the column " + std::string(column_) +
                                 " cannot be changed to " + to_.sql().str(),
                             {}, std::string(column_));
        if (from_.base == "bit" && !to_.is_number() && to_.base != "bit" && to_.base != "year")
            return none_fits(); // its bytes would be taken for the text
        if ((field_type_ == "timestamp" || field_type_ == "dateTime") && !to_.is_moment() && to_.base != "date")
            return to_written_moment();
        // of a list the server takes the place, not the word: '7' in enum('7') would be 1
        if ((from_.base == "enum" || from_.base == "set") && (to_.is_number() || to_.base == "bit"))
            ask(c_ + " + 0 <> CONCAT(" + c_ + ") + 0e0", SCHEMAD_E_LOSES_VALUES, changed);
        if (to_.is_integer() && !(to_.is_boolean() && field_type_ == "boolean")) {
            to_integer();
        } else if (to_.is_boolean()) {
            to_boolean();
        } else if (to_.base == "bit") {
            to_bits();
        } else if (to_.is_decimal() || to_.is_float()) {
            to_fraction();
        } else if (to_.is_json() || (field_type_ == "json" && to_.is_text())) { // MariaDB's is a text
            to_json();
        } else if (to_.is_char() || to_.is_text() || to_.base == "uuid") {
            to_words();
        } else if (is_bytes(to_)) {
            to_bytes();
        } else if (to_.is_geometry()) {
            to_geometry();
        } else if (to_.base == "inet4" || to_.base == "inet6") {
            to_address();
        } else {
            to_time();
        }
    }

private:
    void ask(const SqlText& condition, schemad_status refusal, const char* reason) {
        script_.push_back(table_.rows(c_ + " IS NOT NULL AND (" + condition + ")", refusal, column_, reason));
    }
    void none_fits() { ask(SqlText("TRUE"), SCHEMAD_E_LOSES_VALUES, unreadable); }
    SqlText as_decimal() const { return "CAST(" + words_ + " AS DECIMAL(65,30))"; }
    // Text that is no such number; asks and says whether the source is something that can be a number at all.
    bool numbers_only(Words pattern) {
        if (from_.is_number() || from_.base == "bit" || from_.base == "year") return true;
        if (!is_words(from_) && !is_bytes(from_)) {
            none_fits();
            return false;
        }
        // a regular expression ends before the last newline, too
        ask(words_ + " IS NULL OR " + words_ + " NOT REGEXP '" + pattern + "' OR " + words_ + " LIKE '%\\n'",
            SCHEMAD_E_LOSES_VALUES, unreadable);
        return true;
    }
    bool is_written() const { return is_words(from_) || is_bytes(from_); }
    // '007' and '+5' say more than a number to who wrote them.
    void digits_as_written() {
        if (is_written())
            ask(words_ + " NOT REGEXP '^(0|-?[1-9][0-9]*)$' AND " + words_ + " REGEXP '^[+-]?[0-9]+$'",
                SCHEMAD_E_LOSES_VALUES, changed);
    }
    bool is_single() const { return from_.base == "float"; }
    // Every digit that the text of a number would have to keep; a float shows six, whatever it holds.
    void digits_as_shown() {
        if (from_.is_float())
            ask((is_single() ? as_single("(CONCAT(" + c_ + ") + 0e0)") : "(CONCAT(" + c_ + ") + 0e0)") + " <> " + c_,
                SCHEMAD_E_LOSES_VALUES, changed);
    }
    // What a sixty-four bit number cannot hold.
    void fits_double() {
        const auto n = number();
        if (from_.is_integer() || from_.is_decimal() || from_.base == "bit") {
            const auto scale = sql::number(std::max<std::int64_t>(from_.scale, 0));
            ask("CAST(CONCAT(" + n + " + 0e0) AS DECIMAL(65," + scale + ")) <> " + n, SCHEMAD_E_LOSES_VALUES, changed);
        } else if (is_written()) {
            // '1e5' is shown as 100000 from then on, for which the old type has to have room if the apply is undone
            if (from_.is_char())
                ask(words_ + " REGEXP '[eE]' AND CHAR_LENGTH(CONCAT(" + words_ + " + 0e0)) > " +
                        sql::number(from_.length),
                    SCHEMAD_E_LOSES_VALUES, changed);
            const auto value = "ABS(" + words_ + " + 0e0)";
            ask("CONCAT(" + words_ + " + 0e0) <> " + words_ + " AND (" + significant(words_) + " > 15 OR " + value +
                    " >= 1.7976931348623157e308 OR (" + value + " < 2.3e-308 AND " + significant(words_) + " > 0))",
                SCHEMAD_E_LOSES_VALUES, changed);
        }
    }
    // What a thirty-two bit number cannot hold, and show: without digits of its own, six.
    void fits_float() {
        if (is_single() && to_.scale < 0 && from_.scale < 0) return;
        const auto n = is_written() ? "(" + words_ + " + 0e0)" : "(" + number() + " + 0e0)";
        ask("ABS(" + n + ") > 3.4028234e38", SCHEMAD_E_OUT_OF_RANGE, beyond);
        const auto tiny = n + " <> 0 AND ABS(" + n + ") < 1.2e-38";
        if (to_.scale >= 0)
            ask("ROUND(" + as_single(n) + ", " + sql::number(to_.scale) + ") <> " + n, SCHEMAD_E_LOSES_VALUES, changed);
        else
            ask(tiny + " OR " + significant(is_written() ? words_ : "CONCAT(" + number() + ")") + " > 6",
                SCHEMAD_E_LOSES_VALUES, changed);
    }
    SqlText number() const {
        return from_.is_number() || from_.base == "year" ? c_ : from_.base == "bit" ? "(" + c_ + " + 0)" : as_decimal();
    }

    void to_integer() {
        const Range* range = nullptr;
        for (const auto& r : ranges)
            if (r.base == to_.base) range = &r;
        if (!range || !numbers_only("^[+-]?[0-9]+$")) return;
        const auto n = number();
        const SqlText low(to_.is_unsigned ? Words("0") : range->low),
            high(to_.is_unsigned ? range->unsigned_high : range->high);
        // the highest number of 64 bits is no double, the next one is
        // and the server takes no double and no text beyond it for an unsigned one either
        const auto most = (from_.is_float() || is_written()) && range->base == "bigint" ? SqlText(range->high) : high;
        const auto too_high = from_.is_float() ? n + " >= " + most + ".0 + 1" : n + " > " + most;
        if (!fits_in(*range)) ask(n + " < " + low + " OR " + too_high, SCHEMAD_E_OUT_OF_RANGE, beyond);
        if (from_.is_decimal() || from_.is_float()) ask(n + " <> ROUND(" + n + ")", SCHEMAD_E_LOSES_VALUES, changed);
        digits_as_written();
    }
    bool fits_in(const Range& to) const {
        if (!from_.is_integer() || (to_.is_unsigned && !from_.is_unsigned)) return false;
        const Range* from = nullptr;
        for (const auto& r : ranges)
            if (r.base == from_.base) from = &r;
        if (!from || from > &to) return false;
        return from != &to ? true : from_.is_unsigned == to_.is_unsigned;
    }
    void to_boolean() {
        if (from_.is_boolean() || !numbers_only("^[01]$")) return;
        ask(number() + " NOT IN (0, 1)", SCHEMAD_E_LOSES_VALUES, changed);
    }
    void to_bits() {
        const auto digits = std::max<std::int64_t>(to_.precision, 1);
        if (from_.base == "year" && digits == 1) return none_fits(); // four digits are too long for the server
        if (!numbers_only("^[0-9]+$")) return;
        const auto most = is_written() ? 9223372036854775807ull : 18446744073709551615ull;
        const auto high = digits >= 64 ? most : (1ull << digits) - 1;
        // the server reads a double or a text as a signed number of 64 bits
        const auto too_high = from_.is_float() && digits >= 63 ? number() + " >= 9223372036854775807.0 + 1"
                                                               : number() + " > " + sql::number(std::to_string(high));
        ask(number() + " < 0 OR " + too_high, SCHEMAD_E_OUT_OF_RANGE, beyond);
        if (from_.is_decimal() || from_.is_float()) ask(c_ + " <> ROUND(" + c_ + ")", SCHEMAD_E_LOSES_VALUES, changed);
        digits_as_written();
    }
    void to_fraction() {
        if (!numbers_only("^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$")) return;
        const auto n = number();
        if (is_written()) ask(words_ + " REGEXP '^([+]|-?0[0-9])'", SCHEMAD_E_LOSES_VALUES, changed);
        if (is_written() && to_.is_decimal()) // beyond what can be compared
            ask(words_ + " REGEXP '[eE]|^-?[0-9]{36}|[.][0-9]{30}[0-9]*[1-9]'", SCHEMAD_E_LOSES_VALUES, changed);
        if (to_.scale >= 0) {
            const auto whole = to_.precision - to_.scale;
            const auto limit =
                sql::number(std::string("1").append(static_cast<std::size_t>(std::max<std::int64_t>(whole, 0)), '0'));
            const auto rounded = "ROUND(" + n + ", " + sql::number(to_.scale) + ")";
            ask(rounded + " >= " + limit + " OR " + rounded + " <= -" + limit, SCHEMAD_E_OUT_OF_RANGE, beyond);
            // a float counts as the same when it is the nearest one to what is kept
            if (is_single() && !to_.is_float())
                ask(as_single("(" + rounded + " + 0e0)") + " <> " + n, SCHEMAD_E_LOSES_VALUES, changed);
            else if (!from_.is_integer())
                ask(n + " <> " + rounded, SCHEMAD_E_LOSES_VALUES, changed);
        }
        // the server takes no '-0' either
        if (to_.is_unsigned)
            ask(n + " < 0" + (is_written() ? " OR " + words_ + " LIKE '-%'" : SqlText()), SCHEMAD_E_OUT_OF_RANGE,
                beyond);
        if (to_.is_float()) fits_double();
        if (to_.base == "float") fits_float();
    }
    void to_json() {
        if (from_.is_json() || from_.is_geometry()) {
            if (from_.is_geometry()) none_fits();
            return;
        }
        if (is_bytes(from_)) readable_bytes();
        digits_as_shown();
        const auto value = is_words(from_) || is_bytes(from_) ? words_ : "CONCAT(" + c_ + ")";
        // MariaDB takes a number that ends in a point
        const auto bare = "REGEXP_REPLACE(" + value + ", '\"([^\"\\\\\\\\]|\\\\\\\\.)*\"', '')";
        ask("COALESCE(JSON_VALID(" + value + "), 0) = 0 OR " + bare + " REGEXP '[0-9][.]([^0-9]|$)'",
            SCHEMAD_E_LOSES_VALUES, unreadable);
    }
    void readable_bytes() {
        ask(words_ + " IS NULL OR CAST(" + words_ + " AS BINARY) <> " + c_, SCHEMAD_E_LOSES_VALUES, unreadable);
    }
    void to_words() {
        if (from_.is_geometry()) return none_fits();
        if (is_bytes(from_)) readable_bytes();
        digits_as_shown();
        const auto value = is_words(from_) ? c_ : is_bytes(from_) ? words_ : "CONCAT(" + c_ + ")";
        // letters that the other character set lacks
        const auto charset = to_.collation.substr(0, to_.collation.find('_'));
        if (!charset.empty() && charset != "utf8mb4" && charset != from_.collation.substr(0, from_.collation.find('_')))
            ask("CONVERT(CONVERT(CONVERT(" + value + " USING " + sql::word(charset) +
                    ") USING utf8mb4) USING binary) <> "
                    "CONVERT(CONVERT(" +
                    value + " USING utf8mb4) USING binary)",
                SCHEMAD_E_LOSES_VALUES, unreadable);
        if (to_.is_char() && !(from_.is_char() && from_.length <= to_.length))
            ask("CHAR_LENGTH(" + value + ") > " + sql::number(to_.length), SCHEMAD_E_TOO_LONG, cut);
        if (to_.is_text() && (is_words(from_) || is_bytes(from_)) && may_overflow())
            ask("LENGTH(CONVERT(" + value + " USING utf8mb4)) > " + size_of_target(), SCHEMAD_E_TOO_LONG, cut);
        if (to_.base == "char" && from_.base != "char" && from_.base != "uuid")
            ask(value + " LIKE '% '", SCHEMAD_E_LOSES_VALUES, changed); // blanks at the end go
        if ((field_type_ == "uuid" || to_.base == "uuid") && from_.base != "uuid")
            ask(value + " LIKE '%\\n' OR " + value +
                    " NOT REGEXP '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'",
                SCHEMAD_E_LOSES_VALUES, unreadable);
    }
    bool may_overflow() const {
        if (from_.is_json()) return to_.base != "longtext";
        const double bytes = from_.is_char() ? static_cast<double>(from_.length) * 4 : text_bytes(from_);
        return bytes == 0 || bytes > text_bytes(to_);
    }
    SqlText size_of_target() const { return sql::number(static_cast<std::int64_t>(text_bytes(to_))); }
    void to_bytes() {
        digits_as_shown();
        const auto value = is_words(from_) || is_bytes(from_) ? c_ : "CONCAT(" + c_ + ")";
        ask("LENGTH(" + value + ") > " + size_of_target(), SCHEMAD_E_TOO_LONG, cut);
        if (to_.base == "binary" && !(from_.base == "binary" && from_.length == to_.length))
            ask("LENGTH(" + value + ") < " + size_of_target(), SCHEMAD_E_LOSES_VALUES, changed); // filled up with zeros
    }
    // Spelled as the type spells it.
    void to_address() {
        if (to_.base == from_.base) return;
        if (!is_words(from_)) return none_fits();
        ask("INET6_ATON(" + words_ + ") IS NULL OR LENGTH(INET6_ATON(" + words_ + ")) <> " +
                (to_.base == "inet4" ? Words("4") : Words("16")) + " OR BINARY INET6_NTOA(INET6_ATON(" + words_ +
                ")) <> BINARY " + words_,
            SCHEMAD_E_LOSES_VALUES, unreadable);
    }
    void to_geometry() {
        if (!from_.is_geometry()) return none_fits();
        if (to_.base == "geometry" || to_.base == from_.base) return;
        const auto shape = sql::word(to_.base == "geomcollection" ? "geometrycollection" : to_.base);
        ask("LOWER(REPLACE(ST_GeometryType(" + c_ + "), 'GEOMCOLLECTION', 'GEOMETRYCOLLECTION')) <> '" + shape + "'",
            SCHEMAD_E_LOSES_VALUES, unreadable);
    }
    // The column holds texts, or whatever it held, which a flag says are moments.
    void to_written_moment() {
        if (!is_written()) return none_fits();
        read_time(true, false, 6);
    }
    void to_time() {
        const bool moment = to_.is_moment(), day = to_.base == "date";
        if (to_.base == "year") {
            if (numbers_only("^[0-9]{4}$"))
                ask(number() + " <> 0 AND (" + number() + " < 1901 OR " + number() + " > 2155 OR " + number() +
                        " <> ROUND(" + number() + "))",
                    SCHEMAD_E_OUT_OF_RANGE, beyond);
            return;
        }
        if (is_words(from_) || is_bytes(from_)) {
            read_time(moment, day, to_.fraction);
        } else if (moment && (from_.is_moment() || from_.base == "date")) {
            finer_parts();
        } else if (day && from_.is_moment()) {
            ask("TIME(" + c_ + ") <> '00:00:00'", SCHEMAD_E_LOSES_VALUES, changed);
        } else if (to_.base == "time" && from_.base == "time") {
            finer_parts();
        } else if (to_.base != from_.base) {
            none_fits();
        }
        if (to_.base == "timestamp" && (from_.is_moment() || from_.base == "date")) // a month or day of zero
            ask(c_ + " REGEXP '^[0-9]{4}-(00|[0-9]{2}-00)' AND " + c_ + " NOT LIKE '0000-00-00%'",
                SCHEMAD_E_LOSES_VALUES, unreadable);
        if (to_.base == "timestamp" && from_.base != "timestamp" && !from_.is_number())
            ask("CAST(" + words_ + " AS DATETIME) <= '1970-01-02 00:00:00' OR CAST(" + words_ +
                    " AS DATETIME) >= '2038-01-18 00:00:00'",
                SCHEMAD_E_OUT_OF_RANGE, beyond);
    }
    void finer_parts() {
        if (std::max<std::int64_t>(from_.fraction, 0) > std::max<std::int64_t>(to_.fraction, 0))
            ask("MICROSECOND(" + c_ + ") % 1" + zeros(6 - std::max<std::int64_t>(to_.fraction, 0)) + " <> 0",
                SCHEMAD_E_LOSES_VALUES, changed);
    }
    void read_time(bool moment, bool day, std::int64_t digits) {
        SqlText fraction;
        if (digits > 0) fraction = "([.][0-9]{1," + sql::number(digits) + "})?";
        const SqlText date("[0-9]{4}-[0-9]{2}-[0-9]{2}"), time = "[0-9]{2}:[0-9]{2}(:[0-9]{2}" + fraction + ")?";
        const auto pattern = moment ? date + "([ T]" + time + ")?"
                             : day  ? date
                                    : "-?[0-9]{2,3}:[0-9]{2}:[0-9]{2}" + fraction;
        if (moment || day) // a month or day that there is not
            ask(words_ + " REGEXP '^[0-9]{4}-(00|[0-9]{2}-00)'", SCHEMAD_E_LOSES_VALUES, unreadable);
        const auto type = moment ? Words("DATETIME") : day ? Words("DATE") : Words("TIME");
        ask(words_ + " IS NULL OR " + words_ + " LIKE '%\\n' OR " + words_ + " NOT REGEXP '^" + pattern +
                "$' OR CAST(" + words_ + " AS " + type + ") IS NULL",
            SCHEMAD_E_LOSES_VALUES, unreadable);
    }

    kit::Script& script_;
    const sql::RowChecks& table_;
    const std::string_view column_;
    const Type &from_, &to_;
    const std::string_view field_type_;
    const SqlText c_, words_;
};

} // namespace

void check_conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column, const Type& from,
                      const Type& to, std::string_view field_type) {
    // by a flag alone a column may be read as something else from then on
    const bool moment = (field_type == "timestamp" || field_type == "dateTime") && !to.is_moment() && to.base != "date";
    if (from.sql() == to.sql() && from.collation == to.collation && field_type != "uuid" && field_type != "json" &&
        !moment)
        return;
    Conversion(script, table, column, from, to, field_type).run();
}

SqlText converted_value(std::string_view column, const Type& from, const Type& to) {
    const auto c = quote(column);
    const auto words = is_bytes(from) ? "CONVERT(" + c + " USING utf8mb4)" : c;
    if (!is_words(from) && !is_bytes(from)) return {}; // what is no text keeps its value, or is refused
    if (to.is_float()) return "(" + words + " + 0e0)";
    if (to.is_number()) return "CAST(" + words + " AS DECIMAL(65,30))";
    if (to.base == "bit" || to.base == "year") return "(" + words + " + 0)";
    if (to.base == "datetime" || to.base == "timestamp") return "CAST(" + words + " AS DATETIME(6))";
    if (to.base == "date") return "CAST(" + words + " AS DATE)";
    if (to.base == "time") return "CAST(" + words + " AS TIME(6))";
    if (to.base == "inet4" || to.base == "inet6") return "INET6_ATON(" + words + ")";
    if (to.base == "uuid") return "LOWER(" + words + ")";
    const auto charset = to.collation.substr(0, to.collation.find('_'));
    if (is_bytes(to)) return {};
    if (charset.empty() || to.collation == from.collation) return is_bytes(from) ? words : SqlText{};
    return "CONVERT(" + words + " USING " + sql::word(charset) + ") COLLATE " + sql::word(to.collation);
}

} // namespace schemad::mysql
