// SPDX-License-Identifier: Apache-2.0
// How values of one type become another: the expression for USING, and the rows that would not survive it. Enlarging
// asks nothing; a pair without a cast is not possible. COMMON rule: a condition never fails on odd data.
// Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "vendors/pq/flavor.hpp"

namespace schemad::pq {

struct Loss {
    schemad_status refusal;
    sql::SqlText condition; // true of a row in the way; null counts as false
    std::string reason;
};
struct Conversion {
    bool possible = false;
    sql::SqlText expression;
    std::vector<Loss> losses;
};
// column: quoted.
Conversion convert(const Flavor& flavor, const Type& from, const Type& to, const sql::SqlText& column,
                   int server_version);

} // namespace schemad::pq
