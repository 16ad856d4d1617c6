// SPDX-License-Identifier: Apache-2.0
// The configuration that an apply carries out beside its diff: judged against the rows as they are under the lock, put
// among the steps of the plan, looked at before the commit. docs/architecture.md, "Configuration".
//
// Inside the caller's transaction; borrows the connection, the model and the document. Errors: RequestError that names
// collection, record and field; VendorError. Threads: as one connection.
#pragma once

#include <boost/json.hpp>

#include "engine/configuration/change.hpp"
#include "engine/guard/view.hpp"
#include "engine/plan/plan.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::configuration {

class Planned {
public:
    // Adds steps and what is left out to the plan.
    Planned(Connection&, const json::value& document, const snapshot::Model&, const guard::View&,
            const guard::NamePatterns& protected_names, plan::Plan&);
    Planned(const Planned&) = delete;
    Planned& operator=(const Planned&) = delete;

    // After the steps have run: throws where a row is not as it was stated. before_losses: those that go are there yet.
    void look(bool before_losses = false);

    json::object answer(bool applied) const;
    json::object told() const;
    json::object way_back() const;
    json::array let_go() const; // what does not come back that way

private:
    void give_numbers();

    Connection& connection_;
    Batch batch_;
    snapshot::CatalogIndex index_;
    Tables tables_;
    Stored stored_;
    Changes changes_;
};

// The member of a payload; null: there is none.
const json::value* configuration_of(const json::value& payload);
// An apply of nothing else: its payload.
json::value payload_of(json::value configuration, bool lists_system_fields);

} // namespace schemad::configuration
