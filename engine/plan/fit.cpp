// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/fit.hpp"

#include <algorithm>

#include "engine/plan/adopt.hpp"
#include "engine/plan/name_clashes.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The name occurs as a whole, quoted or not; one too many only leaves more out.
bool mentions(std::string_view expression, std::string_view name) {
    if (name.empty() || expression.size() < name.size()) return false;
    for (std::size_t at = 0; at + name.size() <= expression.size(); ++at) {
        const auto here = expression.substr(at, name.size());
        if (!std::equal(here.begin(), here.end(), name.begin(), [](char a, char b) { return lower(a) == lower(b); }))
            continue;
        const bool begins = at == 0 || !is_word(expression[at - 1]);
        const auto end = at + name.size();
        if (begins && (end == expression.size() || !is_word(expression[end]))) return true;
    }
    return false;
}

// What the vendor says against a table with this one column alone; of its expression only where that is asked. Defaults
// and indexes are judged elsewhere. nullopt: it can write it down.
std::optional<std::string> unfit_column(const Input& in, const json::object& field, bool own, bool with_expression) {
    TableWork scratch("schemad", SCHEMAD_CREATE_TABLE);
    auto spec = column_spec(scratch, field, own);
    if (!with_expression) spec.name = str("c"); // asked once for all fields of the type
    spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
    spec.default_text = no_str;
    if (!with_expression) spec.generation_expression = no_str;
    spec.flags &= ~std::uint32_t{SCHEMAD_SPEC_UNIQUE | SCHEMAD_SPEC_INDEXED};
    scratch.add_column(spec);
    try {
        in.vendor.render(&*in.model.catalog, step_of_one(scratch));
        return std::nullopt;
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
        return error.what();
    }
}

// A table that is there and whose fields no snapshot shows: every diff would make them anew.
bool has_hidden_fields(const Input& in, const std::string& collection) {
    return snapshot::hides_fields(collection) && in.index.any_table(collection) &&
           kind_of_table(in, collection).empty() && !in.is_removed(collection);
}

// What this very database lacks (an extension, a version) shows when a column of it is written down; asked once a type.
class MissingTypes {
public:
    MissingTypes(const Input& in, const Spelling& spelling) : in_(in), spelling_(spelling) {}
    // The column type is one that only the vendor of the snapshot knows.
    bool has_type_of(const json::object& field) {
        if (!has_column(field) || nested_truthy(field, "schema", "is_primary_key")) return false;
        const auto type = model::text_of(field, "type");
        const bool own = spelling_.is_own(field);
        if (type == "unknown" && !own) return true;
        const auto key =
            std::string{type} + '\0' + std::string{nested_text(field, "schema", "data_type")} + (own ? "!" : "");
        const auto [known, fresh] = known_.emplace(key, false);
        if (fresh) known->second = unfit_column(in_, field, own, false).has_value();
        return known->second;
    }

private:
    const Input& in_;
    const Spelling& spelling_;
    std::unordered_map<std::string, bool> known_;
};

} // namespace

// New fields that no snapshot would show, new columns that this database cannot have: a type it lacks, an expression it
// does not take, and then what is generated of those.
LeftOutFields find_left_out_fields(const Input& in, const Spelling& spelling, Draft& draft) {
    LeftOutFields left_out;
    const auto leave_field_out = [&](const EntityChange& change, std::string reason) {
        draft.leave_out({change.collection, change.field}, {}, std::move(reason));
        draft.plan.unshowable.push_back(name_of(change.collection, change.field));
        left_out.add(change);
    };
    MissingTypes missing(in, spelling);
    std::vector<const EntityChange*> generated;
    for (const auto& change : in.set.changes()) {
        if (change.kind != ItemKind::field || change.action != Action::create) continue;
        if (has_hidden_fields(in, change.collection)) {
            leave_field_out(change, "a snapshot shows no fields of a collection whose name holds a blank, "
                                    "so those that are there stay as they are");
            continue;
        }
        if (!has_column(change.after)) continue;
        if (untracked_column(in, change)) continue;
        if (missing.has_type_of(change.after)) {
            leave_field_out(change, "type " + std::string{model::text_of(change.after, "type")} + " (" +
                                        std::string{nested_text(change.after, "schema", "data_type")} +
                                        "): this database has no such type");
        } else if (!nested_text(change.after, "schema", "generation_expression").empty()) {
            // a fault in this vendor's own words is its author's to mend, another vendor's words are nobody's fault
            // here
            const bool own = spelling.is_own(change.after);
            const auto unfit = own ? std::nullopt : unfit_column(in, change.after, own, true);
            if (unfit)
                leave_field_out(change, *unfit);
            else
                generated.push_back(&change);
        }
    }
    for (bool found = !left_out.empty() && !generated.empty(); found;) {
        found = false;
        for (const auto*& change : generated) {
            if (!change) continue;
            const auto* gone = left_out.of(change->collection);
            if (!gone) continue;
            const auto expression = nested_text(change->after, "schema", "generation_expression");
            const auto source = std::find_if(gone->begin(), gone->end(),
                                             [&](const std::string& field) { return mentions(expression, field); });
            if (source == gone->end()) continue;
            leave_field_out(*change, "it is generated of " + *source + ", which is left out");
            change = nullptr;
            found = true;
        }
    }
    return left_out;
}

} // namespace schemad::plan
