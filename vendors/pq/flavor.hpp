// SPDX-License-Identifier: Apache-2.0
// In what the DDL of the vendors behind libpq differs. The base class is PostgreSQL's way; a vendor overrides where its
// server goes another. Everything here is pure text.
#pragma once

#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "vendors/pq/column_type.hpp"

namespace schemad::pq {

class Flavor {
public:
    virtual ~Flavor() = default;
    virtual std::string_view product() const = 0; // for messages: "PostgreSQL"

    // What inspect() says of a column of this type: data_type, max_length, precision, scale. For previews.
    virtual void describe(const Type& type, kit::Column& column) const = 0;

    // The type of a column to be, where the vendor's own spelling differs from PostgreSQL's.
    virtual Type type_of(const schemad_column_spec& spec) const { return pq::type_of(spec); }

    // A type as inspect() declares it.
    virtual Type parse(const sql::SqlText& declared) const { return parse_type(declared); }

    // A statement that has to come before a type is changed; empty: none.
    virtual sql::SqlText before_type_change() const { return {}; }

    // What stands behind ALTER COLUMN c; `expression` gives the new value of a row.
    virtual sql::SqlText type_clause(const Type& /*from*/, const Type& to, const sql::SqlText& expression) const {
        return "type " + to.sql + " using (" + expression + ")";
    }

    // table and name are quoted already.
    virtual sql::SqlText drop_unique(const sql::SqlText& table, const sql::SqlText& name) const {
        return "alter table " + table + " drop constraint " + name;
    }
    // index: its name in its schema; name: alone. All quoted already.
    virtual sql::SqlText drop_index(const sql::SqlText& /*table*/, const sql::SqlText& index,
                                    const sql::SqlText& /*name*/) const {
        return "drop index " + index;
    }

    // A condition that never fails: whether the text `expression` could be cast to `type`. Empty: cannot be asked, then
    // changing text to that type is refused.
    virtual sql::SqlText input_is_valid(const sql::SqlText& expression, const sql::SqlText& type,
                                        int server_version) const = 0;

    // Whether the server has PostGIS's types without a catalog saying so.
    virtual bool geometry_is_built_in() const { return false; }

    // The server cuts longer names of tables and columns in silence; 0: it takes any.
    virtual std::size_t max_name_bytes() const { return 63; }

    // Reported for a primary key column: PostgreSQL counts its constraint as unique.
    virtual bool primary_key_is_unique() const { return true; }
};

} // namespace schemad::pq
