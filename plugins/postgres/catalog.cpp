// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <unordered_map>

#include "plugins/postgres/column_facts.hpp"
#include "vendors/pq/catalog_data.hpp"
#include "vendors/pq/rows.hpp"
#include "vendors/sql/defaults.hpp"

namespace schemad::postgres {

namespace {

using pq::flag_at;
using pq::integer_at;
using pq::is_null;
using pq::text_at;

char letter(std::string_view text) noexcept { return text.empty() ? '\0' : text.front(); }

class CatalogReader {
public:
    CatalogReader(const CatalogResults& results, const std::vector<std::string>& schemas, int version)
        : in_(results), data_(std::make_shared<pq::CatalogData>()) {
        const auto& e = *in_.environment;
        if (PQntuples(&e) == 1 && !is_null(e, 0, 2))
            throw kit::Error(SCHEMAD_E_NOT_FOUND, "there is no schema " + std::string(text_at(e, 0, 2)));
        data_->server_version = version;
        data_->schemas = schemas;
        data_->has_geometry = has_postgis(e);
        data_->current_schema = text_at(e, 0, 0);
    }

    kit::Catalog read() {
        comments_ = by_column(*in_.comments);
        defaults_ = by_column(*in_.defaults);
        sequences_ = by_column(*in_.sequences);
        tables();
        columns();
        constraints();
        indexes();
        statistics();
        if (in_.geometry) geometry();
        out_.own = data_;
        return std::move(out_);
    }

private:
    schemad_str keep(const PGresult& r, int row, int column) {
        return is_null(r, row, column) ? kit::absent : out_.arena.keep(text_at(r, row, column));
    }
    static std::uint64_t key_of(std::int64_t table, std::int64_t column) noexcept {
        return static_cast<std::uint64_t>(table) << 16 | static_cast<std::uint16_t>(column);
    }
    schemad_column* column(std::int64_t table, std::int64_t number) noexcept {
        const auto at = column_.find(key_of(table, number));
        return at == column_.end() ? nullptr : &out_.columns[at->second];
    }

    using RowOfColumn = std::unordered_map<std::uint64_t, int>;
    static RowOfColumn by_column(const PGresult& r) {
        RowOfColumn rows;
        rows.reserve(static_cast<std::size_t>(PQntuples(&r)));
        for (int i = 0; i < PQntuples(&r); ++i) rows.emplace(key_of(integer_at(r, i, 0), integer_at(r, i, 1)), i);
        return rows;
    }
    schemad_str keep(const PGresult& r, const RowOfColumn& rows, std::uint64_t key) {
        const auto row = rows.find(key);
        return row == rows.end() ? kit::absent : keep(r, row->second, 2);
    }

    void tables() {
        const auto& r = *in_.tables;
        for (int i = 0; i < PQntuples(&r); ++i) {
            auto t = kit::blank<schemad_table>();
            const char kind = letter(text_at(r, i, 3));
            t.kind = kind == 'r'   ? SCHEMAD_TABLE_BASE
                     : kind == 'v' ? SCHEMAD_TABLE_VIEW
                     : kind == 'm' ? SCHEMAD_TABLE_MATERIALIZED_VIEW
                     : kind == 'p' ? SCHEMAD_TABLE_PARTITIONED
                     : kind == 'f' ? SCHEMAD_TABLE_FOREIGN
                                   : SCHEMAD_TABLE_OTHER;
            if (kind == 'r') t.flags |= SCHEMAD_TABLE_LISTED;
            if ((kind == 'r' || kind == 'p') && flag_at(r, i, 4)) t.flags |= SCHEMAD_TABLE_DESCRIBED;
            t.schema = keep(r, i, 1), t.name = keep(r, i, 2), t.sql = kit::absent;
            const auto oid = integer_at(r, i, 0);
            t.comment = keep(*in_.comments, comments_, key_of(oid, 0));
            table_.emplace(oid, static_cast<std::uint32_t>(out_.tables.size()));
            out_.tables.push_back(t);
            data_->has_heirs.push_back(flag_at(r, i, 5)), data_->is_heir.push_back(flag_at(r, i, 6));
        }
    }

