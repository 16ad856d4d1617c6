// SPDX-License-Identifier: Apache-2.0
// The vendor: what it is, what it can, and where its parts are. schemad's docs/writing-a-vendor.md says what each call
// owes.
#include <schemad/vendor.hpp>

#include "column.hpp"
#include "connection.hpp"
#include "render.hpp"

namespace toy {

class Toy final : public kit::Vendor {
public:
    kit::Traits traits() const override {
        kit::Traits t;
        t.name = t.vendor_string = "toy"; // of the file, and what snapshots say
        t.version = "0.1.0";
        t.licence = "Apache-2.0";
        // Only what is true: the engine orders its steps by them. A schema change is undone by rollback(), and a new
        // table may refer to one that is not there yet.
        t.capabilities = SCHEMAD_CAP_TRANSACTIONAL_DDL | SCHEMAD_CAP_INLINE_FOREIGN_KEYS;
        t.identifier_quote = quote_mark;
        return t;
    }
    std::unique_ptr<kit::Connection> open(const kit::Settings& settings) const override {
        return std::make_unique<Connection>(settings);
    }
    kit::Script render(const schemad_catalog*, const schemad_step& step) const override { return toy::render(step); }
    kit::Column preview(const schemad_column_spec& spec) const override { return preview_of(spec); }
};

} // namespace toy

SCHEMAD_VENDOR(toy::Toy)
