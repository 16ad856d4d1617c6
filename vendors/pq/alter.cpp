// SPDX-License-Identifier: Apache-2.0
// ALTER TABLE: what has to be asked first, then the statements, change by change.
#include <algorithm>
#include <iterator>

#include "vendors/pq/clauses.hpp"
#include "vendors/pq/connection.hpp"
#include "vendors/pq/conversion.hpp"
#include "vendors/pq/default_spelling.hpp"
#include "vendors/pq/going_with.hpp"
#include "vendors/pq/said_key.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/row_checks.hpp"

namespace schemad::pq {

namespace {

using sql::CatalogText;
using sql::SqlText;

class Alteration {
public:
    Alteration(const Flavor& flavor, const CatalogView& seen, const schemad_step& step)
        : flavor_(flavor), seen_(seen), step_(step), table_(kit::view(step.table)), on_(seen.table(table_)),
          at_(seen.find(table_)) {
        if (at_ != CatalogData::npos && kit::tables(*seen.catalog)[at_].kind != SCHEMAD_TABLE_BASE)
            fail(SCHEMAD_E_UNSUPPORTED, name() + " is no table that can be altered");
    }

    kit::Script render() {
        for (const schemad_change& c : kit::changes(step_)) {
            switch (c.kind) {
            case SCHEMAD_ADD_COLUMN: add_column(*c.column); break;
            case SCHEMAD_ALTER_COLUMN: alter_column(*c.column); break;
            case SCHEMAD_DROP_COLUMN:
                require_no_heirs(kit::view(c.column->name));
                alter("drop column " + identifier(kit::view(c.column->name)));
                if (known()) statements_.back().reason = going_with(seen_, at_, kit::view(c.column->name));
                break;
            case SCHEMAD_ADD_FOREIGN_KEY: add_foreign_key(*c.foreign_key); break;
            case SCHEMAD_DROP_FOREIGN_KEY: drop_foreign_key(*c.foreign_key); break;
            case SCHEMAD_ADD_INDEX: add_index(*c.index); break;
            case SCHEMAD_DROP_INDEX: drop_index(*c.index); break;
            default: break;
            }
        }
        auto script = std::move(checks_); // all questions before anything runs
        std::move(statements_.begin(), statements_.end(), std::back_inserter(script));
        return script;
    }

private:
    std::string name() const { return std::string(table_); }
    [[noreturn]] void fail(schemad_status status, const std::string& message, std::string_view column = {}) const {
        throw kit::Error(status, message, name(), std::string(column));
    }
    // Their values would go, or be converted, along: nobody has counted them, and they may be protected.
    void require_no_heirs(std::string_view column) const {
        if (known() && at_ < seen_.data->has_heirs.size() && seen_.data->has_heirs[at_])
            fail(SCHEMAD_E_UNSUPPORTED,
                 "other tables inherit from " + name() + ", and what they hold in " + std::string(column) +
                     " would change along",
                 column);
    }
    void alter(const SqlText& action) { statements_.push_back(run("alter table " + on_ + " " + action)); }
    sql::RowChecks rows() const {
        std::vector<SqlText> key;
        if (known())
            for (const auto i : seen_.data->rows(*seen_.catalog, at_).indexes)
                if (has(kit::indexes(*seen_.catalog)[i].flags, SCHEMAD_INDEX_PRIMARY_KEY))
                    key = sql::key_columns(kit::indexes(*seen_.catalog)[i], identifier);
        return {on_, std::move(key)};
    }
    void count(const SqlText& condition, schemad_status refusal, std::string_view column, std::string reason) {
        checks_.push_back(rows().rows(condition, refusal, column, std::move(reason)));
    }

