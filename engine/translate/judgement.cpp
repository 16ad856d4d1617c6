// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/judgement.hpp"

#include <algorithm>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/text/shortened.hpp"
#include "engine/translate/foreign_keys.hpp"
#include "engine/translate/special_flags.hpp"

namespace schemad::translate {

namespace {

using model::object_of;
using model::text_of;

std::string shown(const json::value& value) {
    constexpr std::size_t longest = 60;
    return text::shortened(formats::write_json(value), longest);
}

// Everything but flags that only tell a type where the vendor cannot.
bool holds(const json::array& list, const json::array& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const json::value& one) {
        if (one.is_string() && only_tells_a_type(one.get_string())) return true;
        return std::find(list.begin(), list.end(), one) != list.end();
    });
}

bool says_nothing(const json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty());
}

// One item against what is made of it.
class Judgement {
public:
    Judgement(Entity& entity, const Grounds& grounds)
        : entity_(entity), notes_(grounds.notes), here_(grounds.here), origin_(grounds.origin) {}

    void of(const json::object& stated, const json::object& made) {
        const auto *type = stated.if_contains("type"), *now = made.if_contains("type");
        if (type && now && type->is_string() && !js::equal(*type, *now))
            tell_type(*type, *now, object_of(made, "schema"));
        if (const auto* meta = object_of(stated, "meta")) compare_meta(*meta, object_of(made, "meta"));
        if (const auto* schema = object_of(stated, "schema"))
            compare_schema(*schema, object_of(made, "schema"), stated);
        for (const auto& note : notes_)
            if (!note.property.empty() && !told(note.property)) tell(Outcome::lossy, note.property, note.why);
    }

private:
    bool told(const std::string& property) const {
        return std::any_of(entity_.details.begin(), entity_.details.end(),
                           [&](const Detail& detail) { return detail.property == property; });
    }

    void tell(Outcome outcome, std::string_view property, const std::string& what) {
        entity_.outcome = std::max(entity_.outcome, outcome);
        entity_.details.push_back({std::string{property}, what});
    }

    const std::string* reason(std::string_view property) const {
        const auto found =
            std::find_if(notes_.begin(), notes_.end(), [&](const Note& note) { return note.property == property; });
        return found == notes_.end() ? nullptr : &found->why;
    }

    void tell_type(const json::value& was, const json::value& is, const json::object* schema) {
        const std::string_view from = was.get_string(), to = is.get_string();
        if (to == "alias") return; // "o2m" and the like are told by the flags
        const bool points = schema && !text_of(*schema, "foreign_key_table").empty(); // of its key's type
        const bool wide = schema && text_of(*schema, "data_type").starts_with("bigint");
        const bool unnamed = to == "unknown"; // how Directus itself tells such a column here
        const bool of_key = unnamed || (from == "uuid" && to == "string") || (from == "string" && to == "uuid") ||
                            (from == "integer" && to == "bigInteger") ||
                            (from == "float" && to == "decimal" && !origin_.dialect.tells_decimals()) ||
                            (from == "bigInteger" && to == "integer" && (points || wide));
        tell(of_key ? Outcome::equivalent : Outcome::lossy, "type", shown(was) + " is " + shown(is) + " here");
    }

    void compare_meta(const json::object& stated, const json::object* made) {
        for (const auto& member : stated) {
            if (member.key() == "id") continue;
            const auto path = "meta." + std::string(member.key());
            const auto* now = made ? made->if_contains(member.key()) : nullptr;
            if (!now)
                compare_lost(path, member);
            else if (!js::equal(member.value(), *now))
                compare_member(path, member.value(), *now);
        }
    }

