// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/column_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "plugins/mysql/column_facts.hpp"
#include "plugins/mysql/default_spelling.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

struct Integer {
    std::string_view base;
    int digits, unsigned_digits; // NUMERIC_PRECISION
};
constexpr Integer integers[] = {
    {"tinyint", 3, 3}, {"smallint", 5, 5}, {"mediumint", 7, 8}, {"int", 10, 10}, {"bigint", 19, 20}};

struct Sized { // types with a length of their own
    std::string_view base;
    double length;
};
constexpr Sized texts[] = {{"tinytext", 255}, {"text", 65535}, {"mediumtext", 16777215}, {"longtext", 4294967295.0}};
constexpr Sized blobs[] = {{"tinyblob", 255}, {"blob", 65535}, {"mediumblob", 16777215}, {"longblob", 4294967295.0}};
constexpr std::string_view geometries[] = {"geometry",      "point",           "linestring",   "polygon",
                                           "multipoint",    "multilinestring", "multipolygon", "geometrycollection",
                                           "geomcollection"};
constexpr std::string_view plain[] = {"date", "time", "datetime", "timestamp", "year"};

template <class List> auto find(const List& list, std::string_view base) {
    return std::find_if(std::begin(list), std::end(list), [&](const auto& x) { return x.base == base; });
}
template <class List> bool among(const List& list, std::string_view base) {
    return std::find(std::begin(list), std::end(list), base) != std::end(list);
}

[[noreturn]] void cannot_hold(const schemad_column_spec& spec, const std::string& what) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "MySQL " + what + " (column " + name + ")", {}, name);
}

bool own(const schemad_column_spec& spec) noexcept {
    return (spec.flags & SCHEMAD_SPEC_OWN_SPELLING) != 0 && kit::stated(spec.data_type);
}

Type with_base(std::string_view base) {
    Type t;
    t.base = base;
    return t;
}

Type with_digits(const schemad_column_spec& spec, std::string_view base, std::int64_t precision, std::int64_t scale) {
    Type t = with_base(base);
    t.precision = precision, t.scale = scale;
    const bool decimal = t.is_decimal();
    if (precision > (decimal ? 65 : 255) || scale > 30 || scale > precision)
        cannot_hold(spec, "has no " + std::string(base) + "(" + std::to_string(precision) + "," +
                              std::to_string(scale) + ")");
    return t;
}

// A type by this vendor's own name, as data_type of a snapshot gives it. The base stays empty where the name alone does
// not make a type: enums, and columns with a display width.
Type own_type(const schemad_column_spec& spec, const Server& server) {
    auto name = kit::view(spec.data_type);
    Type t;
    if (name == "boolean") {
        t.base = "tinyint", t.length = 1;
        return t;
    }
    if (name.ends_with(" unsigned")) {
        t.is_unsigned = true;
        name.remove_suffix(9);
    }
    const auto named = [&](bool good) {
        if (good) t.base = name;
    };
    if (find(integers, name) != std::end(integers)) {
        t.base = name;
        return t;
    }
    if (name == "float" || name == "double") {
        const bool bare = spec.numeric_scale < 0;
        const auto unsign = t.is_unsigned;
        t = bare ? with_base(name) : with_digits(spec, name, spec.numeric_precision, spec.numeric_scale);
        t.is_unsigned = unsign;
        return t;
    }
    if (name == "decimal") {
        const auto unsign = t.is_unsigned;
        t = with_digits(spec, name, spec.numeric_precision < 0 ? 10 : spec.numeric_precision,
                        std::max<std::int64_t>(spec.numeric_scale, 0));
        t.is_unsigned = unsign;
        return t;
    }
    if (t.is_unsigned) return {};
    if (name == "bit") {
        t.precision = spec.numeric_precision < 1 ? 1 : spec.numeric_precision;
        named(t.precision <= 64);
    } else if (name == "char" || name == "varchar" || name == "binary" || name == "varbinary") {
        t.length = spec.max_length;
        named(t.length >= 0 && t.length <= (name == "char" || name == "binary" ? 255 : 65535));
    } else if (name == "longtext" && kit::view(spec.field_type) == "json") {
        t.base = server.json_is_text() ? "json" : "longtext"; // MariaDB's JSON
    } else if (name == "uuid") {
        named(server.has_uuid_type());
    } else if (name == "inet4" || name == "inet6") {
        named(server.has_inet_types());
    } else if (name == "geomcollection" || name == "geometrycollection") {
        t.base = "geometrycollection";
    } else {
        named(find(texts, name) != std::end(texts) || find(blobs, name) != std::end(blobs) || name == "json" ||
              among(plain, name) || among(geometries, name));
    }
    return t;
}

