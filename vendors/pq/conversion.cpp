// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/conversion.hpp"

#include <algorithm>

#include "vendors/pq/connection.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::pq {

namespace {

using sql::SqlText;
using sql::Words;

bool is_number(TypeClass k) noexcept {
    return k == TypeClass::integer || k == TypeClass::floating || k == TypeClass::numeric;
}

SqlText power_of_ten(std::int64_t n) {
    return sql::number("1" + std::string(static_cast<std::size_t>(n < 0 ? 0 : n), '0'));
}

struct Bounds {
    Words low, high;
};
Bounds bounds_of(int bits) noexcept {
    if (bits == 16) return {"-32768", "32767"};
    if (bits == 32) return {"-2147483648", "2147483647"};
    return {"-9223372036854775808", "9223372036854775807"};
}

class Converter {
public:
    Converter(const Flavor& flavor, const Type& from, const Type& to, const SqlText& column, int version)
        : flavor_(flavor), from_(from), to_(to), c_(column), version_(version) {}

    Conversion convert() {
        out_.expression = c_ + "::" + to_.sql;
        if (from_.sql == to_.sql) return possible();
        if (from_.kind == TypeClass::geometry || to_.kind == TypeClass::geometry) return geometry();
        if (is_text_like(to_.kind)) return to_text();
        if (is_text_like(from_.kind)) return from_text();
        if (is_number(from_.kind) && is_number(to_.kind)) return number_to_number();
        if (from_.kind == TypeClass::boolean && is_number(to_.kind)) {
            out_.expression = "(" + c_ + "::integer)::" + to_.sql;
            if (to_.kind == TypeClass::numeric && !to_.args.empty()) {
                const auto scale = to_.args.size() > 1 ? to_.args[1] : 0;
                if (scale < 0) lose(SCHEMAD_E_LOSES_VALUES, c_, "would be rounded");
                if (to_.args[0] <= scale) lose(SCHEMAD_E_OUT_OF_RANGE, c_, "are out of its range"); // no whole digit
            }
            return possible();
        }
        if (is_number(from_.kind) && to_.kind == TypeClass::boolean) {
            lose(SCHEMAD_E_LOSES_VALUES, c_ + " not in (0, 1)", "are neither 0 nor 1");
            out_.expression = c_ + " <> 0";
            return possible();
        }
        if (from_.name == to_.name) return same_name();
        return times_and_json();
    }

private:
    static bool is_text_like(TypeClass k) noexcept { return k == TypeClass::text || k == TypeClass::character; }
    Conversion possible() {
        out_.possible = true;
        return std::move(out_);
    }
    // No value can be read as the new type: a column without any may still become it.
    Conversion impossible() {
        out_.losses.clear();
        lose(SCHEMAD_E_LOSES_VALUES, c_ + " is not null", "cannot be read as the new type");
        out_.expression = "null::" + to_.sql;
        return possible();
    }
    // Two keys of one name are one for jsonb. Asked of text that is JSON.
    SqlText repeats_a_key(const SqlText& json) const {
        return "(with recursive part(value) as (select " + json +
               " union all select inner_one.value from part cross join lateral (select e.value from "
               "json_each(case when json_typeof(part.value) = 'object' then part.value else '{}'::json end) e union "
               "all "
               "select a.value from json_array_elements(case when json_typeof(part.value) = 'array' then part.value "
               "else '[]'::json end) a) inner_one) select coalesce(bool_or((select count(*) <> count(distinct k) from "
               "json_object_keys(part.value) k)), false) from part where json_typeof(part.value) = 'object')";
    }
    void lose(schemad_status refusal, SqlText condition, std::string reason) {
        out_.losses.push_back({refusal, std::move(condition), std::move(reason)});
    }
    // Only evaluated where the guard holds: AND promises no order, CASE does.
    static SqlText guarded(const SqlText& guard, const SqlText& condition) {
        return "case when " + guard + " then " + condition + " else false end";
    }
    SqlText valid(const SqlText& expression, const SqlText& type) const {
        return flavor_.input_is_valid(expression, type, version_);
    }

