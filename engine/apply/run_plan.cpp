// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/run_plan.hpp"

#include <algorithm>
#include <utility>

#include "engine/apply/journal.hpp"
#include "engine/apply/refused_row.hpp"
#include "engine/apply/settler.hpp"
#include "engine/database/joined_rows.hpp"

namespace schemad::apply {

namespace {

struct AsValue {
    schemad_value operator()(std::nullptr_t) const { return null_value(); }
    schemad_value operator()(std::int64_t v) const { return value_of(v); }
    schemad_value operator()(double v) const { return value_of(v); }
    schemad_value operator()(bool v) const { return value_of_bool(v); }
    schemad_value operator()(const std::string& v) const { return value_of(std::string_view{v}); }
};

} // namespace

std::vector<schemad_value> values_of(const std::vector<plan::Param>& params) {
    std::vector<schemad_value> values;
    values.reserve(params.size());
    for (const auto& param : params) values.push_back(std::visit(AsValue{}, param));
    return values;
}

namespace {

constexpr std::size_t max_batch_params = 2000;    // of one insert: every database takes as many
constexpr std::size_t max_batch_bytes = 1u << 20; // of statements at once

std::size_t bytes_of(const plan::Statement& statement) {
    std::size_t bytes = statement.sql.view().size();
    for (const auto& param : statement.params)
        if (const auto* text = std::get_if<std::string>(&param)) bytes += text->size();
    return bytes;
}

bool is_row_insert(const plan::Step& step) { return step.statements.size() == 1 && !step.statements[0].values.empty(); }

struct Bounds { // of one statement
    std::size_t bytes, rows;
};

// How many steps from `first` on insert a row of the same shape, within the bounds; 1 for any other step.
std::size_t batch_at(const std::vector<plan::Step>& steps, std::size_t first, Bounds most) {
    if (!is_row_insert(steps[first])) return 1;
    const auto& one = steps[first].statements[0];
    auto params = one.params.size(), bytes = bytes_of(one);
    std::size_t last = first + 1;
    for (; last < steps.size() && last - first < most.rows && is_row_insert(steps[last]); ++last) {
        const auto& next = steps[last].statements[0];
        params += next.params.size(), bytes += bytes_of(next);
        if (!(next.sql == one.sql) || params > max_batch_params || bytes > most.bytes) break;
    }
    return last - first;
}

// A statement to be run, and the steps it is for: one, or several whose rows it carries.
struct Work {
    std::size_t first, count; // steps
    bool begins;              // a failure of it leaves the step as it was
    BatchStatement statement;
};

void add_work(std::vector<Work>& works, const std::vector<plan::Step>& steps, std::size_t first, std::size_t count,
              bool keeps_values) {
    const auto& step = steps[first];
    bool begins = true;
    for (std::size_t i = 0; i < step.statements.size(); ++i) {
        const auto& statement = step.statements[i];
        if (statement.check || (statement.keeps && !keeps_values)) continue;
        BatchStatement one{statement.sql, {}};
        for (std::size_t n = 0; n < count; ++n) {
            const auto& row = steps[first + n].statements[i];
            if (n > 0) one.sql += ", " + row.values;
            for (const auto& param : row.params) one.params.push_back(std::visit(AsValue{}, param));
        }
        works.push_back({first, count, begins, std::move(one)});
        begins = begins && statement.keeps; // what is kept changes nothing
    }
}

std::size_t bytes_of(const BatchStatement& statement) {
    std::size_t bytes = statement.sql.view().size();
    for (const auto& value : statement.params)
        if (value.kind == SCHEMAD_TEXT) bytes += value.as.text.size;
    return bytes;
}

bool is_of_rows(const plan::Step& step) { return step.of_rows(); }

// `back` as find_refused_row() takes it.
[[noreturn]] void rethrow_of(Connection& connection, const VendorError& error, const std::vector<plan::Step>& steps,
                             const Work& work, const std::function<void()>& back) {
    const auto& first = steps[work.first];
    if (!is_of_rows(first) || !says_refused(error.status))
        rethrow_translated(error, {first.entity, first.table, first.fields, is_of_rows(first)});
    const auto found = find_refused_row(connection, std::span(steps).subspan(work.first, work.count), error, back);
    const auto& step = steps[work.first + (found.index < work.count ? found.index : 0)];
    const auto entity = found.index < work.count
                            ? step.entity
                            : step.entity + " or one of the " + std::to_string(work.count - 1) +
                                  " rows behind it, up to " + steps[work.first + work.count - 1].entity;
    rethrow_translated(found.error, {entity, step.table, step.fields, true});
}

constexpr sql::Words savepoint("savepoint schemad_rows"), to_savepoint("rollback to savepoint schemad_rows"),
    release("release savepoint schemad_rows");

class Run {
public:
    Run(Connection& connection, const plan::Plan& plan, ApplyProgress* progress)
        : connection_(connection), steps_(plan.steps),
          progress_(progress), most_{database::joined_bytes(connection),
                                     database::joined_rows(connection.vendor(), max_batch_params)} {}

