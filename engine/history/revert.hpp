// SPDX-License-Identifier: Apache-2.0
// The way back over entries of the history, newest first: the model as it was before the last one that was passed, with
// what others changed meanwhile kept. Issue 4, delivery 7. Pure. One thread.
//
// Errors: RequestError 409 for an entry that cannot be led back over; std::runtime_error for texts that are no entry's.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/json.hpp>

#include "engine/history/entry.hpp"
#include "engine/history/records_back.hpp"
#include "engine/history/row_ids.hpp"

namespace schemad::history {

class WayBack {
public:
    WayBack(boost::json::object model, RowIds, std::string hash);

    void pass(const Entry&, const Texts&);

    const boost::json::object& model() const noexcept { return model_; }
    struct Result {
        std::optional<boost::json::object> diff; // nullopt: nothing differs
        boost::json::array lost;                 // {entry, entity, action, what, count}: comes back without its data
        std::vector<std::string> warnings;
        std::optional<boost::json::object> configuration{}; // nullopt: no entry changed records
    };
    Result result(const boost::json::object& current, const model::Dialect& dialect);

private:
    void keep_possible(boost::json::object& diff, std::int64_t entry);
    void note_forgotten(const boost::json::object& diff);
    void forget_instead(boost::json::object& diff);

    boost::json::object model_;
    RowIds ids_;
    RecordsBack records_;
    std::string hash_; // of the model as the entries tell it; empty: not known any more
    std::optional<Entry> last_;
    bool exact_ = true; // nobody else changed anything
    boost::json::array lost_;
    std::vector<std::string> warnings_;
    std::unordered_set<std::string> forgotten_; // as row_key() names them: goes without what is in the database
};

} // namespace schemad::history
