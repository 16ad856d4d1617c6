// SPDX-License-Identifier: Apache-2.0
#include "engine/js/object_hash.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <vector>

#include <boost/json.hpp>
#include <openssl/evp.h>

#include "engine/js/object_shapes.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"
#include "engine/text/hex.hpp"

namespace schemad::js {
namespace {

class Sha1 { // gathers small pieces; a call into EVP for each would cost more than the hashing
public:
    Sha1() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha1(), nullptr) != 1) fail();
    }
    void append(std::string_view bytes) {
        if (bytes.size() > buffer_.size() - used_) {
            flush();
            if (bytes.size() > buffer_.size()) return update(bytes);
        }
        std::memcpy(buffer_.data() + used_, bytes.data(), bytes.size());
        used_ += bytes.size();
    }
    std::string hex() {
        flush();
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        if (EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) fail();
        return text::hex_of({reinterpret_cast<const char*>(digest.data()), size});
    }

private:
    [[noreturn]] static void fail() { throw std::runtime_error("SHA-1 is not available"); }
    void update(std::string_view bytes) {
        if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) fail();
    }
    void flush() {
        update({buffer_.data(), used_});
        used_ = 0;
    }
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
    std::array<char, 8192> buffer_;
    std::size_t used_ = 0;
};

// The members that object-hash adds to every object, in its order; an own member of that name takes the place.
constexpr std::array<std::string_view, 3> pseudo_keys = {"prototype", "__proto__", "constructor"};

