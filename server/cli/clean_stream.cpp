// SPDX-License-Identifier: Apache-2.0
#include "server/cli/clean_stream.hpp"

#include "server/cli/printable.hpp"

namespace schemad::cli {

void CleanBuffer::end() {
    const auto rest = printable(pending_);
    pending_.clear();
    if (to_) to_->sputn(rest.data(), static_cast<std::streamsize>(rest.size()));
}

void CleanBuffer::write_raw(std::string_view text) {
    end();
    if (to_) to_->sputn(text.data(), static_cast<std::streamsize>(text.size()));
}

std::streamsize CleanBuffer::xsputn(const char* text, std::streamsize size) {
    if (!to_) return 0;
    const bool before = !pending_.empty();
    if (before) pending_.append(text, static_cast<std::size_t>(size));
    const std::string_view all =
        before ? std::string_view(pending_) : std::string_view(text, static_cast<std::size_t>(size));
    std::string out;
    out.reserve(all.size());
    const auto taken = append_printable(out, all);
    std::string rest(all.substr(taken));
    pending_ = std::move(rest);
    const auto length = static_cast<std::streamsize>(out.size());
    return to_->sputn(out.data(), length) == length ? size : 0;
}

CleanBuffer::int_type CleanBuffer::overflow(int_type c) {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char one = traits_type::to_char_type(c);
    return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

int CleanBuffer::sync() {
    end();
    return to_ ? to_->pubsync() : -1;
}

void write_raw(std::ostream& out, std::string_view text) {
    if (auto* clean = dynamic_cast<CleanBuffer*>(out.rdbuf()))
        clean->write_raw(text);
    else
        out << text;
}

} // namespace schemad::cli