    // -- what the catalog says; a table that this very plan makes is not in it, and has no rows
    bool known() const noexcept { return at_ != CatalogData::npos; }
    const schemad_column* column(std::string_view column_name) const {
        return known() ? seen_.data->column(*seen_.catalog, at_, column_name) : nullptr;
    }
    const schemad_column& existing(const schemad_column_spec& spec) const {
        if (spec.existing) return *spec.existing;
        if (const auto* c = column(kit::view(spec.name))) return *c;
        fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no column " + std::string(kit::view(spec.name)),
             kit::view(spec.name));
    }
    const schemad_column_spec* added(std::string_view column_name) const noexcept {
        for (const schemad_change& c : kit::changes(step_))
            if (c.kind == SCHEMAD_ADD_COLUMN && kit::view(c.column->name) == column_name) return c.column;
        return nullptr;
    }
    bool has_primary_key() const {
        if (!known()) return false;
        const auto& all = seen_.data->rows(*seen_.catalog, at_).indexes;
        return std::any_of(all.begin(), all.end(), [&](auto i) {
            return has(kit::indexes(*seen_.catalog)[i].flags, SCHEMAD_INDEX_PRIMARY_KEY);
        });
    }

    void add_column(const schemad_column_spec& spec) {
        const auto column_name = kit::view(spec.name);
        const bool key = has(spec.flags, SCHEMAD_SPEC_PRIMARY_KEY);
        if (key && has_primary_key())
            fail(SCHEMAD_E_UNSUPPORTED, "the table " + name() + " has a primary key already", column_name);
        auto clause = column_clause(flavor_, seen_, table_, spec, false);
        const bool filled = kit::stated(spec.generation_expression) || has(spec.flags, SCHEMAD_SPEC_AUTO_INCREMENT) ||
                            default_sql(spec, flavor_.type_of(spec)).has_value();
        if (known() && !filled && (key || !has(spec.flags, SCHEMAD_SPEC_NULLABLE)))
            count({}, SCHEMAD_E_NOT_NULL, column_name, "have no value for it");
        std::move(clause.before.begin(), clause.before.end(), std::back_inserter(statements_));
        const bool heir = known() && at_ < seen_.data->is_heir.size() && seen_.data->is_heir[at_];
        alter((heir ? sql::Words("add column if not exists ") : sql::Words("add column ")) + clause.definition);
        if (heir && !key && !kit::stated(spec.generation_expression)) settle_inherited(spec);
        if (key) alter("add " + primary_key_clause(table_, column_name));
        std::move(clause.behind.begin(), clause.behind.end(), std::back_inserter(statements_));
    }

    // What a table inherits from may get the column in the same apply, and then it is here already, with that one's
    // default and nulls.
    void settle_inherited(const schemad_column_spec& spec) {
        const auto c = "alter column " + identifier(kit::view(spec.name));
        const auto value = default_sql(spec, flavor_.type_of(spec));
        alter(c + (value ? " set default " + *value : SqlText(" drop default")));
        alter(c +
              (has(spec.flags, SCHEMAD_SPEC_NULLABLE) ? sql::Words(" drop not null") : sql::Words(" set not null")));
    }

    // The type whose values a field type that a flag gives to any column promises; empty: any text will do.
    static SqlText read_as(std::string_view field_type) {
        if (field_type == "json") return SqlText("json");
        if (field_type == "uuid") return SqlText("uuid");
        if (field_type == "timestamp") return SqlText("timestamp with time zone");
        return field_type == "dateTime" ? SqlText("timestamp without time zone") : SqlText();
    }

    // Whether the type itself sees to it: its own conversion is asked for then.
    bool holds(const Type& type, const SqlText& meant) const {
        const bool json = type.kind == TypeClass::json || type.kind == TypeClass::jsonb;
        const bool moment = type.kind == TypeClass::timestamp || type.kind == TypeClass::timestamptz;
        return flavor_.parse(meant).kind == type.kind || (meant == "json" ? json : !(meant == "uuid") && moment);
    }

