/* SPDX-License-Identifier: Apache-2.0
 * Values that an undo brings back to the letter, where a database has no transaction around its schema changes. Since
 * 1.2 of the boundary; a plugin that does not use it needs none of this.
 *
 * A change of type may write a value in another way ('5' in a text becomes 5.0000 in a decimal), so the change back
 * alone does not lead to the old text. A script may then hold statements of the role SCHEMAD_KEEP: before the change
 * one that writes the values into the kept table, in the undo one that reads them there. They run like SCHEMAD_RUN, in
 * their place. They are no part of what people run by hand (plan, script): the table is the host's. It makes it before
 * the first step runs, and empties it in the transaction that closes the apply's journal. */
#ifndef SCHEMAD_KEPT_VALUES_H
#define SCHEMAD_KEPT_VALUES_H

#define SCHEMAD_KEPT_TABLE "schemad_journal_value"
#define SCHEMAD_KEPT_KEY                                                                                               \
    "key" /* a text of at most 64 characters, the primary key: the plugin's own name for the value */
#define SCHEMAD_KEPT_VALUE "value" /* a text */

enum { SCHEMAD_KEEP = 2 }; /* schemad_statement.role */

#endif