    // By table name, number, then schema along the search path.
    struct ColumnOrder {
        std::uint32_t name, number, table; // name: the first table of that name
        int row;
        bool operator<(const ColumnOrder& o) const noexcept {
            return std::tie(name, number, table) < std::tie(o.name, o.number, o.table);
        }
    };
    void columns() {
        const auto& r = *in_.columns;
        const auto count = static_cast<std::size_t>(PQntuples(&r));
        std::vector<std::uint32_t> first_of_name(out_.tables.size());
        for (std::uint32_t i = 1; i < first_of_name.size(); ++i)
            first_of_name[i] =
                kit::view(out_.tables[i].name) == kit::view(out_.tables[i - 1].name) ? first_of_name[i - 1] : i;
        std::vector<ColumnOrder> order;
        order.reserve(count);
        for (int i = 0; i < PQntuples(&r); ++i)
            if (const auto table = table_.find(integer_at(r, i, 0)); table != table_.end())
                order.push_back(
                    {first_of_name[table->second], static_cast<std::uint32_t>(integer_at(r, i, 1)), table->second, i});
        std::sort(order.begin(), order.end());
        out_.columns.reserve(count);
        column_.reserve(count);
        serial_.reserve(count);
        data_->table_of_column.reserve(count);
        for (const auto& next : order) {
            const auto key = key_of(integer_at(r, next.row, 0), next.number);
            column_.emplace(key, out_.columns.size());
            data_->table_of_column.push_back(next.table);
            serial_.push_back(sequences_.contains(key));
            out_.columns.push_back(row(r, next.row, key, out_.tables[next.table].name));
        }
    }
    schemad_column row(const PGresult& r, int i, std::uint64_t key, schemad_str table) {
        auto c = kit::blank<schemad_column>();
        const auto type = text_at(r, i, 3);
        c.table = table, c.name = keep(r, i, 2);
        c.ordinal = static_cast<std::uint32_t>(integer_at(r, i, 1));
        c.data_type = out_.arena.keep(shown_type(type, data_->has_geometry));
        c.declared_type = keep(r, i, 5);
        const auto facts = type_facts(type, static_cast<std::int32_t>(integer_at(r, i, 4)));
        if (facts.max_length) {
            c.max_length_kind = SCHEMAD_LENGTH_NUMBER;
            c.max_length = static_cast<double>(*facts.max_length);
        }
        c.numeric_precision = facts.precision, c.numeric_scale = facts.scale;
        if (!flag_at(r, i, 6)) c.flags |= SCHEMAD_COLUMN_NULLABLE;
        if (letter(text_at(r, i, 7)) != '\0') c.flags |= SCHEMAD_COLUMN_IDENTITY;
        const char generated = letter(text_at(r, i, 8));
        c.default_text = c.default_sql = c.generation_expression = kit::absent;
        const auto expression = keep(*in_.defaults, defaults_, key);
        if (generated != '\0') {
            c.flags |= SCHEMAD_COLUMN_REALLY_GENERATED;
            if (generated == 's') { // a virtual one is newer than the reference
                c.flags |= SCHEMAD_COLUMN_GENERATED;
                c.generation_expression = expression;
            }
        } else if (kit::stated(expression)) {
            c.default_sql = expression;
            if (const auto text = sql::parse_default(sql::Dialect::postgres, kit::view(expression)))
                c.default_text = out_.arena.keep(*text);
        }
        c.comment = keep(*in_.comments, comments_, key), c.collation = keep(r, i, 9);
        c.foreign_key_schema = c.foreign_key_table = c.foreign_key_column = kit::absent;
        c.on_update = c.field_type = kit::absent;
        return c;
    }