    void alter_column(const schemad_column_spec& spec) {
        const auto& now = existing(spec);
        const auto column_name = kit::view(now.name);
        const auto c = identifier(column_name);
        if (spec.changed) require_no_heirs(column_name);
        const bool type_changes = has(spec.changed, SCHEMAD_CHANGE_TYPE);
        const bool default_changes =
            has(spec.changed, SCHEMAD_CHANGE_DEFAULT) && spec.default_kind != SCHEMAD_DEFAULT_UNSTATED;
        if (has(now.flags, SCHEMAD_COLUMN_REALLY_GENERATED) && (type_changes || default_changes))
            fail(SCHEMAD_E_UNSUPPORTED, "the column " + std::string(column_name) + " is generated", column_name);
        const auto from = flavor_.parse(CatalogText::printed(kit::view(now.declared_type)));
        const auto to = type_changes ? flavor_.type_of(spec) : from;
        const bool had_default = kit::stated(now.default_sql);
        std::optional<sql::SqlText> value;
        if (default_changes) value = default_sql(spec, to);
        if (value && has(now.flags, SCHEMAD_COLUMN_IDENTITY))
            fail(SCHEMAD_E_UNSUPPORTED, "the identity column " + std::string(column_name) + " takes no default",
                 column_name);

        // a column that becomes or stays something else than the field says is read as that from now on
        if (const auto meant = read_as(kit::view(spec.field_type)); type_changes && !meant.empty() && !holds(to, meant))
            for (auto& loss : convert(flavor_, from, flavor_.parse(meant), c, seen_.server_version()).losses)
                count(loss.condition, loss.refusal, column_name, std::move(loss.reason));
        if (type_changes && !(from.sql == to.sql)) {
            require_geometry(flavor_, seen_, to, column_name);
            const auto conversion = change_of_type(from, to, now, spec, c);
            if (const auto first = flavor_.before_type_change(); !first.empty()) statements_.push_back(run(first));
            // the server would try to convert the default with the type
            if (had_default && !default_changes) value = carried_default(kit::view(now.default_sql), to, column_name);
            if (had_default) alter("alter column " + c + " drop default");
            auto collated = to; // a change of type says the collation anew, or loses it
            if (kit::stated(now.collation) && now.collation.size && is_words(from) && is_words(to))
                collated.sql += " collate " + identifier(kit::view(now.collation));
            alter("alter column " + c + " " + flavor_.type_clause(from, collated, conversion.expression));
            if (value) alter("alter column " + c + " set default " + *value);
        } else if (default_changes) {
            if (value)
                alter("alter column " + c + " set default " + *value);
            else if (had_default)
                alter("alter column " + c + " drop default");
        }
        if (!has(spec.changed, SCHEMAD_CHANGE_NULLABLE)) return;
        const bool was_nullable = has(now.flags, SCHEMAD_COLUMN_NULLABLE);
        if (has(spec.flags, SCHEMAD_SPEC_NULLABLE)) {
            if (has(now.flags, SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY))
                fail(SCHEMAD_E_UNSUPPORTED, "the primary key " + std::string(column_name) + " cannot be null",
                     column_name);
            if (!was_nullable) alter("alter column " + c + " drop not null");
        } else if (was_nullable) {
            count(c + " is null", SCHEMAD_E_CONTAINS_NULL, column_name, "hold a null");
            alter("alter column " + c + " set not null");
        }
    }

    static bool is_words(const Type& type) noexcept {
        return type.kind == TypeClass::text || type.kind == TypeClass::character;
    }

