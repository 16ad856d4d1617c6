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

std::vector<Loss> losses_in(const json::object& preview) {
    std::vector<Loss> losses;
    const auto text = [](const json::value& value) { return std::string{std::string_view{value.get_string()}}; };
    for (const auto& value : preview.at("steps").get_array()) {
        const auto& step = value.get_object();
        if (const auto* destroyed = step.at("destroys_data").if_object())
            losses.push_back({step.at("id").to_number<std::int64_t>(), text(step.at("entity")), text(step.at("action")),
                              text(step.at("table")), text(destroyed->at("what")),
                              destroyed->at("count").to_number<std::int64_t>()});
    }
    return losses;
}

json::array listed(const std::vector<Loss>& losses) {
    json::array list;
    for (const auto& loss : losses)
        list.push_back(json::object{{"id", loss.step},
                                    {"entity", loss.entity},
                                    {"action", loss.action},
                                    {"table", loss.table},
                                    {"what", loss.what},
                                    {"count", loss.count}});
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
            add(loss.action + " " + loss.entity + ": " + std::to_string(loss.count) + " " + loss.what);
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

void require_consent(Connection& connection, const plan::Plan& plan, std::string_view hash, Destructive policy,
                     std::string_view confirmed) {
    if (policy == Destructive::allow) return;
    if (std::none_of(plan.steps.begin(), plan.steps.end(), [](const plan::Step& s) { return s.destroys_data; })) return;
    const auto preview = preview_of(plan, connection.vendor(), hash, {}, &connection).document;
    const std::string id{std::string_view{preview.at("id").get_string()}};
    if (policy == Destructive::confirm && confirmed == id) return;
    auto losses = losses_in(preview);
    by_weight(losses);
    const bool may = policy == Destructive::confirm;
    throw RequestError(
        may ? ErrorCode::conflict : ErrorCode::forbidden,
        "The apply would destroy data (" + in_words(losses) + "). " +
            (may ? "Confirm it with ?confirm=" + id + "." : std::string{"This project does not allow that."}),
        {{"plan", id}, {"steps", listed(losses)}});
}

} // namespace schemad::apply