Type field_type(const schemad_column_spec& spec) {
    const auto type = kit::view(spec.field_type);
    const auto or_else = [](std::int64_t n, std::int64_t otherwise) { return n < 0 ? otherwise : n; };
    const auto of_length = [](std::string_view base, std::int64_t length) {
        Type t = with_base(base);
        t.length = length;
        return t;
    };
    if (type == "string") return of_length("varchar", or_else(spec.max_length, 255));
    if (type == "hash") return of_length("varchar", 255);
    if (type == "uuid") return of_length("char", 36);
    if (type == "boolean") return of_length("tinyint", 1);
    if (type == "text" || type == "csv") return with_base("text");
    if (type == "integer") return with_base("int");
    if (type == "bigInteger") return with_base("bigint");
    if (type == "float" || type == "decimal")
        return with_digits(spec, type, or_else(spec.numeric_precision, 10), or_else(spec.numeric_scale, 5));
    if (type == "date" || type == "time" || type == "timestamp" || type == "json") return with_base(type);
    if (type == "dateTime") return with_base("datetime");
    if (type == "binary") return with_base("blob");
    if (type == "geometry") return with_base("geometry");
    if (type.starts_with("geometry.")) {
        const auto shape = sql::lower(type.substr(9));
        if (among(geometries, shape)) return with_base(shape);
    }
    return {};
}

// The column as it is already holds what the field type means: another vendor's spelling of it is no change.
bool holds(const Type& now, const schemad_column_spec& spec) {
    const auto type = kit::view(spec.field_type);
    const bool digits = (spec.numeric_precision < 0 || spec.numeric_precision == now.precision) &&
                        (spec.numeric_scale < 0 || spec.numeric_scale == now.scale);
    if (type == "integer") return now.is_integer() && !now.is_boolean() && (now.base != "bigint" || now.is_unsigned);
    if (type == "bigInteger") return now.base == "bigint" && !now.is_unsigned;
    if (type == "boolean") return now.is_boolean() || now.base == "bit";
    if (type == "float") return now.is_float() && digits;
    if (type == "decimal") return now.is_decimal() && digits;
    if (type == "string") return now.is_char() && (spec.max_length < 0 || spec.max_length == now.length);
    if (type == "hash") return now.base == "varchar" && now.length == 255;
    if (type == "uuid") return now.base == "uuid" || (now.is_char() && now.length == 36);
    if (type == "text" || type == "csv") return now.is_text();
    if (type == "json") return now.is_json() || now.base == "longtext";
    if (type == "binary") return now.base == "blob" || now.base == "mediumblob" || now.is_binary();
    return now.base == field_type(spec).base;
}

} // namespace

bool Type::is_integer() const noexcept { return find(integers, base) != std::end(integers); }
bool Type::is_text() const noexcept { return find(texts, base) != std::end(texts); }
bool Type::is_blob() const noexcept { return find(blobs, base) != std::end(blobs); }
bool Type::is_geometry() const noexcept { return among(geometries, base); }

sql::SqlText Type::sql() const {
    using sql::number;
    auto out = base.empty() ? sql::SqlText() : sql::word(base);
    if (length >= 0) out += "(" + number(length) + ")";
    if (precision >= 0) out += "(" + number(precision) + (scale >= 0 ? "," + number(scale) : sql::SqlText()) + ")";
    if (fraction > 0) out += "(" + number(fraction) + ")";
    if (is_unsigned) out += " unsigned";
    return out + sql::CatalogText::printed(rest);
}