    void compare_lost(const std::string& path, const json::key_value_pair& member) {
        const auto& table = model::meta_table(entity_.kind);
        const auto known = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const auto& column) { return column.name == member.key(); });
        const bool initial = known != table.columns.end() && !known->initial.empty() &&
                             (member.value().is_bool() ? (known->initial == "true") == member.value().get_bool()
                                                       : member.value() == json::value(known->initial));
        const bool nothing = says_nothing(member.value()) || initial;
        tell(nothing ? Outcome::equivalent : Outcome::lossy, path,
             nothing
                 ? "Directus " + here_.dialect.version() + " has no such setting, and does as it says"
                 : shown(member.value()) + " is lost: Directus " + here_.dialect.version() + " has no such setting");
    }

    void compare_member(const std::string& path, const json::value& was, const json::value& is) {
        if (const auto* why = reason(path)) return tell(Outcome::lossy, path, *why);
        if (says_nothing(was) && says_nothing(is)) return;
        const bool one_list = was.is_array() && is.is_array() && holds(is.get_array(), was.get_array());
        const bool flags_of_vendor =
            path == "meta.special" && (was.is_null() || (was.is_array() && is.is_null() && holds({}, was.get_array())));
        const bool spelled =
            one_list || flags_of_vendor || (was.is_string() && is.is_array()) || (was.is_null() && is.is_bool());
        tell(spelled ? Outcome::equivalent : Outcome::lossy, path, shown(was) + " is " + shown(is) + " here");
    }

    void compare_schema(const json::object& stated, const json::object* made, const json::object& item) {
        if (!made) {
            const auto* why = reason("schema");
            return tell(Outcome::lossy, "schema", why ? *why : "there is none here");
        }
        for (const auto& member : stated) {
            const std::string_view key = member.key();
            if (key == "name" || key == "table" || key == "column" || key == "comment" || key == "schema" ||
                key == "foreign_key_schema")
                continue; // where it stands, which the names tell
            const auto* now = made->if_contains(key);
            if (key == "is_indexed" && !now && !model::truthy(member.value())) continue;
            if (now && js::equal(member.value(), *now)) continue;
            compare_declared(key, member.value(), now ? *now : json::value(nullptr), item, *made, now != nullptr);
        }
    }

    // What of a column a person chose, and what only follows from its type.
    void compare_declared(std::string_view key, const json::value& was, const json::value& is, const json::object& item,
                          const json::object& made, bool known) {
        const auto path = "schema." + std::string(key);
        const auto type = text_of(item, "type");
        const auto same = [&] { tell(Outcome::equivalent, path, shown(was) + " is " + shown(is) + " here"); };
        const auto lost = [&](const std::string& what) { tell(Outcome::lossy, path, what); };
        const auto* why = reason(path);
        if (why) return lost(*why);
        const bool is_key = model::truthy(made, "is_primary_key");
        if (key == "data_type" || key == "foreign_key_column" || key == "generation_expression" ||
            key == "is_generated")
            return same();
        if (key == "max_length" || key == "numeric_precision" || key == "numeric_scale") {
            const bool chosen = (key == "max_length" ? type == "string" : type == "decimal") && !is_key &&
                                text_of(made, "foreign_key_table").empty();
            if (!chosen || was.is_null()) return same();
            if (is.is_null()) return lost(shown(was) + " is not enforced here");
            return lost(shown(was) + " is " + shown(is) + " here");
        }
        if (key == "default_value")
            return is.is_null() && !model::truthy(made, "has_auto_increment") ? lost(shown(was) + " is left out")
                                                                              : same();
        if (key == "is_unique" || key == "is_nullable")
            return is_key ? same() : lost(shown(was) + " is " + shown(is) + " here");
        if (key == "is_indexed") {
            if (is_key || !text_of(made, "foreign_key_table").empty()) return same();
            return lost(known ? shown(was) + " is " + shown(is) + " here"
                              : "Directus " + here_.dialect.version() + " tells nothing of indexes, and makes none");
        }
        if (key == "constraint_name") return same();
        if (!known) return was.is_null() ? same() : lost("no column or key has such a property, so it says nothing");
        const bool rule = key == "on_update" || key == "on_delete";
        if (rule && is_refusal(was) && is_refusal(is)) return same(); // each vendor's word for the rule nobody stated
        return lost(shown(was) + " is " + shown(is) + " here");
    }

    Entity& entity_;
    const std::vector<Note>& notes_;
    const Here& here_;
    const Origin& origin_;
};

} // namespace

void judge(Entity& entity, const json::object& stated, const json::object& made, const Grounds& grounds) {
    Judgement(entity, grounds).of(stated, made);
}

} // namespace schemad::translate
