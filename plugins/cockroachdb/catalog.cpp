// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "plugins/cockroachdb/column_facts.hpp"
#include "plugins/cockroachdb/default_text.hpp"
#include "plugins/cockroachdb/table_order.hpp"
#include "vendors/pq/catalog_data.hpp"
#include "vendors/pq/rows.hpp"
#include "vendors/sql/defaults.hpp"

namespace schemad::cockroachdb {

namespace {

using pq::integer_at;
using pq::is_null;
using pq::text_at;

char letter(std::string_view text) noexcept { return text.empty() ? '\0' : text.front(); }
bool is_yes(std::string_view text) noexcept { return text == "YES"; }

std::string path(std::string_view a, std::string_view b) {
    std::string all(a);
    return all.append(1, '\0').append(b);
}
std::string path(std::string_view a, std::string_view b, std::string_view c) { return path(path(a, b), c); }

// {1,2,3}
std::vector<std::int64_t> numbers(std::string_view array) {
    std::vector<std::int64_t> all;
    const auto* at = array.data();
    const auto* end = at + array.size();
    while (at < end) {
        std::int64_t n = 0;
        const auto [next, error] = std::from_chars(at, end, n);
        if (error == std::errc{})
            all.push_back(n), at = next;
        else
            ++at;
    }
    return all;
}

// CHECK ((x > 0)) NOT VALID
std::string_view check_expression(std::string_view definition) {
    const auto open = definition.find('('), close = definition.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close <= open) return definition;
    return definition.substr(open + 1, close - open - 1);
}

class CatalogReader {
public:
    CatalogReader(const CatalogResults& results, const std::vector<std::string>& schemas, int version)
        : in_(results), data_(std::make_shared<pq::CatalogData>()) {
        const auto& there = *in_.schemas;
        for (const auto& wanted : schemas) {
            bool found = false;
            for (int i = 0; i < PQntuples(&there); ++i) found = found || text_at(there, i, 0) == wanted;
            if (!found) throw kit::Error(SCHEMAD_E_NOT_FOUND, "there is no schema " + wanted);
        }
        data_->server_version = version;
        data_->schemas = schemas;
        data_->has_geometry = true;
        if (PQntuples(in_.environment.get()) == 1) data_->current_schema = text_at(*in_.environment, 0, 0);
    }

    kit::Catalog read() {
        tables();
        columns();
        attributes();
        constraints();
        indexes();
        out_.own = data_;
        return std::move(out_);
    }

private:
    schemad_str keep(const PGresult& r, int row, int column) {
        return is_null(r, row, column) ? kit::absent : out_.arena.keep(text_at(r, row, column));
    }
    schemad_column* column(std::uint32_t table, std::string_view name) {
        const auto at = column_.find(path(std::to_string(table), name));
        return at == column_.end() ? nullptr : &out_.columns[at->second];
    }

    void tables() {
        const auto& r = *in_.tables;
        std::vector<int> order(static_cast<std::size_t>(PQntuples(&r)));
        std::iota(order.begin(), order.end(), 0);
        const auto rank = [&](int i) {
            return std::find(data_->schemas.begin(), data_->schemas.end(), text_at(r, i, 0)) - data_->schemas.begin();
        };
        std::sort(order.begin(), order.end(), [&](int a, int b) {
            const auto x = text_at(r, a, 1), y = text_at(r, b, 1);
            return x == y ? rank(a) < rank(b) : locale_less(x, y);
        });
        for (const int i : order) {
            auto t = kit::blank<schemad_table>();
            const bool base = letter(text_at(r, i, 2)) == 'r';
            t.kind = base                              ? SCHEMAD_TABLE_BASE
                     : letter(text_at(r, i, 2)) == 'm' ? SCHEMAD_TABLE_MATERIALIZED_VIEW
                                                       : SCHEMAD_TABLE_VIEW;
            if (base) t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
            t.schema = keep(r, i, 0), t.name = keep(r, i, 1), t.comment = keep(r, i, 3), t.sql = kit::absent;
            if (base)
                table_.emplace(path(text_at(r, i, 0), text_at(r, i, 1)),
                               static_cast<std::uint32_t>(out_.tables.size()));
            out_.tables.push_back(t);
        }
    }

