// SPDX-License-Identifier: GPL-2.0
/* The driver leaves the device and comes back: coherent surfaces work again. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "page.h"
#include "panic.h"
#include "verdict.h"

#define DRIVER_DIR "/sys/bus/pci/drivers/vmwgfx"
#define ROUNDS 2

static const struct vmw_shape shape = {
	.format = SVGA3D_BUFFER, .width = 40 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

/* The PCI address of the device behind @fd, as the driver's directory names it. */
static int device_name(int fd, char *name, size_t size)
{
	char link[64], path[PATH_MAX], target[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return -errno;
	path[length] = 0;
	snprintf(target, sizeof(target), "/sys/class/drm/%.64s/device",
		 strrchr(path, '/') + 1);
	length = readlink(target, path, sizeof(path) - 1);
	if (length < 0)
		return -errno;
	path[length] = 0;
	snprintf(name, size, "%s", strrchr(path, '/') + 1);
	return 0;
}

static int write_name(const char *file, const char *name)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	ssize_t done = fd < 0 ? -1 : write(fd, name, strlen(name));
	int ret = done < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

/* A surface from its creation to its end, as any program uses one. */
static int use_surface(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open_all(test, &shape, 1, &s, 1);

	if (!ret)
		ret = coherent_submit(&s);
	if (ret)
		return ret;
	coherent_store(&s, 5 * page_bytes() + 1, 5000);
	ret = coherent_submit_and_finish(&s);
	munmap(s.map, s.surface.map_size);
	return ret;
}

static int test_unbind_and_bind(struct test_case *test)
{
	char name[64];
	int round, ret = panic_set(true);

	for (round = 0; round <= ROUNDS && !ret; round++) {
		test->fd = vmw_drm_open(O_RDWR);
		ret = test->fd < 0 ? test->fd : use_surface(test);
		if (ret || round == ROUNDS)
			break;
		ret = device_name(test->fd, name, sizeof(name));
		close(test->fd);
		if (!ret)
			ret = write_name(DRIVER_DIR "/unbind", name);
		if (!ret)
			ret = write_name(DRIVER_DIR "/bind", name);
	}
	panic_set(false);
	return ret;
}

static const struct test_pattern patterns[] = {
	{ .name = "unbind_and_bind", .run = test_unbind_and_bind },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "driver", patterns, ARRAY_SIZE(patterns));
}
