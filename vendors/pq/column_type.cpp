// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/column_type.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "vendors/sql/defaults.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::pq {

namespace {

bool has(const schemad_column_spec& spec, std::uint32_t flag) noexcept { return (spec.flags & flag) != 0; }

[[noreturn]] void cannot_hold(const schemad_column_spec& spec, const std::string& what) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "there is no column for " + what + " of " + name, {}, name);
}

using sql::SqlText;
using sql::Words;

struct Named {
    Words name;
    TypeClass kind;
};
// Every type that its name alone makes again. Enums, domains and composite types are not among them.
constexpr Named known[] = {
    {"smallint", TypeClass::integer},
    {"integer", TypeClass::integer},
    {"bigint", TypeClass::integer},
    {"real", TypeClass::floating},
    {"double precision", TypeClass::floating},
    {"numeric", TypeClass::numeric},
    {"character varying", TypeClass::text},
    {"text", TypeClass::text},
    {"citext", TypeClass::text},
    {"character", TypeClass::character},
    {"boolean", TypeClass::boolean},
    {"date", TypeClass::date},
    {"time without time zone", TypeClass::time},
    {"time with time zone", TypeClass::timetz},
    {"timestamp without time zone", TypeClass::timestamp},
    {"timestamp with time zone", TypeClass::timestamptz},
    {"json", TypeClass::json},
    {"jsonb", TypeClass::jsonb},
    {"uuid", TypeClass::uuid},
    {"money", TypeClass::other},
    {"interval", TypeClass::other},
    {"bytea", TypeClass::other},
    {"bit", TypeClass::other},
    {"bit varying", TypeClass::other},
    {"xml", TypeClass::other},
    {"inet", TypeClass::other},
    {"cidr", TypeClass::other},
    {"macaddr", TypeClass::other},
    {"macaddr8", TypeClass::other},
    {"point", TypeClass::other},
    {"line", TypeClass::other},
    {"lseg", TypeClass::other},
    {"box", TypeClass::other},
    {"path", TypeClass::other},
    {"polygon", TypeClass::other},
    {"circle", TypeClass::other},
    {"tsvector", TypeClass::other},
    {"tsquery", TypeClass::other},
    {"int4range", TypeClass::other},
    {"int8range", TypeClass::other},
    {"numrange", TypeClass::other},
    {"tsrange", TypeClass::other},
    {"tstzrange", TypeClass::other},
    {"daterange", TypeClass::other},
    {"int4multirange", TypeClass::other},
    {"int8multirange", TypeClass::other},
    {"nummultirange", TypeClass::other},
    {"tsmultirange", TypeClass::other},
    {"tstzmultirange", TypeClass::other},
    {"datemultirange", TypeClass::other},
    {"name", TypeClass::other},
    {"\"char\"", TypeClass::other},
    {"oid", TypeClass::other},
    {"regclass", TypeClass::other},
    {"pg_lsn", TypeClass::other},
};
const Named* find_known(std::string_view name) noexcept {
    const auto at =
        std::find_if(std::begin(known), std::end(known), [&](const Named& n) { return n.name.view() == name; });
    return at == std::end(known) ? nullptr : at;
}

struct Spelling {
    std::string_view field_type;
    Words declared;
};
constexpr Spelling spellings[] = {
    {"text", "text"},
    {"csv", "text"},
    {"boolean", "boolean"},
    {"integer", "integer"},
    {"bigInteger", "bigint"},
    {"float", "real"},
    {"date", "date"},
    {"time", "time without time zone"},
    {"dateTime", "timestamp without time zone"},
    {"timestamp", "timestamp with time zone"},
    {"json", "json"},
    {"hash", "character varying(255)"},
    {"uuid", "uuid"},
    {"binary", "bytea"},
    {"geometry", "geometry(Geometry,4326)"},
};
constexpr Words shapes[] = {"Point",        "LineString",         "Polygon", "MultiPoint", "MultiLineString",
                            "MultiPolygon", "GeometryCollection", "Geometry"};

constexpr std::int64_t longest_text = 10'485'760, widest_numeric = 1000;

Type sized(const schemad_column_spec& spec, Words name, std::int64_t size) {
    if (size > longest_text) cannot_hold(spec, "a length of " + std::to_string(size));
    return parse_type(SqlText(name) + "(" + sql::number(size) + ")");
}

Type numeric(const schemad_column_spec& spec, std::int64_t precision, std::int64_t scale) {
    if (scale >= 1024 && scale < 2048) scale -= 2048; // a negative scale, as the catalog packs it
    if (precision < 1 || precision > widest_numeric || scale > widest_numeric)
        cannot_hold(spec, "a precision of " + std::to_string(precision) + " and scale of " + std::to_string(scale));
    return parse_type("numeric(" + sql::number(precision) + "," + sql::number(scale) + ")");
}

