/* SPDX-License-Identifier: Apache-2.0
 * The header that the kit of 1.0 was written for. */
#include "../../vendor_1_0.h"
