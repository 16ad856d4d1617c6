// SPDX-License-Identifier: Apache-2.0
// The program itself: started, asked, stopped.
#include <array>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/cli/running.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using test::has;

namespace {

class Program {
public:
    Program(std::vector<std::string> arguments, const std::string& log) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
        std::vector<char*> argv{const_cast<char*>(SCHEMAD_PROGRAM)};
        for (auto& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        posix_spawn_file_actions_addclose(&actions, ends[1]);
        posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int failed = posix_spawn(&pid_, SCHEMAD_PROGRAM, &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        out_ = ends[0];
        if (failed) throw std::runtime_error(std::strerror(failed));
    }
    ~Program() {
        close(out_);
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    std::string line() { // the next one of stdout; "" at its end
        std::string text;
        for (char c = 0; read(out_, &c, 1) == 1 && c != '\n';) text += c;
        return text;
    }
    int stopped_by(int signal) {
        kill(pid_, signal);
        return ended();
    }
    int ended() {
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    }

private:
    pid_t pid_ = -1;
    int out_ = -1;
};

std::uint16_t port_of(const std::string& ready) {
    return static_cast<std::uint16_t>(std::stoi(ready.substr(ready.rfind(':') + 1)));
}

// The whole answer to one GET, head and body.
std::string get(std::uint16_t port, const std::string& target, const std::string& headers = {}) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
        const auto request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
        if (send(socket, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
            std::array<char, 4096> buffer{};
            for (ssize_t n = 0; (n = recv(socket, buffer.data(), buffer.size(), 0)) > 0;)
                answer.append(buffer.data(), static_cast<std::size_t>(n));
        }
    }
    close(socket);
    return answer;
}

// An initialised SQLite project and one whose plugin does not exist; the token of both is "a-configured-token".
std::string two_projects(const test::Folder& folder) {
    const std::string token = "a0f3cf46a5b1a7c07a0d6cbb7ee8e03a9c1c47a5fb3c9d1f3cf3d2d9b1d9f000"; // nobody's
    const auto hash = test::ran({"hash-token"}, "a-configured-token").out.substr(8, 64);
    return folder.write("c.yaml", "listen: 127.0.0.1:0\nplugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\"}\nprojects:\n"
                                  "  default:\n    vendor: sqlite\n    connection: {filename: a.db}\n"
                                  "    tokens: [{name: none, sha256: " +
                                      token + "}, {name: ci, sha256: " + hash +
                                      "}]\n"
                                      "  lost:\n    vendor: nosuch\n    connection: {filename: a.db}\n"
                                      "    tokens: [{name: ci, sha256: " +
                                      hash + "}]\n");
}

} // namespace

BOOST_AUTO_TEST_SUITE(serving)

BOOST_AUTO_TEST_CASE(serves_until_it_is_told_to_stop) {
    const test::Folder folder;
    const auto config = two_projects(folder);
    BOOST_REQUIRE(test::ran({"init", "--config", config, "--project", "default"}).status == 0);
    const auto log = (folder.path / "log").string();
    for (const int signal : {SIGTERM, SIGINT}) {
        Program program({"serve", "--config", config}, log);
        const auto ready = program.line();
        BOOST_TEST_REQUIRE(ready.starts_with("schemad listening on http://127.0.0.1:"), ready + test::slurp(log));
        const auto port = port_of(ready);
        BOOST_TEST(get(port, "/server/ping").starts_with("HTTP/1.1 200 "));
        BOOST_TEST(get(port, "/server/ping").ends_with("pong"));

        const std::string token = "Authorization: Bearer a-configured-token\r\n";
        BOOST_TEST(get(port, "/schema/snapshot", token).starts_with("HTTP/1.1 200 "));
        BOOST_TEST(get(port, "/schema/snapshot?access_token=a-wrong-token").starts_with("HTTP/1.1 401 "));
        const auto lost = get(port, "/lost/schema/snapshot", token); // the other project is served all the same
        BOOST_TEST(lost.starts_with("HTTP/1.1 503 "), lost);
        BOOST_TEST(has(lost, "nosuch"), lost);
        BOOST_TEST(program.stopped_by(signal) == 0);

        const auto lines = test::slurp(log);
        BOOST_TEST(has(lines, "project is unavailable project=lost reason="), lines);
        BOOST_TEST(has(lines, "request method=GET path=/schema/snapshot status=200 bytes="), lines);
        BOOST_TEST(has(lines, "stopped"), lines);
        BOOST_TEST(!has(lines, "a-configured-token"), lines);
        BOOST_TEST(!has(lines, "a-wrong-token"), lines);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_database_is_unavailable_until_it_is_there) {
    const test::Folder folder;
    const auto config = two_projects(folder);
    Program program({"serve", "--config", config}, (folder.path / "log").string());
    const auto port = port_of(program.line());
    const std::string token = "Authorization: Bearer a-configured-token\r\n";
    BOOST_TEST(get(port, "/server/ping").starts_with("HTTP/1.1 200 "));
    BOOST_TEST(get(port, "/schema/snapshot", token).starts_with("HTTP/1.1 503 "));
    BOOST_REQUIRE(test::ran({"init", "--config", config, "--project", "default"}).status == 0);
    BOOST_TEST(get(port, "/schema/snapshot", token).starts_with("HTTP/1.1 200 "));
    BOOST_TEST(program.stopped_by(SIGTERM) == 0);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_named) {
    const test::Folder folder;
    const auto config = two_projects(folder);
    Program first({"serve", "--config", config}, (folder.path / "log").string());
    const auto address = "127.0.0.1:" + std::to_string(port_of(first.line()));
    const auto log = (folder.path / "second").string();
    Program second({"serve", "--config", config, "--listen", address}, log);
    BOOST_TEST(second.line() == "");
    BOOST_TEST(second.ended() == 1);
    BOOST_TEST(has(test::slurp(log), address), test::slurp(log));
}

BOOST_AUTO_TEST_CASE(a_wrong_configuration_does_not_start) {
    const test::Folder folder;
    const auto log = (folder.path / "log").string();
    Program program({"serve", "--config", folder.write("c.yaml", "lisen: x\n")}, log);
    BOOST_TEST(program.line() == "");
    BOOST_TEST(program.ended() == 1);
    BOOST_TEST(has(test::slurp(log), "c.yaml:1:1: unknown key \"lisen\""));
}

BOOST_AUTO_TEST_SUITE_END()
