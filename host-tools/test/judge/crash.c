/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Splats of all kinds, and what a report stream adds to them. */

#include "judge/crash.h"

#include <stdio.h>
#include <string.h>

#define MEMORY G_GUINT64_CONSTANT(0x40000000)

#define HELLO \
    "{\"seq\":1,\"event\":\"hello\",\"version\":3,\"level\":\"L1\"}"

/* A pointer that was overwritten. */
static const char protection[] =
    "svgalab: case share/prime/buffer/small\n"
    "[    3.141592] Oops: general protection fault, probably for "
    "non-canonical address 0xc3f000ff53f000ff: 0000 [#1] SMP\n"
    "[    3.142000] CPU: 1 UID: 0 PID: 77 Comm: share Not tainted 6.12.1 #1\n"
    "[    3.142001] RIP: 0010:dma_pool_alloc+0x8c/0x1a0\n"
    "[    3.142002] Code: 48 8b 45 00 48 89 43 08\n"
    "[    3.142003] RSP: 0018:ffffc90000213c58 EFLAGS: 00010086\n"
    "[    3.142004] RAX: 0000000000000001 RBX: ffff888001234040 "
    "RCX: 0000000000000000\n"
    "[    3.142005] RDX: ffff888003ab1000 RSI: 0000000000000cc0 "
    "RDI: ffff888001234000\n"
    "[    3.142006] R10: ffffea0000100040 R11: ffff888040000000 "
    "R12: ffff888000000001\n"
    "[    3.142007] FS:  00000000004c63c0(0000) GS:ffff88803ed00000(0000) "
    "knlGS:0000000000000000\n"
    "[    3.142008] CR2: ffff888007777000 CR3: 0000000003c2a000 "
    "CR4: 00000000000006f0\n"
    "[    3.142009] Call Trace:\n"
    "[    3.142010]  vmw_cmdbuf_header_inline+0x50/0xd0\n"
    "[    3.142011] RIP: 0033:0x401b2c\n"
    "[    3.142012] ---[ end trace 0000000000000000 ]---\n"
    "[    3.142013] RBX: ffff888009999000\n"
    "[    3.142014] Kernel panic - not syncing: Fatal exception\n";

static const char fault[] =
    "[    1.000000] BUG: unable to handle page fault for address: "
    "ffff888012345678\n"
    "[    1.000001] #PF: supervisor write access in kernel mode\n"
    "[    1.000002] Oops: Oops: 0003 [#1] SMP\n"
    "[    1.000003] RIP: 0010:memset_orig+0x33/0xb0\n"
    "[    1.000004] CR2: ffff888012345678 CR3: 0000000003c2a000\n";

static const char null[] =
    "[    1.000000] BUG: kernel NULL pointer dereference, address: "
    "0000000000000008\n"
    "[    1.000003] RIP: 0010:0x0\n";

static const char kasan[] =
    "[   11.000000] ==========================================\n"
    "[   11.000000] BUG: KASAN: slab-use-after-free in "
    "vmw_bo_dirty_scan+0x1a2/0x400\n"
    "[   11.000001] Write of size 8 at addr ffff888005554448 by task store/9\n"
    "[   11.000002] The buggy address belongs to the object at "
    "ffff888005554400\n"
    "[   11.000003] page: refcount:1 mapcount:0 mapping:0000000000000000 "
    "index:0x0 pfn:0x5554\n";

static const char warning[] =
    "[    2.000000] WARNING: CPU: 0 PID: 61 at mm/page_alloc.c:4701 "
    "__alloc_pages_noprof+0x2ab/0x330\n"
    "[    2.000001] RIP: 0010:__alloc_pages_noprof+0x2ab/0x330\n";

static const char bug[] =
    "[    2.000000] ------------[ cut here ]------------\n"
    "[    2.000000] kernel BUG at mm/slub.c:553!\n"
    "[    2.000001] Oops: invalid opcode: 0000 [#1] SMP\n"
    "[    2.000002] RIP: 0010:__slab_free+0x111/0x2d0\n";

static const char panicked[] =
    "[    2.000000] Kernel panic - not syncing: sysrq triggered crash\n";

static const char hung[] =
    "[  121.000000] INFO: task thread:88 blocked for more than 120 seconds.\n";

static const char stalled[] =
    "[   60.000000][    C1] rcu: INFO: rcu_sched self-detected stall on CPU\n"
    "[   60.000001][    C1] RIP: 0010:delay_tsc+0x2f/0x60\n";

static const char lockup[] =
    "[   60.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [a:1]\n"
    "[   60.000001] RIP: 0010:delay_tsc+0x2f/0x60\n";

