// SPDX-License-Identifier: Apache-2.0
// A catalog in a test's words, with what the plugin keeps beside it; and scripts as lines of text.
#pragma once

#include <string>
#include <vector>

#include "plugins/mysql/catalog.hpp"
#include "plugins/mysql/render.hpp"
#include "tests/unit/sqlite/steps.hpp"

namespace schemad::test {

class MadeCatalog {
public:
    explicit MadeCatalog(const char* version = "10.11.6-MariaDB") {
        data_.server = mysql::server_of(version);
        data_.database = "db";
    }
    mysql::CatalogData& data() { return data_; }

    MadeCatalog& table(const std::string& name) {
        kit::Table t;
        t.name = name, t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
        catalog_.add(t);
        data_.tables.emplace(name, "utf8mb4_general_ci");
        return *this;
    }
    MadeCatalog& column(const std::string& table, const std::string& name, const std::string& type,
                        std::uint32_t flags = SCHEMAD_COLUMN_NULLABLE, const std::string& generated = {}) {
        mysql::RawColumn raw;
        raw.table = table, raw.name = name, raw.column_type = type;
        raw.nullable = (flags & SCHEMAD_COLUMN_NULLABLE) != 0;
        if (!generated.empty()) raw.generation_expression = generated, raw.extra = "VIRTUAL GENERATED";
        return column(raw);
    }
    MadeCatalog& column(const mysql::RawColumn& raw) {
        data_.columns[mysql::CatalogData::more_key(raw.table, raw.name)].at = catalog_.columns.size();
        catalog_.add(mysql::column_facts(raw, data_.server));
        return *this;
    }
    MadeCatalog& view(const std::string& name, const std::string& definition) {
        kit::Table t;
        t.name = name, t.kind = SCHEMAD_TABLE_VIEW;
        catalog_.add(t);
        data_.tables.emplace(name, "");
        data_.views.emplace_back(name, definition);
        return *this;
    }
    MadeCatalog& trigger(const std::string& name, const std::string& table, const std::string& statement) {
        data_.triggers.push_back({name, table, statement});
        return *this;
    }
    MadeCatalog& index(const std::string& table, const std::string& name, std::vector<kit::Text> columns,
                       std::uint32_t flags = 0) {
        kit::Index i;
        i.table = table, i.name = name, i.columns = std::move(columns), i.flags = flags;
        catalog_.add(i);
        return *this;
    }
    MadeCatalog& key(const std::string& table, const std::string& name, const std::string& from, const std::string& to,
                     const std::string& referenced) {
        kit::ForeignKey k;
        k.table = table, k.name = k.reported_name = name, k.columns = {from}, k.referenced_table = to;
        k.referenced_columns = {referenced}, k.on_update = k.on_delete = "NO ACTION";
        catalog_.add(k);
        return *this;
    }
    MadeCatalog& check(const std::string& table, const std::string& name, const std::string& expression) {
        kit::Check c;
        c.table = table, c.name = name, c.expression = expression;
        catalog_.add(c);
        return *this;
    }

    kit::Script script(const schemad_step& step) {
        auto c = fresh<schemad_catalog>();
        c.tables = catalog_.tables.data(), c.table_count = catalog_.tables.size();
        c.columns = catalog_.columns.data(), c.column_count = catalog_.columns.size();
        c.indexes = catalog_.indexes.data(), c.index_count = catalog_.indexes.size();
        c.foreign_keys = catalog_.foreign_keys.data(), c.foreign_key_count = catalog_.foreign_keys.size();
        c.checks = catalog_.checks.data(), c.check_count = catalog_.checks.size();
        return mysql::render_step(&c, &data_, step);
    }
    // What runs, without the checks.
    std::vector<std::string> run(const schemad_step& step) {
        std::vector<std::string> lines;
        for (const auto& s : script(step))
            if (s.role == SCHEMAD_RUN) lines.push_back(s.sql.str());
        return lines;
    }
    std::vector<schemad_status> checks(const schemad_step& step) {
        std::vector<schemad_status> refusals;
        for (const auto& s : script(step))
            if (s.role == SCHEMAD_CHECK) refusals.push_back(s.refusal);
        return refusals;
    }
    // What each check asks for the keys of rows; empty where it cannot.
    std::vector<std::string> samples(const schemad_step& step) {
        std::vector<std::string> all;
        for (const auto& s : script(step))
            if (s.role == SCHEMAD_CHECK) all.push_back(s.sample.str());
        return all;
    }
    // The message of the refusal; empty when there is none.
    std::string refusal(const schemad_step& step) {
        try {
            script(step);
            return {};
        } catch (const kit::Error& e) { return e.status == SCHEMAD_E_UNSUPPORTED ? e.what() : "another error"; }
    }

private:
    kit::Catalog catalog_;
    mysql::CatalogData data_;
};

} // namespace schemad::test
