/* SPDX-License-Identifier: Apache-2.0
 * The header in use is plain C11 and still has the layout of version 1.0. Only compiled. */
#include <schemad/settings.h>
#include <schemad/vendor.h>

#include "check_layout.h"
