// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Guarantees of the emulated machine to any guest, whatever its devices do. */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cases.h"
#include "page.h"

/*
 * i440FX: selects RAM or PCI for reads and writes of 0xd0000 to 0xd7fff, where
 * no device is. A change makes the memory map longer or shorter.
 */
#define HOST_BRIDGE "/sys/bus/pci/devices/0000:00:00.0/config"
#define PAM_D0000 0x5c
#define PAM_RAM 0x33
#define CHANGES 3000

/* Number of queues of the console through which cases talk to the host. */
#define CONSOLE_REGISTERS "/sys/bus/virtio/devices/virtio0/../resource4"
#define CONSOLE_QUEUES 18

/* Read a register that never changes, over and over. */
struct reader {
	const uint16_t *reg;
	uint16_t value;
	atomic_ulong reads, wrong;
	atomic_bool stop;
};

static int stay_on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

static void *read_until_stopped(void *arg)
{
	struct reader *r = arg;

	stay_on_cpu(1);
	while (!atomic_load(&r->stop)) {
		if (__atomic_load_n(r->reg, __ATOMIC_RELAXED) != r->value)
			atomic_fetch_add(&r->wrong, 1);
		atomic_fetch_add(&r->reads, 1);
	}
	return NULL;
}

static int reader_start(struct reader *r, pthread_t *thread)
{
	int fd = open(CONSOLE_REGISTERS, O_RDWR | O_SYNC | O_CLOEXEC);
	uint8_t *map = fd < 0 ? MAP_FAILED
			      : mmap(NULL, page_bytes(), PROT_READ, MAP_SHARED, fd, 0);
	int ret = map == MAP_FAILED ? -errno : 0;

	if (fd >= 0)
		close(fd);
	if (ret)
		return ret;
	r->reg = (const uint16_t *)(map + CONSOLE_QUEUES);
	r->value = __atomic_load_n(r->reg, __ATOMIC_RELAXED);
	return -pthread_create(thread, NULL, read_until_stopped, r);
}

static int change_map(int bridge, struct reader *r)
{
	const uint8_t ram = PAM_RAM;
	uint8_t pci;
	int i;

	if (pread(bridge, &pci, 1, PAM_D0000) != 1)
		return -errno;
	if (pci == ram) {
		printf("0xd0000 is RAM already\n");
		return TEST_FAIL;
	}
	for (i = 0; i < CHANGES; i++) {
		const unsigned long reads = atomic_load(&r->reads);

		if (pwrite(bridge, &ram, 1, PAM_D0000) != 1 ||
		    pwrite(bridge, &pci, 1, PAM_D0000) != 1)
			return -errno;
		/* The other CPU must keep running meanwhile. */
		while (atomic_load(&r->reads) == reads)
			sched_yield();
	}
	return 0;
}

/*
 * A CPU that reads one device's register while another CPU changes the memory
 * map must not get another device's register. In QEMU 10.0.13, on a busy host,
 * it did, or QEMU died of an assertion.
 */
static int test_map_changes(struct test_case *test)
{
	struct reader r = { 0 };
	int bridge = open(HOST_BRIDGE, O_RDWR | O_CLOEXEC);
	pthread_t thread;
	int ret = bridge < 0 ? -errno : stay_on_cpu(0);

	if (!ret)
		ret = reader_start(&r, &thread);
	if (ret)
		return ret;
	ret = change_map(bridge, &r);
	atomic_store(&r.stop, true);
	pthread_join(thread, NULL);
	close(bridge);
	printf("%lu reads, %lu wrong\n", atomic_load(&r.reads), atomic_load(&r.wrong));
	return ret ? ret : atomic_load(&r.wrong) ? TEST_FAIL : TEST_PASS;
}

static const struct test_pattern patterns[] = {
	{ .name = "map_changes", .run = test_map_changes, .cpus = 2 },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "machine", patterns, ARRAY_SIZE(patterns));
}