    // The columns of one table stand together, in its order.
    void columns() {
        const auto& r = *in_.columns;
        std::vector<std::pair<std::uint32_t, int>> order;
        for (int i = 0; i < PQntuples(&r); ++i)
            if (const auto at = table_.find(path(text_at(r, i, 0), text_at(r, i, 1))); at != table_.end())
                order.emplace_back(at->second, i);
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        out_.columns.reserve(order.size());
        for (const auto& [table, i] : order) {
            column_.emplace(path(std::to_string(table), text_at(r, i, 2)), out_.columns.size());
            data_->table_of_column.push_back(table);
            out_.columns.push_back(row(r, i, out_.tables[table].name));
        }
    }
    schemad_column row(const PGresult& r, int i, schemad_str table) {
        auto c = kit::blank<schemad_column>();
        c.table = table, c.name = keep(r, i, 2);
        c.ordinal = static_cast<std::uint32_t>(integer_at(r, i, 3));
        const auto facts = type_facts(text_at(r, i, 6), text_at(r, i, 8));
        c.data_type = out_.arena.keep(facts.data_type);
        c.declared_type = out_.arena.keep(declared_type(text_at(r, i, 6), text_at(r, i, 8)));
        if (facts.max_length) {
            c.max_length_kind = SCHEMAD_LENGTH_NUMBER;
            c.max_length = static_cast<double>(*facts.max_length);
        }
        c.numeric_precision = facts.precision, c.numeric_scale = facts.scale;
        if (is_yes(text_at(r, i, 5))) c.flags |= SCHEMAD_COLUMN_NULLABLE;
        if (is_yes(text_at(r, i, 9))) c.flags |= SCHEMAD_COLUMN_IDENTITY;
        c.default_text = c.default_sql = c.generation_expression = kit::absent;
        if (!text_at(r, i, 7).empty()) {
            c.flags |= SCHEMAD_COLUMN_GENERATED | SCHEMAD_COLUMN_REALLY_GENERATED;
            c.generation_expression = keep(r, i, 7);
        } else if (!is_null(r, i, 4)) {
            const auto text = text_at(r, i, 4);
            c.default_sql = out_.arena.keep(standard_default(text));
            if (const auto shown = sql::parse_default(sql::Dialect::cockroachdb, text))
                c.default_text = out_.arena.keep(*shown);
            if (counts_up(text)) c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
        }
        c.collation = keep(r, i, 10);
        c.foreign_key_schema = c.foreign_key_table = c.foreign_key_column = kit::absent;
        c.comment = c.on_update = c.field_type = kit::absent;
        return c;
    }

    // Constraints name columns by number; a referenced table may lie in a schema that is not inspected.
    void attributes() {
        const auto& r = *in_.attributes;
        for (int i = 0; i < PQntuples(&r); ++i) {
            const auto oid = text_at(r, i, 0);
            attribute_.emplace(path(oid, text_at(r, i, 1)), i);
            row_of_table_.emplace(oid, i);
            const auto at = table_.find(path(text_at(r, i, 3), text_at(r, i, 4)));
            if (at == table_.end()) continue;
            if (auto* c = column(at->second, text_at(r, i, 2))) c->comment = keep(r, i, 5);
        }
    }
    std::string_view attribute(std::string_view table, std::int64_t number) const {
        const auto at = attribute_.find(path(table, std::to_string(number)));
        return at == attribute_.end() ? std::string_view{} : text_at(*in_.attributes, at->second, 2);
    }

