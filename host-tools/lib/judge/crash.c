/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest's crash, and the device's writes to the memory involved. */

#include "judge/crash.h"

#include "base/guest-page.h"

#include <string.h>

static void crash_page_free(CrashPage *page)
{
    g_ptr_array_unref(page->names);
    g_free(page);
}

void crash_free(Crash *crash)
{
    g_free(crash->line);
    g_free(crash->where);
    g_strfreev(crash->excerpt);
    g_free(crash->case_name);
    g_free(crash->unknown);
    g_ptr_array_unref(crash->pages);
    g_free(crash);
}

/* Pages that the splat itself points to come before pages reached from them. */
static gint crash_compare(gconstpointer a, gconstpointer b)
{
    const CrashPage *first = *(CrashPage *const *)a;
    const CrashPage *second = *(CrashPage *const *)b;
    guint64 first_seq = first->written.last.seq;
    guint64 second_seq = second->written.last.seq;

    if (!first->steps != !second->steps) {
        return first->steps ? 1 : -1;
    }
    if (first_seq != second_seq) {
        return first_seq > second_seq ? -1 : 1;
    }
    return first->page < second->page ? -1 : first->page > second->page;
}

static CrashPage *crash_find_page(const Crash *crash, guint64 number)
{
    for (guint i = 0; i < crash->pages->len; i++) {
        CrashPage *page = crash->pages->pdata[i];

        if (page->page == number) {
            return page;
        }
    }
    return NULL;
}

static CrashPage *crash_new_page(Crash *crash, const SplatPointer *pointer,
                                 const WrittenPage *written)
{
    CrashPage *page = g_new0(CrashPage, 1);

    page->page = pointer->gpa / GUEST_PAGE_BYTES;
    page->steps = pointer->steps;
    page->written = *written;
    page->names = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(crash->pages, page);
    crash->pointed += !pointer->steps;
    return page;
}

/* Pages are worth reporting even if the stream says nothing about them. */
static void crash_take_pages(Crash *crash, const Splat *splat,
                             const GArray *writes)
{
    for (guint i = 0; i < splat->pointers->len; i++) {
        const SplatPointer *pointer = splat->pointers->pdata[i];
        guint64 number = pointer->gpa / GUEST_PAGE_BYTES;
        CrashPage *page = crash_find_page(crash, number);
        WrittenPage written = { 0 };

        if (!page) {
            written = writes ? written_page(writes, number) : written;
            page = !pointer->steps || written.count
                   ? crash_new_page(crash, pointer, &written) : NULL;
        }
        /* Pointers with fewer steps come first. */
        if (page && page->steps == pointer->steps) {
            g_ptr_array_add(page->names, g_strdup(pointer->name));
        }
    }
    g_ptr_array_sort(crash->pages, crash_compare);
}

Crash *crash_examine(const Splat *splat, Reports *reports)
{
    Crash *crash = g_new0(Crash, 1);
    g_autoptr(GError) error = NULL;
    const GArray *writes = reports ? reports_writes(reports, &error) : NULL;

    crash->line = g_strdup(splat->line);
    crash->where = splat->where && !strstr(splat->line, splat->where)
                   ? g_strdup(splat->where) : NULL;
    crash->excerpt = g_strdupv(splat->excerpt);
    crash->case_name = g_strdup(splat->case_name);
    crash->followed = splat->followed;
    crash->seq = reports ? reports_seq(reports) : 0;
    crash->pages =
        g_ptr_array_new_with_free_func((GDestroyNotify)crash_page_free);
    if (splat->moved) {
        crash->unknown = g_strdup("this kernel maps its memory elsewhere");
        return crash;
    }
    crash_take_pages(crash, splat, writes);
    if (!reports) {
        crash->unknown = g_strdup("the device has no report stream");
    } else if (!writes) {
        crash->unknown = g_strdup(error->message);
    } else if (!crash->pages->len) {
        crash->unknown = g_strdup("no address in it is one of the guest's "
                                  "memory");
    }
    return crash;
}

