/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* TCG plugin that counts the instructions of calls to guest functions. */

/*
 * A window opens at the first instruction of a function at call=ADDR, which may
 * be given several times, and closes when the function returns to its caller;
 * it includes everything the function calls, even such functions themselves.
 * For each window, one line of JSON is written to the file out=PATH:
 *
 *   window        number of the window, from 1
 *   instructions  executed in it, including those of interrupts
 *   held          longest stretch, in instructions, from a call of the
 *                 function at lock=ADDR to the call of the one at
 *                 unlock=ADDR with the same first argument
 *   flushes       calls of the function at flush=ADDR(object, start, end)
 *   flush_pages   sum of the pages of start..end over these calls
 *   flush_longest pages of the longest of them
 *
 * ADDR is a virtual address of an x86_64 guest in plain hexadecimal. Each vCPU
 * has its own windows.
 */

#include <errno.h>
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-plugin.h"

#define COUNT_PAGE_SHIFT 12

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

typedef enum CountRegister {
    COUNT_RDI,
    COUNT_RSI,
    COUNT_RDX,
    COUNT_RSP,
    COUNT_REGISTERS,
} CountRegister;

static const char *const count_register_names[COUNT_REGISTERS] = {
    "rdi", "rsi", "rdx", "rsp",
};

/* One per vCPU. */
typedef struct CountState {
    uint64_t executed;      /* all instructions so far, by inline code */
    uint64_t return_to;     /* return address of the open window; 0: none */
    uint64_t return_stack;  /* stack pointer after that return */
    uint64_t begin;
    uint64_t lock_begin;
    uint64_t lock_object;
    uint64_t held;
    uint64_t flushes;
    uint64_t flush_pages;
    uint64_t flush_longest;
    bool locked;
    struct qemu_plugin_register *registers[COUNT_REGISTERS];
} CountState;

static struct qemu_plugin_scoreboard *count_states;
static qemu_plugin_u64 count_executed;
static qemu_plugin_u64 count_return_to;
static GHashTable *count_addresses;     /* uint64_t -> CountFunction */
static FILE *count_out;
static unsigned int count_windows;

static CountState *count_state(unsigned int vcpu)
{
    return qemu_plugin_scoreboard_find(count_states, vcpu);
}

static uint64_t count_register(const CountState *state, CountRegister name)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint64_t value = 0;

    if (state->registers[name]) {
        qemu_plugin_read_register(state->registers[name], bytes);
        memcpy(&value, bytes->data, MIN(bytes->len, sizeof(value)));
    }
    return value;
}

/*
 * Called at the first instruction, already counted; the return address is on
 * top of the stack.
 */
static void count_call(unsigned int vcpu, void *opaque)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    CountState *state = count_state(vcpu);
    uint64_t stack;

    if (state->return_to) {
        return;
    }
    stack = count_register(state, COUNT_RSP);
    if (!qemu_plugin_read_memory_vaddr(stack, bytes,
                                       sizeof(state->return_to))) {
        return;
    }
    memcpy(&state->return_to, bytes->data, sizeof(state->return_to));
    state->return_stack = stack + sizeof(state->return_to);
    state->begin = state->executed - 1;
    state->held = 0;
    state->flushes = 0;
    state->flush_pages = 0;
    state->flush_longest = 0;
    state->locked = false;
}

/* Called before the block at the return address, maybe of a deeper call. */
static void count_return(unsigned int vcpu, void *opaque)
{
    CountState *state = count_state(vcpu);

    if (count_register(state, COUNT_RSP) != state->return_stack) {
        return;
    }
    state->return_to = 0;
    fprintf(count_out, "{\"window\":%u,\"instructions\":%" PRIu64
            ",\"held\":%" PRIu64 ",\"flushes\":%" PRIu64
            ",\"flush_pages\":%" PRIu64 ",\"flush_longest\":%" PRIu64 "}\n",
            ++count_windows, state->executed - state->begin, state->held,
            state->flushes, state->flush_pages, state->flush_longest);
    fflush(count_out);
}

static void count_lock(unsigned int vcpu, void *opaque)
{
    CountState *state = count_state(vcpu);

    if (state->return_to && !state->locked) {
        state->locked = true;
        state->lock_object = count_register(state, COUNT_RDI);
        state->lock_begin = state->executed;
    }
}

static void count_unlock(unsigned int vcpu, void *opaque)
{
    CountState *state = count_state(vcpu);

    if (state->return_to && state->locked &&
        count_register(state, COUNT_RDI) == state->lock_object) {
        state->locked = false;
        state->held = MAX(state->held, state->executed - state->lock_begin);
    }
}

