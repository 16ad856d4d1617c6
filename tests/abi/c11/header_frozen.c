/* SPDX-License-Identifier: Apache-2.0
 * The frozen header really is version 1.0, so that the fake plugin is what it claims to be. Only compiled. */
#include "../frozen/vendor_1_0.h"

#include "check_layout.h"
