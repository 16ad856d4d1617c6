// SPDX-License-Identifier: Apache-2.0
#include "column.hpp"

#include <charconv>
#include <optional>

#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"

namespace toy {

namespace {

struct Type {
    std::string_view field_type; // of Directus
    sql::Words declared;         // of this database
};
// The first of several with one spelling is the one that a column is reported as.
constexpr Type types[] = {{"string", "varchar"},     {"text", "text"},       {"csv", "text"},
                          {"boolean", "boolean"},    {"integer", "integer"}, {"bigInteger", "bigint"},
                          {"float", "float"},        {"date", "date"},       {"time", "time"},
                          {"dateTime", "datetime"},  {"json", "json"},       {"uuid", "char"},
                          {"timestamp", "timestamp"}};

bool has(const schemad_column_spec& spec, std::uint32_t flag) noexcept { return (spec.flags & flag) != 0; }

[[noreturn]] void unsupported(const schemad_column_spec& spec, const std::string& what) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "toy has no " + what + ", which " + name + " needs", {}, name);
}

sql::SqlText declared_type(const schemad_column_spec& spec) {
    if (has(spec, SCHEMAD_SPEC_AUTO_INCREMENT)) return sql::SqlText("integer"); // the only one that counts up
    const auto field_type = kit::view(spec.field_type);
    for (const auto& type : types) {
        if (type.field_type != field_type) continue;
        if (field_type == "string")
            return type.declared + ("(" + sql::number(spec.max_length < 0 ? 255 : spec.max_length) + ")");
        if (field_type == "uuid") return sql::SqlText("char(36)");
        return sql::SqlText(type.declared);
    }
    unsupported(spec, "type " + std::string(field_type)); // how the host finds out what cannot be held
}

// A text of a document goes into a statement as a literal, or not at all.
std::optional<sql::SqlText> default_of(const schemad_column_spec& spec) {
    const auto text = kit::view(spec.default_text);
    const bool boolean = kit::view(spec.field_type) == "boolean";
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN: return sql::SqlText(text == "true" ? sql::Words("1") : sql::Words("0"));
    case SCHEMAD_DEFAULT_NUMBER: return sql::number(text);
    case SCHEMAD_DEFAULT_JSON: return sql::text_literal(text);
    case SCHEMAD_DEFAULT_TEXT: break;
    default: return std::nullopt; // none, or null
    }
    if (boolean && sql::is_number(text)) return sql::number(text); // as inspect() told it
    switch (sql::known_function(text).kind) {
    case sql::KnownFunction::now: return sql::SqlText("CURRENT_TIMESTAMP");
    case sql::KnownFunction::uuid: unsupported(spec, "function for a new uuid");
    case sql::KnownFunction::none: break;
    }
    return sql::text_literal(text);
}

} // namespace

sql::SqlText definition_of(const schemad_column_spec& spec) {
    if (kit::stated(spec.generation_expression)) unsupported(spec, "generated columns");
    auto definition = quoted(kit::view(spec.name)) + " " + declared_type(spec);
    if (const auto value = default_of(spec)) definition += " default " + *value;
    if (!has(spec, SCHEMAD_SPEC_NULLABLE) || has(spec, SCHEMAD_SPEC_PRIMARY_KEY)) definition += " not null";
    return definition;
}

void tell_type(const std::string& declared, kit::Column& column) {
    const auto open = declared.find('(');
    column.declared_type = declared;
    column.data_type = sql::lower(declared.substr(0, open)); // the library shows some types in capitals
    std::int64_t length = 0;
    if (open != std::string::npos &&
        std::from_chars(declared.data() + open + 1, declared.data() + declared.size(), length).ec == std::errc{})
        column.max_length = static_cast<double>(length), column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
    for (const auto& type : types)
        if (type.declared.view() == column.data_type) {
            column.field_type = std::string(type.field_type);
            break;
        }
}

void tell_default(const kit::Text& written, kit::Column& column) {
    if (!written) return;
    column.default_sql = written; // fit to be written back
    if (const auto text = sql::parse_default(sql::Dialect::sqlite, *written)) column.default_text = std::string(*text);
}

kit::Column preview_of(const schemad_column_spec& spec) {
    static_cast<void>(definition_of(spec)); // what it refuses is refused here, too
    kit::Column column;
    column.name = kit::view(spec.name);
    tell_type(declared_type(spec).str(), column);
    if (const auto value = default_of(spec)) tell_default(value->str(), column);
    const bool counts_up = has(spec, SCHEMAD_SPEC_AUTO_INCREMENT);
    if (counts_up || has(spec, SCHEMAD_SPEC_PRIMARY_KEY)) {
        column.flags = SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
        if (counts_up) column.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
        if (column.declared_type != "integer") column.flags |= SCHEMAD_COLUMN_UNIQUE; // by an index of its own
        return column;
    }
    if (has(spec, SCHEMAD_SPEC_NULLABLE)) column.flags |= SCHEMAD_COLUMN_NULLABLE;
    if (has(spec, SCHEMAD_SPEC_UNIQUE)) column.flags |= SCHEMAD_COLUMN_UNIQUE;
    if (has(spec, SCHEMAD_SPEC_INDEXED)) column.flags |= SCHEMAD_COLUMN_INDEXED;
    return column;
}

} // namespace toy
