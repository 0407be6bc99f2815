/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream never waits for its reader, and loses whole lines only. */

#include "qemu/osdep.h"
#include <sys/resource.h>
#include <glib/gstdio.h>
#include "qemu/sockets.h"
#include "qapi/error.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

#define STREAM_BYTES_MAX (16 * 1024 * 1024)
#define TEXT_BYTES 232
#define BATCH 4096

/* A device whose stream goes to a socket, and the reader's position. */
typedef struct Stream {
    QSvga *d;
    char *dir;
    char *path;
    int fd;
    FILE *file;
    char *line;
    size_t size;
    uint64_t seq;               /* number of the last line */
    uint64_t gaps;              /* missing numbers */
    uint64_t lines;
} Stream;

static void stream_path(Stream *s)
{
    s->dir = g_dir_make_tmp("svga-stream-XXXXXX", NULL);
    g_assert_nonnull(s->dir);
    s->path = g_build_filename(s->dir, "socket", NULL);
}

static void stream_opened(Stream *s, int fd)
{
    s->fd = fd;
    s->file = fdopen(fd, "r");
    g_assert_nonnull(s->file);
}

static void stream_set_up(Stream *s)
{
    qsvga_fifo_init(s->d);
    qsvga_sync(s->d);
}

/* The reader is connected from the start, but does not read. */
static Stream start(void)
{
    g_autofree char *args = NULL;
    Stream s = { 0 };
    int listener;

    stream_path(&s);
    listener = qtest_socket_server(s.path);
    args = g_strdup_printf("-chardev socket,id=rep,path=%s", s.path);
    s.d = qsvga_start("reports=rep", args);
    stream_opened(&s, accept(listener, NULL, NULL));
    close(listener);
    stream_set_up(&s);
    return s;
}

/* There is no reader before reader() is called. */
static Stream start_alone(void)
{
    g_autofree char *args = NULL;
    Stream s = { 0 };

    stream_path(&s);
    args = g_strdup_printf("-chardev socket,id=rep,path=%s,server=on,"
                           "wait=off", s.path);
    s.d = qsvga_start("reports=rep", args);
    stream_set_up(&s);
    return s;
}

static void reader(Stream *s)
{
    stream_opened(s, unix_connect(s->path, &error_abort));
}

static void clean_up(Stream *s)
{
    fclose(s->file);
    free(s->line);
    g_unlink(s->path);
    g_rmdir(s->dir);
    g_free(s->path);
    g_free(s->dir);
}

static void stop(Stream *s)
{
    qsvga_stop(s->d);
    clean_up(s);
}

/* TEXT_BYTES times the same letter. */
static char *marker_text(char letter)
{
    return g_strnfill(TEXT_BYTES, letter);
}

/* Read the next line; returns what follows its number. */
static const char *next(Stream *s)
{
    char *rest;
    uint64_t seq;

    g_assert_cmpint(getline(&s->line, &s->size, s->file), >, 0);
    g_assert_true(g_str_has_prefix(s->line, "{\"seq\":"));
    seq = g_ascii_strtoull(s->line + strlen("{\"seq\":"), &rest, 10);
    g_assert_cmpuint(seq, >, s->seq);
    s->gaps += seq - s->seq - 1;
    s->seq = seq;
    s->lines++;
    return rest;
}

static void expect_hello(Stream *s)
{
    static const char *const events[] = { "hello", "reset" };

    for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
        g_autofree char *want = g_strdup_printf(
            ",\"event\":\"%s\",\"version\":3,\"device\":\"vmware-svga\","
            "\"level\":\"L1\"}\n", events[i]);

        g_assert_cmpstr(next(s), ==, want);
    }
    g_assert_cmpuint(s->seq, ==, 2);
}

/* Complete lines of markers, with every letter as expected. */
static void expect_markers(Stream *s, uint64_t count, char letter)
{
    g_autofree char *text = marker_text(letter);
    g_autofree char *want = g_strdup_printf(
        ",\"event\":\"marker\",\"text\":\"%s\"}\n", text);

    while (count--) {
        g_assert_cmpstr(next(s), ==, want);
    }
}

/* Execute markers, whether or not somebody reads. */
static void send_markers(Stream *s, unsigned count, char letter)
{
    struct {
        SVGA3dCmdHeader header;
        char prefix[8];
        char text[TEXT_BYTES];
    } marker = {
        { SVGA_3D_CMD_NOP, sizeof(marker) - sizeof(marker.header) },
    };
    g_autofree char *all = g_malloc(count * sizeof(marker));

    memcpy(marker.prefix, "svgalab:", sizeof(marker.prefix));
    memset(marker.text, letter, sizeof(marker.text));
    for (unsigned i = 0; i < count; i++) {
        memcpy(all + i * sizeof(marker), &marker, sizeof(marker));
    }
    qsvga_queue(s->d, all, count * sizeof(marker));
    qsvga_sync(s->d);
}

static uint64_t lost(Stream *s)
{
    return qsvga_stat(s->d, "stat-lost-lines");
}

/* The number of the last line that the device has composed. */
static uint64_t made(Stream *s)
{
    QDict *audit = qsvga_audit(s->d, NULL);
    uint64_t seq = qdict_get_int(audit, "seq");

    qobject_unref(audit);
    return seq;
}

