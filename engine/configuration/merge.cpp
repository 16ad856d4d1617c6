// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/merge.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "engine/configuration/moments.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/model/system_relations.hpp"

namespace schemad::configuration {

namespace {

constexpr std::string_view masked = "**********"; // what Directus shows of a secret

[[noreturn]] void refuse_collection(const std::string& name) {
    const Where where{name};
    if (name == "directus_collections" || name == "directus_fields" || name == "directus_relations")
        throw fault(where, {}, "is the model, which goes with /schema/diff and /schema/apply");
    if (model::is_system_name(name)) throw fault(where, {}, "holds no configuration that can be imported");
    throw fault(where, {}, "is no collection of Directus's own; content is not imported");
}

class Merge {
public:
    Merge(const Batch& batch, const Tables& tables, Stored& stored, const guard::View& view, LeftOuts& left_out)
        : batch_(batch), tables_(tables), stored_(stored), view_(view), left_out_(left_out) {
        made_.mode = batch.mode;
    }

    Changes run() {
        for (const auto* part : in_order()) find_rows(*part);
        for (auto& [change, record] : records_) fill(*change, *record);
        return std::move(made_);
    }

private:
    std::vector<const Part*> in_order() const {
        std::vector<std::string> names;
        for (const auto& part : batch_.parts) names.push_back(part.collection);
        std::vector<const Part*> parts;
        for (const auto& name : order_of_work(names))
            for (const auto& part : batch_.parts)
                if (part.collection == name) parts.push_back(&part);
        return parts;
    }

    void leave_out(const Part& part, std::size_t record, const std::string& why) {
        left_out_.push_back({part.collection, {}, record ? "record " + std::to_string(record) : std::string{}, why});
    }

    void find_rows(const Part& part) {
        if (!model::system_table(part.collection)) refuse_collection(part.collection);
        auto& outcome = made_.parts.emplace_back();
        outcome.collection = part.collection;
        const auto* table = tables_.find(part.collection);
        if (!table) {
            if (part.records.empty() && part.gone.empty()) return;
            throw fault({part.collection}, {}, "there is no such table in this project");
        }
        if (view_.hides(part.collection, {})) {
            if (!part.records.empty()) leave_out(part, 0, "this project ignores it");
            return;
        }
        if (table->singleton() && part.records.size() > 1)
            throw invalid_payload("Cannot import multiple records into singleton collection \"" + table->name + "\"");
        look_for_all(*table, part);
        std::unordered_map<std::string, std::size_t> seen; // the stated key, and which record has it
        for (std::size_t i = 0; i < part.records.size(); ++i) {
            const auto& record = *part.records[i];
            if (ignored(*table, part, i, record)) continue;
            find_row(*table, record, i + 1, seen, outcome);
        }
    }

    void look_for_all(const Table& table, const Part& part) {
        std::set<std::string> keys;
        for (const auto* record : part.records)
            if (const auto* key = record->if_contains(table.key))
                if (auto text = key_text(table.columns[table.key_at], *key); !text.empty())
                    keys.insert(std::move(text));
        stored_.look_for(table, keys);
    }

    bool ignored(const Table& table, const Part& part, std::size_t index, const json::object& record) {
        if (table.about().empty()) return false;
        const auto* about = record.if_contains(table.about());
        if (!about || !about->is_string() || !view_.hides(about->get_string(), {})) return false;
        leave_out(part, index + 1,
                  "it is about \"" + std::string{about->get_string()} + "\", which this project ignores");
        return true;
    }