/* The first of these pages with device writes; *@count is their number. */
static const CrashPage *crash_first_written(const Crash *crash,
                                            gboolean pointed, guint *count)
{
    const CrashPage *first = NULL;

    *count = 0;
    for (guint i = 0; i < crash->pages->len; i++) {
        const CrashPage *page = crash->pages->pdata[i];

        if (page->written.count && pointed == !page->steps) {
            first = first ? first : page;
            (*count)++;
        }
    }
    return first;
}

static void crash_append_run(GString *text, const Crash *crash,
                             const WrittenRun *run)
{
    if (run->word) {
        /* with several pages, the stream names the first */
        g_string_append_printf(text, "in page 0x%" G_GINT64_MODIFIER "x, ",
                               run->gpa / GUEST_PAGE_BYTES *
                               GUEST_PAGE_BYTES);
    } else {
        g_string_append_printf(text, "gpa 0x%" G_GINT64_MODIFIER "x, %"
                               G_GUINT64_FORMAT " bytes, ", run->gpa,
                               run->bytes);
    }
    g_string_append_printf(text, "%s, ", written_means(run));
    if (run->seq == crash->seq) {
        g_string_append(text, "the last line");
    } else {
        g_string_append_printf(text, "%" G_GUINT64_FORMAT " line%s before "
                               "the last", crash->seq - run->seq,
                               crash->seq - run->seq == 1 ? "" : "s");
    }
}

static void crash_append_page(GString *text, const Crash *crash,
                              const CrashPage *page)
{
    g_string_append_printf(text, " (%s: ", (char *)page->names->pdata[0]);
    crash_append_run(text, crash, &page->written.last);
    g_string_append_c(text, ')');
}

static void crash_append_device(GString *text, const Crash *crash)
{
    guint count, led;
    const CrashPage *page = crash_first_written(crash, TRUE, &count);
    const CrashPage *far = crash_first_written(crash, FALSE, &led);

    if (crash->unknown) {
        g_string_append_printf(text, "whether the device had written there "
                               "cannot be known: %s", crash->unknown);
    } else if (page) {
        g_string_append_printf(text, "the device had written in %u of the %u "
                               "pages that it points to", count,
                               crash->pointed);
        crash_append_page(text, crash, page);
    } else if (far) {
        g_string_append_printf(text, "the device had written in %u page%s "
                               "that its pointers lead to", led,
                               led == 1 ? "" : "s");
        crash_append_page(text, crash, far);
        g_string_append_printf(text, ", in none of the %u that it points to",
                               crash->pointed);
    } else {
        g_string_append_printf(text, "the device had written in none of the "
                               "%u pages that it points to%s", crash->pointed,
                               crash->followed
                               ? ", and in none that they lead to" : "");
    }
}

char *crash_summary(const Crash *crash)
{
    GString *text = g_string_new(crash->line);

    if (crash->where) {
        g_string_append_printf(text, ": at %s", crash->where);
    }
    g_string_append(text, ": ");
    crash_append_device(text, crash);
    return g_string_free(text, FALSE);
}

char *crash_page_names(const CrashPage *page)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < page->names->len; i++) {
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)page->names->pdata[i]);
    }
    return g_string_free(text, FALSE);
}

char *crash_details(const Crash *crash)
{
    GString *text = g_string_new("pages that the splat points to:");

    for (guint i = 0; i < crash->pages->len; i++) {
        const CrashPage *page = crash->pages->pdata[i];

        g_autofree char *names = crash_page_names(page);

        g_string_append_printf(text, "%s 0x%" G_GINT64_MODIFIER "x (%s)",
                               i ? ";" : "", page->page * GUEST_PAGE_BYTES,
                               names);
        if (page->written.count) {
            g_string_append_printf(text, " %" G_GUINT64_FORMAT " writes, the "
                                   "last in line %" G_GUINT64_FORMAT ": ",
                                   page->written.count,
                                   page->written.last.seq);
            crash_append_run(text, crash, &page->written.last);
        } else if (!crash->unknown) {
            g_string_append(text, " no write");
        }
    }
    if (!crash->pages->len) {
        g_string_append(text, " none");
    }
    if (!crash->followed) {
        g_string_append(text, "; its memory cannot be read any more");
    }
    return g_string_free(text, FALSE);
}
