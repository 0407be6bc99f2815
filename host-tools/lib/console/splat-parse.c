/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Parses a guest kernel's splat: message, location and pointers. */

#include "console/splat.h"

#include <string.h>

#include "base/guest-page.h"
#include "hw/display/svga-wire.h"

/* Maximum number of lines in a splat whose end is not marked. */
#define SPLAT_LINES_MAX 150

/* Lines of a splat that are shown. */
#define SPLAT_EXCERPT_LINES 20

/*
 * A kernel that has a message of its own to a warning prints it first, behind
 * this.
 */
#define SPLAT_CUT "[ cut here ]"
#define SPLAT_MESSAGE_LINES 2

/*
 * Addresses of the guest kernel's direct map and of its array of struct page.
 * They are fixed because guest-kernel/kernel.config disables KASLR and
 * five-level page tables.
 */
#define SPLAT_DIRECT_MAP G_GUINT64_CONSTANT(0xffff888000000000)
#define SPLAT_PAGE_ARRAY G_GUINT64_CONSTANT(0xffffea0000000000)
#define SPLAT_STRUCT_PAGE 64
#define SPLAT_KERNEL_IMAGE G_GUINT64_CONSTANT(0xffffffff80000000)

/* Messages of a crash, or of what taints the kernel. */
static const char *const splat_breakdowns[] = {
    "BUG: ", "Oops: ", "kernel BUG at ", "general protection fault",
    "Kernel panic", "PANIC: ", "WARNING: ", "UBSAN: ", "INFO: task ",
    "detected stall", "self-detected stall", "debug_vm_pgtable: fail",
};

/* Bytes of an object searched for pointers, and depth of the search. */
#define SPLAT_OBJECT_BYTES 64
#define SPLAT_STEPS 2

static void splat_pointer_free(SplatPointer *pointer)
{
    g_free(pointer->name);
    g_free(pointer);
}

void splat_free(Splat *splat)
{
    g_free(splat->line);
    g_free(splat->where);
    g_strfreev(splat->excerpt);
    g_free(splat->case_name);
    g_ptr_array_unref(splat->pointers);
    g_free(splat);
}

/* The first submatch of @pattern in @text, or NULL. */
static char *splat_match(const char *pattern, const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    return g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, 1)
                                                 : NULL;
}

