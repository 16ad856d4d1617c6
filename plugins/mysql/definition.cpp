// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/definition.hpp"

#include "plugins/mysql/column_facts.hpp"
#include "plugins/mysql/default_spelling.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"

namespace schemad::mysql {

namespace {

constexpr std::int64_t longest_row = 65535, longest_key = 3072;

using sql::CatalogText;
using sql::SqlText;
using sql::Words;

SqlText declared(const schemad_column& c) {
    if (kit::view(c.declared_type).empty()) unsupported(kit::view(c.table), kit::view(c.name), "its type is not known");
    auto out = CatalogText::printed(kit::view(c.declared_type));
    if (!kit::view(c.collation).empty()) out += " COLLATE " + sql::word(kit::view(c.collation));
    return out;
}

sql::SqlText generation(const schemad_column_spec& spec, const Server& server, std::string_view table) {
    const auto name = kit::view(spec.name);
    const auto text = kit::view(spec.generation_expression);
    const auto read = [](std::string_view s) {
        return sql::read_expression(s, sql::Language::mysql, sql::Columns::allowed);
    };
    auto tree = read(text);
    if (!tree && (spec.flags & SCHEMAD_SPEC_OWN_SPELLING) && text.find("\\'") != std::string::npos)
        tree = read(unescaped_expression(text)); // as MySQL's catalog escapes it
    if (!tree) unsupported(table, name, "the expression of a generated column cannot be read");
    auto out = " GENERATED ALWAYS AS (" + sql::write_expression(*tree, sql::Language::mysql) + ")";
    // MariaDB's generated columns take no NOT NULL
    if (server.is_mysql() && !(spec.flags & SCHEMAD_SPEC_NULLABLE)) out += " NOT NULL";
    return out;
}

struct Parts {
    SqlText type;
    bool nullable = true;
    SqlText value; // the default; empty for none
    bool keeps_on_update = true, keeps_check = true;
};

SqlText restated(const schemad_column& now, const CatalogData::More* more, const Parts& parts) {
    auto out = quote(kit::view(now.name)) + " " + parts.type + (parts.nullable ? Words(" NULL") : Words(" NOT NULL"));
    if (more && !more->srid.empty()) out += " SRID " + CatalogText::printed(more->srid);
    if (!parts.value.empty()) out += " DEFAULT " + parts.value;
    if (parts.keeps_on_update && kit::stated(now.on_update))
        out += " ON UPDATE " + CatalogText::printed(kit::view(now.on_update));
    if (now.flags & SCHEMAD_COLUMN_IDENTITY) out += " AUTO_INCREMENT";
    if (!kit::view(now.comment).empty()) out += " COMMENT " + literal(kit::view(now.comment));
    if (more && more->invisible) out += " INVISIBLE";
    if (parts.keeps_check && more && !more->check.empty()) out += " CHECK (" + CatalogText::printed(more->check) + ")";
    return out;
}

// Words stay words: a text like 'uuid()' is none that is to be read anew.
bool keeps_words(const schemad_column& now, const Type& to) {
    const auto from = type_of(kit::view(now.declared_type), kit::view(now.collation));
    return (from.is_char() || from.is_text()) && (to.is_char() || to.is_text());
}

SqlText kept_default(const schemad_column& now, bool nullable) {
    if (!kit::stated(now.default_sql)) return {};
    const auto text = kit::view(now.default_sql);
    return !nullable && sql::is_null_text(text) ? SqlText() : CatalogText::printed(text);
}

} // namespace

sql::SqlText quote(std::string_view name) {
    std::size_t characters = 0;
    bool wide = false;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        characters += (byte & 0xC0) != 0x80;
        wide = wide || byte >= 0xF0; // four bytes: outside the plane that names may be of
    }
    if (wide || characters > 64 || name.empty() || name.back() == ' ')
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, "MySQL takes no such name: " + std::string(name));
    return sql::quote(name, '`');
}

const CatalogData::More* CatalogView::more(std::string_view table, std::string_view name) const {
    if (!data_) return nullptr;
    const auto found = data_->columns.find(CatalogData::more_key(table, name));
    return found == data_->columns.end() ? nullptr : &found->second;
}

const schemad_column* CatalogView::column(std::string_view table, std::string_view name) const {
    const auto* found = more(table, name);
    if (!found || !catalog_ || found->at >= catalog_->column_count) return nullptr;
    return &kit::columns(*catalog_)[found->at];
}

const schemad_column* CatalogView::before(const schemad_column& now) const {
    const auto* listed = column(kit::view(now.table), kit::view(now.name));
    return listed == &now ? nullptr : listed;
}

const schemad_column* CatalogView::key_of(const schemad_column_spec& spec) const {
    if (!kit::stated(spec.references_table) || !kit::stated(spec.references_column)) return nullptr;
    return column(kit::view(spec.references_table), kit::view(spec.references_column));
}

void unsupported(std::string_view table, std::string_view column, const std::string& what) {
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, what + " (column " + std::string(column) + ")", std::string(table),
                     std::string(column));
}

