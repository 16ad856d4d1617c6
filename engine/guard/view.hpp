// SPDX-License-Identifier: Apache-2.0
// One project's view of models and diffs: without what it ignores. Whoever shows, compares or plans asks the view, and
// nobody asks whether anything is ignored at all: where nothing is, nothing is copied.
//
// Pure; any thread; borrows the patterns. Errors: RequestError of keep_ignored().
#pragma once

#include <optional>

#include "engine/guard/ignored.hpp"

namespace schemad::guard {

// A snapshot as a project shows it; borrows the whole one, which is the same where nothing is ignored.
class Shown {
public:
    Shown(const json::value& whole, const NamePatterns& ignored, const json::storage_ptr& storage) : whole_(whole) {
        if (!ignored.empty()) made_.emplace(shown(whole.get_object(), ignored, storage), storage);
    }
    const json::value& operator*() const noexcept { return made_ ? *made_ : whole_; }
    const json::object& object() const { return (**this).get_object(); }

private:
    const json::value& whole_;
    std::optional<json::value> made_;
};

class View {
public:
    View() = default; // of everything
    explicit View(const NamePatterns& ignored) : ignored_(&ignored) {}

    Shown of(const json::value& whole, const json::storage_ptr& storage = {}) const {
        return {whole, *ignored_, storage};
    }
    Shown of(json::value&&, const json::storage_ptr& = {}) const = delete;
    // Whether it is ignored; field empty: the collection.
    bool hides(std::string_view collection, std::string_view field) const {
        return field.empty() ? ignored_->collection(collection) : ignored_->field(collection, field);
    }
    json::object of(json::object whole) const {
        if (ignored_->empty()) return whole; // moved, not copied
        return shown(whole, *ignored_, whole.storage());
    }
    bool shows_all() const noexcept { return ignored_->empty(); }
    // field empty: the collection
    bool shows(std::string_view collection, std::string_view field) const {
        return field.empty() ? !ignored_->collection(collection) : !ignored_->field(collection, field);
    }
    // What `compare` answers of this project's snapshot and an uploaded one, which differ in nothing that is ignored.
    template <class F>
    auto compared(const json::value& whole, const json::value& uploaded, const json::storage_ptr& storage,
                  F&& compare) const {
        if (ignored_->empty()) return compare(whole.get_object(), uploaded.get_object());
        const auto both = comparable(whole.get_object(), uploaded.get_object(), *ignored_, storage);
        return compare(both.current, both.uploaded);
    }
    // What a diff asks of this project; what is not its business is named in it. Borrows the model.
    plan::ChangeSet changes(const json::object& diff, const snapshot::Model&) const;

private:
    static const NamePatterns nothing;
    const NamePatterns* ignored_ = &nothing;
};

} // namespace schemad::guard
