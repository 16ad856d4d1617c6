// SPDX-License-Identifier: Apache-2.0
// The least a vendor can be; it compiles outside our tree with nothing but the installed headers and library.
#include <schemad/vendor.hpp>

#include "vendors/sql/expression.hpp"
#include "vendors/sql/row_checks.hpp"
#include "vendors/sql/sql_text.hpp"

namespace kit = schemad::kit;

namespace {

class NoConnection final : public kit::Connection {
public:
    void ping() override {}
    kit::Rows query(const schemad::sql::SqlText&, std::span<const schemad_value>, std::size_t max_bytes) override {
        const std::string names[] = {"greeting"};
        kit::Rows rows(names, max_bytes);
        rows.text("hello");
        return rows;
    }
    std::int64_t execute(const schemad::sql::SqlText&, std::span<const schemad_value>) override { return 0; }
    void begin(std::uint32_t) override {}
    void commit() override {}
    void rollback() noexcept override {}
    void cancel() noexcept override {}
    kit::Catalog inspect() override { return {}; }
};

class Hello final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "hello";
        t.version = "1.0";
        t.licence = "Apache-2.0";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings&) const override {
        return std::make_unique<NoConnection>();
    }
    kit::Script render(const schemad_catalog*, const schemad_step& step) const override {
        namespace sql = schemad::sql;
        const auto table = sql::quote(kit::view(step.table), '"');
        const auto one = sql::read_expression("1 + 1", sql::Language::postgres);
        return {sql::RowChecks(table, {}).more_than_one("id"),
                {"alter " + table + " " + sql::write_expression(one.value(), sql::Language::postgres)}};
    }
    kit::Column preview(const schemad_column_spec&) const override { return {}; }
};

} // namespace

SCHEMAD_VENDOR(Hello)