static void count_flush(unsigned int vcpu, void *opaque)
{
    CountState *state = count_state(vcpu);
    uint64_t pages;

    if (state->return_to) {
        pages = (count_register(state, COUNT_RDX) -
                 count_register(state, COUNT_RSI)) >> COUNT_PAGE_SHIFT;
        state->flushes++;
        state->flush_pages += pages;
        state->flush_longest = MAX(state->flush_longest, pages);
    }
}

/* Guest functions that can be given as arguments. */
static const struct CountFunction {
    const char *name;
    qemu_plugin_vcpu_udata_cb_t called;
} count_functions[] = {
    { "call", count_call },
    { "lock", count_lock },
    { "unlock", count_unlock },
    { "flush", count_flush },
};

static void count_translate_insn(struct qemu_plugin_insn *insn)
{
    uint64_t address = qemu_plugin_insn_vaddr(insn);
    const struct CountFunction *function =
        g_hash_table_lookup(count_addresses, &address);

    /*
     * Registered first, so that the callbacks below see this instruction
     * counted.
     */
    qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
        insn, QEMU_PLUGIN_INLINE_ADD_U64, count_executed, 1);
    if (function) {
        qemu_plugin_register_vcpu_insn_exec_cb(
            insn, function->called, QEMU_PLUGIN_CB_R_REGS, NULL);
    }
}

/* A block starts at every return address. */
static void count_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t length = qemu_plugin_tb_n_insns(tb);

    qemu_plugin_register_vcpu_tb_exec_cond_cb(
        tb, count_return, QEMU_PLUGIN_CB_R_REGS, QEMU_PLUGIN_COND_EQ,
        count_return_to, qemu_plugin_tb_vaddr(tb), NULL);
    for (size_t i = 0; i < length; i++) {
        count_translate_insn(qemu_plugin_tb_get_insn(tb, i));
    }
}

static void count_init_vcpu(qemu_plugin_id_t id, unsigned int vcpu)
{
    g_autoptr(GArray) all = qemu_plugin_get_registers();
    CountState *state = count_state(vcpu);

    for (guint i = 0; i < all->len; i++) {
        const qemu_plugin_reg_descriptor *one =
            &g_array_index(all, qemu_plugin_reg_descriptor, i);

        for (size_t j = 0; j < COUNT_REGISTERS; j++) {
            if (g_str_equal(one->name, count_register_names[j])) {
                state->registers[j] = one->handle;
            }
        }
    }
}

static bool count_take_function(const struct CountFunction *function,
                                const char *text)
{
    guint64 address;

    if (!g_ascii_string_to_unsigned(text, 16, 1, UINT64_MAX, &address, NULL)) {
        return false;
    }
    g_hash_table_insert(count_addresses, g_memdup2(&address, sizeof(address)),
                        (gpointer)function);
    return true;
}

static bool count_take_argument(const char *argument)
{
    g_auto(GStrv) parts = g_strsplit(argument, "=", 2);

    if (g_strv_length(parts) != 2) {
        return false;
    }
    if (g_str_equal(parts[0], "out")) {
        count_out = fopen(parts[1], "w");
        if (!count_out) {
            fprintf(stderr, "%s: %s\n", argument, strerror(errno));
        }
        return count_out != NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(count_functions); i++) {
        if (g_str_equal(parts[0], count_functions[i].name)) {
            return count_take_function(&count_functions[i], parts[1]);
        }
    }
    return false;
}

QEMU_PLUGIN_EXPORT
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
                        int argc, char **argv)
{
    count_addresses = g_hash_table_new_full(g_int64_hash, g_int64_equal,
                                            g_free, NULL);
    for (int i = 0; i < argc; i++) {
        if (!count_take_argument(argv[i])) {
            fprintf(stderr, "instruction counter: bad argument %s\n",
                    argv[i]);
            return -1;
        }
    }
    if (!count_out) {
        fprintf(stderr, "instruction counter: no out=PATH\n");
        return -1;
    }
    count_states = qemu_plugin_scoreboard_new(sizeof(CountState));
    count_executed = qemu_plugin_scoreboard_u64_in_struct(
        count_states, CountState, executed);
    count_return_to = qemu_plugin_scoreboard_u64_in_struct(
        count_states, CountState, return_to);
    qemu_plugin_register_vcpu_init_cb(id, count_init_vcpu);
    qemu_plugin_register_vcpu_tb_trans_cb(id, count_translate);
    return 0;
}