    void constraints() {
        const auto& r = *in_.constraints;
        const auto& a = *in_.attributes;
        std::vector<std::pair<std::uint32_t, int>> order; // table by table, then by name as the query gives them
        for (int i = 0; i < PQntuples(&r); ++i) {
            const auto owner = row_of_table_.find(text_at(r, i, 0));
            if (owner == row_of_table_.end()) continue;
            const auto at = table_.find(path(text_at(a, owner->second, 3), text_at(a, owner->second, 4)));
            if (at != table_.end()) order.emplace_back(at->second, i);
        }
        std::stable_sort(order.begin(), order.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
        for (const auto& [table, i] : order) {
            switch (letter(text_at(r, i, 2))) {
            case 'p': primary_key(r, i, table); break;
            case 'f': foreign_key(r, i, table); break;
            default: check(r, i, table);
            }
        }
    }
    void primary_key(const PGresult& r, int i, std::uint32_t table) {
        const auto key = numbers(text_at(r, i, 6));
        for (const auto number : key)
            if (auto* c = column(table, attribute(text_at(r, i, 0), number))) {
                c->flags |= SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_UNIQUE;
                if (key.size() == 1) c->flags |= SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
            }
        primary_.insert(path(std::to_string(table), text_at(r, i, 1)));
    }
    void check(const PGresult& r, int i, std::uint32_t table) {
        auto c = kit::blank<schemad_check>();
        c.table = out_.tables[table].name, c.name = keep(r, i, 1);
        c.expression = out_.arena.keep(check_expression(text_at(r, i, 8)));
        out_.checks.push_back(c);
    }
    void foreign_key(const PGresult& r, int i, std::uint32_t table) {
        const auto& a = *in_.attributes;
        const auto source = numbers(text_at(r, i, 6)), target = numbers(text_at(r, i, 7));
        const auto parent = row_of_table_.find(text_at(r, i, 5));
        if (source.empty() || source.size() != target.size() || parent == row_of_table_.end()) return;
        auto k = kit::blank<schemad_foreign_key>();
        k.table = out_.tables[table].name;
        k.name = k.reported_name = keep(r, i, 1);
        k.column_count = source.size();
        auto *columns = out_.arena.array(k.column_count), *targets = out_.arena.array(k.column_count);
        for (std::size_t n = 0; n < source.size(); ++n) {
            columns[n] = out_.arena.keep(attribute(text_at(r, i, 0), source[n]));
            targets[n] = out_.arena.keep(attribute(text_at(r, i, 5), target[n]));
        }
        k.columns = columns, k.referenced_columns = targets;
        k.referenced_schema = keep(a, parent->second, 3), k.referenced_table = keep(a, parent->second, 4);
        k.on_update = out_.arena.keep(rule_name(letter(text_at(r, i, 3))));
        k.on_delete = out_.arena.keep(rule_name(letter(text_at(r, i, 4))));
        if (k.column_count == 1) {
            k.flags |= SCHEMAD_FK_IN_SNAPSHOT;
            auto* c = column(table, kit::view(columns[0]));
            if (c && !kit::stated(c->foreign_key_table)) { // the first of several
                c->foreign_key_schema = k.referenced_schema;
                c->foreign_key_table = k.referenced_table;
                c->foreign_key_column = targets[0];
            }
        }
        data_->table_of_foreign_key.push_back(table);
        out_.foreign_keys.push_back(k);
    }

    // Every unique index is a constraint as well, and is dropped in one way: drop index ... cascade.
    void indexes() {
        std::unordered_set<std::string> partial;
        for (int i = 0; i < PQntuples(in_.partial.get()); ++i)
            partial.insert(path(text_at(*in_.partial, i, 0), text_at(*in_.partial, i, 1), text_at(*in_.partial, i, 2)));
        const auto& r = *in_.indexes;
        const int count = PQntuples(&r);
        for (int first = 0, end = 0; first < count; first = end) {
            const auto same = [&](int i) {
                return text_at(r, i, 2) == text_at(r, first, 2) && text_at(r, i, 1) == text_at(r, first, 1) &&
                       text_at(r, i, 0) == text_at(r, first, 0);
            };
            for (end = first + 1; end < count && same(end);) ++end;
            const auto table = table_.find(path(text_at(r, first, 0), text_at(r, first, 1)));
            if (table == table_.end()) continue;
            auto x = kit::blank<schemad_index>();
            const auto name = text_at(r, first, 2);
            const bool unique = text_at(r, first, 3) == "NO";
            x.table = out_.tables[table->second].name, x.name = keep(r, first, 2), x.sql = kit::absent;
            if (unique) x.flags |= SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_CONSTRAINT;
            if (primary_.contains(path(std::to_string(table->second), name))) x.flags |= SCHEMAD_INDEX_PRIMARY_KEY;
            if (partial.contains(path(text_at(r, first, 0), text_at(r, first, 1), name)))
                x.flags |= SCHEMAD_INDEX_PARTIAL | SCHEMAD_INDEX_SPECIAL;
            x.column_count = static_cast<std::size_t>(end - first);
            auto* columns = out_.arena.array(x.column_count);
            for (int i = first; i < end; ++i) {
                const auto column_name = text_at(r, i, 4);
                if (column_name.starts_with("crdb_internal_idx_expr")) {
                    x.flags |= SCHEMAD_INDEX_EXPRESSION | SCHEMAD_INDEX_SPECIAL;
                    continue;
                }
                columns[i - first] = keep(r, i, 4);
                if (auto* c = column(table->second, column_name))
                    c->flags |= unique ? SCHEMAD_COLUMN_UNIQUE : SCHEMAD_COLUMN_INDEXED; // at any position
            }
            x.columns = columns;
            x.flags |= SCHEMAD_INDEX_MARKS_ALL;
            data_->table_of_index.push_back(table->second);
            out_.indexes.push_back(x);
        }
    }

    const CatalogResults& in_;
    std::shared_ptr<pq::CatalogData> data_;
    kit::Catalog out_;
    std::unordered_map<std::string, std::uint32_t> table_;   // base tables by schema and name
    std::unordered_map<std::string, std::size_t> column_;    // by table's position and name
    std::unordered_map<std::string, int> attribute_;         // by table's oid and number
    std::unordered_map<std::string_view, int> row_of_table_; // any row of it in attributes, by oid
    std::unordered_set<std::string> primary_;                // by table's position and constraint's name
};

} // namespace

kit::Catalog read_catalog(const CatalogResults& results, const std::vector<std::string>& schemas, int server_version) {
    return CatalogReader(results, schemas, server_version).read();
}

} // namespace schemad::cockroachdb
