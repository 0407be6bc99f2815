/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The few QEMU atomics that the pure core uses. */

#ifndef QEMU_ATOMIC_H
#define QEMU_ATOMIC_H

#define qatomic_read(ptr) __atomic_load_n(ptr, __ATOMIC_RELAXED)
#define qatomic_set(ptr, i) __atomic_store_n(ptr, i, __ATOMIC_RELAXED)
#define qatomic_store_release(ptr, i) __atomic_store_n(ptr, i, __ATOMIC_RELEASE)
/* A full barrier. */
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/* Between loads. */
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)

/* Between stores. */
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

#endif
