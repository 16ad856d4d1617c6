// SPDX-License-Identifier: Apache-2.0
// The vendor for MySQL 5.7, MySQL 8 and MariaDB: what it is and can, and where its parts are.
#include <schemad/vendor.hpp>

#include "plugins/mysql/column_type.hpp"
#include "plugins/mysql/connection.hpp"
#include "plugins/mysql/dialect.hpp"
#include "plugins/mysql/lease.hpp"
#include "plugins/mysql/names.hpp"
#include "plugins/mysql/render.hpp"
#include "plugins/mysql/settings.hpp"
#include "vendors/sql/carry_offered.hpp"

namespace schemad::mysql {

class MySql final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "mysql";
        t.version = "1.0.0";
        t.licence = "Apache-2.0";
        t.capabilities = SCHEMAD_CAP_FOREIGN_KEY_NAMES | SCHEMAD_CAP_FOREIGN_KEY_INDEX | SCHEMAD_CAP_INTROSPECTION |
                         SCHEMAD_CAP_NO_SET_DEFAULT;
        t.index_name_max = 64;
        t.meta_name_length = 64;
        t.identifier_quote = '`';
        t.cast_flags = "json=cast-json";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings& settings) const override {
        return std::make_unique<Connection>(settings);
    }
    kit::Script render(const schemad_catalog* catalog, const schemad_step& step) const override {
        const auto* data = static_cast<const CatalogData*>(kit::Edge<MySql>::own_data(catalog));
        return render_step(catalog, data, step);
    }
    const void* extension(std::string_view name) const noexcept override {
        if (name == SCHEMAD_NAMES_EXTENSION) return &names();
        if (name == SCHEMAD_DIALECT_EXTENSION) return &dialect();
        return name == SCHEMAD_LEASE_EXTENSION ? &lease() : nullptr;
    }
    std::unique_ptr<kit::Connection> open_scratch(kit::Connection& from,
                                                  std::span<const std::string_view> tables) const override {
        return dynamic_cast<Connection&>(from).scratch(tables);
    }
    std::string_view known_settings() const override { return mysql::known_settings; }
    void check(const kit::Settings& settings) const override { (void)read_settings(settings); }
    std::string target(const kit::Settings& settings) const override { return target_of(settings); }
    std::string carried(const schemad_expression& asked) const override {
        return sql::carried(asked, sql::Speaker::mysql);
    }
    kit::Column preview(const schemad_column_spec& spec) const override { return preview_column(spec); }
};

} // namespace schemad::mysql

SCHEMAD_VENDOR(schemad::mysql::MySql)