/* Device and monitor respond; what fits is kept, in order and complete. */
static void test_stalled(void)
{
    Stream s = start();
    uint64_t sent = 0;

    while (lost(&s) < BATCH) {
        send_markers(&s, BATCH, 'x');
        sent += BATCH;
        g_assert_cmpuint(made(&s), ==, sent + 2);
    }
    g_assert_cmpuint(sent * TEXT_BYTES, >, STREAM_BYTES_MAX / 2);
    expect_hello(&s);
    expect_markers(&s, sent - lost(&s), 'x');
    g_assert_cmpuint(s.gaps, ==, 0);

    /* there is room again: exactly the lost lines are missing */
    send_markers(&s, 3, 'y');
    expect_markers(&s, 3, 'y');
    g_assert_cmpuint(s.gaps, ==, lost(&s));
    g_assert_cmpuint(s.seq, ==, made(&s));
    stop(&s);
}

/* A slow reader misses nothing. */
static void test_slow(void)
{
    Stream s = start();

    expect_hello(&s);
    for (int i = 0; i < 6; i++) {
        send_markers(&s, BATCH, 'a' + i);
        send_markers(&s, BATCH, 'A' + i);
        expect_markers(&s, BATCH, 'a' + i);
        expect_markers(&s, BATCH, 'A' + i);
    }
    g_assert_cmpuint(s.gaps, ==, 0);
    g_assert_cmpuint(lost(&s), ==, 0);
    g_assert_cmpuint(s.seq, ==, made(&s));
    stop(&s);
}

/* A late reader finds everything from the first line on. */
static void test_late(void)
{
    Stream s = start_alone();

    send_markers(&s, BATCH, 'x');
    reader(&s);
    expect_hello(&s);
    expect_markers(&s, BATCH, 'x');
    g_assert_cmpuint(s.gaps, ==, 0);
    g_assert_cmpuint(lost(&s), ==, 0);
    stop(&s);
}

/*
 * A reader leaves with some lines unread, which nobody can know; the next one
 * starts with a complete line, and misses none that was still queued.
 */
static void test_change(void)
{
    Stream s = start_alone();
    uint64_t seq;

    reader(&s);
    expect_hello(&s);
    send_markers(&s, 2 * BATCH, 'x');
    expect_markers(&s, 1, 'x');
    fclose(s.file);
    reader(&s);
    expect_markers(&s, 1, 'x');
    seq = s.seq;
    expect_markers(&s, made(&s) - seq, 'x');
    g_assert_cmpuint(s.gaps, ==, seq - 4);
    g_assert_cmpuint(lost(&s), ==, 0);
    g_assert_cmpuint(s.seq, ==, made(&s));
    stop(&s);
}

/* Limit the size of QEMU's files. */
static void limit_files(Stream *s, rlim_t bytes)
{
    const struct rlimit limit = { bytes, RLIM_INFINITY };

    g_assert_cmpint(prlimit(qtest_pid(s->d->qts), RLIMIT_FSIZE, &limit, NULL),
                    ==, 0);
}

/*
 * A file accepts no data for a while, as on a full disk, and there is no event
 * when it does again.  Every new line tries again, even if the queue is full.
 */
static void test_full_file(void)
{
    g_autofree char *args = NULL;
    Stream s = { 0 };
    uint64_t sent = 0, gone;
    GStatBuf now;

    stream_path(&s);
    args = g_strdup_printf("-chardev file,id=rep,path=%s", s.path);
    signal(SIGXFSZ, SIG_IGN);       /* inherited by QEMU: makes it an error */
    s.d = qsvga_start("reports=rep", args);
    signal(SIGXFSZ, SIG_DFL);
    stream_set_up(&s);
    g_assert_cmpint(g_stat(s.path, &now), ==, 0);
    limit_files(&s, now.st_size);
    while (lost(&s) < BATCH) {
        send_markers(&s, BATCH, 'x');
        sent += BATCH;
    }
    gone = lost(&s);
    limit_files(&s, RLIM_INFINITY);
    send_markers(&s, 3, 'y');
    g_assert_cmpuint(lost(&s), ==, gone);
    qsvga_quit(s.d);

    stream_opened(&s, open(s.path, O_RDONLY));
    expect_hello(&s);
    expect_markers(&s, sent - gone, 'x');
    g_assert_cmpuint(s.gaps, ==, 0);
    expect_markers(&s, 3, 'y');
    g_assert_cmpuint(s.gaps, ==, gone);
    g_assert_cmpint(getline(&s.line, &s.size, s.file), ==, -1);
    clean_up(&s);
}

static void *read_to_end(void *opaque)
{
    Stream *s = opaque;

    expect_hello(s);
    expect_markers(s, BATCH, 'x');
    g_assert_cmpint(getline(&s->line, &s->size, s->file), ==, -1);
    return NULL;
}

/* QEMU still flushes the queue before it exits if somebody reads. */
static void test_end(void)
{
    Stream s = start();
    GThread *thread;

    send_markers(&s, BATCH, 'x');
    thread = g_thread_new("reader", read_to_end, &s);
    qsvga_quit(s.d);
    g_thread_join(thread);
    clean_up(&s);
}

/* ... and does not wait for ever if nobody does. */
static void test_end_stalled(void)
{
    Stream s = start();

    send_markers(&s, BATCH, 'x');
    qsvga_quit(s.d);
    clean_up(&s);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/stream-stalled", test_stalled);
    qtest_add_func("/svga/stream-slow", test_slow);
    qtest_add_func("/svga/stream-late", test_late);
    qtest_add_func("/svga/stream-change", test_change);
    qtest_add_func("/svga/stream-full-file", test_full_file);
    qtest_add_func("/svga/stream-end", test_end);
    qtest_add_func("/svga/stream-end-stalled", test_end_stalled);
    return g_test_run();
}