    void find_row(const Table& table, const json::object& record, std::size_t number,
                  std::unordered_map<std::string, std::size_t>& seen, PartOutcome& outcome) {
        const auto& key_column = table.columns[table.key_at];
        const auto* stated = record.if_contains(table.key);
        const auto key = stated ? key_text(key_column, *stated) : std::string{};
        Change change;
        change.table = &table, change.record = number, change.key = key;
        const Where where{table.name, number, key};
        if (stated && !key.empty()) {
            if (const auto why = why_not(key_column, *stated); !why.empty() && !table.singleton())
                throw fault(where, table.key, why);
            if (const auto [at, fresh] = seen.emplace(key, number); !fresh)
                throw fault(where, table.key, "record " + std::to_string(at->second) + " has the same");
        }
        if (table.singleton()) {
            const auto& all = stored_.all(table);
            change.row = all.empty() ? nullptr : all.front();
            if (!change.row && batch_.mode != Mode::restore) change.key.clear();
        } else if (!key.empty()) {
            change.row = stored_.find(table, key);
            if (change.row && batch_.mode == Mode::add) rename(change, where, record);
            if (!change.row && table.counts && batch_.mode != Mode::restore) change.key.clear();
        } else if (key_column.holds == Holds::uuid) {
            change.key = free_key(table, record);
        } else if (!table.counts) {
            throw fault(where, table.key, "is required");
        }
        if (change.row) change.key = change.row->key;
        if (change.row)
            if (const auto* other = made_.find(table, change.key); other)
                throw fault(where, table.key, "record " + std::to_string(other->record) + " has the same");
        auto& added = made_.add(std::move(change));
        added.does = added.row ? Change::Does::nothing : Change::Does::create;
        (added.row ? outcome.existing : outcome.fresh).push_back(&added);
        if (!key.empty() && !table.singleton() && key != added.key) outcome.mapped.emplace_back(key, &added);
        if (!key.empty()) came_as_[table.name].emplace(key, &added);
        records_.emplace_back(&added, &record);
    }

    // Mode add: the record is another one than the row that has its key.
    void rename(Change& change, const Where& where, const json::object& record) {
        const auto& table = *change.table;
        change.row = nullptr;
        if (table.counts) return;
        if (table.columns[table.key_at].holds != Holds::uuid)
            throw invalid_payload("Item with primary key \"" + where.key + "\" in \"" + table.name +
                                  "\" conflicts with an existing record and can't be safely remapped (only uuid keys "
                                  "are regenerated)");
        change.key = free_key(table, record);
    }

    std::string free_key(const Table& table, const json::object& record) {
        const auto seed = table.name + formats::write_json(json::value(record));
        for (std::size_t n = 0;; ++n)
            if (auto key = uuid_from(seed + std::to_string(n)); !made_.find(table, key) && !stored_.find(table, key))
                return key;
    }

    void fill(Change& change, const json::object& record) {
        const auto& table = *change.table;
        if (!change.row && !change.key.empty()) {
            const auto& key = table.columns[table.key_at];
            change.cells.push_back({&key, key.holds == Holds::uuid || !record.contains(table.key)
                                              ? json::value(change.key)
                                              : record.at(table.key)});
        }
        for (const auto& member : record)
            if (std::string_view{member.key()} != table.key) take(change, member.key(), member.value());
        if (change.row) {
            if (!change.cells.empty()) change.does = Change::Does::update;
            return;
        }
        if (change.cells.empty()) throw fault(change.where(), {}, "states nothing");
        for (const auto& column : table.columns)
            if (!column.nullable && !column.filled && column.name != table.key && !change.cell(column.name))
                throw fault(change.where(), column.name, "is required");
    }

    void take(Change& change, std::string_view name, const json::value& stated) {
        const auto& table = *change.table;
        const auto* column = table.column(name);
        if (!column && leaves_out_list(table, name, stated)) return;
        if (!column) throw fault(change.where(), name, why_no_column(table, name));
        const auto* reference = table.reference(name);
        if (reference && (stated.is_object() || stated.is_array()))
            throw fault(change.where(), name,
                        "Nested relational data is not supported for \"" + table.name + "." + std::string{name} +
                            "\"; provide a scalar foreign key reference instead");
        if (batch_.mode != Mode::restore && column->given) return;
        if (column->secrecy != model::Secrecy::none) {
            const bool shown = stated.is_string() && std::string_view{stated.get_string()} == masked;
            if (stated.is_null() || shown) return; // nobody reads it, so nobody says that it goes
            throw fault(change.where(), name, "is a secret, which only Directus itself can set");
        }
        auto value = reference ? as_it_came_to_be(*reference, stated) : stated;
        const bool as_it_was = batch_.mode == Mode::restore && !column->generated && is_told_as_it_is(*column, value);
        if (const auto why = as_it_was ? std::string{} : why_not(*column, value); !why.empty())
            throw fault(change.where(), name, why);
        if (name == "ip_access") check_addresses(change, name, decoded(*column, encoded(*column, value)));
        if (change.row) {
            const auto at = static_cast<std::size_t>(column - table.columns.data());
            if (same(*column, change.row->cells[at], value)) return;
        }
        change.cells.push_back({column, std::move(value)});
    }

