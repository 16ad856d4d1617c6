// SPDX-License-Identifier: Apache-2.0
#include "server/client/http_peer.hpp"

#include <algorithm>
#include <utility>

#include <curl/curl.h>

#include "server/http/text.hpp"

namespace schemad::client {
namespace {

constexpr std::size_t max_header_bytes = std::size_t{256} * 1024;

struct Library {
    Library() {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw PeerError("libcurl cannot be used here");
    }
    ~Library() { curl_global_cleanup(); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
};
void use_library() { static const Library library; }

struct ListEnd {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListEnd>;

void append(List& list, const std::string& line) {
    auto* longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
}

// Parts of a URL. What a token could hide in is refused: URLs stand in process lists and logs.
class Url {
public:
    explicit Url(const std::string& text) : handle_(curl_url()) {
        if (!handle_) throw std::bad_alloc();
        if (text.find("://") == std::string::npos ||
            curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
            throw PeerError("the URL is none; expected https://host or http://host, with a path where there is one");
        scheme = part(CURLUPART_SCHEME), host = part(CURLUPART_HOST), port = part(CURLUPART_PORT),
        path = part(CURLUPART_PATH);
        if (scheme != "https" && scheme != "http")
            throw PeerError("the URL begins with " + scheme + "://; expected https:// or http://");
        if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty() || !part(CURLUPART_QUERY).empty() ||
            !part(CURLUPART_FRAGMENT).empty())
            throw PeerError("the URL holds more than a place; a token comes by --token-file or SCHEMAD_TOKEN");
        while (path.ends_with('/')) path.pop_back();
    }
    std::string root() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port) + path; }
    bool is_near() const { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }
    std::string scheme, host, port, path;

private:
    struct End {
        void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
    };
    std::string part(CURLUPart which) const {
        char* text = nullptr;
        if (curl_url_get(handle_.get(), which, &text, 0) != CURLUE_OK) return {};
        std::string copy(text);
        curl_free(text);
        return copy;
    }
    std::unique_ptr<CURLU, End> handle_;
};

} // namespace

class HttpPeer::Connection {
public:
    explicit Connection(HttpPeerOptions chosen) : options(std::move(chosen)), url(options.url), root(url.root()) {
        use_library();
        if (options.token.find_first_of("\r\n") != std::string::npos || options.token.find('\0') != std::string::npos)
            throw PeerError("the token holds a line break, and no request could carry it");
        curl_.reset(curl_easy_init());
        if (!curl_) throw std::bad_alloc();
    }

    http::Response ask(const http::Request& request) {
        http::Response answer;
        answer_ = &answer;
        head_bytes_ = 0;
        too_large_ = false;
        auto* curl = curl_.get();
        curl_easy_reset(curl); // keeps the connection
        const auto whole = root + request.path + (request.query.empty() ? "" : "?" + request.query);
        List headers;
        for (const auto& [name, value] : request.headers) append(headers, name + ": " + value);
        if (!options.token.empty()) append(headers, "Authorization: Bearer " + options.token);
        append(headers, "Expect:"); // libcurl's own two, of which we mean neither
        if (!request.header("content-type")) append(headers, "Content-Type:");
        char said[CURL_ERROR_SIZE] = {};
        curl_easy_setopt(curl, CURLOPT_URL, whole.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "schemad");
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); // what libcurl can undo
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
        if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Connection::take_body);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Connection::take_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        if (request.method != "GET") {
            curl_easy_setopt(curl, CURLOPT_POST, 1L);
            curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT,
                             1L); // libcurl sends again what a kept one, closed, took along
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
            if (request.method != "POST") curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        }
        const auto came = curl_easy_perform(curl);
        if (too_large_)
            throw PeerError(root + " answered with more than " + std::to_string(options.max_answer_bytes) + " bytes");
        if (came != CURLE_OK) throw PeerError(root + " cannot be asked: " + (*said ? said : curl_easy_strerror(came)));
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        answer.status = static_cast<int>(status);
        refuse_redirect(curl, answer);
        return answer;
    }

    const HttpPeerOptions options;
    const Url url;
    const std::string root;

private:
    void refuse_redirect(CURL* curl, const http::Response& answer) const {
        if (answer.status < 300 || answer.status >= 400) return;
        const char* to = nullptr;
        curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to);
        throw PeerError(root + " answers that it is elsewhere" + (to ? ", at " + std::string(to) : std::string()) +
                        "; the token is not sent there unasked: give that place's URL if it is right");
    }

    static std::size_t take_body(char* bytes, std::size_t one, std::size_t count, void* self) noexcept {
        auto& mine = *static_cast<Connection*>(self);
        const auto size = one * count;
        try {
            if (size > mine.options.max_answer_bytes - mine.answer_->body.size()) {
                mine.too_large_ = true;
                return 0;
            }
            mine.answer_->body.append(bytes, size);
            return size;
        } catch (...) { return 0; }
    }

    static std::size_t take_header(char* bytes, std::size_t one, std::size_t count, void* self) noexcept {
        auto& mine = *static_cast<Connection*>(self);
        const std::string_view line(bytes, one * count);
        try {
            if ((mine.head_bytes_ += line.size()) > max_header_bytes) return 0;
            if (line.starts_with("HTTP/")) mine.answer_->headers.clear(); // of a 100 before it
            const auto colon = line.find(':');
            if (colon != std::string_view::npos) {
                auto value = line.substr(colon + 1);
                while (value.ends_with('\n') || value.ends_with('\r')) value.remove_suffix(1);
                mine.answer_->headers.emplace_back(std::string(line.substr(0, colon)),
                                                   std::string(http::trimmed(value)));
            }
            return line.size();
        } catch (...) { return 0; }
    }

    struct End {
        void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, End> curl_;
    http::Response* answer_ = nullptr;
    std::size_t head_bytes_ = 0;
    bool too_large_ = false;
};

HttpPeer::HttpPeer(HttpPeerOptions options) : connection_(std::make_unique<Connection>(std::move(options))) {}
HttpPeer::~HttpPeer() = default;
http::Response HttpPeer::ask(http::Request request) { return connection_->ask(request); }
const std::string& HttpPeer::name() const noexcept { return connection_->root; }

bool HttpPeer::is_plain_and_far() const noexcept {
    return connection_->url.scheme == "http" && !connection_->url.is_near() && !connection_->options.token.empty();
}

} // namespace schemad::client
