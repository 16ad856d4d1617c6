// SPDX-License-Identifier: Apache-2.0
// The layout as C++ sees it, checked while compiling, and what the loader derives from it.
#include <boost/test/unit_test.hpp>

#include <schemad/vendor.h>

#include "tests/abi/c11/check_layout.h"
#include "vendors/host/abi_sizes.hpp"

using schemad::host::least_size;

// The least sizes stay those of 1.0 whatever later minors append.
static_assert(least_size<schemad_rows> == 48 && least_size<schemad_table> == 80 && least_size<schemad_column> == 264);
static_assert(least_size<schemad_index> == 72 && least_size<schemad_foreign_key> == 144);
static_assert(least_size<schemad_check> == 56 && least_size<schemad_catalog> == 104);
static_assert(least_size<schemad_statement> == 64 && least_size<schemad_script> == 40 &&
              least_size<schemad_vendor> == 216);

BOOST_AUTO_TEST_CASE(the_entry_has_its_name) { BOOST_TEST(SCHEMAD_VENDOR_ENTRY == "schemad_vendor_entry_v1"); }
