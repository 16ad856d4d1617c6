// SPDX-License-Identifier: Apache-2.0
// The few lists of keys that the many objects of a snapshot have, each sorted and written for the hash once.
// Bounded: an object of another shape when there are many already, or with many keys, has none. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace schemad::js {

class ObjectShapes {
public:
    static constexpr std::size_t most = 32, most_keys = 64;
    struct Shape {
        std::vector<std::string> keys;    // as the objects have them
        std::vector<std::uint32_t> order; // sorted: places among the keys
        std::vector<std::string> names;   // in that order, as they are written
        bool fits(const boost::json::object& o) const {
            if (o.size() != keys.size()) return false;
            auto key = keys.begin();
            for (const auto& member : o)
                if (member.key() != *key++) return false;
            return true;
        }
    };

    ObjectShapes() { shapes_.reserve(most); } // they stay where they are

    // null: none. make(shape) fills order and names of a new one, or says that objects with such keys have none.
    template <class Make> const Shape* of(const boost::json::object& o, Make&& make) {
        if (o.size() > most_keys) return nullptr;
        for (const auto& shape : shapes_)
            if (shape.fits(o)) return &shape;
        if (shapes_.size() == most) return nullptr;
        Shape shape;
        for (const auto& member : o) shape.keys.emplace_back(member.key());
        if (!make(shape)) return nullptr;
        return &shapes_.emplace_back(std::move(shape));
    }

private:
    std::vector<Shape> shapes_;
};

} // namespace schemad::js