// geometry_columns says POINT, geography_columns says Point
SqlText own_geometry(std::string_view own) {
    for (const auto shape : shapes) {
        if (own == shape.view()) return SqlText("geography(") + shape + ",4326)";
        if (sql::same_word(own, shape.view()) &&
            std::none_of(own.begin(), own.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
            return SqlText("geometry(") + shape + ",4326)";
    }
    return {};
}

// nullopt: this vendor would not spell a type so
std::optional<Type> own_type(const schemad_column_spec& spec) {
    const auto own = kit::view(spec.data_type);
    auto base = own;
    while (base.ends_with("[]")) base.remove_suffix(2);
    const auto* found = find_known(base);
    if (base.size() != own.size()) {
        if (!found) return std::nullopt;
        SqlText array(found->name);
        for (auto brackets = own.size() - base.size(); brackets > 0; brackets -= 2) array += "[]";
        return parse_type(array);
    }
    if (own == "character varying" || own == "bit varying")
        return spec.max_length > 0 ? sized(spec, found->name, spec.max_length) : parse_type(SqlText(found->name));
    if (own == "character")
        return spec.max_length > 0 ? sized(spec, "character", spec.max_length) : parse_type(SqlText("bpchar"));
    if (own == "bit") return sized(spec, "bit", std::max<std::int64_t>(spec.max_length, 1));
    if (own == "numeric") {
        if (spec.numeric_precision < 0) return parse_type(SqlText("numeric"));
        return numeric(spec, spec.numeric_precision, std::max<std::int64_t>(spec.numeric_scale, 0));
    }
    if (found) return parse_type(SqlText(found->name));
    if (const auto shape = own_geometry(own); !shape.empty()) return parse_type(shape);
    return std::nullopt;
}

bool is_blank(char c) noexcept { return c == ' '; }

} // namespace

int Type::bits() const noexcept {
    if (name == "smallint") return 16;
    if (name == "integer") return 32;
    if (name == "bigint") return 64;
    if (name == "real") return 24;
    if (name == "double precision") return 53;
    return 0;
}

Type parse_type(const SqlText& text) {
    Type t;
    t.sql = text;
    const auto declared = t.sql.view();
    const auto open = declared.find('('), close = declared.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        t.name = declared;
    } else {
        t.name = declared.substr(0, open);
        while (!t.name.empty() && is_blank(t.name.back())) t.name.pop_back();
        t.name += declared.substr(close + 1);
        const auto inside = declared.substr(open + 1, close - open - 1);
        for (std::size_t at = 0; at <= inside.size();) {
            const auto end = std::min(inside.find(',', at), inside.size());
            const auto word = sql::trim(inside.substr(at, end - at));
            std::int64_t n = 0;
            if (std::from_chars(word.data(), word.data() + word.size(), n).ec == std::errc{}) t.args.push_back(n);
            at = end + 1;
        }
    }
    if (t.name == "bpchar") t.name = "character";
    if (t.name == "character" && declared == "character") t.args = {1}; // CHARACTER means one of them
    if (const auto* k = find_known(t.name)) t.kind = k->kind;
    const auto last = t.name.rfind('.'); // PostGIS may live in a schema of its own
    const auto bare = std::string_view(t.name).substr(last == std::string::npos ? 0 : last + 1);
    if (bare == "geometry" || bare == "geography") {
        t.kind = TypeClass::geometry;
        t.name = std::string(bare);
    }
    return t;
}

bool is_geometry_field(std::string_view field_type) noexcept { return field_type.starts_with("geometry"); }

Type type_of(const schemad_column_spec& spec) {
    const auto field = kit::view(spec.field_type), own = kit::view(spec.data_type);
    const bool trusted = has(spec, SCHEMAD_SPEC_OWN_SPELLING) && kit::stated(spec.data_type);
    if (has(spec, SCHEMAD_SPEC_AUTO_INCREMENT)) {
        if (trusted && (own == "smallint" || own == "integer" || own == "bigint"))
            return parse_type(SqlText(find_known(own)->name));
        return parse_type(SqlText(field == "bigInteger" ? Words("bigint") : Words("integer")));
    }
    if (trusted)
        if (auto type = own_type(spec)) return std::move(*type);
    // one without a precision is labelled an integer: it does not become one where a precision is stated
    const auto* before = spec.existing;
    if (field == "integer" && own == "numeric" && before && kit::view(before->data_type) == own) return *own_type(spec);
    if (field == "string") return sized(spec, "character varying", spec.max_length > 0 ? spec.max_length : 255);
    if (field == "decimal") {
        const auto* now = spec.existing;
        const auto chosen = [](std::int64_t stated, std::int64_t existing, std::int64_t otherwise) {
            return stated >= 0 ? stated : existing >= 0 ? existing : otherwise;
        };
        const bool was_numeric = now && kit::view(now->data_type) == "numeric";
        return numeric(spec, chosen(spec.numeric_precision, was_numeric ? now->numeric_precision : -1, 10),
                       chosen(spec.numeric_scale, was_numeric ? now->numeric_scale : -1, 5));
    }
    for (const auto& s : spellings)
        if (s.field_type == field) return parse_type(SqlText(s.declared));
    if (field.starts_with("geometry.")) {
        const auto shape = field.substr(9);
        for (const auto known_shape : shapes)
            if (known_shape.view() == shape) return parse_type(SqlText("geometry(") + known_shape + ",4326)");
    }
    cannot_hold(spec, field == "unknown" ? "the type " + std::string(own) : "the field type " + std::string(field));
}

Words serial_of(const Type& type) {
    switch (type.bits()) {
    case 16: return "smallserial";
    case 64: return "bigserial";
    default: return "serial";
    }
}

} // namespace schemad::pq