    // -- to text: always there; what counts is the room
    Conversion to_text() {
        const bool was_text = is_text_like(from_.kind);
        const auto room = to_.arg(0);
        const auto text = was_text ? c_ : "(" + c_ + ")::text";
        if (!was_text) out_.expression = text + "::" + to_.sql;
        // JSON is kept by json as it was written, by others as they print it; both are text then
        const auto had = was_text ? from_.arg(0) : -1;
        if (room >= 0 && (had < 0 || had > room) && longest() > room)
            lose(SCHEMAD_E_TOO_LONG, "length(" + text + ") > " + sql::number(room), "are longer");
        // whatever is printed as text of any length: a domain, an enum and a name, too
        const bool any_text =
            from_.kind == TypeClass::text || from_.kind == TypeClass::json || from_.kind == TypeClass::other;
        if (any_text && to_.kind == TypeClass::character)
            lose(SCHEMAD_E_LOSES_VALUES, "right(" + text + (was_text ? Words("::text") : Words("")) + ", 1) = ' '",
                 "end in a blank");
        return possible();
    }
    std::int64_t longest() const noexcept {
        switch (from_.kind) {
        case TypeClass::uuid: return 36;
        case TypeClass::boolean: return 5;
        case TypeClass::integer: return from_.bits() == 16 ? 6 : from_.bits() == 32 ? 11 : 20;
        default: return 1'000'000'000;
        }
    }

