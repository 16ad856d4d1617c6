// SPDX-License-Identifier: Apache-2.0
// Which of the rows that went in one statement the database refuses, and which column of it, where the database does
// not say so. Asked once an apply has failed: all that is done for it is undone.
#pragma once

#include <span>

#include <schemad/host.hpp>

#include "engine/plan/plan.hpp"

namespace schemad::apply {

struct RefusedRow {
    std::size_t index; // of the steps; one behind them: not found
    VendorError error; // what the database says of that row; its column where it was found
};

// `rows`: the steps of one statement that failed with `error`. `back`: makes the transaction what it was before that
// statement, as often as it is called. Nothing is thrown: what cannot be asked any more is not found.
RefusedRow find_refused_row(Connection&, std::span<const plan::Step> rows, const VendorError& error,
                            const std::function<void()>& back);

} // namespace schemad::apply