static gboolean splat_begins(const char *line)
{
    for (guint i = 0; i < G_N_ELEMENTS(splat_breakdowns); i++) {
        if (strstr(line, splat_breakdowns[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Index of the first line of the first splat at or after @from, or the end. */
static guint splat_search(const GPtrArray *lines, guint from)
{
    gboolean expected = FALSE;
    guint i;

    for (i = from; i < lines->len; i++) {
        const char *line = lines->pdata[i];

        if (strstr(line, SPLAT_EXPECTED_BEGIN)) {
            expected = TRUE;
        } else if (strstr(line, SPLAT_EXPECTED_END)) {
            expected = FALSE;
        } else if (!expected && splat_begins(line)) {
            break;
        }
    }
    return i;
}

/* The last line before @before that marks the start of a case, or -1. */
static int splat_last_mark(const GPtrArray *lines, guint before)
{
    for (int i = before; i-- > 0;) {
        if (strstr(lines->pdata[i], SVGA_WIRE_CASE_MARK)) {
            return i;
        }
    }
    return -1;
}

/* Adds each pointer only once, however often the splat names it. */
static void splat_add(Splat *splat, const char *name, guint64 gpa,
                      guint steps)
{
    SplatPointer *pointer;

    for (guint i = 0; i < splat->pointers->len; i++) {
        const SplatPointer *other = splat->pointers->pdata[i];

        if (other->gpa == gpa &&
            (steps || g_str_equal(other->name, name))) {
            return;
        }
    }
    pointer = g_new0(SplatPointer, 1);
    pointer->name = g_strdup(name);
    pointer->gpa = gpa;
    pointer->steps = steps;
    g_ptr_array_add(splat->pointers, pointer);
}

/* Take @value if it is a kernel address of memory or of a struct page. */
static void splat_take_address(Splat *splat, const char *name, guint64 value,
                               guint64 memory, guint steps)
{
    guint64 structs = memory / GUEST_PAGE_BYTES * SPLAT_STRUCT_PAGE;

    if (value - SPLAT_DIRECT_MAP < memory) {
        splat_add(splat, name, value - SPLAT_DIRECT_MAP, steps);
    } else if (value - SPLAT_PAGE_ARRAY < structs) {
        splat_add(splat, name, (value - SPLAT_PAGE_ARRAY) / SPLAT_STRUCT_PAGE
                  * GUEST_PAGE_BYTES, steps);
    }
}

/*
 * GS holds the address of per-CPU variables, which are in the direct map. It is
 * not what the splat is about, but shows if the direct map is where we expect
 * it.
 */
static void splat_check_gs(Splat *splat, guint64 value, guint64 memory)
{
    if (value && value < SPLAT_KERNEL_IMAGE &&
        value - SPLAT_DIRECT_MAP >= memory) {
        splat->moved = TRUE;
    }
}

/* The name before a number: a register, a word, or "stack" if there is none. */
static char *splat_number_name(const char *line, int length)
{
    g_autofree char *before = g_strndup(line, length);
    char *name = splat_match("([A-Za-z][A-Za-z0-9]*):\\s*(?:[0-9a-f]{4}:)?"
                             "(?:0x)?$", before);

    name = name ? name : splat_match("([A-Za-z]+)\\s+(?:0x)?$", before);
    return name ? name : g_strdup("stack");
}

static void splat_take_numbers(Splat *splat, const char *line, guint64 memory)
{
    static const char *const others[] = { "FS", "knlGS", "CR3", NULL };
    g_autoptr(GRegex) regex =
        g_regex_new("(?<![0-9a-zA-Z])(?:0x)?([0-9a-f]{16})(?![0-9a-zA-Z])", 0,
                    0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    gboolean faulted = strstr(splat->line, "page fault") ||
                       strstr(splat->line, "NULL pointer");

    g_regex_match(regex, line, 0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *digits = g_match_info_fetch(match, 1);
        guint64 value = g_ascii_strtoull(digits, NULL, 16);
        g_autofree char *name = NULL;
        int start;

        g_match_info_fetch_pos(match, 0, &start, NULL);
        name = splat_number_name(line, start);
        if (g_str_equal(name, "GS")) {
            splat_check_gs(splat, value, memory);
        } else if (!g_strv_contains(others, name) &&
                   (faulted || !g_str_equal(name, "CR2"))) {
            /* without a fault, CR2 is left over from an older one */
            splat_take_address(splat, name, value, memory, 0);
        }
    }
}

static void splat_take_pfn(Splat *splat, const char *line, guint64 memory)
{
    g_autofree char *digits = splat_match("\\bpfn:(?:0x)?([0-9a-f]+)", line);
    guint64 page = digits ? g_ascii_strtoull(digits, NULL, 16) : 0;

    if (digits && page < memory / GUEST_PAGE_BYTES) {
        splat_add(splat, "pfn", page * GUEST_PAGE_BYTES, 0);
    }
}

/* Kernel RIP only; the registers of a system call's caller may follow. */
static void splat_take_where(Splat *splat, const char *line)
{
    if (!splat->where) {
        splat->where = splat_match("RIP: 0010:(?:\\[<[0-9a-f]+>\\] )?"
                                   "([^ /]+)", line);
    }
}

/* Behind the last line of the splat that starts at line @first. */
static guint splat_end(const GPtrArray *lines, guint first)
{
    guint limit = MIN(lines->len, first + SPLAT_LINES_MAX);

    for (guint i = first + 1; i < limit; i++) {
        if (strstr(lines->pdata[i], "---[ end ") ||
            strstr(lines->pdata[i], SVGA_WIRE_CASE_MARK)) {
            return i;
        }
    }
    return limit;
}

/* Registers, the code around one of them, what is the same in each splat. */
static gboolean splat_is_dump(const char *line)
{
    return g_regex_match_simple("(?:^|\\] )(?:R[A-Z0-9]{2}: [0-9a-f]{16}|"
                                "RSP: |RIP: 0033:|FS: |CS: |DR\\d: |"
                                "CR2: |PKRU: |Code: |Hardware name: |"
                                "Modules linked in:)", line, 0, 0);
}

/* The first line of what belongs to the splat at line @first. */
static guint splat_message(const GPtrArray *lines, guint first)
{
    for (guint i = 1; i <= SPLAT_MESSAGE_LINES + 1 && i <= first; i++) {
        if (strstr(lines->pdata[first - i], SPLAT_CUT)) {
            return first - i + 1;
        }
    }
    return first;
}

static char **splat_cut_out(const GPtrArray *lines, guint first, guint end)
{
    g_autoptr(GStrvBuilder) excerpt = g_strv_builder_new();
    guint count = 0;

    for (guint i = splat_message(lines, first);
         i < end && count < SPLAT_EXCERPT_LINES; i++) {
        if (!splat_is_dump(lines->pdata[i])) {
            g_strv_builder_add(excerpt, lines->pdata[i]);
            count++;
        }
    }
    return g_strv_builder_end(excerpt);
}

/* Parse the splat that starts at line @first. */
static void splat_take(Splat *splat, const GPtrArray *lines, guint first,
                       guint64 memory)
{
    guint end = splat_end(lines, first);

    splat->excerpt = splat_cut_out(lines, first, end);
    for (guint i = first; i < end; i++) {
        const char *line = lines->pdata[i];

        splat_take_where(splat, line);
        splat_take_numbers(splat, line, memory);
        splat_take_pfn(splat, line, memory);
    }
}

Splat *splat_parse(const GPtrArray *lines, guint64 memory)
{
    int mark = splat_last_mark(lines, lines->len);
    guint first = splat_search(lines, mark + 1);
    Splat *splat;

    if (first == lines->len) {
        first = splat_search(lines, 0);
    }
    if (first == lines->len) {
        return NULL;
    }
    splat = g_new0(Splat, 1);
    splat->pointers =
        g_ptr_array_new_with_free_func((GDestroyNotify)splat_pointer_free);
    splat->line = splat_match("^(?:\\[ *[0-9]+\\.[0-9]+\\](?:\\[[^]]*\\])? )?"
                              "(.*?)\\s*$", lines->pdata[first]);
    splat->where = splat_match("\\b([A-Za-z_][\\w.]*\\+0x[0-9a-f]+)/0x",
                               splat->line);
    mark = splat_last_mark(lines, first);
    if (mark >= 0) {
        splat->case_name = splat_match(SVGA_WIRE_CASE_MARK "(\\S+)",
                                       lines->pdata[mark]);
    }
    splat_take(splat, lines, first, memory);
    return splat;
}

static void splat_follow_one(Splat *splat, const SplatPointer *from,
                             guint64 memory, SplatReader read,
                             gpointer opaque)
{
    guint64 words[SPLAT_OBJECT_BYTES / sizeof(guint64)];
    guint64 begin = from->gpa & ~(guint64)(sizeof(words[0]) - 1);

    if (begin + sizeof(words) > memory ||
        !read(opaque, begin, words, sizeof(words))) {
        return;
    }
    splat->followed = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *name =
            g_strdup_printf("%s[0x%x]", from->name,
                            (guint)(i * sizeof(words[0])));

        splat_take_address(splat, name, GUINT64_FROM_LE(words[i]), memory,
                           from->steps + 1);
    }
}

void splat_follow(Splat *splat, guint64 memory, SplatReader read,
                  gpointer opaque)
{
    /* the list grows behind the current entry */
    for (guint i = 0; i < splat->pointers->len; i++) {
        const SplatPointer *from = splat->pointers->pdata[i];

        if (from->steps < SPLAT_STEPS) {
            splat_follow_one(splat, from, memory, read, opaque);
        }
    }
}