    Conversion change_of_type(const Type& from, const Type& to, const schemad_column& now,
                              const schemad_column_spec& spec, const SqlText& c) {
        const auto column_name = kit::view(now.name);
        auto conversion = convert(flavor_, from, to, c, seen_.server_version());
        if (!conversion.possible)
            fail(SCHEMAD_E_UNSUPPORTED,
                 "the type " + from.sql.str() + " of " + std::string(column_name) + " cannot be changed to " +
                     to.sql.str(),
                 column_name);
        SqlText lost; // rows that are refused already, and that the conversion itself may fail for
        for (auto& loss : conversion.losses) {
            lost += (lost.empty() ? sql::Words("(") : sql::Words(" or (")) + loss.condition + ") is true";
            count(loss.condition, loss.refusal, column_name, std::move(loss.reason));
        }
        auto converted = conversion.expression.empty() ? c + "::" + to.sql : conversion.expression;
        if (!lost.empty()) converted = "case when " + lost + " then null else " + converted + " end";
        if (known())
            for (const auto i : seen_.data->rows(*seen_.catalog, at_).indexes) {
                const auto& x = kit::indexes(*seen_.catalog)[i];
                sql::ask_still_unique(checks_, rows(), x, now, spec, converted, identifier);
                // the index that a flag of the field stands for is taken away first
                const bool plain = x.column_count == 1 && has(x.flags, SCHEMAD_INDEX_MARKS_FIRST) &&
                                   !has(x.flags, SCHEMAD_INDEX_SPECIAL | SCHEMAD_INDEX_PRIMARY_KEY);
                for (std::size_t k = 0; !plain && k < x.column_count; ++k)
                    if (kit::view(x.columns[k]) == column_name) require_order(to, table_, column_name, true);
            }
        return conversion;
    }

    void add_index(const schemad_index_spec& index) {
        const auto column_name = kit::view(index.column);
        const auto* now = column(column_name);
        const auto* spec = added(column_name);
        const bool unique = has(index.flags, SCHEMAD_INDEX_UNIQUE);
        if (has(index.flags, SCHEMAD_INDEX_OF_NEW_TYPE)) {
            // asked for with the new type
        } else if (now)
            require_order(flavor_.parse(CatalogText::printed(kit::view(now->declared_type))), table_, column_name,
                          unique);
        else if (spec)
            require_order(flavor_.type_of(*spec), table_, column_name, unique);
        if (has(index.flags, SCHEMAD_INDEX_UNIQUE) && known()) {
            const auto c = identifier(column_name);
            if (now) {
                checks_.push_back(rows().duplicates(c, column_name));
            } else if (spec && default_sql(*spec, flavor_.type_of(*spec))) {
                checks_.push_back(rows().more_than_one(column_name));
            }
        }
        statements_.push_back(pq::add_index(seen_, table_, index));
    }

    void drop_index(const schemad_index_spec& index) {
        const auto index_name = kit::view(index.name);
        const auto* found = known() ? seen_.data->index(*seen_.catalog, at_, index_name) : nullptr;
        if (known() && !found)
            fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no index " + std::string(index_name));
        const auto flags = found ? found->flags : index.flags; // how it was really made
        if (has(flags, SCHEMAD_INDEX_PRIMARY_KEY))
            fail(SCHEMAD_E_UNSUPPORTED,
                 "the index " + std::string(index_name) + " belongs to the primary key and stays");
        if (has(flags, SCHEMAD_INDEX_CONSTRAINT))
            statements_.push_back(run(flavor_.drop_unique(on_, identifier(index_name))));
        else
            statements_.push_back(
                run(flavor_.drop_index(on_, seen_.index(table_, index_name), identifier(index_name))));
    }

