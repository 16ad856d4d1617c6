// SPDX-License-Identifier: Apache-2.0
// CREATE TABLE, the clauses it shares with ALTER TABLE, and previews.
#include <algorithm>
#include <iterator>

#include "vendors/pq/clauses.hpp"
#include "vendors/pq/connection.hpp"
#include "vendors/pq/default_spelling.hpp"
#include "vendors/pq/render.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::pq {

namespace {

using sql::SqlText;
using sql::Words;

constexpr std::size_t longest_name = 63; // bytes

bool counts_up(const schemad_column_spec& spec) noexcept { return has(spec.flags, SCHEMAD_SPEC_AUTO_INCREMENT); }

} // namespace

Words rule_words(schemad_str text, std::string_view column) {
    const auto word = kit::view(text);
    for (const Words known :
         {Words("NO ACTION"), Words("RESTRICT"), Words("CASCADE"), Words("SET NULL"), Words("SET DEFAULT")})
        if (sql::same_word(word, known.view())) return known;
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "there is no rule " + std::string(word.substr(0, 40)) + " for the foreign key of " +
                         std::string(column),
                     {}, std::string(column));
}

SqlText CatalogView::in_schema(std::string_view schema, std::string_view name) const {
    if (!data || schema.empty() || schema == data->current_schema) return identifier(name);
    return identifier(schema) + "." + identifier(name);
}

SqlText CatalogView::table(std::string_view name) const {
    const auto at = find(name);
    if (at != CatalogData::npos) return in_schema(kit::view(kit::tables(*catalog)[at].schema), name);
    return in_schema(data && !data->schemas.empty() ? std::string_view(data->schemas.front()) : "", name);
}

SqlText CatalogView::index(std::string_view table_name, std::string_view name) const {
    const auto at = find(table_name);
    if (at != CatalogData::npos) return in_schema(kit::view(kit::tables(*catalog)[at].schema), name);
    return in_schema(data && !data->schemas.empty() ? std::string_view(data->schemas.front()) : "", name);
}

void require_order(const Type& type, std::string_view table, std::string_view column, bool unique) {
    constexpr std::string_view without[] = {"json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"};
    constexpr std::string_view searched[] = {"jsonb", "tsvector", "tsquery"};
    const auto is_in = [&](const auto& list) {
        return std::find(std::begin(list), std::end(list), type.name) != std::end(list);
    };
    const bool none = is_in(without) || type.kind == TypeClass::geometry;
    if (!none && (unique || (!is_in(searched) && !type.name.ends_with("[]")))) return;
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "the type " + type.name + " of " + std::string(column) +
                         (none ? " cannot be unique or indexed" : " has no use for an index of the usual kind"),
                     std::string(table), std::string(column));
}

void require_geometry(const Flavor& flavor, const CatalogView& seen, const Type& type, std::string_view column) {
    if (type.kind != TypeClass::geometry || !seen.data || seen.data->has_geometry || flavor.geometry_is_built_in())
        return;
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "the type " + type.sql.str() + " of " + std::string(column) + " needs PostGIS", {},
                     std::string(column));
}

SqlText primary_key_clause(std::string_view table, std::string_view column) {
    const auto name = std::string(table) + "_pkey";
    // a name that the server cuts may become the table's own: then it finds one itself
    const auto constraint = name.size() <= longest_name ? "constraint " + identifier(name) + " " : SqlText();
    return constraint + "primary key (" + identifier(column) + ")";
}

