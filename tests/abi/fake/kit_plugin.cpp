// SPDX-License-Identifier: Apache-2.0
// A vendor as an author built it with the kit and the header of ABI 1.0, and never again since.
#include <schemad/vendor.hpp>

namespace kit = schemad::kit;

static_assert(sizeof(schemad_statement) == 64 && SCHEMAD_ABI_MINOR == 0, "this is not the kit of 1.0");

namespace {

class NoConnection final : public kit::Connection {
public:
    void ping() override {}
    kit::Rows query(std::string_view, std::span<const schemad_value>, std::size_t max_bytes) override {
        return {{}, max_bytes};
    }
    std::int64_t execute(std::string_view, std::span<const schemad_value>) override { return 0; }
    void begin(std::uint32_t) override {}
    void commit() override {}
    void rollback() noexcept override {}
    void cancel() noexcept override {}
    kit::Catalog inspect() override { return {}; }
};

class Old final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "fake";
        t.version = t.licence = "1.0";
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings&) const override {
        return std::make_unique<NoConnection>();
    }
    kit::Script render(const schemad_catalog*, const schemad_step& step) const override {
        kit::Script script;
        for (const schemad_change& change : kit::changes(step)) {
            const std::string column(kit::view(change.column->name));
            script.push_back({"count " + column, SCHEMAD_CHECK, SCHEMAD_E_CONTAINS_NULL, column, "hold a null"});
        }
        script.push_back({"change", SCHEMAD_RUN, SCHEMAD_OK, {}, {}});
        return script;
    }
    kit::Column preview(const schemad_column_spec&) const override { return {}; }
};

} // namespace

SCHEMAD_VENDOR(Old)