template <class Sink> class Serialiser {
public:
    explicit Serialiser(Sink& out, const DriverRows* rows = nullptr)
        : out_(out), driver_rows_(rows && !rows->empty() ? rows : nullptr) {}

    void value(const json::value& v) {
        switch (v.kind()) {
        case json::kind::null: out_.append("Null"); break;
        case json::kind::bool_: out_.append(v.get_bool() ? "bool:true" : "bool:false"); break;
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            scratch_ = "number:";
            append_number(scratch_, number_of(v));
            out_.append(scratch_);
            break;
        case json::kind::string: string(v.get_string()); break;
        case json::kind::array:
            ++visited_;
            counted("array:", v.get_array().size());
            for (const auto& element : v.get_array()) value(element);
            break;
        case json::kind::object: object(v.get_object()); break;
        }
    }

    void versioned(const json::value& snapshot, std::string_view version) {
        ++visited_;
        counted("object:", 2 + pseudo_keys.size());
        pseudo_members({});
        member_name("item");
        value(snapshot);
        out_.append(",");
        member_name("version");
        string(version);
        out_.append(",");
    }

private:
    using Own = std::array<const json::value*, 3>; // the own members among the pseudo keys

    void object(const json::object& o) {
        if (driver_rows_ && driver_rows_->contains(&o)) return driver_row(o);
        ++visited_;
        counted("object:", o.size() + pseudo_keys.size());
        if (const auto* shape = shapes_.of(o, [this](auto& made) { return fill(made); })) {
            plain_pseudo_members();
            for (std::size_t i = 0; i < shape->order.size(); ++i) {
                out_.append(shape->names[i]);
                value(o.begin()[shape->order[i]].value());
                out_.append(",");
            }
            return;
        }
        const std::size_t from = members_.size();
        Own own{};
        bool special = false;
        for (const auto& member : o) {
            members_.push_back(&member);
            const std::string_view key = member.key();
            if (key.size() != 9 && key.size() != 11) continue;
            const auto found = std::find(pseudo_keys.begin(), pseudo_keys.end(), key);
            if (found == pseudo_keys.end()) continue;
            own[static_cast<std::size_t>(found - pseudo_keys.begin())] = &member.value();
            special = true;
        }
        std::sort(members_.begin() + static_cast<std::ptrdiff_t>(from), members_.end(),
                  [](const auto* a, const auto* b) { return compare(a->key(), b->key()) < 0; });
        const auto places = special ? pseudo_members(own) : plain_pseudo_members();

        const std::size_t to = members_.size(); // the vector may move while the members are written
        for (std::size_t i = from; i < to; ++i) {
            const auto& member = *members_[i];
            member_name(member.key());
            const auto twice = special ? std::find(own.begin(), own.end(), &member.value()) : own.end();
            if (twice != own.end() && member.value().is_structured())
                circular(places[static_cast<std::size_t>(twice - own.begin())]);
            else
                value(member.value());
            out_.append(",");
        }
        members_.resize(from);
    }

    // An instance of RowDataPacket: its prototype and constructor are not Object's.
    void driver_row(const json::object& o) {
        ++visited_;
        counted("object:", o.size() + pseudo_keys.size());
        out_.append("string:9:prototype:Undefined,string:9:__proto__:");
        if (row_prototype_) {
            circular(*row_prototype_);
        } else {
            row_prototype_ = visited_++;
            out_.append("object:3:string:9:prototype:Undefined,string:9:__proto__:");
            object_prototype();
            out_.append(",string:11:constructor:");
            row_constructor();
            out_.append(",");
        }
        out_.append(",string:11:constructor:");
        row_constructor();
        out_.append(",");
        std::vector<const json::key_value_pair*> members;
        for (const auto& member : o) members.push_back(&member);
        std::sort(members.begin(), members.end(),
                  [](const auto* a, const auto* b) { return compare(a->key(), b->key()) < 0; });
        for (const auto* member : members) {
            member_name(member->key());
            value(member->value());
            out_.append(",");
        }
    }

    void row_constructor() {
        out_.append("fn:");
        string("function RowDataPacket() {\n}");
        string("function-name:RowDataPacket");
        if (row_constructor_) return circular(*row_constructor_);
        row_constructor_ = visited_++;
        out_.append("object:3:string:9:prototype:");
        circular(*row_prototype_);
        out_.append(",string:9:__proto__:");
        native_function("");
        out_.append(",string:11:constructor:");
        native_function("Function");
        out_.append(",");
    }

    void native_function(std::string_view name) { // Function.prototype and Function: each is met once
        out_.append("fn:string:8:[native]");
        string("function-name:" + std::string{name});
        ++visited_;
        out_.append("object:0:");
    }

    static bool fill(ObjectShapes::Shape& shape) {
        for (const auto& key : shape.keys)
            if (std::find(pseudo_keys.begin(), pseudo_keys.end(), key) != pseudo_keys.end()) return false;
        shape.order.resize(shape.keys.size());
        std::iota(shape.order.begin(), shape.order.end(), 0U);
        std::sort(shape.order.begin(), shape.order.end(),
                  [&](auto a, auto b) { return compare(shape.keys[a], shape.keys[b]) < 0; });
        for (const auto at : shape.order)
            Serialiser<std::string>(shape.names.emplace_back()).member_name(shape.keys[at]);
        return true;
    }

    using Places = std::array<std::size_t, 3>; // in the list of what was visited

    Places pseudo_members(const Own& own) {
        Places places{};
        for (std::size_t i = 0; i < pseudo_keys.size(); ++i) {
            member_name(pseudo_keys[i]);
            places[i] = visited_;
            if (own[i])
                value(*own[i]);
            else if (i == 0)
                out_.append("Undefined");
            else if (i == 1)
                object_prototype();
            else
                object_function();
            out_.append(",");
        }
        return places;
    }

    // Once Object.prototype and Object are visited, the three members read the same in every object.
    Places plain_pseudo_members() {
        if (!prototype_ || !function_) return pseudo_members({});
        if (repeated_.empty()) {
            Serialiser<std::string> text(repeated_);
            text.prototype_ = prototype_, text.function_ = function_;
            text.pseudo_members({});
        }
        out_.append(repeated_);
        return {};
    }

    void object_prototype() {
        if (prototype_) return circular(*prototype_);
        prototype_ = visited_++;
        out_.append("object:3:string:9:prototype:Undefined,string:9:__proto__:Null,string:11:constructor:");
        object_function();
        out_.append(",");
    }

    void object_function() {
        out_.append("fn:string:8:[native]string:20:function-name:Object");
        if (function_) return circular(*function_);
        function_ = visited_++;
        out_.append("object:0:");
    }

    void circular(std::size_t place) { string("[CIRCULAR:" + std::to_string(place) + "]"); }

    void member_name(std::string_view key) {
        string(key);
        out_.append(":");
    }

    void string(std::string_view text) {
        if (is_ascii(text)) {
            counted("string:", text.size());
            out_.append(text);
        } else {
            counted("string:", length(text));
            scratch_.clear();
            append_well_formed(scratch_, text);
            out_.append(scratch_);
        }
    }

    void counted(std::string_view kind, std::size_t count) {
        std::array<char, 32> text{};
        char* end = std::copy(kind.begin(), kind.end(), text.data());
        end = std::to_chars(end, text.data() + text.size() - 1, count).ptr;
        *end++ = ':';
        out_.append(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
    }

    template <class> friend class Serialiser;

    Sink& out_;
    std::size_t visited_ = 0; // how many arrays, objects and functions were entered so far
    std::optional<std::size_t> prototype_, function_, row_prototype_, row_constructor_;
    const DriverRows* driver_rows_;
    std::string repeated_, scratch_;
    std::vector<const json::key_value_pair*> members_; // one stack for all open objects
    ObjectShapes shapes_;
};

} // namespace

std::string object_hash(const boost::json::value& v) {
    Sha1 sha1;
    Serialiser<Sha1>(sha1).value(v);
    return sha1.hex();
}

std::string object_hash_text(const boost::json::value& v) {
    std::string text;
    Serialiser<std::string>(text).value(v);
    return text;
}

std::string versioned_hash(const boost::json::value& snapshot, std::string_view directus_version,
                           const DriverRows& driver_rows) {
    Sha1 sha1;
    Serialiser<Sha1>(sha1, &driver_rows).versioned(snapshot, directus_version);
    return sha1.hex();
}

} // namespace schemad::js