Type type_of(std::string_view text, std::string_view collation) {
    Type t;
    t.collation = collation;
    const auto end = std::min(text.find_first_of("( "), text.size());
    t.base = text.substr(0, end);
    if (t.base == "enum" || t.base == "set") {
        t.rest = text.substr(end);
        return t;
    }
    text.remove_prefix(end);
    std::int64_t numbers[2] = {-1, -1};
    if (text.starts_with('(')) {
        const auto close = std::min(text.find(')'), text.size());
        const auto inside = text.substr(1, close - 1);
        const auto comma = inside.find(',');
        std::from_chars(inside.data(), inside.data() + inside.size(), numbers[0]);
        if (comma != std::string_view::npos)
            std::from_chars(inside.data() + comma + 1, inside.data() + inside.size(), numbers[1]);
        text.remove_prefix(std::min(close + 1, text.size()));
    }
    if (text.starts_with(" unsigned")) {
        t.is_unsigned = true;
        text.remove_prefix(9);
    }
    t.rest = text;
    if (t.is_decimal() || t.is_float() || t.base == "bit") {
        t.precision = numbers[0], t.scale = numbers[1];
    } else if (among(plain, t.base) && t.base != "year") {
        t.fraction = numbers[0];
    } else if (t.is_char() || t.is_binary() || (t.base == "tinyint" && numbers[0] == 1)) {
        t.length = numbers[0];
    } else if (t.is_integer() && !t.rest.empty()) {
        t.length = numbers[0]; // a width shows where it is filled up with zeros
    }
    return t;
}

Type wanted_type(const schemad_column_spec& spec, const Server& server, const schemad_column* key) {
    Type t;
    if (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) {
        // counts up from the field type alone: bigInteger in 64 bits, everything else in 32
        t = with_base(kit::view(spec.field_type) == "bigInteger" ? "bigint" : "int");
        t.is_unsigned = true;
        if (own(spec)) {
            const Type named = own_type(spec, server);
            if (named.is_integer() && !named.is_boolean()) t = named;
        }
        return t;
    }
    Type now;
    if (spec.existing) now = type_of(kit::view(spec.existing->declared_type), kit::view(spec.existing->collation));
    if (own(spec)) t = own_type(spec, server);
    const bool spelled = !t.base.empty();
    if (!spelled) {
        // a type that nobody here can name stays what it is
        if (spec.existing && (holds(now, spec) || kit::view(spec.field_type) == "unknown")) return now;
        t = field_type(spec);
    }
    if (t.base.empty())
        cannot_hold(spec, "cannot make a column of the type " +
                              std::string(kit::view(own(spec) ? spec.data_type : spec.field_type)));
    if (t.base == "varchar" && t.length > 16383)
        cannot_hold(spec, "has no varchar of " + std::to_string(t.length) + " characters");
    if (spec.existing) { // a change of type is not one of signs or collations
        if (!spelled && t.is_integer() && !t.is_boolean()) t.is_unsigned = now.is_unsigned;
        if ((t.is_char() || t.is_text()) && !now.is_json()) t.collation = now.collation;
        if (t.base == now.base && t.fraction < 0) t.fraction = now.fraction;
    }
    if (key) {
        const Type target = type_of(kit::view(key->declared_type), kit::view(key->collation));
        if (t.is_integer() && target.is_integer()) {
            t.base = target.base, t.is_unsigned = target.is_unsigned, t.length = target.length, t.rest = target.rest;
        } else if (t.is_char() && target.is_char()) {
            t.collation = target.collation;
        } else if (target.base == "uuid" && t.is_char()) {
            t = with_base("uuid");
        }
    } else if (kit::stated(spec.references_table) && spec.existing && t.is_integer() && now.is_integer()) {
        t = now; // what it points to stays, and with it the type that both have to be of
    } else if (kit::stated(spec.references_table) && !spelled && t.is_integer() && !t.is_boolean() && !spec.existing) {
        t.is_unsigned = true; // to a table that is made in the same plan: its key most likely counts up
    }
    // a moment that defaults to now has to have as many digits as its default
    if (t.is_moment() && spec.default_kind == SCHEMAD_DEFAULT_TEXT && t.fraction < 0) {
        const auto now_call = sql::known_function(kit::view(spec.default_text));
        std::int64_t digits = 0;
        std::from_chars(now_call.precision.data(), now_call.precision.data() + now_call.precision.size(), digits);
        if (now_call.kind == sql::KnownFunction::now && digits > 0) t.fraction = std::min<std::int64_t>(digits, 6);
        // a moment that is written with a fraction has as many, too: 2024-02-29 12:34:56.789
        const auto text = kit::view(spec.default_text);
        if (own(spec) && text.size() > 20 && text.size() <= 26 && text[19] == '.' && text[10] == ' ' &&
            text.find_first_not_of("0123456789", 20) == std::string_view::npos)
            t.fraction = static_cast<std::int64_t>(text.size()) - 20;
    }
    return t;
}

