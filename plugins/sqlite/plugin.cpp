// SPDX-License-Identifier: Apache-2.0
// The SQLite vendor: what it is and can, and where its parts are.
#include <schemad/vendor.hpp>

#include "plugins/sqlite/column_type.hpp"
#include "plugins/sqlite/connection.hpp"
#include "plugins/sqlite/dialect.hpp"
#include "plugins/sqlite/names.hpp"
#include "plugins/sqlite/render.hpp"
#include "vendors/sql/carry_offered.hpp"

namespace schemad::sqlite {

class Sqlite final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "sqlite";
        t.version = "1.0.0";
        t.licence = "Apache-2.0";
        t.capabilities = SCHEMAD_CAP_TRANSACTIONAL_DDL | SCHEMAD_CAP_INLINE_FOREIGN_KEYS |
                         SCHEMAD_CAP_GROUP_ALTERATIONS | SCHEMAD_CAP_INTROSPECTION | SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE;
        t.index_name_max = 0;
        t.meta_name_length = 64;
        t.identifier_quote = '`';
        t.cast_flags = "json=cast-json,timestamp=cast-timestamp";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings& settings) const override {
        return std::make_unique<Connection>(settings);
    }
    kit::Script render(const schemad_catalog* catalog, const schemad_step& step) const override {
        const auto* data = static_cast<const CatalogData*>(kit::Edge<Sqlite>::own_data(catalog));
        return render_step(catalog, data, step);
    }
    const void* extension(std::string_view name) const noexcept override {
        if (name == SCHEMAD_NAMES_EXTENSION) return &names();
        return name == SCHEMAD_DIALECT_EXTENSION ? &dialect() : nullptr;
    }
    std::unique_ptr<kit::Connection> open_scratch(kit::Connection& from,
                                                  std::span<const std::string_view> tables) const override {
        return dynamic_cast<Connection&>(from).scratch(tables);
    }
    std::string_view known_settings() const override { return sqlite::known_settings; }
    void check(const kit::Settings& settings) const override { check_settings(settings); }
    std::string target(const kit::Settings& settings) const override { return target_of(settings); }
    std::string carried(const schemad_expression& asked) const override {
        return sql::carried(asked, sql::Speaker::sqlite);
    }
    kit::Column preview(const schemad_column_spec& spec) const override { return sqlite::preview(spec); }
};

} // namespace schemad::sqlite

SCHEMAD_VENDOR(schemad::sqlite::Sqlite)