ColumnClause column_clause(const Flavor& flavor, const CatalogView& seen, std::string_view table,
                           const schemad_column_spec& spec, bool sole_key) {
    ColumnClause out;
    const auto name = kit::view(spec.name);
    const auto type = flavor.type_of(spec);
    require_geometry(flavor, seen, type, name);
    out.definition = identifier(name) + " ";
    if (counts_up(spec)) {
        out.definition += serial_of(type);
        out.definition += sole_key ? Words(" primary key") : Words(" not null");
        return out;
    }
    out.definition += type.sql;
    if (kit::stated(spec.generation_expression)) {
        const auto tree =
            sql::read_expression(kit::view(spec.generation_expression), sql::Language::postgres, sql::Columns::allowed);
        if (!tree)
            throw kit::Error(SCHEMAD_E_INVALID,
                             "the expression of the generated column " + std::string(name) + " cannot be read", {},
                             std::string(name));
        out.definition += " generated always as (" + sql::write_expression(*tree, sql::Language::postgres) + ") stored";
    } else if (const auto value = default_sql(spec, type)) {
        out.definition += " default " + *value;
        if (const auto sequence = value->view().starts_with("nextval(") ? sequence_of(value->view()) : std::nullopt) {
            // a counting column that is no key: its sequence has to be there first, and goes with the column
            out.before.push_back(run("create sequence if not exists " + *sequence));
            const auto usual = identifier(std::string(table) + "_" + std::string(name) + "_seq");
            if (*sequence == usual || sequence->view().ends_with(("." + usual).view()))
                out.behind.push_back(
                    run("alter sequence " + *sequence + " owned by " + seen.table(table) + "." + identifier(name)));
        }
    }
    if (has(spec.flags, SCHEMAD_SPEC_PRIMARY_KEY) || !has(spec.flags, SCHEMAD_SPEC_NULLABLE))
        out.definition += " not null";
    return out;
}

SqlText foreign_key_clause(const CatalogView& seen, const schemad_foreign_key_spec& key) {
    SqlText out;
    const auto column = kit::view(key.column);
    if (kit::stated(key.name) && key.name.size) out = "constraint " + identifier(kit::view(key.name)) + " ";
    out += "foreign key (" + identifier(column) + ") references " + seen.table(kit::view(key.referenced_table));
    if (kit::stated(key.referenced_column)) out += " (" + identifier(kit::view(key.referenced_column)) + ")";
    if (kit::stated(key.on_update) && key.on_update.size)
        out += SqlText(" on update ") + rule_words(key.on_update, column);
    if (kit::stated(key.on_delete) && key.on_delete.size)
        out += SqlText(" on delete ") + rule_words(key.on_delete, column);
    return out;
}

kit::Statement add_index(const CatalogView& seen, std::string_view table, const schemad_index_spec& index) {
    const auto name = identifier(kit::view(index.name)), on = seen.table(table);
    const auto column = " (" + identifier(kit::view(index.column)) + ")";
    const bool unique = has(index.flags, SCHEMAD_INDEX_UNIQUE);
    if (unique && has(index.flags, SCHEMAD_INDEX_CONSTRAINT))
        return run("alter table " + on + " add constraint " + name + " unique" + column);
    return run((unique ? Words("create unique index ") : Words("create index ")) + name + " on " + on + column);
}

kit::Script create_table(const Flavor& flavor, const CatalogView& seen, const schemad_step& step) {
    const auto table = kit::view(step.table);
    if (const auto at = seen.find(table); at != CatalogData::npos)
        throw kit::Error(SCHEMAD_E_EXISTS, "there is a table " + std::string(table) + " already", std::string(table));
    kit::Script before, behind;
    std::string key;
    SqlText columns;
    for (const schemad_change& c : kit::changes(step)) {
        if (c.kind != SCHEMAD_ADD_COLUMN || !has(c.column->flags, SCHEMAD_SPEC_PRIMARY_KEY)) continue;
        if (!key.empty())
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the table " + std::string(table) + " would have two primary keys",
                             std::string(table), std::string(kit::view(c.column->name)));
        key = kit::view(c.column->name);
    }
    bool key_is_inline = false, counting = false;
    const auto append = [](kit::Script& to, kit::Script& from) {
        std::move(from.begin(), from.end(), std::back_inserter(to));
    };
    for (const schemad_change& c : kit::changes(step)) {
        switch (c.kind) {
        case SCHEMAD_ADD_COLUMN: {
            const auto name = kit::view(c.column->name);
            const bool sole_key = counts_up(*c.column) && !counting && (key.empty() || key == name);
            auto clause = column_clause(flavor, seen, table, *c.column, sole_key);
            columns += (columns.empty() ? Words("") : Words(", ")) + clause.definition;
            key_is_inline = key_is_inline || sole_key, counting = counting || counts_up(*c.column);
            append(before, clause.before), append(behind, clause.behind);
            break;
        }
        case SCHEMAD_ADD_INDEX:
            for (const schemad_change& o : kit::changes(step))
                if (o.kind == SCHEMAD_ADD_COLUMN && kit::view(o.column->name) == kit::view(c.index->column))
                    require_order(flavor.type_of(*o.column), table, kit::view(c.index->column),
                                  has(c.index->flags, SCHEMAD_INDEX_UNIQUE));
            behind.push_back(add_index(seen, table, *c.index));
            break;
        case SCHEMAD_ADD_FOREIGN_KEY:
            behind.push_back(
                run("alter table " + seen.table(table) + " add " + foreign_key_clause(seen, *c.foreign_key)));
            break;
        default: throw kit::Error(SCHEMAD_E_INVALID, "a new table only takes additions", std::string(table));
        }
    }
    if (!key.empty() && !key_is_inline) columns += ", " + primary_key_clause(table, key);
    auto script = std::move(before);
    script.push_back(run("create table " + seen.table(table) + " (" + columns + ")"));
    append(script, behind);
    return script;
}