    // What leads back is what the database told, however odd: a moment of other hands, digits of any number, NaN, bits.
    static bool is_told_as_it_is(const Column& column, const json::value& value) {
        switch (column.holds) {
        case Holds::text:
        case Holds::uuid:
        case Holds::integer:
        case Holds::json:
        case Holds::csv: return false;
        case Holds::boolean: return value.is_int64();
        default: return value.is_string() || value.is_number();
        }
    }

    // The keys of rows that point here, which a client that reads all fields sends along: those rows say it themselves.
    bool leaves_out_list(const Table& table, std::string_view name, const json::value& stated) {
        const auto& aliases = table.facts->aliases;
        const auto is_key = [](const json::value& one) { return one.is_string() || one.is_number(); };
        const bool keys =
            stated.is_array() && std::all_of(stated.get_array().begin(), stated.get_array().end(), is_key);
        if (!keys || std::none_of(aliases.begin(), aliases.end(), [&](const auto& one) { return one.name == name; }))
            return false;
        if (lists_left_out_.emplace(table.name, name).second)
            left_out_.push_back({table.name, std::string{name}, {}, why_no_column(table, name)});
        return true;
    }

    static std::string why_no_column(const Table& table, std::string_view name) {
        for (const auto& alias : table.facts->aliases)
            if (alias.name == name)
                return "is a list of rows of \"" + std::string{alias.table} +
                       "\", which say themselves where they belong (\"" + std::string{alias.by} + "\")";
        return "there is no such field here";
    }

    // A reference to a record whose key has become another one.
    json::value as_it_came_to_be(const Reference& reference, const json::value& stated) const {
        const auto* target = tables_.find(reference.table);
        const auto came = came_as_.find(reference.table);
        if (!target || came == came_as_.end() || stated.is_null()) return stated;
        const auto found = came->second.find(key_text(target->columns[target->key_at], stated));
        if (found == came->second.end() || found->second->key.empty() || found->first == found->second->key)
            return stated;
        return json::value(found->second->key);
    }

    static void check_addresses(const Change& change, std::string_view name, const json::value& value) {
        if (!value.is_array()) return;
        for (const auto& one : value.get_array()) {
            const std::string_view text = one.get_string();
            if (text.empty() || text.find_first_not_of("0123456789abcdefABCDEF.:/- ") != std::string_view::npos)
                throw fault(change.where(), name, "holds what is no address, range or block");
        }
    }

    const Batch& batch_;
    const Tables& tables_;
    Stored& stored_;
    const guard::View& view_;
    LeftOuts& left_out_;
    std::set<std::pair<std::string, std::string>> lists_left_out_; // collection, field: named once
    Changes made_;
    std::vector<std::pair<Change*, const json::object*>> records_;
    std::unordered_map<std::string, std::unordered_map<std::string, Change*>> came_as_; // by collection, stated key
};

} // namespace

std::vector<std::string> order_of_work(const std::vector<std::string>& collections) {
    std::set<std::string> open(collections.begin(), collections.end());
    std::vector<std::string> order;
    const auto waits = [&](const std::string& name) {
        const auto relations = model::system_relations();
        return std::any_of(relations.begin(), relations.end(), [&](const model::SystemRelation& one) {
            return one.collection == name && one.related != name && open.contains(std::string{one.related});
        });
    };
    while (!open.empty()) {
        auto next = std::find_if(open.begin(), open.end(), [&](const std::string& name) { return !waits(name); });
        if (next == open.end()) next = open.begin(); // Directus's own tables have no circle
        order.push_back(*next);
        open.erase(next);
    }
    return order;
}

Changes merged(const Batch& batch, const Tables& tables, Stored& stored, const guard::View& view, LeftOuts& left_out) {
    return Merge(batch, tables, stored, view, left_out).run();
}

} // namespace schemad::configuration