    // -- from text: what the type's input takes, and says the same afterwards
    Conversion from_text() {
        const auto text = c_ + "::text";
        const auto type = to_.sql;
        if (from_.kind == TypeClass::character) // without the blanks that fill it up
            out_.expression = "(" + text + ")::" + type;
        const auto ok = valid(text, type);
        if (ok.empty()) return impossible();
        const auto base = is_number(to_.kind) ? valid(text, SqlText("numeric")) : ok;
        switch (to_.kind) {
        case TypeClass::integer: {
            const auto bounds = bounds_of(to_.bits());
            const auto number = "(" + text + ")::numeric";
            lose(SCHEMAD_E_OUT_OF_RANGE, guarded(base, number + " not between " + bounds.low + " and " + bounds.high),
                 "are out of its range");
            lose(SCHEMAD_E_LOSES_VALUES,
                 "case when not (" + base + ") then " + c_ + " is not null when " + number + " between " + bounds.low +
                     " and " + bounds.high + " then not (" + ok + ") or " + number + "::" + type + "::text <> " + text +
                     " else false end",
                 "are no such number");
            break;
        }
        case TypeClass::floating:
        case TypeClass::numeric: {
            const auto number = "(" + text + ")::numeric";
            lose(SCHEMAD_E_LOSES_VALUES, "not (" + base + ")", "are no number");
            lose(SCHEMAD_E_OUT_OF_RANGE, guarded(base, "not (" + ok + ")"), "are out of its range");
            // 0123 and +5 are more than a number to who wrote them
            lose(SCHEMAD_E_LOSES_VALUES,
                 text + " !~ '^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$' and " + text +
                     " not in ('NaN', 'Infinity', '-Infinity')",
                 "are written in another way than a number is");
            const auto back = to_.kind == TypeClass::floating ? "(" + text + ")::" + type + "::text::numeric"
                                                              : "(" + text + ")::" + type;
            if (to_.kind == TypeClass::floating || !to_.args.empty())
                lose(SCHEMAD_E_LOSES_VALUES,
                     "case when not (" + base + ") then false when lower(btrim(" + text +
                         ")) ~ 'inf|nan' then false when " + ok + " then " + number + " <> " + back + " else false end",
                     "have more digits");
            break;
        }
        case TypeClass::date: only(text, day, ok); break;
        case TypeClass::time: only(text, clock, ok); break;
        case TypeClass::timetz: only(text, clock + "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?", ok); break;
        case TypeClass::timestamp: only(text, day + "([ T]" + clock + ")?", ok); break;
        case TypeClass::timestamptz: only(text, day + "([ T]" + clock + "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?", ok); break;
        case TypeClass::boolean: only(text, SqlText("(true|false|1|0)"), ok); break;
        case TypeClass::uuid: only(text, SqlText("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), ok); break;
        case TypeClass::json: lose(SCHEMAD_E_LOSES_VALUES, "not (" + ok + ")", "are no such value"); break;
        case TypeClass::jsonb:
            lose(SCHEMAD_E_LOSES_VALUES, "not (" + ok + ")", "are no such value");
            lose(SCHEMAD_E_LOSES_VALUES, guarded(ok, repeats_a_key("(" + text + ")::json")), "have a key twice");
            break;
        default:
            if (to_.name == "bytea") { // a backslash begins an escape
                only(text, SqlText("([^\\\\]*|\\\\x([0-9a-f]{2})*)"), ok);
                break;
            }
            lose(SCHEMAD_E_LOSES_VALUES, "not (" + ok + ")", "are no such value");
            if (to_.name.starts_with("bit") && to_.arg(0) >= 0) // a cast fills up and cuts off
                lose(SCHEMAD_E_LOSES_VALUES,
                     "length(" + text + ") " + (to_.name == "bit" ? Words("<> ") : Words("> ")) +
                         sql::number(to_.arg(0)),
                     "have another length");
            else
                lose(SCHEMAD_E_LOSES_VALUES, guarded(ok, "(" + text + ")::" + type + "::text <> " + text),
                     "would read in another way");
        }
        return possible();
    }

    // The spelling that says the same wherever it is read; the server takes many more, "now" among them.
    static inline const SqlText day{Words("[0-9]{4,6}-[0-9]{2}-[0-9]{2}")};
    static inline const SqlText clock{Words("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?")};
    void only(const SqlText& text, const SqlText& pattern, const SqlText& ok) {
        lose(SCHEMAD_E_LOSES_VALUES, text + " !~ '^" + pattern + "$' or not (" + ok + ")", "are no such value");
    }

    // -- numbers
    Conversion number_to_number() {
        if (to_.kind == TypeClass::integer) return to_integer();
        if (to_.kind == TypeClass::floating) return to_floating();
        return to_numeric();
    }
    Conversion to_integer() {
        const auto bounds = bounds_of(to_.bits());
        if (from_.kind == TypeClass::integer) {
            if (from_.bits() > to_.bits())
                lose(SCHEMAD_E_OUT_OF_RANGE, c_ + " not between " + bounds.low + " and " + bounds.high,
                     "are out of its range");
            return possible();
        }
        if (from_.kind == TypeClass::floating) {
            // 2^63 itself is a double, the largest bigint is not
            const auto high = to_.bits() == 64 ? SqlText("9223372036854775808") : SqlText(bounds.high) + ".0 + 1";
            const auto value = c_ + "::double precision";
            lose(SCHEMAD_E_OUT_OF_RANGE,
                 "not (" + value + " >= " + bounds.low + "::double precision and " + value + " < (" + high +
                     ")::double precision)",
                 "are out of its range");
        } else {
            lose(SCHEMAD_E_OUT_OF_RANGE, c_ + " not between " + bounds.low + " and " + bounds.high,
                 "are out of its range");
        }
        if (from_.kind == TypeClass::floating || from_.args.empty() || from_.arg(1) > 0)
            lose(SCHEMAD_E_LOSES_VALUES,
                 c_ + " <> trunc(" + c_ + (from_.bits() == 24 ? Words("::double precision") : Words("")) + ")",
                 "have a fraction");
        return possible();
    }
    Conversion to_floating() {
        const bool real = to_.bits() == 24;
        if (from_.kind == TypeClass::integer) {
            if (from_.bits() == 16 || (from_.bits() == 32 && !real)) return possible();
            lose(SCHEMAD_E_LOSES_VALUES, c_ + "::numeric <> " + c_ + "::" + to_.sql + "::text::numeric",
                 "have more digits");
            return possible();
        }
        if (from_.kind == TypeClass::floating && !real) return possible();
        const SqlText largest(real ? Words("3.4028235e38") : Words("1.7976931348623157e308")),
            smallest(real ? Words("1.2e-38") : Words("2.3e-308"));
        const bool is_numeric = from_.kind == TypeClass::numeric;
        const auto number = [&](const SqlText& n) { return is_numeric ? n + "::numeric" : n + "::double precision"; };
        const auto finite = c_ + "::text not in ('NaN', 'Infinity', '-Infinity')";
        const auto in_range = finite + " and abs(" + c_ + ") <= " + number(largest);
        lose(SCHEMAD_E_OUT_OF_RANGE, finite + " and abs(" + c_ + ") > " + number(largest), "are out of its range");
        const auto back = is_numeric ? Words("::text::numeric") : Words("::text::double precision");
        lose(SCHEMAD_E_LOSES_VALUES,
             "case when not (" + in_range + ") or " + c_ + " = 0 then false when abs(" + c_ + ") < " +
                 number(smallest) + " then true else " + c_ + "::" + to_.sql + back + " <> " + c_ + " end",
             "have more digits");
        return possible();
    }
    Conversion to_numeric() {
        if (to_.args.empty()) {
            if (from_.kind != TypeClass::floating) return possible();
            // numeric has known infinity since version 14
            lose(SCHEMAD_E_OUT_OF_RANGE, c_ + "::text in ('Infinity', '-Infinity')", "are infinite");
            out_.expression = c_ + "::text::" + to_.sql; // every digit; the plain cast keeps 15
            return possible();
        }
        const auto scale = to_.args.size() > 1 ? to_.args[1] : 0, whole = to_.args[0] - scale;
        const bool floating = from_.kind == TypeClass::floating;
        if (from_.kind == TypeClass::integer && scale >= 0) {
            const int digits = from_.bits() == 16 ? 5 : from_.bits() == 32 ? 10 : 19;
            if (whole >= digits) return possible();
        }
        if (from_.kind == TypeClass::numeric && !from_.args.empty()) {
            const auto had_scale = from_.args.size() > 1 ? from_.args[1] : 0;
            if (had_scale <= scale && from_.args[0] - had_scale <= whole) return possible();
        }
        const auto value = floating ? c_ + "::text::numeric" : c_ + "::numeric";
        const auto finite = c_ + "::text not in ('NaN', 'Infinity', '-Infinity')";
        const auto rounded = "round(" + value + ", " + sql::number(scale) + ")";
        const auto limit = whole >= 0 ? power_of_ten(whole) : "1e" + sql::number(whole);
        lose(SCHEMAD_E_OUT_OF_RANGE,
             "case when " + finite + " then abs(" + rounded + ") >= " + limit + "::numeric else " + c_ +
                 "::text <> 'NaN' end",
             "are out of its range");
        if (from_.kind != TypeClass::integer || scale < 0)
            lose(SCHEMAD_E_LOSES_VALUES, guarded(finite, value + " <> " + rounded), "would be rounded");
        if (floating) out_.expression = c_ + "::text::" + to_.sql;
        return possible();
    }

    // -- the rest
    // timestamp(6) to timestamp(3), bit(8) to bit(4), interval: the server rounds or cuts
    Conversion same_name() {
        const bool enlarges = to_.args.empty() || (!from_.args.empty() && from_.args[0] <= to_.args[0]);
        const bool bits = to_.name == "bit" || to_.name == "bit varying";
        if (bits && to_.arg(0) >= 0 && (to_.name == "bit" || !enlarges))
            lose(to_.name == "bit" ? SCHEMAD_E_LOSES_VALUES : SCHEMAD_E_TOO_LONG,
                 "length(" + c_ + ") " + (to_.name == "bit" ? Words("<> ") : Words("> ")) + sql::number(to_.arg(0)),
                 "have another length");
        else if (!enlarges)
            lose(SCHEMAD_E_LOSES_VALUES, c_ + " <> " + c_ + "::" + to_.sql, "would be rounded");
        return possible();
    }
    Conversion times_and_json() {
        using K = TypeClass;
        const auto from = from_.kind, to = to_.kind;
        const bool stamps = from == K::timestamp || from == K::timestamptz;
        if ((stamps || from == K::date) && (to == K::timestamp || to == K::timestamptz)) {
            if (!stamps) // dates go further than timestamps
                lose(SCHEMAD_E_OUT_OF_RANGE, c_ + " > date '294276-12-31' and " + c_ + " <> date 'infinity'",
                     "are out of its range");
            if (!to_.args.empty() && stamps)
                lose(SCHEMAD_E_LOSES_VALUES, c_ + " <> " + c_ + "::" + to_.sql, "would be rounded");
            return possible();
        }
        if (stamps && to == K::date) {
            lose(SCHEMAD_E_LOSES_VALUES,
                 c_ + " <> " + c_ + "::date::" +
                     (from_.kind == K::timestamptz ? Words("timestamp with time zone")
                                                   : Words("timestamp without time zone")),
                 "have a time of day");
            return possible();
        }
        if (stamps && (to == K::time || (to == K::timetz && from == K::timestamptz))) {
            lose(SCHEMAD_E_LOSES_VALUES, c_ + " is not null", "have a date");
            return possible();
        }
        if (from == K::time && to == K::timetz) return possible();
        if (from == K::timetz && to == K::time) {
            lose(SCHEMAD_E_LOSES_VALUES, c_ + " <> " + c_ + "::time::timetz", "have a time zone");
            return possible();
        }
        if (from == K::json && to == K::jsonb) {
            const auto ok = valid(c_ + "::text", to_.sql);
            if (ok.empty()) return impossible();
            lose(SCHEMAD_E_LOSES_VALUES, "not (" + ok + ")", "hold what jsonb cannot");
            lose(SCHEMAD_E_LOSES_VALUES, guarded(ok, repeats_a_key(c_)), "have a key twice");
            return possible();
        }
        if (from == K::jsonb && to == K::json) return possible();
        return impossible();
    }
    // PostGIS checks the shape and the reference system of every value.
    Conversion geometry() {
        if (from_.kind != to_.kind || from_.name != to_.name) {
            if (is_text_like(to_.kind)) return to_text();
            return impossible();
        }
        const auto type = to_.sql.view();
        const auto open = type.find('('), end = type.find_first_of(",)", open == std::string::npos ? 0 : open);
        if (open == std::string::npos) return possible();
        const auto shape = type.substr(open + 1, end - open - 1);
        auto condition = "st_srid(" + c_ + "::geometry) <> " + sql::number(to_.args.empty() ? 0 : to_.args[0]);
        if (shape != "Geometry")
            condition = "lower(geometrytype(" + c_ + "::geometry)) <> lower(" + literal(shape) + ") or " + condition;
        lose(SCHEMAD_E_LOSES_VALUES, condition, "have another shape or reference system");
        return possible();
    }

    const Flavor& flavor_;
    const Type &from_, &to_;
    const SqlText& c_;
    int version_;
    Conversion out_;
};

} // namespace

Conversion convert(const Flavor& flavor, const Type& from, const Type& to, const SqlText& column, int server_version) {
    return Converter(flavor, from, to, column, server_version).convert();
}

} // namespace schemad::pq
