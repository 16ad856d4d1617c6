// SPDX-License-Identifier: Apache-2.0
// The PostgreSQL vendor: what it is and can, and where its parts are.
#include <schemad/vendor.hpp>

#include "plugins/postgres/connection.hpp"
#include "plugins/postgres/dialect.hpp"
#include "plugins/postgres/flavor.hpp"
#include "plugins/postgres/names.hpp"
#include "vendors/pq/render.hpp"
#include "vendors/pq/settings.hpp"
#include "vendors/sql/carry_offered.hpp"

namespace schemad::postgres {

class Postgres final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "postgres";
        t.version = "1.0.0";
        t.licence = "Apache-2.0";
        t.capabilities = SCHEMAD_CAP_TRANSACTIONAL_DDL | SCHEMAD_CAP_FOREIGN_KEY_NAMES | SCHEMAD_CAP_SCHEMAS |
                         SCHEMAD_CAP_INTROSPECTION | SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT |
                         SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE;
        t.index_name_max = 63;
        t.meta_name_length = 64;
        t.identifier_quote = '"';
        t.cast_flags = "json=cast-json";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings& settings) const override {
        return std::make_unique<Connection>(settings, host);
    }
    kit::Script render(const schemad_catalog* catalog, const schemad_step& step) const override {
        const auto* data = static_cast<const pq::CatalogData*>(kit::Edge<Postgres>::own_data(catalog));
        return pq::render_step(flavor_, catalog, data, step);
    }
    const void* extension(std::string_view name) const noexcept override {
        if (name == SCHEMAD_NAMES_EXTENSION) return &names();
        return name == SCHEMAD_DIALECT_EXTENSION ? &dialect() : nullptr;
    }
    std::unique_ptr<kit::Connection> open_scratch(kit::Connection& from,
                                                  std::span<const std::string_view> tables) const override {
        return dynamic_cast<Connection&>(from).scratch(tables);
    }
    std::string_view known_settings() const override { return pq::known_settings; }
    void check(const kit::Settings& settings) const override { (void)pq::read_settings(settings, "postgres"); }
    std::string target(const kit::Settings& settings) const override { return pq::target_of(settings, "postgres"); }
    std::string carried(const schemad_expression& asked) const override {
        return sql::carried(asked, sql::Speaker::postgres);
    }
    kit::Column preview(const schemad_column_spec& spec) const override { return pq::preview(flavor_, spec); }

private:
    Flavor flavor_;
};

} // namespace schemad::postgres

SCHEMAD_VENDOR(schemad::postgres::Postgres)
