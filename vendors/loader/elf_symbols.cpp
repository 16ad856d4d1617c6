// SPDX-License-Identifier: Apache-2.0
// The file is read the way the dynamic linker does: program headers, dynamic section, hash table. Section headers may
// have been stripped. https://refspecs.linuxfoundation.org/elf, and the GNU hash section as binutils writes it.
#include "vendors/loader/elf_symbols.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <optional>
#include <unistd.h>
#include <vector>

namespace schemad::loader {
namespace {

constexpr std::size_t max_headers = 256, max_dynamic = 4096, max_chain = 1 << 20;

struct Damaged {}; // an offset that points outside the file

class Image {
public:
    explicit Image(int fd) : fd_(fd) {}
    // By place in the file.
    void read(std::uint64_t at, void* to, std::size_t size) const {
        auto* bytes = static_cast<char*>(to);
        while (size != 0) {
            if (at > INT64_MAX) throw Damaged{};
            const auto n = ::pread(fd_, bytes, size, static_cast<off_t>(at));
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) throw Damaged{};
            bytes += n, at += static_cast<std::uint64_t>(n), size -= static_cast<std::size_t>(n);
        }
    }
    template <class T> T get(std::uint64_t at) const {
        T value;
        read(at, &value, sizeof value);
        return value;
    }
    // By the address it will have once loaded.
    template <class T> T loaded(std::uint64_t address) const { return get<T>(offset(address, sizeof(T))); }
    std::uint64_t offset(std::uint64_t address, std::uint64_t size) const {
        for (const auto& s : segments)
            if (address >= s.p_vaddr && address - s.p_vaddr < s.p_filesz && size <= s.p_filesz - (address - s.p_vaddr))
                return s.p_offset + (address - s.p_vaddr);
        throw Damaged{};
    }
    std::vector<ElfW(Phdr)> segments; // PT_LOAD

private:
    int fd_;
};

struct Dynamic {
    std::optional<std::uint64_t> symbols, strings, gnu_hash, sysv_hash;
    std::uint64_t strings_size = 0;
};

Dynamic read_dynamic(const Image& image, const ElfW(Phdr) & header) {
    Dynamic found;
    for (std::size_t i = 0; i < max_dynamic && (i + 1) * sizeof(ElfW(Dyn)) <= header.p_filesz; ++i) {
        const auto entry = image.get<ElfW(Dyn)>(header.p_offset + i * sizeof(ElfW(Dyn)));
        switch (entry.d_tag) {
        case DT_NULL: return found;
        case DT_SYMTAB: found.symbols = entry.d_un.d_ptr; break;
        case DT_STRTAB: found.strings = entry.d_un.d_ptr; break;
        case DT_STRSZ: found.strings_size = entry.d_un.d_val; break;
        case DT_GNU_HASH: found.gnu_hash = entry.d_un.d_ptr; break;
        case DT_HASH: found.sysv_hash = entry.d_un.d_ptr; break;
        default: break;
        }
    }
    return found;
}

bool is_export(const Image& image, const Dynamic& dynamic, std::uint64_t index, const std::string& name) {
    const auto symbol = image.loaded<ElfW(Sym)>(*dynamic.symbols + index * sizeof(ElfW(Sym)));
    if (symbol.st_name >= dynamic.strings_size || dynamic.strings_size - symbol.st_name <= name.size()) return false;
    std::string text(name.size() + 1, '\1');
    image.read(image.offset(*dynamic.strings + symbol.st_name, text.size()), text.data(), text.size());
    if (text.compare(0, name.size(), name) != 0 || text.back() != '\0') return false;
    const auto bind = ELF64_ST_BIND(symbol.st_info); // the same in both classes
    return symbol.st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
           (bind == STB_GLOBAL || bind == STB_WEAK);
}

bool in_gnu_hash(const Image& image, const Dynamic& dynamic, const std::string& name) {
    std::uint32_t hash = 5381;
    for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
    const auto at = *dynamic.gnu_hash;
    const auto buckets = image.loaded<std::uint32_t>(at), first = image.loaded<std::uint32_t>(at + 4),
               bloom = image.loaded<std::uint32_t>(at + 8);
    if (buckets == 0) return false;
    const std::uint64_t bucket_table = at + 16 + std::uint64_t{bloom} * sizeof(ElfW(Addr));
    const std::uint64_t chain = bucket_table + std::uint64_t{buckets} * 4;
    std::uint64_t index = image.loaded<std::uint32_t>(bucket_table + std::uint64_t{hash % buckets} * 4);
    if (index < first) return false; // an empty bucket
    for (std::size_t n = 0; n < max_chain; ++n, ++index) {
        const auto found = image.loaded<std::uint32_t>(chain + (index - first) * 4);
        if ((found | 1) == (hash | 1) && is_export(image, dynamic, index, name)) return true;
        if (found & 1) return false; // the end of the chain
    }
    return false;
}

bool in_sysv_hash(const Image& image, const Dynamic& dynamic, const std::string& name) {
    std::uint32_t hash = 0;
    for (const char c : name) {
        hash = (hash << 4) + static_cast<unsigned char>(c);
        const std::uint32_t high = hash & 0xf0000000u;
        hash = (hash ^ (high >> 24)) & ~high;
    }
    const auto at = *dynamic.sysv_hash;
    const auto buckets = image.loaded<std::uint32_t>(at);
    if (buckets == 0) return false;
    const std::uint64_t chain = at + 8 + std::uint64_t{buckets} * 4;
    std::uint64_t index = image.loaded<std::uint32_t>(at + 8 + std::uint64_t{hash % buckets} * 4);
    for (std::size_t n = 0; n < max_chain && index != STN_UNDEF; ++n) {
        if (is_export(image, dynamic, index, name)) return true;
        index = image.loaded<std::uint32_t>(chain + index * 4);
    }
    return false;
}

std::string examine(Image& image, const std::string& symbol) {
    unsigned char ident[EI_NIDENT] = {};
    try {
        image.read(0, ident, sizeof ident);
    } catch (const Damaged&) { return "is not an ELF file"; }
    if (std::memcmp(ident, ELFMAG, SELFMAG) != 0) return "is not an ELF file";
    constexpr unsigned char own_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
    constexpr unsigned char own_order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
    if (ident[EI_CLASS] != own_class || ident[EI_DATA] != own_order) return "is built for another kind of machine";
    const auto header = image.get<ElfW(Ehdr)>(0);
    if (header.e_type != ET_DYN) return "is not a shared object";
    if (header.e_phentsize != sizeof(ElfW(Phdr)) || header.e_phnum > max_headers) return "is a damaged shared object";

    std::optional<ElfW(Phdr)> dynamic_header;
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        const auto segment = image.get<ElfW(Phdr)>(header.e_phoff + i * sizeof(ElfW(Phdr)));
        if (segment.p_type == PT_LOAD) image.segments.push_back(segment);
        if (segment.p_type == PT_DYNAMIC) dynamic_header = segment;
    }
    if (!dynamic_header) return "is not a shared object";
    for (const auto& s : image.segments) // a truncated file would be a bus error once it is mapped
        if (s.p_filesz != 0) image.get<char>(s.p_offset + s.p_filesz - 1);

    const auto dynamic = read_dynamic(image, *dynamic_header);
    const bool found = dynamic.symbols && dynamic.strings &&
                       (dynamic.gnu_hash    ? in_gnu_hash(image, dynamic, symbol)
                        : dynamic.sysv_hash ? in_sysv_hash(image, dynamic, symbol)
                                            : false);
    return found ? "" : "does not export " + symbol + ": it is not a vendor plugin";
}

} // namespace

std::string missing_export(int fd, const std::string& symbol) {
    Image image(fd);
    try {
        return examine(image, symbol);
    } catch (const Damaged&) { return "is a damaged or truncated shared object"; }
}

} // namespace schemad::loader
