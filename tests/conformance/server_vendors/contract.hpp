// SPDX-License-Identifier: Apache-2.0
// What the tests of the boundary's contract share: vendor words, statuses, one cell.
#pragma once

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/server_vendors/targets.hpp"
#include "tests/test_sql.hpp"

namespace schemad::test {

struct Words { // SQL that differs from vendor to vendor
    const char *real, *bytes, *boolean, *text_key, *bytes_literal;
    const char* endless;      // a query that runs until it is stopped
    const char* lock_timeout; // the setting
};
inline const Words& words(const Target& target) {
    static const Words sqlite{
        "real",
        "blob",
        "boolean",
        "varchar(20)",
        "x'00ff27'",
        "with recursive r(n) as (select 1 union all select n + 1 from r where n > 0) select count(*) from r",
        "busy_timeout_ms"};
    static const Words postgres{"double precision",
                                "bytea",
                                "boolean",
                                "varchar(20)",
                                "'\\x00ff27'::bytea",
                                "select count(*) from generate_series(1, 100000000000) n",
                                "lock_timeout_ms"};
    static const Words mysql{
        "double",         "blob",
        "boolean",        "varchar(20)",
        "x'00ff27'",      "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b where a.seq * b.seq < 0",
        "lock_timeout_ms"};
    return target.vectors == "sqlite" ? sqlite : target.vectors == "mysql" ? mysql : postgres;
}

// The status a call fails with; SCHEMAD_OK when it does not. The error goes to `caught` when wanted.
template <class F> schemad_status status_of(F&& call, std::optional<VendorError>* caught = nullptr) {
    try {
        call();
    } catch (const VendorError& e) {
        BOOST_TEST_INFO_SCOPE(e.what());
        if (caught) caught->emplace(e);
        return e.status;
    }
    return SCHEMAD_OK;
}

// The rows as text: cells by `|`, rows by line.
inline std::string text(Connection& c, std::string_view sql, const std::vector<schemad_value>& params = {}) {
    const auto rows = c.query(test::sql_of(sql), params);
    std::string out;
    for (std::size_t i = 0; i < rows->row_count * rows->column_count; ++i) {
        if (i) out += i % rows->column_count ? "|" : "\n";
        const auto& v = rows->cells[i];
        if (v.kind == SCHEMAD_INT64 || v.kind == SCHEMAD_BOOL) out += std::to_string(v.as.integer);
        if (v.kind == SCHEMAD_DOUBLE) out += std::to_string(v.as.real);
        if (v.kind == SCHEMAD_TEXT || v.kind == SCHEMAD_BLOB) out += view(v.as.text);
        if (v.kind == SCHEMAD_NULL) out += "NULL";
    }
    return out;
}

inline std::int64_t milliseconds(const std::function<void()>& call) {
    const auto from = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from).count();
}

// One test case for every vendor; `only` names the vectors' vendor it is for, or nothing.
inline Cases contract(const char* name, void (*run)(const Target&), const char* only = "") {
    return Cases("contract", [=] {
        for (const auto& target : targets())
            if (!*only || std::string_view(only).find(target.vectors) != std::string_view::npos)
                add_case("contract", target.name + "_" + name, [&target, run] { run(target); });
    });
}

} // namespace schemad::test
