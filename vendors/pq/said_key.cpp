// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/said_key.hpp"

#include <algorithm>

#include "vendors/pq/clauses.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::pq {

namespace {

// Behind "FOREIGN KEY (...) REFERENCES t(...)": from there on there are words alone, and columns of SET NULL (...).
std::size_t end_of_columns(std::string_view definition) {
    int lists = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < definition.size(); ++i) {
        if (definition[i] == '"') quoted = !quoted;
        if (!quoted && definition[i] == ')' && ++lists == 2) return i + 1;
    }
    return definition.size();
}

} // namespace

sql::SqlText with_rules(std::string_view definition, const schemad_foreign_key& is,
                        const schemad_foreign_key_spec& wanted) {
    const auto stays = [](schemad_str stated, schemad_str now) {
        return !kit::stated(stated) || !stated.size || sql::same_word(kit::view(stated), kit::view(now));
    };
    if (stays(wanted.on_update, is.on_update) && stays(wanted.on_delete, is.on_delete))
        return sql::CatalogText::printed(definition);
    const auto head = end_of_columns(definition);
    const auto tail = definition.substr(head);
    const auto first_of = [&](std::initializer_list<std::string_view> words) {
        auto at = tail.size();
        for (const auto word : words) at = std::min(at, tail.find(word)); // npos is more than any
        return at;
    };
    // MATCH FULL stands before the rules, the rest behind
    const auto rules = first_of({" ON UPDATE ", " ON DELETE ", " DEFERRABLE", " INITIALLY ", " NOT "});
    const auto rest = first_of({" DEFERRABLE", " INITIALLY ", " NOT "});
    const auto column = kit::view(wanted.column);
    auto out = sql::CatalogText::printed(definition.substr(0, head + std::min(rules, tail.size())));
    const auto stated = [](schemad_str wish, schemad_str now) { return kit::stated(wish) && wish.size ? wish : now; };
    out += sql::SqlText(" on update ") + rule_words(stated(wanted.on_update, is.on_update), column);
    out += sql::SqlText(" on delete ") + rule_words(stated(wanted.on_delete, is.on_delete), column);
    return out + sql::CatalogText::printed(tail.substr(rest));
}

} // namespace schemad::pq