kit::Column preview(const Flavor& flavor, const schemad_column_spec& spec) {
    kit::Column c;
    c.name = kit::view(spec.name);
    const auto type = flavor.type_of(spec);
    flavor.describe(type, c);
    if (kit::stated(spec.generation_expression)) {
        c.flags |= SCHEMAD_COLUMN_GENERATED | SCHEMAD_COLUMN_REALLY_GENERATED;
        c.generation_expression = kit::view(spec.generation_expression);
    } else if (counts_up(spec)) {
        // nextval('<table>_<column>_seq'::regclass): the table is not known here
        if (spec.default_kind == SCHEMAD_DEFAULT_TEXT) c.default_text = std::string(kit::view(spec.default_text));
    } else if (const auto written = default_sql(spec, type)) {
        c.default_text = shown_default(written->view(), type);
        c.default_sql = written->str();
    }
    const bool key = has(spec.flags, SCHEMAD_SPEC_PRIMARY_KEY);
    if (has(spec.flags, SCHEMAD_SPEC_NULLABLE) && !key && !counts_up(spec)) c.flags |= SCHEMAD_COLUMN_NULLABLE;
    if (has(spec.flags, SCHEMAD_SPEC_UNIQUE) || (key && flavor.primary_key_is_unique()))
        c.flags |= SCHEMAD_COLUMN_UNIQUE;
    if (has(spec.flags, SCHEMAD_SPEC_INDEXED)) c.flags |= SCHEMAD_COLUMN_INDEXED;
    if (key) c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
    if (counts_up(spec)) c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
    return c;
}

namespace {

void require_names(const Flavor& flavor, const schemad_step& step) {
    const auto max = flavor.max_name_bytes();
    const auto check = [&](std::string_view name, std::string_view column) {
        if (max && name.size() > max)
            throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                             std::string(flavor.product()) + " takes names of " + std::to_string(max) +
                                 " bytes at most, not " + std::string(name),
                             std::string(kit::view(step.table)), std::string(column));
    };
    if (step.kind == SCHEMAD_CREATE_TABLE) check(kit::view(step.table), {});
    for (const schemad_change& c : kit::changes(step))
        if (c.kind == SCHEMAD_ADD_COLUMN) check(kit::view(c.column->name), kit::view(c.column->name));
}

} // namespace

kit::Script render_step(const Flavor& flavor, const schemad_catalog* catalog, const CatalogData* data,
                        const schemad_step& step) {
    const CatalogView seen{catalog, data};
    require_names(flavor, step);
    switch (step.kind) {
    case SCHEMAD_CREATE_TABLE: return create_table(flavor, seen, step);
    case SCHEMAD_ALTER_TABLE: return alter_table(flavor, seen, step);
    default: return {run("drop table " + seen.table(kit::view(step.table)))};
    }
}

} // namespace schemad::pq
