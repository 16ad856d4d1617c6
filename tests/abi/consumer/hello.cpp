// SPDX-License-Identifier: Apache-2.0
// The least a vendor can be; it compiles outside our tree with nothing but the installed headers.
#include <schemad/vendor.hpp>

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
    kit::Script render(const schemad_catalog*, const schemad_step&) const override { return {}; }
    kit::Column preview(const schemad_column_spec&) const override { return {}; }
};

} // namespace

SCHEMAD_VENDOR(Hello)
