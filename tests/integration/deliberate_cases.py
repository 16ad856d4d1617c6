# SPDX-License-Identifier: Apache-2.0
"""Cases of conformance/cases/<vendor> that end otherwise than recorded, on purpose. Each has its line in
docs/differences-from-directus.md."""

# The diff itself is another one; the number is its status.
EVERYWHERE_ANOTHER_DIFF = {
    "v2-only-fields": 200,  # a partial snapshot does not delete a collection that it only names in a field
    "v2-no-collections-key": 400,  # the reference answers 500
    "v2-only-fields-keys-absent": 400,
    "system-fields-missing": 204,  # says nothing of system fields, so it drops none of their indexes
}
DIFFERENT_DIFF = {
    "sqlite": EVERYWHERE_ANOTHER_DIFF,
    "postgres": EVERYWHERE_ANOTHER_DIFF,
    "mysql": EVERYWHERE_ANOTHER_DIFF,
}
# The reference applies (or fails with a 500); we refuse before anything runs, with this status.
EVERYWHERE_REFUSED = {
    "field-add-to-missing-collection": 400,
    "pk-moved-to-other-field": 400,
    "pk-rename": 400,
    "remove-collection-entry-only": 400,  # a relation that stays points to the collection: its rows would be lost
    "rename-collection": 400,  # the rows of the junction would point to rows that are gone
}
REFUSED = {
    "sqlite": EVERYWHERE_REFUSED,
    "postgres": {
        **EVERYWHERE_REFUSED,
        "field-length-decrease-truncating": 400,  # the reference cuts the values without a word
    },
    "mysql": EVERYWHERE_REFUSED,
}
# The reference converges on something that harms the project, or refuses what can be done.
EVERYWHERE_NOT_AS_RECORDED = {
    "relation-add-field-missing",  # a relation whose field is nowhere is left out and named, the rest is applied
    "system-collection-in-snapshot",  # Directus's own collections are left out and named
    "field-group-missing",  # a group that is not there hides the field in the app: null and named
    "untracked-table-claimed",  # the table is there: its meta rows are written
    "remove-collection-referenced-keep-column",  # it leaves a foreign key to a table that is gone
}
NOT_AS_RECORDED = {
    "sqlite": EVERYWHERE_NOT_AS_RECORDED,
    "postgres": EVERYWHERE_NOT_AS_RECORDED,
    "mysql": EVERYWHERE_NOT_AS_RECORDED,
}
# The snapshot is the recorded one to the byte, the schema is not; why.
SCHEMA_DIFFERS = {
    "sqlite": {},
    "postgres": {},
    "mysql": {},
}
