// SPDX-License-Identifier: GPL-2.0
/* The host's screen has what the guest shows: its console, and modetest's picture. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <drm.h>
#include <drm_mode.h>

#include "cases.h"
#include "control.h"

#define MODETEST "/usr/bin/modetest"
#define MAX_OBJECTS 16
#define MAX_MODES 128
#define CONSOLE_COLOURS 2
/* The seven bars of modetest's picture, and black. */
#define PICTURE_COLOURS 8
/* Looks at the screen, at most a tenth of a second apart. */
#define MAX_LOOKS 200
#define LOOK_INTERVAL_MS 100

struct screen {
	uint32_t connector;
	uint32_t width, height;		/* of the mode that is set */
	uint32_t modes;
	struct drm_mode_modeinfo mode[MAX_MODES];
};

static int card_open(void)
{
	int fd = open("/dev/dri/card0", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int current_mode(int fd, const uint32_t *crtcs, uint32_t count,
			struct screen *screen)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		struct drm_mode_crtc crtc = { .crtc_id = crtcs[i] };

		if (ioctl(fd, DRM_IOCTL_MODE_GETCRTC, &crtc))
			return -errno;
		if (!crtc.mode_valid)
			continue;
		screen->width = crtc.mode.hdisplay;
		screen->height = crtc.mode.vdisplay;
		return 0;
	}
	return -ENOENT;
}

static int connected_modes(int fd, const uint32_t *connectors, uint32_t count,
			   struct screen *screen)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		struct drm_mode_get_connector get = {
			.connector_id = connectors[i],
		};

		/* Without room for modes, the connector gets probed. */
		if (ioctl(fd, DRM_IOCTL_MODE_GETCONNECTOR, &get))
			return -errno;
		if (get.connection != 1 || !get.count_modes)
			continue;
		if (get.count_modes > MAX_MODES)
			get.count_modes = MAX_MODES;
		get.modes_ptr = (uintptr_t)screen->mode;
		get.count_props = 0;
		get.count_encoders = 0;
		if (ioctl(fd, DRM_IOCTL_MODE_GETCONNECTOR, &get))
			return -errno;
		screen->connector = connectors[i];
		screen->modes = get.count_modes;
		return 0;
	}
	return -ENOENT;
}

static int read_screen(struct screen *screen)
{
	uint32_t crtcs[MAX_OBJECTS], connectors[MAX_OBJECTS];
	struct drm_mode_card_res res = {
		.crtc_id_ptr = (uintptr_t)crtcs,
		.connector_id_ptr = (uintptr_t)connectors,
		.count_crtcs = MAX_OBJECTS,
		.count_connectors = MAX_OBJECTS,
	};
	int fd = card_open();
	int ret;

	if (fd < 0)
		return fd;
	memset(screen, 0, sizeof(*screen));
	ret = ioctl(fd, DRM_IOCTL_MODE_GETRESOURCES, &res) ? -errno : 0;
	if (!ret)
		ret = current_mode(fd, crtcs, res.count_crtcs, screen);
	if (!ret)
		ret = connected_modes(fd, connectors, res.count_connectors,
				      screen);
	close(fd);
	return ret;
}

static bool shows(const struct control_picture *picture, uint32_t width,
		  uint32_t height, long long colours)
{
	return picture->width == width && picture->height == height &&
	       picture->colours >= colours;
}

static void print_picture(const struct control_picture *picture)
{
	printf("the host shows %lldx%lld with %lld colours\n", picture->width,
	       picture->height, picture->colours);
}

/* The framebuffer console, in the mode that the driver chose. */
static int test_console(struct test_case *test)
{
	struct control_picture picture;
	struct screen screen;
	int ret = read_screen(&screen);

	if (!ret)
		ret = control_screenshot(test->name, "console", &picture);
	if (ret)
		return ret;
	printf("the guest's mode is %ux%u\n", screen.width, screen.height);
	print_picture(&picture);
	return shows(&picture, screen.width, screen.height, CONSOLE_COLOURS) ?
	       TEST_PASS : TEST_FAIL;
}

/* A program that keeps its picture up until it can read a line. */
struct modetest {
	pid_t pid;
	int pidfd;
	int input;
};

static int modetest_start(const struct screen *screen,
			  const struct drm_mode_modeinfo *mode,
			  struct modetest *m)
{
	char setting[64];
	int input[2];

	snprintf(setting, sizeof(setting), "%u:%ux%u", screen->connector,
		 mode->hdisplay, mode->vdisplay);
	if (pipe2(input, O_CLOEXEC))
		return -errno;
	m->pid = fork();
	if (m->pid < 0)
		return -errno;
	if (!m->pid) {
		dup2(input[0], STDIN_FILENO);
		execl(MODETEST, MODETEST, "-M", "vmwgfx", "-s", setting, NULL);
		perror(MODETEST);
		_exit(EXIT_FAILURE);
	}
	close(input[0]);
	m->input = input[1];
	m->pidfd = syscall(SYS_pidfd_open, m->pid, 0);
	return m->pidfd < 0 ? -errno : 0;
}

static int modetest_end(struct modetest *m)
{
	int status;

	close(m->input);
	close(m->pidfd);
	if (waitpid(m->pid, &status, 0) < 0)
		return -errno;
	if (!status)
		return 0;
	printf("modetest ended with status 0x%x\n", status);
	return TEST_FAIL;
}

/* Look at the host's screen until it shows the mode, or modetest is gone. */
static int wait_for_picture(struct test_case *test, struct modetest *m,
			    const struct drm_mode_modeinfo *mode)
{
	struct pollfd gone = { .fd = m->pidfd, .events = POLLIN };
	struct control_picture picture;
	int looks, ret;

	for (looks = 0; looks < MAX_LOOKS; looks++) {
		if (poll(&gone, 1, LOOK_INTERVAL_MS) > 0)
			return TEST_FAIL;
		ret = control_screenshot(test->name, "modetest", &picture);
		if (ret)
			return ret;
		if (shows(&picture, mode->hdisplay, mode->vdisplay,
			  PICTURE_COLOURS)) {
			print_picture(&picture);
			return TEST_PASS;
		}
	}
	print_picture(&picture);
	return TEST_FAIL;
}

/* A smaller mode than the one on screen: the same one would show nothing. */
static const struct drm_mode_modeinfo *other_mode(const struct screen *screen)
{
	uint32_t i;

	for (i = 0; i < screen->modes; i++) {
		if (screen->mode[i].hdisplay < screen->width &&
		    screen->mode[i].vdisplay < screen->height)
			return &screen->mode[i];
	}
	return NULL;
}

static int test_modetest(struct test_case *test)
{
	const struct drm_mode_modeinfo *mode;
	struct modetest modetest = { .pid = -1 };
	struct screen screen;
	int ret = read_screen(&screen);
	int ended;

	if (ret)
		return ret;
	mode = other_mode(&screen);
	if (!mode) {
		printf("connector %u has no mode below %ux%u\n",
		       screen.connector, screen.width, screen.height);
		return TEST_FAIL;
	}
	printf("from %ux%u to %ux%u\n", screen.width, screen.height,
	       mode->hdisplay, mode->vdisplay);
	ret = modetest_start(&screen, mode, &modetest);
	if (ret)
		return ret;
	ret = wait_for_picture(test, &modetest, mode);
	ended = modetest_end(&modetest);
	return ret ? ret : ended;
}

static const struct test_pattern patterns[] = {
	{ .name = "console", .run = test_console },
	{ .name = "modetest", .run = test_modetest },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "display", patterns,
			 ARRAY_SIZE(patterns));
}
