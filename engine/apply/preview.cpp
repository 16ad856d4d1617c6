// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/preview.hpp"

#include "engine/apply/concern.hpp"
#include "engine/apply/consent.hpp"
#include "engine/apply/sampled_keys.hpp"
#include "engine/plan/sql_text.hpp"
#include "engine/text/digest.hpp"

namespace schemad::apply {

namespace {

namespace json = boost::json;

const char* kind_of_entity(const plan::Step& step) {
    using What = plan::Step::What;
    if (step.what == What::meta_rows) return "meta row";
    if (step.what == What::records) return "record";
    if (step.what != What::alter_table) return "collection";
    switch (step.change_kind) {
    case SCHEMAD_ADD_COLUMN:
    case SCHEMAD_ALTER_COLUMN:
    case SCHEMAD_DROP_COLUMN: return "field";
    case SCHEMAD_ADD_FOREIGN_KEY:
    case SCHEMAD_DROP_FOREIGN_KEY: return "relation";
    case SCHEMAD_ADD_INDEX:
    case SCHEMAD_DROP_INDEX: return "index";
    default: return "collection";
    }
}

json::array texts(const plan::Step& step, const std::vector<plan::Statement>& statements,
                  const plan::SqlDialect& dialect) {
    json::array list;
    for (const auto& statement : statements)
        if (!statement.check && !statement.keeps) list.emplace_back(plan::told_sql(step, statement, dialect));
    return list;
}

// Names the plan: another model, another diff, another statement gives another id, and so does something else that
// goes along with a statement (an index over several columns, say), which no hash of a model tells.
std::string id_of(std::string_view hash, const std::string& script, const plan::Plan& plan) {
    auto all = std::string{hash} + '\n' + script;
    for (const auto& step : plan.steps)
        if (!step.along.empty()) all += "\nalong " + step.entity + ": " + step.along;
    return text::sha256_hex(all).substr(0, 32);
}

plan::Script script_for(const plan::Plan& plan, const Vendor& vendor, std::string_view hash,
                        const std::vector<std::string>& warnings) {
    return plan::script_of(plan, plan::SqlDialect(vendor),
                           "schemad plan for " + std::string{vendor.vendor_string()} + ", model " + std::string{hash},
                           warnings);
}

class Describer {
public:
    // assessment and connection: null where nothing is known of the rows
    Describer(const plan::Plan& plan, const Vendor& vendor, const Assessment* assessment, Connection* connection,
              const std::vector<std::string>& warnings = {})
        : plan_(plan), vendor_(vendor), dialect_(vendor), assessment_(assessment), connection_(connection),
          more_warnings_(warnings) {}

    Preview describe(std::string_view hash) {
        json::array steps;
        for (const auto& step : plan_.steps) steps.push_back(described(step, steps.size() + 1));
        json::array warnings;
        for (const auto& line : plan_.left_out) warnings.emplace_back(sentence_of(line));
        for (const auto& line : more_warnings_) warnings.emplace_back(line);
        Preview preview;
        preview.script = script_for(plan_, vendor_, hash, more_warnings_);
        auto& document = preview.document;
        document["id"] = id_of(hash, preview.script.text, plan_);
        document["hash"] = hash;
        document["vendor"] = vendor_.vendor_string();
        document["steps"] = std::move(steps);
        document["summary"] = json::object{{"steps", plan_.steps.size()},
                                           {"destructive", destructive_},
                                           {"irreversible", irreversible_},
                                           {"blocked", blocked_},
                                           {"left_out", plan_.left_out.size()}};
        if (assessment_) document["summary"].as_object()["rows_destroyed"] = destroyed_;
        document["warnings"] = std::move(warnings);
        return preview;
    }

private:
    json::object described(const plan::Step& step, std::size_t number) {
        json::object one{{"id", number},
                         {"entity", step.entity},
                         {"kind", kind_of_entity(step)},
                         {"action", step.action},
                         {"table", step.table}};
        one["sql"] = texts(step, step.statements, dialect_);
        one["destroys_data"] = destroyed(step, number - 1);
        one["reversible"] = step.reversible;
        one["undo"] = texts(step, step.undo, dialect_);
        irreversible_ += step.reversible ? 0 : 1;
        const auto locks = dialect_.locks(step);
        one["locks"] = locks.empty() ? json::value(nullptr) : json::value(locks);
        one["blocked_by"] = in_the_way(step, number - 1);
        if (!step.touches_protected.empty())
            one["protected"] = json::array(step.touches_protected.begin(), step.touches_protected.end());
        return one;
    }

    json::value destroyed(const plan::Step& step, std::size_t at) {
        if (!step.destroys_data) return nullptr;
        ++destructive_;
        json::object told{{"what", step.what == plan::Step::What::alter_table ? "values" : "rows"}};
        if (assessment_) {
            told["count"] = assessment_->destroyed[at];
            destroyed_ += assessment_->destroyed[at];
        }
        if (!step.along.empty()) told["along"] = step.along;
        return told;
    }

    json::array in_the_way(const plan::Step& step, std::size_t at) {
        json::array list;
        if (!assessment_) return list;
        const auto& all = assessment_->in_the_way; // in the order of the steps, as they are described
        for (; next_obstacle_ < all.size() && all[next_obstacle_].step == at; ++next_obstacle_) {
            const auto& obstacle = all[next_obstacle_];
            const auto& check = *obstacle.check;
            ++blocked_;
            json::object blocked{{"collection", table_of(step, check)},
                                 {"field", check.column},
                                 {"code", refusal_code(check.refusal)},
                                 {"reason", check.reason},
                                 {"count", obstacle.count}};
            if (auto keys = sampled_keys(*connection_, check)) blocked["keys"] = std::move(*keys);
            list.push_back(std::move(blocked));
        }
        return list;
    }

    const plan::Plan& plan_;
    const Vendor& vendor_;
    plan::SqlDialect dialect_;
    const Assessment* assessment_;
    std::size_t next_obstacle_ = 0;
    Connection* connection_;                 // to sample what stands in the way
    std::vector<std::string> more_warnings_; // that are not the plan's
    std::int64_t destructive_ = 0, irreversible_ = 0, blocked_ = 0, destroyed_ = 0;
};

} // namespace

Preview preview_of(Connection& connection, const Judged& judged) {
    auto preview = Describer(judged.plan(), connection.vendor(), &judged.assessment, &connection).describe(judged.hash);
    auto losses = losses_of(judged.plan(), judged.assessment);
    by_weight(losses);
    preview.losses = in_words(losses);
    return preview;
}

Preview preview_of(const plan::Plan& plan, const Vendor& vendor, std::string_view hash,
                   const std::vector<std::string>& warnings) {
    return Describer(plan, vendor, nullptr, nullptr, warnings).describe(hash);
}

std::string plan_id(const plan::Plan& plan, const Vendor& vendor, std::string_view hash) {
    return id_of(hash, script_for(plan, vendor, hash, {}).text, plan);
}

} // namespace schemad::apply
