// SPDX-License-Identifier: Apache-2.0
// Names that a Directus on the same database cannot live with, whatever the database itself thinks of them: it takes
// what every JavaScript object has for something that is there, and its query builder takes names apart. Only what a
// diff makes is judged; what is there already is left alone. Pure.
#pragma once

#include <string>
#include <string_view>

namespace schemad::snapshot {
class CatalogIndex;
}

namespace schemad::plan {

class ChangeSet;

// What is wrong with the name, as in `is a property of every JavaScript object`; empty: nothing.
std::string fault_of_table_name(std::string_view);
std::string fault_of_folder_name(std::string_view);
std::string fault_of_column_name(std::string_view);
std::string fault_of_alias_name(std::string_view);

// Throws RequestError naming the first collection or field of the set that would be made under such a name.
void refuse_unfit_names(const ChangeSet&, const snapshot::CatalogIndex&);

} // namespace schemad::plan
