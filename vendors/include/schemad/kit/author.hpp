// SPDX-License-Identifier: Apache-2.0
// What the author of a vendor plugin derives from. Part of <schemad/vendor.hpp>, which says the rules of threads,
// errors and ownership.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <schemad/batch.h>
#include <schemad/expressions.h>
#include <schemad/fingerprint.h>
#include <schemad/kit/results.hpp>
#include <schemad/scratch.h>
#include <schemad/server.h>
#include <schemad/settings.h>
#include <schemad/vendor.h>

namespace schemad::kit {

struct Setting {
    std::string_view key, value;
};
using Settings = std::vector<Setting>;

class Host {
public:
    Host() = default;
    explicit Host(const schemad_host& host) noexcept : host_(host) {}
    void log(std::int32_t level, std::string_view message) const noexcept {
        if (host_.log) host_.log(host_.context, level, borrow(message));
    }

private:
    schemad_host host_{};
};

struct BatchStatement {
    sql::SqlText sql;
    std::span<const schemad_value> params;
};
using Ran = std::function<void(std::size_t)>; // with the index of a statement that ran to its end; never throws

class Connection {
public:
    virtual ~Connection() = default; // rolls back what is open
    virtual void ping() = 0;
    // What the host sends is SQL; what a plugin asks of its own is to be no less, so its driver takes SqlText, too.
    virtual Rows query(const sql::SqlText&, std::span<const schemad_value> params, std::size_t max_bytes) = 0;
    virtual std::int64_t execute(const sql::SqlText&, std::span<const schemad_value> params) = 0;
    virtual void begin(std::uint32_t mode) = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual void cancel() noexcept = 0; // from any thread
    virtual Catalog inspect() = 0;
    // Override it where it can be told that nothing has changed (<schemad/fingerprint.h>); empty: it cannot.
    virtual std::string fingerprint(std::span<const std::string_view> /*tables*/) { return {}; }
    // Override it to say which server this is, "PostgreSQL 15.8" (<schemad/server.h>); empty: it tells none.
    virtual std::string server() { return {}; }
    // Override it where several statements can go in one round trip (<schemad/batch.h>).
    virtual void execute_all(std::span<const BatchStatement> statements, const Ran& ran) {
        for (std::size_t i = 0; i < statements.size(); ++i) {
            execute(statements[i].sql, statements[i].params);
            ran(i);
        }
    }
    // Override it where the server takes no statement of any size (<schemad/batch.h>); 0: it does.
    virtual std::size_t most_bytes() const noexcept { return 0; }
};

struct Traits { // the text has to live as long as the plugin: use literals
    std::string_view name, vendor_string, version, licence, cast_flags;
    std::uint64_t capabilities = 0;
    std::uint32_t index_name_max = 0, meta_name_length = 64;
    char identifier_quote = '"';
};

class Vendor {
public:
    virtual ~Vendor() = default;
    virtual Traits traits() const = 0;
    virtual std::unique_ptr<Connection> open(const Settings& settings) const = 0;
    virtual Script render(const schemad_catalog* catalog, const schemad_step& step) const = 0;
    virtual Column preview(const schemad_column_spec& spec) const = 0;
    virtual const void* extension(std::string_view) const noexcept { return nullptr; }
    // Override it to offer schemad.scratch/1 (<schemad/scratch.h>): a copy of the structure, with the rows of `tables`.
    // `from` is one that open() gave. The copy goes with the connection.
    virtual std::unique_ptr<Connection> open_scratch(Connection& /*from*/,
                                                     std::span<const std::string_view> /*tables*/) const {
        throw Error(SCHEMAD_E_UNSUPPORTED, "this vendor has no scratch");
    }
    // Override all three to offer schemad.settings/1 (<schemad/settings.h>). check throws Error{E_INVALID} as open
    // would.
    virtual std::string_view known_settings() const { return {}; }
    virtual void check(const Settings&) const {}
    virtual std::string target(const Settings&) const { return {}; }
    // Override it to offer schemad.expressions/1 (<schemad/expressions.h>). Throws Error{E_UNSUPPORTED} for what has no
    // exact counterpart here.
    virtual std::string carried(const schemad_expression&) const {
        throw Error(SCHEMAD_E_UNSUPPORTED, "this vendor reads no other vendor's expressions");
    }
    Host host;
};

} // namespace schemad::kit
