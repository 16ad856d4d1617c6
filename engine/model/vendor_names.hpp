// SPDX-License-Identifier: Apache-2.0
// What a snapshot may call its vendor: a database that the reference runs on, or one that a plugin says it is.
// Immutable; any thread, where `said` may be asked from any.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

namespace schemad::model {

class VendorNames {
public:
    static constexpr std::array<std::string_view, 7> of_reference{"mysql",  "postgres", "cockroachdb", "sqlite",
                                                                  "oracle", "mssql",    "redshift"};
    using Said = std::function<bool(std::string_view)>;

    VendorNames() = default; // of the reference alone
    // said: whether a plugin states it as its vendor string; asked of other names only. It throws nothing.
    explicit VendorNames(Said said) : said_(std::move(said)) {}

    bool know(std::string_view name) const { return is_of_reference(name) || (said_ && said_(name)); }
    static bool is_of_reference(std::string_view name) noexcept {
        return std::find(of_reference.begin(), of_reference.end(), name) != of_reference.end();
    }

private:
    Said said_;
};

} // namespace schemad::model
