// SPDX-License-Identifier: Apache-2.0
// A filter as SQL: names of fields through the vendor's quoting, values as parameters, and nothing else of what a
// client wrote. What is not understood is refused with its name, never left out. docs/http-api.md lists what is.
// Threads: as the connection of the shapes. Errors: RequestError INVALID_QUERY; VendorError of the shapes.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/items/shape.hpp"

namespace schemad::items {

class Condition {
public:
    explicit Condition(Shapes& shapes) : shapes_(shapes) {}
    // Null or an empty object: no condition. Called once for each condition that is to hold.
    void add(const Shape&, const boost::json::value& filter);
    // The field has one of these values; nothing when there is none.
    void add_one_of(const Field&, const boost::json::array& values);

    // " where ...", or nothing.
    sql::SqlText where() const;
    const std::vector<schemad_value>& params() const noexcept { return params_; }

private:
    sql::SqlText all_of(const Shape&, const boost::json::object& filter, unsigned depth);
    sql::SqlText joined(const Shape&, std::string_view word, const boost::json::value& parts, unsigned depth);
    sql::SqlText of_member(const Shape&, std::string_view name, const boost::json::value& value, unsigned depth);
    sql::SqlText of_field(const Field&, const boost::json::object& operators);
    sql::SqlText of_operator(const Field&, std::string_view op, const boost::json::value& value);
    sql::SqlText like(const Field&, std::string_view op, const boost::json::value& value);
    sql::SqlText list(const Field&, std::string_view op, const boost::json::value& value);
    sql::SqlText across(std::string_view column, const Shape& other, std::string_view its_column,
                        const boost::json::object& filter, unsigned depth);
    void bind(const Field&, std::string_view op, const boost::json::value& value);
    sql::SqlText quoted(std::string_view name) const { return shapes_.connection().vendor().quoted(name); }

    Shapes& shapes_;
    sql::SqlText text_;
    std::deque<std::string> texts_; // of the parameters
    std::vector<schemad_value> params_;
};

} // namespace schemad::items