    // The rows of one constraint stand together.
    void constraints() {
        const auto& r = *in_.constraints;
        const int count = PQntuples(&r);
        for (int first = 0, end = 0; first < count; first = end) {
            for (end = first + 1; end < count && text_at(r, end, 0) == text_at(r, first, 0);) ++end;
            const auto table = table_.find(integer_at(r, first, 1));
            if (table == table_.end()) continue;
            switch (letter(text_at(r, first, 3))) {
            case 'c': check(r, first, table->second); break;
            case 'f': foreign_key(r, first, end, table->second); break;
            default: key(r, first);
            }
        }
    }
    void check(const PGresult& r, int i, std::uint32_t table) {
        auto c = kit::blank<schemad_check>();
        c.table = out_.tables[table].name, c.name = keep(r, i, 2), c.expression = keep(r, i, 11);
        out_.checks.push_back(c);
        share(table, "check ", c.name, integer_at(r, i, 1), numbers_at(r, i, 14));
    }
    // Kept where several columns have a part in it.
    void share(std::uint32_t table, std::string label, schemad_str name, std::int64_t oid,
               std::vector<std::int64_t> numbers) {
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        std::erase(numbers, 0); // an expression
        if (numbers.size() < 2) return;
        pq::CatalogData::SharedPart part{label.append(kit::view(name)), {}};
        for (const auto number : numbers)
            if (const auto* c = column(oid, number)) part.columns.push_back(kit::view(c->name));
        data_->shared_parts[table].push_back(std::move(part));
    }
    void statistics() {
        const auto& r = *in_.statistics;
        for (int i = 0; i < PQntuples(&r); ++i)
            if (const auto table = table_.find(integer_at(r, i, 0)); table != table_.end())
                share(table->second, "statistics ", keep(r, i, 1), table->first, numbers_at(r, i, 2));
    }
    void key(const PGresult& r, int first) {
        auto* c = !is_null(r, first, 8) ? column(integer_at(r, first, 1), integer_at(r, first, 8)) : nullptr;
        if (!c) return;
        c->flags |= SCHEMAD_COLUMN_UNIQUE;
        if (letter(text_at(r, first, 3)) != 'p') return;
        c->flags |= SCHEMAD_COLUMN_PRIMARY_KEY;
        if (serial_[named_alike(static_cast<std::size_t>(c - out_.columns.data()))])
            c->flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
    }
    // The reference asks for the sequence by the table's bare name: of two tables that share it, both get the answer of
    // the one that the search path finds. Their columns stand together.
    std::size_t named_alike(std::size_t i) const {
        const auto table = kit::view(out_.columns[i].table), name = kit::view(out_.columns[i].name);
        std::size_t best = i;
        const auto alike = [&](std::size_t k) { return kit::view(out_.columns[k].table) == table; };
        std::size_t first = i;
        while (first > 0 && alike(first - 1)) --first;
        for (std::size_t k = first; k < out_.columns.size() && alike(k); ++k)
            // tables are in the order of the search path
            if (kit::view(out_.columns[k].name) == name && data_->table_of_column[k] < data_->table_of_column[best])
                best = k;
        return best;
    }
    void foreign_key(const PGresult& r, int first, int end, std::uint32_t table) {
        auto k = kit::blank<schemad_foreign_key>();
        k.table = out_.tables[table].name;
        k.name = k.reported_name = keep(r, first, 2);
        k.column_count = static_cast<std::size_t>(end - first);
        auto *columns = out_.arena.array(k.column_count), *targets = out_.arena.array(k.column_count);
        for (int i = first; i < end; ++i) columns[i - first] = keep(r, i, 9), targets[i - first] = keep(r, i, 10);
        k.columns = columns, k.referenced_columns = targets;
        k.referenced_schema = keep(r, first, 6), k.referenced_table = keep(r, first, 7);
        k.on_update = out_.arena.keep(rule_name(letter(text_at(r, first, 4))));
        k.on_delete = out_.arena.keep(rule_name(letter(text_at(r, first, 5))));
        if (k.column_count == 1) {
            k.flags |= SCHEMAD_FK_IN_SNAPSHOT;
            auto* c = column(integer_at(r, first, 1), integer_at(r, first, 8));
            if (c && !kit::stated(c->foreign_key_table)) { // the first of several
                c->foreign_key_schema = k.referenced_schema;
                c->foreign_key_table = k.referenced_table;
                c->foreign_key_column = targets[0];
            }
        }
        data_->table_of_foreign_key.push_back(table);
        data_->foreign_keys_said.push_back({std::string(text_at(r, first, 11)), std::string(text_at(r, first, 13))});
        out_.foreign_keys.push_back(k);
    }