    // The key of that name that a key is made in place of, of the same columns: what it is beside its rules
    // (deferrable, MATCH FULL, not valid, of another schema's table, its comment) stays. npos: none.
    std::size_t key_before(const schemad_foreign_key_spec& key) const {
        if (!known() || !kit::stated(key.name)) return CatalogData::npos;
        for (const auto i : seen_.data->rows(*seen_.catalog, at_).foreign_keys) {
            const auto& k = kit::foreign_keys(*seen_.catalog)[i];
            if (k.column_count == 1 && kit::view(k.name) == kit::view(key.name) &&
                kit::view(k.columns[0]) == kit::view(key.column) &&
                kit::view(k.referenced_table) == kit::view(key.referenced_table) &&
                (!kit::stated(key.referenced_column) ||
                 kit::view(k.referenced_columns[0]) == kit::view(key.referenced_column)) &&
                i < seen_.data->foreign_keys_said.size() && !seen_.data->foreign_keys_said[i].definition.empty())
                return i;
        }
        return CatalogData::npos;
    }
    void add_again(const schemad_foreign_key_spec& key, std::size_t before) {
        const auto& said = seen_.data->foreign_keys_said[before];
        const auto constraint = identifier(kit::view(key.name));
        alter("add constraint " + constraint + " " +
              with_rules(said.definition, kit::foreign_keys(*seen_.catalog)[before], key));
        if (!said.comment.empty())
            statements_.push_back(
                run("comment on constraint " + constraint + " on " + on_ + " is " + literal(said.comment)));
    }
    // Rows that refer to nothing, where the column is there already and no such key was before.
    void add_foreign_key(const schemad_foreign_key_spec& key) {
        if (const auto before = key_before(key); before != CatalogData::npos) return add_again(key, before);
        const auto column_name = kit::view(key.column), parent_name = kit::view(key.referenced_table);
        const auto parent = seen_.find(parent_name);
        const auto* child = column(column_name);
        const auto* target = parent != CatalogData::npos && kit::stated(key.referenced_column)
                                 ? seen_.data->column(*seen_.catalog, parent, kit::view(key.referenced_column))
                                 : nullptr;
        if (child && target && !is_key_already(column_name, parent_name)) {
            // types that differ now may be brought together by this plan: their text is comparable at any rate
            const bool same = kit::view(child->declared_type) == kit::view(target->declared_type);
            const auto as = same ? sql::Words("") : sql::Words("::text");
            const auto value = "child." + identifier(column_name);
            checks_.push_back(rows().rows(
                value + " is not null and not exists (select 1 from " + seen_.table(parent_name) +
                    " as parent where parent." + identifier(kit::view(target->name)) + as + " = " + value + as + ")",
                SCHEMAD_E_FOREIGN_KEY, column_name, "refer to a missing row", SqlText("child")));
        }
        if (child && parent == CatalogData::npos) // a new table has no rows
            checks_.push_back(rows().rows(identifier(column_name) + " is not null", SCHEMAD_E_FOREIGN_KEY, column_name,
                                          "refer to a missing row"));
        alter("add " + foreign_key_clause(seen_, key));
    }
    bool is_key_already(std::string_view column_name, std::string_view parent) const {
        const auto& all = seen_.data->rows(*seen_.catalog, at_).foreign_keys;
        return std::any_of(all.begin(), all.end(), [&](auto i) {
            const auto& k = kit::foreign_keys(*seen_.catalog)[i];
            return k.column_count == 1 && kit::view(k.columns[0]) == column_name &&
                   kit::view(k.referenced_table) == parent;
        });
    }

    void drop_foreign_key(const schemad_foreign_key_spec& key) {
        if (kit::stated(key.name) && key.name.size) return alter("drop constraint " + identifier(kit::view(key.name)));
        bool found = false;
        if (known())
            for (const auto i : seen_.data->rows(*seen_.catalog, at_).foreign_keys) {
                const auto& k = kit::foreign_keys(*seen_.catalog)[i];
                if (k.column_count != 1 || kit::view(k.columns[0]) != kit::view(key.column)) continue;
                if (kit::stated(key.referenced_table) &&
                    kit::view(k.referenced_table) != kit::view(key.referenced_table))
                    continue;
                alter("drop constraint " + identifier(kit::view(k.name)));
                found = true;
            }
        if (!found)
            fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no such foreign key", kit::view(key.column));
    }

    const Flavor& flavor_;
    const CatalogView& seen_;
    const schemad_step& step_;
    std::string_view table_;
    SqlText on_;
    std::size_t at_;
    kit::Script checks_, statements_;
};

} // namespace

kit::Script alter_table(const Flavor& flavor, const CatalogView& seen, const schemad_step& step) {
    return Alteration(flavor, seen, step).render();
}

} // namespace schemad::pq
