// SPDX-License-Identifier: Apache-2.0
#include "engine/js/deep_diff.hpp"

#include <algorithm>
#include <vector>

#include "engine/js/equal.hpp"

namespace schemad::js {
namespace {

struct PathSegment { // of a path: a key, or an index when there is no key
    const json::key_value_pair* member;
    std::size_t index;
};

class Differ {
public:
    explicit Differ(json::storage_ptr sp) : changes_(std::move(sp)) {}
    json::array take() { return std::move(changes_); }

    void compare(const json::value* l, const json::value* r) {
        if (!l && !r) return;
        if (!l) {
            change("N").emplace("rhs", *r);
        } else if (!r) {
            change("D").emplace("lhs", *l);
        } else if (const Type type = type_of(*l); type != type_of(*r)) {
            edit(*l, *r);
        } else if (type == Type::array) {
            arrays(l->get_array(), r->get_array());
        } else if (type == Type::object) {
            objects(l->get_object(), r->get_object());
        } else if (!equal_scalars(*l, *r)) {
            edit(*l, *r);
        }
    }

    void objects(const json::object& l, const json::object& r) {
        std::size_t shared = 0;
        MemberFinder in_r(r);
        for (const auto& member : l) {
            const auto* other = in_r.find(member.key());
            shared += other != nullptr;
            path_.push_back({&member, 0});
            compare(&member.value(), other);
            path_.pop_back();
        }
        if (shared == r.size()) return;
        MemberFinder in_l(l);
        for (const auto& member : r) {
            if (member.key().empty() || in_l.find(member.key())) continue; // the reference never sees a new key ""
            path_.push_back({&member, 0});
            compare(nullptr, &member.value());
            path_.pop_back();
        }
    }

private:
    // No alignment of elements: the tail is added or removed from its end, what both have is compared from high to low.
    void arrays(const json::array& l, const json::array& r) {
        const std::size_t common = std::min(l.size(), r.size());
        for (std::size_t i = r.size(); i > l.size(); --i) element("N", i - 1, "rhs", r[i - 1]);
        for (std::size_t i = l.size(); i > r.size(); --i) element("D", i - 1, "lhs", l[i - 1]);
        for (std::size_t i = common; i-- > 0;) {
            path_.push_back({nullptr, i});
            compare(&l[i], &r[i]);
            path_.pop_back();
        }
    }

    json::object& change(std::string_view kind) {
        auto& made = changes_.emplace_back(json::object_kind).get_object();
        made.reserve(4);
        made.emplace("kind", kind);
        if (!path_.empty()) {
            auto& path = made.emplace("path", json::array_kind).first->value().get_array();
            path.reserve(path_.size());
            for (const auto& step : path_) {
                if (step.member)
                    path.emplace_back(step.member->key());
                else
                    path.emplace_back(static_cast<std::int64_t>(step.index));
            }
        }
        return made;
    }

    void edit(const json::value& l, const json::value& r) {
        auto& made = change("E");
        made.emplace("lhs", l);
        made.emplace("rhs", r);
    }

    void element(std::string_view kind, std::size_t index, std::string_view side, const json::value& v) {
        auto& made = change("A");
        made.emplace("index", static_cast<std::int64_t>(index));
        auto& item = made.emplace("item", json::object_kind).first->value().get_object();
        item.reserve(2);
        item.emplace("kind", kind);
        item.emplace(side, v);
    }

    json::array changes_;
    std::vector<PathSegment> path_;
};

} // namespace

json::array deep_diff(const json::value* lhs, const json::value* rhs, json::storage_ptr sp) {
    Differ differ(std::move(sp));
    differ.compare(lhs, rhs);
    return differ.take();
}

json::array deep_diff(const json::object& lhs, const json::object& rhs, json::storage_ptr sp) {
    Differ differ(std::move(sp));
    differ.objects(lhs, rhs);
    return differ.take();
}

} // namespace schemad::js