sql::SqlText typed(const Type& type) {
    return type.collation.empty() ? type.sql() : type.sql() + " COLLATE " + sql::word(type.collation);
}

Made new_column(const schemad_column_spec& spec, const CatalogView& known, std::string_view table) {
    Made made;
    made.type = wanted_type(spec, known.server(), known.key_of(spec));
    const auto& server = known.server();
    // MariaDB has no such name for it, and MySQL knows this one as well
    made.sql = quote(kit::view(spec.name)) + " " + typed(made.type);
    if (kit::stated(spec.generation_expression)) {
        made.sql += generation(spec, server, table);
        made.has_default = true;
        return made;
    }
    const bool counts = (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) != 0;
    const bool key = counts || (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY);
    made.sql += key || !(spec.flags & SCHEMAD_SPEC_NULLABLE) ? Words(" NOT NULL") : Words(" NULL");
    if (counts) made.sql += " AUTO_INCREMENT";
    if (const auto value = default_expression(spec, made.type, server)) {
        made.sql += " DEFAULT " + *value;
        made.has_default = true;
    }
    return made;
}

Made changed_column(const schemad_column_spec& spec, const schemad_column& now, const CatalogView& known) {
    const auto& server = known.server();
    const auto table = kit::view(now.table), name = kit::view(now.name);
    const bool retyped = (spec.changed & SCHEMAD_CHANGE_TYPE) != 0;
    Made made;
    Parts parts;
    if (const auto* before = known.before(now)) { // by its data_type alone an enum or a zerofill could not be spelled
        parts.type = declared(*before), parts.nullable = (before->flags & SCHEMAD_COLUMN_NULLABLE) != 0;
        parts.value = kept_default(*before, parts.nullable);
        made.type = type_of(kit::view(before->declared_type), kit::view(before->collation));
        made.has_default = !parts.value.empty();
        made.sql = restated(*before, known.more(table, name), parts);
        return made;
    }
    auto described = spec;
    described.existing = &now;
    made.type = retyped ? wanted_type(described, server, known.key_of(spec))
                        : type_of(kit::view(now.declared_type), kit::view(now.collation));
    parts.type = retyped ? typed(made.type) : declared(now);
    parts.nullable = spec.changed & SCHEMAD_CHANGE_NULLABLE ? (spec.flags & SCHEMAD_SPEC_NULLABLE) != 0
                                                            : (now.flags & SCHEMAD_COLUMN_NULLABLE) != 0;
    if (spec.changed & SCHEMAD_CHANGE_DEFAULT) {
        parts.value = default_expression(spec, made.type, server).value_or(SqlText());
    } else if (retyped && keeps_words(now, made.type)) {
        parts.value = kept_default(now, parts.nullable);
    } else if (retyped && kit::stated(now.default_text)) {
        // the same content, spelled for the new type
        described.default_kind = SCHEMAD_DEFAULT_TEXT, described.default_text = now.default_text;
        described.flags |= SCHEMAD_SPEC_OWN_SPELLING;
        try {
            parts.value = default_expression(described, made.type, server).value_or(SqlText());
        } catch (const kit::Error&) { // not in words that are read here: the server says whether it goes with the type
            if (!known.data()) throw;
            // a moment of zeros, of which a snapshot says null: none, where the type has no words for it
            const bool zeros = kit::view(now.default_text).starts_with("0000-00-00");
            parts.value = zeros ? SqlText() : kept_default(now, parts.nullable);
        }
    } else if (!retyped) {
        parts.value = kept_default(now, parts.nullable);
    }
    made.has_default = !parts.value.empty();
    parts.keeps_on_update = made.type.is_moment();
    const auto* more = known.more(table, name);
    // what only says that the text is JSON belongs to the type
    parts.keeps_check = !retyped || (more && sql::lower(more->check).find("json_valid") == std::string::npos);
    made.sql = restated(now, more, parts);
    return made;
}

sql::SqlText retyped_column(const schemad_column& now, const sql::SqlText& type, const CatalogView& known) {
    Parts parts;
    parts.type = type;
    parts.nullable = (now.flags & SCHEMAD_COLUMN_NULLABLE) != 0;
    parts.value = kept_default(now, parts.nullable);
    return restated(now, known.more(kit::view(now.table), kit::view(now.name)), parts);
}

void require_indexable(const Type& type, std::string_view table, std::string_view column) {
    const auto bytes = key_bytes(type);
    if (bytes < 0) unsupported(table, column, "MySQL cannot index the type " + type.sql().str() + " without a prefix");
    if (bytes > longest_key)
        unsupported(table, column, "MySQL cannot index " + type.sql().str() + ": a key has at most 3072 bytes");
}

void require_room(std::int64_t& used, const Type& type, std::string_view table, std::string_view column) {
    used += row_bytes(type);
    if (used > longest_row) unsupported(table, column, "MySQL has no room for it: a row has at most 65535 bytes");
}

} // namespace schemad::mysql
