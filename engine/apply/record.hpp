// SPDX-License-Identifier: Apache-2.0
// Writes down what an apply does: its entry in the project's history, in the transaction that commits the apply. Where
// schema changes commit one by one a draft goes ahead of the steps, and recover() makes the entry of it. Does nothing
// for a project without history, nor for an apply without steps.
//
// Call inside begin(APPLY) of the same connection. Errors: VendorError. Threads: as one connection.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include "engine/apply/judged.hpp"
#include "engine/apply/recover.hpp"
#include "engine/history/store.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

class Record {
public:
    // All are borrowed. approver: of the stored plan it is; empty: nobody had to.
    Record(Connection&, const Context&, const ApplyRequest&, const boost::json::value& payload, const Judged&,
           const std::string& approver);

    // What is to be and what came of it, as the project shows it: before the first step where steps commit by
    // themselves; before the commit.
    void draft(boost::json::object wanted, const LeftOuts&);
    // The entry's number; nullopt: there is none.
    std::optional<std::int64_t> done(const boost::json::value& after, const LeftOuts&);
    // The transaction was rolled back: nothing happened, but somebody tried. As far as the database lets us.
    void undone(std::exception_ptr) noexcept;

private:
    std::string diff_text() const;
    void lead_back(history::Entry&, history::Texts&, const boost::json::value& after) const;

    Connection& connection_;
    const Context& context_;
    const boost::json::value& payload_;
    const Judged& judged_; // what was there before, and the plan
    const bool on_;
    history::Entry entry_;
    history::Texts texts_;
    std::string drafted_; // the digest of the texts that are there already
};

// What recover() did with the apply whose draft is there, if there is one. lost: data that nothing brings back was
// gone.
void record_recovery(Connection&, const schemad_catalog&, bool finished, bool lost, const std::string& what);
// That the database was left as it is; from the draft, or where there is none, on its own.
void record_acceptance(Connection&, const schemad_catalog&, const RecoverOrder&, const std::string& what);

} // namespace schemad::apply
