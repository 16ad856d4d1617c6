// SPDX-License-Identifier: Apache-2.0
// The CockroachDB vendor: what it is and can, and where its parts are.
#include <schemad/vendor.hpp>

#include "plugins/cockroachdb/connection.hpp"
#include "plugins/cockroachdb/dialect.hpp"
#include "plugins/cockroachdb/names.hpp"
#include "plugins/cockroachdb/render.hpp"
#include "vendors/pq/settings.hpp"
#include "vendors/sql/carry_offered.hpp"

namespace schemad::cockroachdb {

class CockroachDb final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "cockroachdb";
        t.version = "1.0.0";
        t.licence = "Apache-2.0";
        // schema changes commit one by one, so TRANSACTIONAL_DDL would promise too much: connection.hpp
        t.capabilities = SCHEMAD_CAP_FOREIGN_KEY_NAMES | SCHEMAD_CAP_SCHEMAS | SCHEMAD_CAP_INTROSPECTION |
                         SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT | SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE;
        t.index_name_max = 60;
        t.meta_name_length = 64;
        t.identifier_quote = '"';
        t.cast_flags = "json=cast-json";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings& settings) const override {
        return std::make_unique<Connection>(settings, host);
    }
    kit::Script render(const schemad_catalog* catalog, const schemad_step& step) const override {
        const auto* data = static_cast<const pq::CatalogData*>(kit::Edge<CockroachDb>::own_data(catalog));
        return render_step(catalog, data, step);
    }
    const void* extension(std::string_view name) const noexcept override {
        if (name == SCHEMAD_NAMES_EXTENSION) return &names();
        return name == SCHEMAD_DIALECT_EXTENSION ? &dialect() : nullptr;
    }
    std::string_view known_settings() const override { return pq::known_settings; }
    void check(const kit::Settings& settings) const override { (void)pq::read_settings(settings, "cockroachdb"); }
    std::string target(const kit::Settings& settings) const override { return pq::target_of(settings, "cockroachdb"); }
    std::string carried(const schemad_expression& asked) const override {
        return sql::carried(asked, sql::Speaker::cockroachdb);
    }
    kit::Column preview(const schemad_column_spec& spec) const override { return cockroachdb::preview(spec); }
};

} // namespace schemad::cockroachdb

SCHEMAD_VENDOR(schemad::cockroachdb::CockroachDb)
