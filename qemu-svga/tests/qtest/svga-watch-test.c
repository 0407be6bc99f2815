/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A vCPU that polls the status of buffers and reuses their memory. */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/thread.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-cmdbuf.h"

#define RAM_BYTES (256 * 1024 * 1024)
#define ROUNDS 50

/* Stored there by the guest once it has the memory back. */
#define MINE 0xa5a5a5a5

/* Guest memory mapped by this process, which acts as a vCPU without the BQL. */
typedef struct Machine {
    char *path;
    char *args;
    uint8_t *ram;
    QSvga *d;
} Machine;

/* The dynamic linker only warns of a library that it cannot load. */
static void assert_loaded(QTestState *qts, const char *library)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/maps",
                                            (int)qtest_pid(qts));
    g_autofree char *maps = NULL;

    g_assert_true(g_file_get_contents(path, &maps, NULL, NULL));
    g_assert_nonnull(strstr(maps, library));
}

/* With the memmove() that exposes double stores, where it exists. */
static Machine *machine_new(void)
{
    const char *double_store = g_getenv("QSVGA_DOUBLE_STORE");
    Machine *m = g_new0(Machine, 1);
    int fd = g_file_open_tmp("qsvga-ram-XXXXXX", &m->path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, RAM_BYTES), ==, 0);
    m->ram = mmap(NULL, RAM_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    g_assert(m->ram != MAP_FAILED);
    close(fd);
    m->args = g_strdup_printf(
        "-object memory-backend-file,id=ram,mem-path=%s,share=on,size=256M "
        "-machine memory-backend=ram", m->path);
    if (double_store) {
        g_setenv("LD_PRELOAD", double_store, TRUE);
    }
    m->d = qsvga_start(NULL, m->args);
    g_unsetenv("LD_PRELOAD");
    if (double_store) {
        assert_loaded(m->d->qts, double_store);
    }
    qsvga_fifo_init(m->d);
    qsvga_cmdbuf_start(m->d, true);
    return m;
}

static void machine_free(Machine *m)
{
    qsvga_stop(m->d);
    munmap(m->ram, RAM_BYTES);
    unlink(m->path);
    g_free(m->path);
    g_free(m->args);
    g_free(m);
}

/* A word that the device is going to change, and the value the guest saw. */
typedef struct Watch {
    uint32_t *status;
    uint32_t *error_offset;
    uint32_t seen;
    uint32_t seen_offset;
    bool stop;
} Watch;

static Watch watch(Machine *m, const QSvgaCmdbuf *cb)
{
    return (Watch) {
        .status = (uint32_t *)(m->ram + cb->header +
                               offsetof(SVGACBHeader, status)),
        .error_offset = (uint32_t *)(m->ram + cb->header +
                                     offsetof(SVGACBHeader, errorOffset)),
    };
}

/* The guest's vCPU: once it sees a status, it owns the header. */
static void *poll_status(void *opaque)
{
    Watch *w = opaque;

    while (!qatomic_read(&w->stop)) {
        uint32_t status = qatomic_load_acquire(w->status);

        if (status) {
            w->seen = status;
            w->seen_offset = qatomic_read(w->error_offset);
            qatomic_set(w->status, MINE);
            qatomic_set(w->error_offset, MINE);
            return NULL;
        }
    }
    return NULL;
}

/*
 * A buffer is executed while the guest polls; afterwards, nothing that the
 * guest stores in place of the header may be overwritten.
 */
static void check_round(Machine *m, const QSvgaCmdbuf *cb,
                        const uint32_t *words, uint32_t bytes,
                        uint32_t status, uint32_t offset)
{
    Watch w = watch(m, cb);
    QemuThread processor;

    qsvga_cmdbuf_fill(m->d, cb, 1, words, bytes);
    qemu_thread_create(&processor, "processor", poll_status, &w,
                       QEMU_THREAD_JOINABLE);
    qsvga_cmdbuf_submit(m->d, cb, SVGA_CB_CONTEXT_0);
    qsvga_wait_idle(m->d);
    /* the device is idle, so the status has been stored */
    qemu_thread_join(&processor);
    g_assert_cmpuint(w.seen, ==, status);
    g_assert_cmpuint(w.seen_offset, ==, offset);
    g_assert_cmphex(qatomic_read(w.status), ==, MINE);
    g_assert_cmphex(qatomic_read(w.error_offset), ==, MINE);
}

static void test_completed(void)
{
    const uint32_t words[] = { SVGA_3D_CMD_NOP, 0 };
    Machine *m = machine_new();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(m->d, sizeof(words));

    for (int i = 0; i < ROUNDS; i++) {
        check_round(m, &cb, words, sizeof(words), SVGA_CB_STATUS_COMPLETED,
                    0);
    }
    machine_free(m);
}

static void test_command_error(void)
{
    const uint32_t words[] = { SVGA_3D_CMD_NOP, 0, SVGA_3D_CMD_NOP, 8 };
    Machine *m = machine_new();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(m->d, sizeof(words));

    for (int i = 0; i < ROUNDS; i++) {
        check_round(m, &cb, words, sizeof(words),
                    SVGA_CB_STATUS_COMMAND_ERROR, 8);
        qsvga_cmdbuf_start(m->d, true);
    }
    m->d->errors_expected = ROUNDS;
    machine_free(m);
}

/* The preloaded memmove() exists, or the two tests above prove little. */
static void test_double_store(void)
{
    if (!g_getenv("QSVGA_DOUBLE_STORE")) {
        g_test_skip("no library that shows every store");
        return;
    }
    g_assert_true(g_file_test(g_getenv("QSVGA_DOUBLE_STORE"),
                              G_FILE_TEST_IS_REGULAR));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/watch-completed", test_completed);
    qtest_add_func("/svga/watch-command-error", test_command_error);
    qtest_add_func("/svga/watch-double-store", test_double_store);
    return g_test_run();
}
