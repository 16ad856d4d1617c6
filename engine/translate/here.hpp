// SPDX-License-Identifier: Apache-2.0
// The project that a model is brought to: how it speaks, what is there, and what its meta rows are made of. Borrows
// what it points to. Threads: one.
#pragma once

#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/snapshot/model_reader.hpp"
#include "engine/translate/stated.hpp"

namespace schemad::translate {

struct MetaMember {
    std::string name;
    model::Cast cast;
    bool is_number;
    json::value initial; // of a row that does not state it
};

// Who makes the columns: we, to the letter of a type, or Directus, which goes by the field's type and length.
enum class Maker { schemad, directus };

class Here {
public:
    // model: the whole, with its snapshot; without a database as offline_model() makes it.
    Here(const model::Dialect&, const Vendor&, const snapshot::Model&, Maker = Maker::schemad);

    const model::Dialect& dialect;
    const Vendor& vendor;
    const snapshot::Model& model;
    const LateItems items; // of the snapshot
    const snapshot::CatalogIndex catalog;
    const Maker maker;
    // What the meta of such an item holds, in the order of a snapshot; not of a system field.
    const std::vector<MetaMember>& members(ItemKind kind) const { return members_[static_cast<int>(kind)]; }

private:
    std::vector<MetaMember> members_[4];
};

} // namespace schemad::translate