void describe_type(const Type& t, kit::Column& c) {
    c.data_type = data_type_of(t.sql().view());
    const auto length = [&](double n) { c.max_length = n, c.max_length_kind = SCHEMAD_LENGTH_NUMBER; };
    if (const auto* i = find(integers, t.base); i != std::end(integers)) {
        c.numeric_precision = t.is_unsigned ? i->unsigned_digits : i->digits;
        c.numeric_scale = 0;
    } else if (t.is_float()) {
        c.numeric_precision = t.precision >= 0 ? t.precision : t.base == "float" ? 12 : 22;
        c.numeric_scale = t.scale;
    } else if (t.is_decimal()) {
        c.numeric_precision = t.precision, c.numeric_scale = std::max<std::int64_t>(t.scale, 0);
    } else if (t.base == "bit") {
        c.numeric_precision = std::max<std::int64_t>(t.precision, 1);
    } else if (t.length >= 0) {
        length(static_cast<double>(t.length));
    } else if (const auto* s = find(texts, t.base); s != std::end(texts)) {
        length(s->length);
    } else if (const auto* b = find(blobs, t.base); b != std::end(blobs)) {
        length(b->length);
    }
}

kit::Column preview_column(const schemad_column_spec& spec) {
    const Server server; // whichever it is
    kit::Column c;
    c.name = kit::view(spec.name);
    Type t = wanted_type(spec, server, nullptr);
    const bool generated = kit::stated(spec.generation_expression);
    // JSON is a type of its own on MySQL only; where nothing tells of MySQL it is MariaDB's
    const bool native = (own(spec) && kit::view(spec.data_type) == "json") ||
                        (spec.existing && kit::view(spec.existing->data_type) == "json");
    if (!generated) {
        if (const auto written = default_expression(spec, t, server)) {
            c.default_sql = written->str();
            const auto shown = shown_default(written->view(), t, native);
            if (const auto text = sql::parse_default(sql::Dialect::mysql, shown)) c.default_text = std::string(*text);
        }
    }
    if (t.is_json() && !native) t.base = "longtext";
    if (t.base == "json" && spec.existing && kit::view(spec.existing->data_type) == "longtext") t.base = "longtext";
    if (t.base == "geometrycollection" && own(spec)) t.base = kit::view(spec.data_type);
    c.declared_type = t.sql().str();
    describe_type(t, c);
    if (!t.collation.empty()) c.collation = t.collation;
    if (generated) {
        c.flags |= SCHEMAD_COLUMN_GENERATED | SCHEMAD_COLUMN_REALLY_GENERATED;
        c.generation_expression = kit::view(spec.generation_expression);
    }
    if (t.is_unsigned) c.flags |= SCHEMAD_COLUMN_UNSIGNED;
    const bool counts = (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) != 0;
    if (counts || (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY)) {
        c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
    } else {
        if (spec.flags & SCHEMAD_SPEC_NULLABLE) c.flags |= SCHEMAD_COLUMN_NULLABLE;
        if (spec.flags & SCHEMAD_SPEC_UNIQUE) c.flags |= SCHEMAD_COLUMN_UNIQUE;
        if (spec.flags & SCHEMAD_SPEC_INDEXED) c.flags |= SCHEMAD_COLUMN_INDEXED;
    }
    if (counts) c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT | SCHEMAD_COLUMN_IDENTITY;
    return c;
}

std::int64_t bytes_per_character(std::string_view collation) noexcept {
    if (collation.starts_with("latin") || collation.starts_with("ascii") || collation == "binary" ||
        collation.starts_with("cp125") || collation.starts_with("koi8"))
        return 1;
    if (collation.starts_with("ucs2")) return 2;
    if (collation.starts_with("utf8mb3") || collation.starts_with("utf8_")) return 3;
    return 4;
}

std::int64_t row_bytes(const Type& t) noexcept {
    if (t.is_char()) return t.length * bytes_per_character(t.collation) + (t.base == "varchar" ? 2 : 0);
    if (t.is_binary()) return t.length + 2;
    if (t.is_decimal()) return t.precision / 2 + 2;
    if (t.is_text() || t.is_blob() || t.is_json() || t.is_geometry()) return 12;
    return 8;
}

std::int64_t key_bytes(const Type& t) noexcept {
    if (t.is_text() || t.is_blob() || t.is_json() || t.is_geometry()) return -1;
    return row_bytes(t);
}

} // namespace schemad::mysql