    // Where one transaction holds them all: as many statements at once as may go together.
    void at_once() {
        std::vector<Work> works;
        std::size_t bytes = 0;
        for (std::size_t at = 0; at < steps_.size();) {
            const auto count = batch_at(steps_, at, most_);
            const auto before = works.size();
            add_work(works, steps_, at, count, false); // nothing is undone
            for (auto i = before; i < works.size(); ++i) bytes += bytes_of(works[i].statement);
            at += count;
            if (works.size() < most_at_once && bytes < max_batch_bytes) continue;
            execute(works);
            works.clear(), bytes = 0;
        }
        execute(works);
    }

    // Where each schema change commits: its place in the journal goes in front of every step, and nothing follows it
    // before it is known what became of it.
    void journalled(Journal& journal, const std::function<void()>& before_losses) {
        const auto losses = first_of_losses();
        for (std::size_t at = 0; at < steps_.size();) {
            if (at == losses && before_losses) before_losses();
            const auto count = batch_at(steps_, at, most_);
            tell(at);
            std::vector<Work> works{{at, count, false, journal.reach(at, count)}};
            add_work(works, steps_, at, count, true);
            std::size_t ran = 0;
            try {
                connection_.execute_all(statements_of(works), [&](std::size_t) { ++ran; });
            } catch (const VendorError& error) {
                if (ran == 0) journal.rethrow_unplaced(error);
                // a plugin may say that all ran and fail all the same: then it is the last that is in doubt
                if (ran < works.size() && works[ran].begins && says_refused(error.status)) journal.refused();
                try_rows(error, works[std::min(ran, works.size() - 1)]);
            }
            journal.ran(count);
            at += count;
        }
    }

private:
    static constexpr std::size_t most_at_once = 256;

    // Behind it all destroy data; the planner puts them last.
    std::size_t first_of_losses() const {
        auto first = steps_.size();
        while (first > 0 && steps_[first - 1].destroys_data) --first;
        return first;
    }

    static std::vector<BatchStatement> statements_of(std::vector<Work>& works) {
        std::vector<BatchStatement> all;
        all.reserve(works.size());
        for (auto& work : works) all.push_back(std::move(work.statement));
        return all;
    }
    void tell(std::size_t at) const noexcept {
        if (progress_) progress_->reached(at, steps_.size(), steps_[at].entity, steps_[at].action);
    }
    // A failed statement may fail its transaction: which row it was is asked behind a savepoint from before the batch.
    // A schema change that commits, as in a scratch of such a server, would end it.
    void execute(std::vector<Work>& works) {
        if (works.empty()) return;
        const bool saves =
            connection_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL) &&
            std::any_of(works.begin(), works.end(), [&](auto& w) { return is_of_rows(steps_[w.first]); });
        auto statements = statements_of(works);
        if (saves) {
            statements.insert(statements.begin(), {sql::SqlText(savepoint), {}});
            statements.push_back({sql::SqlText(release), {}});
        }
        const auto before = saves ? 1u : 0u;
        std::size_t ran = 0; // of the works
        bool saved = !saves;
        tell(works[0].first);
        try {
            connection_.execute_all(statements, [&](std::size_t) {
                if (!std::exchange(saved, true) || ran == works.size()) return;
                if (++ran < works.size() && works[ran].first != works[ran - 1].first) tell(works[ran].first);
            });
        } catch (const VendorError& error) {
            const auto failed = std::min(ran, works.size() - 1);
            if (!saves) try_rows(error, works[failed]);
            rethrow_of(connection_, error, steps_, works[failed], [&] {
                connection_.execute(to_savepoint);
                for (std::size_t i = 0; i < failed; ++i)
                    connection_.execute(statements[before + i].sql, statements[before + i].params);
            });
        }
    }
    // Where each schema change commits a failed statement fails nothing else, and what is tried is taken back.
    [[noreturn]] void try_rows(const VendorError& error, const Work& work) {
        bool saved = false;
        const auto back = [&] { connection_.execute(std::exchange(saved, true) ? to_savepoint : savepoint); };
        try {
            rethrow_of(connection_, error, steps_, work, back);
        } catch (...) {
            try {
                if (saved) connection_.execute(to_savepoint);
            } catch (const VendorError&) { // the connection is lost, and with it what was tried
            }
            throw;
        }
    }

    Connection& connection_;
    const std::vector<plan::Step>& steps_;
    ApplyProgress* progress_;
    const Bounds most_;
};

} // namespace

void run_steps(Connection& connection, const plan::Plan& plan, Journal* journal, ApplyProgress* progress,
               const std::function<void()>& before_losses) {
    Run run(connection, plan, progress);
    if (journal)
        run.journalled(*journal, before_losses);
    else
        run.at_once();
    if (progress) progress->reached(plan.steps.size(), plan.steps.size(), {}, {});
}

} // namespace schemad::apply
