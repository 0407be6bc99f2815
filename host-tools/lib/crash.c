/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest's breakdown: what its console says, and whether the device wrote there. */

#include "crash.h"

#include <string.h>

static void crash_page_free(CrashPage *page)
{
    g_free(page->names);
    g_free(page);
}

void crash_free(Crash *crash)
{
    g_free(crash->line);
    g_free(crash->where);
    g_free(crash->case_name);
    g_free(crash->unknown);
    g_ptr_array_unref(crash->pages);
    g_free(crash);
}

static char *crash_join(const GPtrArray *names)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)names->pdata[i]);
    }
    return g_string_free(text, FALSE);
}

static gint crash_compare(gconstpointer a, gconstpointer b)
{
    const CrashPage *first = *(CrashPage *const *)a;
    const CrashPage *second = *(CrashPage *const *)b;

    if (first->written.last.seq != second->written.last.seq) {
        return first->written.last.seq > second->written.last.seq ? -1 : 1;
    }
    return first->page < second->page ? -1 : first->page > second->page;
}

/* Pages without the stream's word on them are still worth to be told. */
static void crash_take_pages(Crash *crash, const Splat *splat,
                             const GArray *writes)
{
    for (guint i = 0; i < splat->pages->len; i++) {
        const SplatPage *pointed = splat->pages->pdata[i];
        CrashPage *page = g_new0(CrashPage, 1);

        page->page = pointed->page;
        page->names = crash_join(pointed->names);
        if (writes) {
            page->written = written_page(writes, page->page);
        }
        g_ptr_array_add(crash->pages, page);
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
    crash->case_name = g_strdup(splat->case_name);
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

static guint crash_written_pages(const Crash *crash)
{
    guint count = 0;

    for (guint i = 0; i < crash->pages->len; i++) {
        const CrashPage *page = crash->pages->pdata[i];

        count += page->written.count != 0;
    }
    return count;
}

static void crash_append_run(GString *text, const Crash *crash,
                             const WrittenRun *run)
{
    g_string_append_printf(text, "gpa 0x%" G_GINT64_MODIFIER "x, ",
                           run->gpa);
    if (!run->word) {
        g_string_append_printf(text, "%" G_GUINT64_FORMAT " bytes, ",
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

static void crash_append_device(GString *text, const Crash *crash)
{
    guint written = crash_written_pages(crash);

    if (crash->unknown) {
        g_string_append_printf(text, "whether the device had written there "
                               "cannot be known: %s", crash->unknown);
    } else if (written) {
        const CrashPage *page = crash->pages->pdata[0];

        g_string_append_printf(text, "the device had written in %u of the %u "
                               "pages that it points to (", written,
                               crash->pages->len);
        crash_append_run(text, crash, &page->written.last);
        g_string_append_c(text, ')');
    } else {
        g_string_append_printf(text, "the device had written in none of the "
                               "%u pages that it points to",
                               crash->pages->len);
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

char *crash_details(const Crash *crash)
{
    GString *text = g_string_new("pages that the splat points to:");

    for (guint i = 0; i < crash->pages->len; i++) {
        const CrashPage *page = crash->pages->pdata[i];

        g_string_append_printf(text, "%s 0x%" G_GINT64_MODIFIER "x (%s)",
                               i ? ";" : "", page->page * GUEST_PAGE_BYTES,
                               page->names);
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
    return g_string_free(text, FALSE);
}
