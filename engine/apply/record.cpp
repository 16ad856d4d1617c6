// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/record.hpp"

#include "engine/apply/consent.hpp"
#include "engine/database/transaction.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/formats/formats.hpp"
#include "engine/history/kept_there.hpp"
#include "engine/history/row_ids.hpp"
#include "engine/model/left_out_json.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/plan/sql_text.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/text/shortened.hpp"
#include "engine/text/utc.hpp"

namespace schemad::apply {

namespace json = boost::json;
using history::Kind;

namespace {

constexpr std::size_t max_text_bytes = 16u << 20;
constexpr std::size_t max_reason_bytes = 2000;

std::string json_text(const json::value& value) { return formats::ascii_json(formats::write_json(value)); }

json::array steps_of(const plan::Plan& plan, const Vendor& vendor) {
    const plan::SqlDialect dialect(vendor);
    json::array steps;
    for (const auto& step : plan.steps) {
        json::array sql;
        for (const auto& statement : step.statements)
            if (!statement.check && !statement.keeps) sql.emplace_back(plan::told_sql(step, statement, dialect));
        json::object one{{"entity", step.entity},
                         {"action", step.action},
                         {"sql", std::move(sql)},
                         {"destroys", step.destroys_data}};
        if (!step.along.empty()) one["along"] = step.along;
        steps.push_back(std::move(one));
    }
    return steps;
}

json::array listed_losses(const Judged& judged) {
    auto losses = judged.configuration ? judged.configuration->let_go() : json::array{};
    for (const auto& loss : losses_of(judged.plan(), judged.assessment))
        if (loss.count > 0)
            losses.push_back(json::object{
                {"entity", loss.entity}, {"action", loss.action}, {"what", loss.what}, {"count", loss.count}});
    return losses;
}

// What the client was told; a database's own words may hold what is in its rows.
std::string reason_of(std::exception_ptr cause) {
    try {
        std::rethrow_exception(std::move(cause));
    } catch (const RequestError& error) {
        return text::shortened(error.what(), max_reason_bytes);
    } catch (const VendorError& error) {
        return error.status == SCHEMAD_E_CONNECTION ? "the connection to the database was lost"
                                                    : "the database refused a statement";
    } catch (...) { return "an internal error"; }
}

// The history is somebody else's to change as well: whatever the database says of it is no fault of the diff.
template <class F> auto on_history(F&& run) {
    return store::on_own_table(model::history_table(), std::forward<F>(run));
}

void note_what_is_missing(history::Entry& entry, const std::string& missing) {
    if (!missing.empty()) entry.outcome += "; too large to keep: " + missing;
}

} // namespace

Record::Record(Connection& connection, const Context& context, const ApplyRequest& request, const json::value& payload,
               const Judged& judged, const std::string& approver)
    : connection_(connection), context_(context), payload_(payload), judged_(judged),
      on_(context.history && !judged.plan().steps.empty()) {
    if (!on_) return;
    const auto& plan = judged.plan();
    entry_.happened = text::now_in_utc();
    entry_.by = request.by;
    if (!approver.empty()) entry_.by += ", approved by " + approver;
    entry_.hash_before = judged.hash;
    entry_.steps = static_cast<std::int64_t>(plan.steps.size());
    texts_[Kind::diff] = diff_text();
    texts_[Kind::plan] = json_text(steps_of(plan, connection.vendor()));
    texts_[Kind::lost] = json_text(listed_losses(judged));
}

std::string Record::diff_text() const {
    if (!judged_.configuration) return json_text(payload_.at("diff"));
    auto diff = payload_.at("diff").as_object();
    diff["configuration"] = judged_.configuration->told();
    return json_text(diff);
}

void Record::lead_back(history::Entry& entry, history::Texts& texts, const json::value& after) const {
    entry.hash_after = model::model_hash(after, context_.dialect);
    json::object back{{"collections", json::array{}},
                      {"fields", json::array{}},
                      {"systemFields", json::array{}},
                      {"relations", json::array{}}};
    const auto& before = judged_.shown.object();
    if (auto found = diff::snapshot_diff(after.get_object(), before, diff::Options())) back = std::move(*found);
    history::forget_what_was_there(back, *judged_.model.catalog);
    history::put_row_ids(back, history::row_ids_of(judged_.model));
    if (judged_.configuration) back["configuration"] = judged_.configuration->way_back();
    texts[Kind::back] = json_text(back);
}

void Record::draft(json::object wanted, const LeftOuts& left_out) {
    if (!on_) return;
    on_history([&] { history::require(connection_, *judged_.model.catalog); });
    auto entry = entry_;
    auto texts = texts_;
    history::as_read(wanted, history::row_ids_of(judged_.model), context_.dialect); // as it is going to be read
    lead_back(entry, texts, std::move(wanted));
    texts[Kind::left_out] = json_text(listed(left_out));
    texts.shorten(max_text_bytes);
    on_history([&] { history::Store(connection_).draft(entry, texts); });
    drafted_ = history::digest_of(texts);
}

std::optional<std::int64_t> Record::done(const json::value& after, const LeftOuts& left_out) {
    if (!on_) return std::nullopt;
    if (drafted_.empty()) on_history([&] { history::require(connection_, *judged_.model.catalog); });
    lead_back(entry_, texts_, after);
    texts_[Kind::diff] = diff_text(); // rows that the database has numbered are known now
    texts_[Kind::left_out] = json_text(listed(left_out));
    entry_.outcome = history::applied;
    note_what_is_missing(entry_, texts_.shorten(max_text_bytes));
    const bool there = !drafted_.empty() && drafted_ == history::digest_of(texts_);
    return on_history([&] {
        history::Store store(connection_);
        if (there) store.drop_draft();
        return store.append(entry_, texts_, there);
    });
}

void Record::undone(std::exception_ptr cause) noexcept {
    if (!on_) return;
    try {
        entry_.outcome = std::string{history::undone} + ": " + reason_of(std::move(cause));
        entry_.hash_after = entry_.hash_before;
        texts_[Kind::back].reset(), texts_[Kind::lost] = texts_[Kind::left_out] = "[]";
        note_what_is_missing(entry_, texts_.shorten(max_text_bytes));
        database::Transaction writing(connection_, SCHEMAD_BEGIN_APPLY);
        history::require(connection_, *connection_.inspect());
        history::Store(connection_).append(entry_, texts_);
        writing.commit();
    } catch (...) { // the database is not there: nothing happened in it either
    }
}

void record_recovery(Connection& connection, const schemad_catalog& catalog, bool finished, bool lost,
                     const std::string& what) {
    if (!history::exists(catalog)) return;
    history::Store store(connection);
    auto found = on_history([&] { return store.drafted(); });
    if (!found) return;
    auto& [entry, texts] = *found;
    entry.outcome = std::string{finished ? history::finished : history::undone} + ": " + what;
    if (!finished) {
        entry.hash_after = entry.hash_before;
        texts[Kind::back].reset();
        texts[Kind::left_out] = "[]";
        if (!lost) texts[Kind::lost] = "[]";
    }
    on_history([&] {
        store.drop_draft();
        store.append(found->entry, found->texts);
    });
}

void record_acceptance(Connection& connection, const schemad_catalog& catalog, const RecoverOrder& order,
                       const std::string& what) {
    if (!order.history && !history::exists(catalog)) return;
    history::Store store(connection);
    auto found = on_history([&] {
        history::require(connection, catalog);
        return store.drafted();
    });
    if (!found && !order.history) return;
    const auto hash = order.hash(connection);
    if (!found) {
        found.emplace();
        found->entry.happened = text::now_in_utc();
        found->entry.hash_before = hash;
    }
    auto& [entry, texts] = *found;
    entry.by += (entry.by.empty() || order.by.empty() ? "" : ", ") + order.by;
    entry.outcome = std::string{history::accepted} + ": " + what;
    entry.hash_after = hash;
    texts[Kind::back].reset(); // it leads back from what was wanted
    on_history([&] {
        store.drop_draft();
        store.append(found->entry, found->texts);
    });
}

} // namespace schemad::apply
