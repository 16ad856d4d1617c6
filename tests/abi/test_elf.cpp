// SPDX-License-Identifier: Apache-2.0
// The look into a file that may be anything.
#include <boost/test/unit_test.hpp>

#include <elf.h>
#include <fcntl.h>
#include <random>
#include <sys/mman.h>

#include "tests/abi/fixture.hpp"
#include "tests/vectors.hpp"
#include "vendors/loader/elf_symbols.hpp"

using schemad::loader::missing_export;
using schemad::test::slurp;

namespace {

const std::string entry = SCHEMAD_VENDOR_ENTRY;

class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : fd_(::memfd_create("elf", MFD_CLOEXEC)) {
        BOOST_REQUIRE(fd_ >= 0);
        BOOST_REQUIRE(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { ::close(fd_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    int fd() const { return fd_; }
    void shorten(std::size_t size) const { BOOST_REQUIRE(::ftruncate(fd_, static_cast<off_t>(size)) == 0); }
    void put(std::size_t at, char byte) const { BOOST_REQUIRE(::pwrite(fd_, &byte, 1, static_cast<off_t>(at)) == 1); }

private:
    int fd_;
};

std::string why_not(std::string_view bytes, const std::string& symbol = entry) {
    const MemoryFile file(bytes);
    return missing_export(file.fd(), symbol);
}

} // namespace

BOOST_AUTO_TEST_CASE(both_kinds_of_hash_table_are_read) {
    BOOST_TEST(why_not(slurp(FAKE_PLUGIN)) == "");
    BOOST_TEST(why_not(slurp(FAKE_SYSV)) == "");
    for (const auto* file : {FAKE_PLUGIN, FAKE_SYSV}) {
        BOOST_TEST(why_not(slurp(file), "schemad_vendor_entry_v2") != "");
        BOOST_TEST(why_not(slurp(file), "malloc") != ""); // used, not exported
        BOOST_TEST(why_not(slurp(file), "") != "");
    }
}

BOOST_AUTO_TEST_CASE(a_data_symbol_of_that_name_is_no_entry) {
    BOOST_TEST(why_not(slurp(FOREIGN)).find("does not export") != std::string::npos);
    BOOST_TEST(why_not(slurp(FOREIGN), "schemad_vendor_entry") == "");
}

BOOST_AUTO_TEST_CASE(other_files) {
    BOOST_TEST(why_not("") == "is not an ELF file");
    BOOST_TEST(why_not("#!/bin/sh\nrm -rf /\n") == "is not an ELF file");
    BOOST_TEST(why_not("\x7f"
                       "ELF") == "is not an ELF file");
    auto bytes = slurp(FAKE_PLUGIN);
    const auto with = [&](std::size_t at, char value) {
        auto changed = bytes;
        changed[at] = value;
        return why_not(changed);
    };
    BOOST_TEST(with(EI_CLASS, ELFCLASS32) == "is built for another kind of machine");
    BOOST_TEST(with(EI_DATA, ELFDATA2MSB) == "is built for another kind of machine");
    BOOST_TEST(with(16, ET_REL) == "is not a shared object"); // e_type
}

BOOST_AUTO_TEST_CASE(a_truncated_file_is_refused_wherever_it_ends) {
    const auto bytes = slurp(FAKE_PLUGIN);
    Elf64_Ehdr header;
    std::memcpy(&header, bytes.data(), sizeof header);
    std::size_t mapped = 0; // what follows (sections, debug information) is not needed to load it
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment;
        std::memcpy(&segment, bytes.data() + header.e_phoff + i * sizeof segment, sizeof segment);
        if (segment.p_type == PT_LOAD) mapped = std::max<std::size_t>(mapped, segment.p_offset + segment.p_filesz);
    }
    BOOST_REQUIRE(mapped > 1000u);
    const MemoryFile file(bytes);
    std::size_t size = mapped;
    file.shorten(size);
    BOOST_TEST(missing_export(file.fd(), entry) == "");
    while (size > 0) {
        size -= std::min<std::size_t>(size, size > 4096 ? 509 : 7);
        file.shorten(size);
        if (missing_export(file.fd(), entry).empty()) BOOST_ERROR("accepted at " << size);
    }
}

BOOST_AUTO_TEST_CASE(damaged_bytes_never_crash) {
    const auto bytes = slurp(FAKE_PLUGIN);
    std::mt19937 random(1);
    const MemoryFile file(bytes);
    for (int i = 0; i < 4000; ++i) {
        // Half of it in the headers, half in hash, symbol and string tables, which stand in front.
        const std::size_t at = random() % std::min<std::size_t>(bytes.size(), i % 2 ? 700 : 8192);
        file.put(at, static_cast<char>(random()));
        missing_export(file.fd(), entry);
        if (i % 3 == 0) file.put(at, bytes[at]); // the rest of the damage adds up
        if (i % 200 == 0)
            for (std::size_t k = 0; k < 8192 && k < bytes.size(); ++k) file.put(k, bytes[k]);
    }
    BOOST_TEST(why_not(bytes) == "");
}
