// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/consent.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/apply/preview.hpp"
#include "engine/error.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

constexpr std::size_t max_named = 10;

json::array listed(const std::vector<Loss>& losses) {
    json::array list;
    for (const auto& loss : losses) {
        json::object one{{"id", loss.step},     {"entity", loss.entity}, {"action", loss.action},
                         {"table", loss.table}, {"what", loss.what},     {"count", loss.count}};
        if (!loss.along.empty()) one["along"] = loss.along;
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace

void by_weight(std::vector<Loss>& losses) {
    std::stable_sort(losses.begin(), losses.end(), [](const Loss& a, const Loss& b) {
        return std::tuple(a.of_directus(), -a.count) < std::tuple(b.of_directus(), -b.count);
    });
}

std::string in_words(const std::vector<Loss>& losses) {
    std::string text;
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    std::size_t named = 0, more = 0;
    std::int64_t of_directus = 0;
    std::set<std::string_view> tables;
    for (const auto& loss : losses) {
        if (loss.of_directus()) {
            of_directus += loss.count;
            if (loss.count > 0) tables.insert(loss.table);
        } else if (named < max_named) {
            ++named;
            add(loss.action + " " + loss.entity + ": " + std::to_string(loss.count) + " " + loss.what +
                (loss.along.empty() ? "" : ", and along with them " + loss.along));
        } else {
            ++more;
        }
    }
    if (more > 0) add("and " + std::to_string(more) + " more");
    if (named == losses.size()) return text;
    std::string all;
    for (const auto table : tables) all.append(all.empty() ? "" : ", ").append(table);
    if (named + more < losses.size())
        add(std::to_string(of_directus) + " rows of " + (all.empty() ? "Directus's own tables" : all));
    return text;
}

std::vector<Loss> losses_of(const plan::Plan& plan, const Assessment& assessment) {
    std::vector<Loss> losses;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& step = plan.steps[i];
        if (!step.destroys_data) continue;
        losses.push_back({static_cast<std::int64_t>(i + 1), step.entity, step.action, step.table,
                          step.what == plan::Step::What::alter_table ? "values" : "rows", assessment.destroyed[i],
                          step.along});
    }
    return losses;
}

void require_consent(const plan::Plan& plan, const Vendor& vendor, const Assessment& assessment, std::string_view hash,
                     Destructive policy, const Consent& consent) {
    if (policy == Destructive::allow) return;
    auto losses = losses_of(plan, assessment);
    // a clean-up of Directus's own rows that meets none; a table or column of the project is asked for even when empty
    std::erase_if(losses, [](const Loss& loss) { return loss.of_directus() && loss.count == 0; });
    if (losses.empty()) return;
    const auto id = plan_id(plan, vendor, hash);
    by_weight(losses);
    const auto what = "The apply would destroy data (" + in_words(losses) + "). ";
    json::object members{{"plan", id}, {"steps", listed(losses)}};
    if (policy == Destructive::deny)
        throw RequestError(ErrorCode::forbidden, what + "This project does not allow that.", std::move(members));
    if (consent.approved || (consent.may_confirm && consent.confirmed == id)) return;
    throw ConsentMissing(
        ErrorCode::conflict,
        what + (consent.may_confirm ? "Confirm it with ?confirm=" + id + "." : "It needs somebody who may approve it."),
        std::move(members));
}

} // namespace schemad::apply
