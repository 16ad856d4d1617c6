# SPDX-License-Identifier: Apache-2.0
"""Cases of conformance/cases/sqlite that end otherwise than recorded, on purpose. Each has its line in
docs/differences-from-directus.md."""

# The diff itself is another one; the number is its status.
DIFFERENT_DIFF = {}
# The reference applies (or fails with a 500); we refuse before anything runs, with this status.
REFUSED = {}
# The reference converges on something that harms the project, or refuses what can be done.
NOT_AS_RECORDED = {}