static const char bad_page[] =
    "[    5.000000] BUG: Bad page state in process store  pfn:03f2a\n";

static const char stack[] =
    "[    5.000000] stack segment: Oops: 0000 [#1]\n"
    "[    5.000001] Stack:\n"
    "[    5.000002]  0000000000000000 ffff888003333010 ffffffff8110aabb\n";

static GPtrArray *lines_of(const char *text)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(text, "\n", -1);

    for (guint i = 0; parts[i]; i++) {
        g_ptr_array_add(lines, g_strdup(parts[i]));
    }
    return lines;
}

static Splat *parse(const char *text)
{
    g_autoptr(GPtrArray) lines = lines_of(text);

    return splat_parse(lines, MEMORY);
}

/* "ADDRESS NAME" in hexadecimal, one per line. */
static char *pointers_of(const Splat *splat)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < splat->pointers->len; i++) {
        const SplatPointer *pointer = splat->pointers->pdata[i];

        g_string_append_printf(text, "%" G_GINT64_MODIFIER "x %s\n",
                               pointer->gpa, pointer->name);
    }
    return g_string_free(text, FALSE);
}

static void test_kinds(void)
{
    static const struct {
        const char *text;
        const char *line;
        const char *where;
        const char *pointers;
    } kinds[] = {
        { protection, "Oops: general protection fault, probably for "
          "non-canonical address 0xc3f000ff53f000ff: 0000 [#1] SMP",
          "dma_pool_alloc+0x8c",
          "1234040 RBX\n3ab1000 RDX\n1234000 RDI\n4001000 R10\n1 R12\n" },
        { fault, "BUG: unable to handle page fault for address: "
          "ffff888012345678", "memset_orig+0x33",
          "12345678 address\n12345678 CR2\n" },
        { null, "BUG: kernel NULL pointer dereference, address: "
          "0000000000000008", "0x0", "" },
        { kasan, "BUG: KASAN: slab-use-after-free in "
          "vmw_bo_dirty_scan+0x1a2/0x400", "vmw_bo_dirty_scan+0x1a2",
          "5554448 addr\n5554400 at\n5554000 pfn\n" },
        { warning, "WARNING: CPU: 0 PID: 61 at mm/page_alloc.c:4701 "
          "__alloc_pages_noprof+0x2ab/0x330", "__alloc_pages_noprof+0x2ab",
          "" },
        { bug, "kernel BUG at mm/slub.c:553!", "__slab_free+0x111", "" },
        { panicked, "Kernel panic - not syncing: sysrq triggered crash",
          NULL, "" },
        { hung, "INFO: task thread:88 blocked for more than 120 seconds.",
          NULL, "" },
        { stalled, "rcu: INFO: rcu_sched self-detected stall on CPU",
          "delay_tsc+0x2f", "" },
        { lockup, "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [a:1]",
          "delay_tsc+0x2f", "" },
        { bad_page, "BUG: Bad page state in process store  pfn:03f2a", NULL,
          "3f2a000 pfn\n" },
        { stack, "stack segment: Oops: 0000 [#1]", NULL, "3333010 stack\n" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(Splat) splat = parse(kinds[i].text);
        g_autofree char *pointers = NULL;

        g_assert_nonnull(splat);
        g_assert_cmpstr(splat->line, ==, kinds[i].line);
        g_assert_cmpstr(splat->where, ==, kinds[i].where);
        g_assert_false(splat->moved);
        pointers = pointers_of(splat);
        g_assert_cmpstr(pointers, ==, kinds[i].pointers);
    }
}

static void test_quiet(void)
{
    g_assert_null(parse(""));
    g_assert_null(parse("svgalab: case a\n[ 1.0] vmwgfx: a warning\n"));
    g_assert_null(parse("a: " SPLAT_EXPECTED_BEGIN "\nWARNING: one\n"
                        "a: " SPLAT_EXPECTED_END "\n"));
}

/* A splat of an earlier case is ignored if the last case has one of its own. */
static void test_case(void)
{
    g_autoptr(Splat) second = parse("svgalab: case a\nWARNING: one\n"
                                    "svgalab: case b\nWARNING: two\n");
    g_autoptr(Splat) first = parse("svgalab: case a\nWARNING: one\n"
                                   "svgalab: case b\nquiet\n");
    g_autoptr(Splat) boot = parse("WARNING: one\n");

    g_assert_cmpstr(second->line, ==, "WARNING: two");
    g_assert_cmpstr(second->case_name, ==, "b");
    g_assert_cmpstr(first->line, ==, "WARNING: one");
    g_assert_cmpstr(first->case_name, ==, "a");
    g_assert_null(boot->case_name);
}

/* What is shown begins with the message, and has what, where and the way. */
static void test_excerpt(void)
{
    g_autoptr(Splat) splat =
        parse("[ 1.0] quiet\n"
              "[ 2.0] ------------[ cut here ]------------\n"
              "[ 2.0] no surface\n"
              "[ 2.0] WARNING: CPU: 0 PID: 61 at a.c:993 f+0x2/0x3\n"
              "[ 2.0] Modules linked in:\n"
              "[ 2.0] CPU: 0 UID: 0 PID: 61 Comm: prime Not tainted\n"
              "[ 2.0] RIP: 0010:f+0x2/0x3\n"
              "[ 2.0] Code: 48 8b\n"
              "[ 2.0] RSP: 0018:ffffc90000213c58 EFLAGS: 00010086\n"
              "[ 2.0] RAX: 0000000000000001 RBX: 0000000000000002\n"
              "[ 2.0] FS:  00000000004c63c0(0000)\n"
              "[ 2.0] Call Trace:\n"
              "[ 2.0]  g+0x50/0xd0\n"
              "[ 2.0] RIP: 0033:0x44908b\n"
              "[ 2.0] ---[ end trace 0000000000000000 ]---\n"
              "[ 2.0] later\n");
    g_autofree char *text = g_strjoinv("\n", splat->excerpt);

    g_assert_cmpstr(text, ==,
                    "[ 2.0] no surface\n"
                    "[ 2.0] WARNING: CPU: 0 PID: 61 at a.c:993 f+0x2/0x3\n"
                    "[ 2.0] CPU: 0 UID: 0 PID: 61 Comm: prime Not tainted\n"
                    "[ 2.0] RIP: 0010:f+0x2/0x3\n"
                    "[ 2.0] Call Trace:\n"
                    "[ 2.0]  g+0x50/0xd0");
}

static Reports *stream(const char *const *lines)
{
    Reports *reports = reports_new("/nonexistent");

    for (guint i = 0; lines[i]; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_true(reports_feed(reports, lines[i], &error));
    }
    return reports;
}

static void check_splat(const Splat *splat, Reports *reports,
                        const char *summary, const char *details)
{
    g_autoptr(Crash) crash = crash_examine(splat, reports);
    g_autofree char *short_one = crash_summary(crash);
    g_autofree char *long_one = crash_details(crash);

    g_assert_true(g_str_has_suffix(short_one, summary));
    g_assert_cmpstr(long_one, ==, details);
}

#define GONE "; its memory cannot be read any more"

static void check(const char *text, Reports *reports, const char *summary,
                  const char *details)
{
    g_autoptr(Splat) splat = parse(text);

    check_splat(splat, reports, summary, details);
}

static void test_written(void)
{
    static const char *const lines[] = {
        HELLO,
        "{\"seq\":2,\"event\":\"write\",\"kind\":\"copy\","
        "\"byte_ranges\":[[61542396,4],[20480,100]]}",
        "{\"seq\":3,\"event\":\"write\",\"kind\":\"copy\","
        "\"byte_ranges\":[[61540352,4096],[19087360,100]]}",
        "{\"seq\":4,\"event\":\"write\",\"kind\":\"word\","
        "\"byte_ranges\":[[19087360,4],[19087428,4]]}",
        "{\"seq\":5,\"event\":\"write\",\"kind\":\"word\","
        "\"byte_ranges\":[[19087424,4]]}",
        "{\"seq\":6,\"event\":\"reset\"}",
        NULL,
    };
    g_autoptr(Reports) reports = stream(lines);

    check(protection, reports, "[#1] SMP: at dma_pool_alloc+0x8c: the device "
          "had written in 2 of the 4 pages that it points to (RBX: in "
          "page 0x1234000, a command buffer's status, 1 line before the last)",
          "pages that the splat points to: 0x1234000 (RBX, RDI) 4 writes, "
          "the last in line 5: in page 0x1234000, a command buffer's status, "
          "1 line before the last; 0x3ab1000 (RDX) 1 writes, the last in "
          "line 3: gpa 0x3ab0800, 4096 bytes, a copy, 3 lines before the "
          "last; 0x0 (R12) no write; 0x4001000 (R10) no write" GONE);
    check(bad_page, reports, "pfn:03f2a: the device had written in none of "
          "the 1 pages that it points to",
          "pages that the splat points to: 0x3f2a000 (pfn) no write" GONE);
}

/* A pool with a list of pages, and after these one that is too far away. */
static gboolean read_pool(gpointer opaque, guint64 gpa, gpointer bytes,
                          gsize length)
{
    static const struct {
        guint64 gpa;
        guint64 word;
    } memory[] = {
        { 0x3ab1000, 0xffff888004000100 },
        { 0x3ab1008, 0xffff888040000000 },
        { 0x4000110, 0xffff888005000000 },
        { 0x4000138, 0xffffea0000180000 },
        { 0x5000000, 0xffff888006000000 },
    };
    guint8 *to = bytes;

    if (gpa == 0) {
        return FALSE;
    }
    memset(to, 0, length);
    for (guint i = 0; i < G_N_ELEMENTS(memory); i++) {
        if (memory[i].gpa >= gpa && memory[i].gpa < gpa + length) {
            guint64 word = GUINT64_TO_LE(memory[i].word);

            memcpy(to + memory[i].gpa - gpa, &word, sizeof(word));
        }
    }
    return TRUE;
}

/* Freed memory is in lists: registers lead to it through pointers. */
static void test_followed(void)
{
    static const char *const lines[] = {
        HELLO,
        "{\"seq\":2,\"event\":\"write\",\"kind\":\"word\","
        "\"byte_ranges\":[[83886084,4],[100663296,4]]}",
        NULL,
    };
    g_autoptr(Reports) reports = stream(lines);
    g_autoptr(Splat) splat = parse(protection);
    g_autoptr(Splat) quiet = parse(bad_page);

    splat_follow(splat, MEMORY, read_pool, NULL);
    check_splat(splat, reports, ": the device had written in 2 pages that its "
                "pointers lead to (RDX[0x0][0x10]: in page 0x5000000, a command "
                "buffer's error offset, the last line), in none of the 4 that "
                "it points to",
                "pages that the splat points to: 0x0 (R12) no write; "
                "0x1234000 (RBX, RDI) no write; 0x3ab1000 (RDX) no write; "
                "0x4001000 (R10) no write; 0x5000000 (RDX[0x0][0x10]) 1 "
                "writes, the last in line 2: in page 0x5000000, a command "
                "buffer's error offset, the last line; 0x6000000 "
                "(RDX[0x0][0x38]) 1 writes, the last in line 2: in page "
                "0x6000000, a command buffer's status, the last line");
    splat_follow(quiet, MEMORY, read_pool, NULL);
    check_splat(quiet, reports, "none of the 1 pages that it points to, and "
                "in none that they lead to",
                "pages that the splat points to: 0x3f2a000 (pfn) no write");
}

/* Unknown facts are not guessed, and the reason is given. */
static void test_unknown(void)
{
    static const char *const present[] = { HELLO, NULL };
    const char *none = "pages that the splat points to: none" GONE;
    const char *page = "pages that the splat points to: 0x3f2a000 (pfn)" GONE;
    g_autoptr(Reports) reports = stream(present);
    g_autofree char *elsewhere =
        g_strconcat(bad_page, "GS:ffff9b803ed00000(0000)", NULL);

    check(bad_page, NULL, "pfn:03f2a: whether the device had written there "
          "cannot be known: the device has no report stream", page);
    check(panicked, reports, "cannot be known: no address in it is one of "
          "the guest's memory", none);
    check(elsewhere, reports, "cannot be known: this kernel maps its memory "
          "elsewhere", none);
}

/* a gap may hide the very write */
static void test_gap(void)
{
    g_autofree char *dir = g_dir_make_tmp("svgalab-crash-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "reports.jsonl", NULL);
    g_autoptr(Reports) reports = reports_new(path);

    g_assert_true(g_file_set_contents(path, HELLO "\n{\"seq\":3,\"event\":"
                                      "\"reset\"}\n", -1, NULL));
    g_assert_false(reports_pump(reports, NULL));
    check(bad_page, reports, "cannot be known: report stream: a gap, line 3 "
          "follows 1", "pages that the splat points to: 0x3f2a000 (pfn)"
          GONE);
    g_assert_cmpint(remove(path), ==, 0);
    g_assert_cmpint(remove(dir), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/crash/kinds", test_kinds);
    g_test_add_func("/crash/quiet", test_quiet);
    g_test_add_func("/crash/excerpt", test_excerpt);
    g_test_add_func("/crash/case", test_case);
    g_test_add_func("/crash/written", test_written);
    g_test_add_func("/crash/followed", test_followed);
    g_test_add_func("/crash/unknown", test_unknown);
    g_test_add_func("/crash/gap", test_gap);
    return g_test_run();
}