    // Columns that are merely INCLUDEd are listed too: such an index is not the one of a single field.
    void indexes() {
        const auto& r = *in_.indexes;
        std::vector<std::pair<std::uint32_t, int>> order; // by table, then as the rows are
        for (int i = 0; i < PQntuples(&r); ++i)
            if (const auto table = table_.find(integer_at(r, i, 1)); table != table_.end())
                order.emplace_back(table->second, i);
        std::sort(order.begin(), order.end());
        for (const auto& [table, i] : order) index(r, i, table);
    }
    void index(const PGresult& r, int i, std::uint32_t table) {
        auto x = kit::blank<schemad_index>();
        x.table = out_.tables[table].name, x.name = keep(r, i, 2), x.sql = kit::absent;
        const bool unique = flag_at(r, i, 3), primary = flag_at(r, i, 4);
        if (unique) x.flags |= SCHEMAD_INDEX_UNIQUE;
        if (primary) x.flags |= SCHEMAD_INDEX_PRIMARY_KEY;
        if (flag_at(r, i, 5)) x.flags |= SCHEMAD_INDEX_PARTIAL;
        if (flag_at(r, i, 6)) x.flags |= SCHEMAD_INDEX_CONSTRAINT;
        if (flag_at(r, i, 8) || flag_at(r, i, 5)) x.flags |= SCHEMAD_INDEX_SPECIAL;
        const auto numbers = numbers_at(r, i, 7);
        x.column_count = numbers.size();
        auto* columns = out_.arena.array(x.column_count);
        const auto oid = integer_at(r, i, 1);
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            if (const auto* c = column(oid, numbers[k]))
                columns[k] = c->name;
            else
                x.flags |= SCHEMAD_INDEX_EXPRESSION | SCHEMAD_INDEX_SPECIAL;
        }
        x.columns = columns;
        const bool same = std::all_of(numbers.begin(), numbers.end(), [&](auto n) { return n == numbers.front(); });
        if (auto* c = same && !numbers.empty() ? column(oid, numbers.front()) : nullptr) {
            if (!unique) c->flags |= SCHEMAD_COLUMN_INDEXED, x.flags |= SCHEMAD_INDEX_MARKS_FIRST;
            if (unique && (x.flags & SCHEMAD_INDEX_CONSTRAINT)) x.flags |= SCHEMAD_INDEX_MARKS_FIRST;
            if (primary && x.column_count == 1) c->flags |= SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
        }
        // a unique constraint of one column that carries others
        const auto* key =
            numbers.size() > 1 && unique && (x.flags & SCHEMAD_INDEX_CONSTRAINT) && (x.flags & SCHEMAD_INDEX_SPECIAL)
                ? column(oid, numbers.front())
                : nullptr;
        if (key && (key->flags & SCHEMAD_COLUMN_UNIQUE)) x.flags |= SCHEMAD_INDEX_MARKS_FIRST;
        if (auto used = numbers_at(r, i, 9); !used.empty()) {
            used.insert(used.end(), numbers.begin(), numbers.end());
            const bool excludes = (x.flags & SCHEMAD_INDEX_CONSTRAINT) != 0; // no other kind has expressions
            share(table, excludes ? "exclusion constraint " : "index ", x.name, oid, std::move(used));
        }
        data_->table_of_index.push_back(table);
        out_.indexes.push_back(x);
    }
    static std::vector<std::int64_t> numbers_at(const PGresult& r, int row, int column) { // "1 2"
        std::vector<std::int64_t> numbers;
        const auto text = text_at(r, row, column);
        const char *at = text.data(), *const end = at + text.size();
        while (at != end) {
            std::int64_t n = 0;
            const auto [stop, error] = std::from_chars(at, end, n);
            if (error != std::errc{}) break;
            numbers.push_back(n);
            at = stop == end ? end : stop + 1;
        }
        return numbers;
    }

    // With PostGIS a column's type is what geometry_columns (upper case) or geography_columns says.
    void geometry() {
        const auto& r = *in_.geometry;
        const auto name = [](std::string_view schema, std::string_view table, std::string_view column) {
            std::string all(schema);
            return all.append(1, '\0').append(table).append(1, '\0').append(column);
        };
        std::unordered_map<std::string, int> types;
        for (int i = 0; i < PQntuples(&r); ++i)
            if (!is_null(r, i, 3)) types.emplace(name(text_at(r, i, 0), text_at(r, i, 1), text_at(r, i, 2)), i);
        if (types.empty()) return;
        for (std::size_t i = 0; i < out_.columns.size(); ++i) {
            auto& c = out_.columns[i];
            const auto& t = out_.tables[data_->table_of_column[i]];
            const auto at = types.find(name(kit::view(t.schema), kit::view(t.name), kit::view(c.name)));
            if (at != types.end()) c.data_type = keep(r, at->second, 3);
        }
    }

    const CatalogResults& in_;
    std::shared_ptr<pq::CatalogData> data_;
    kit::Catalog out_;
    std::unordered_map<std::int64_t, std::uint32_t> table_; // by oid
    std::unordered_map<std::uint64_t, std::size_t> column_; // by table and number
    std::vector<bool> serial_;                              // owns a sequence
    RowOfColumn comments_, defaults_, sequences_;
};

} // namespace

bool has_postgis(const PGresult& environment) { return PQntuples(&environment) == 1 && flag_at(environment, 0, 1); }

kit::Catalog read_catalog(const CatalogResults& results, const std::vector<std::string>& schemas, int server_version) {
    return CatalogReader(results, schemas, server_version).read();
}

} // namespace schemad::postgres
